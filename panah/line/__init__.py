"""The line: a place without standing, from the ticket to the call."""
