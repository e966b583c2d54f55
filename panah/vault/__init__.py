"""Sealed identities. What opens them is elsewhere, in the keeper."""
