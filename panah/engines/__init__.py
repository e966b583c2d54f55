"""Engines think. They know nothing of Django, the database, the clock or the network."""
