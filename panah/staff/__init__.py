"""Accounts, roles, and who sits at which desk."""
