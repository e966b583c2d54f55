"""Numbers that are published, and the day's board for those who work here."""
