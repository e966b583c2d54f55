"""Centres, their desks and opening hours, and the profile of the country they are in."""
