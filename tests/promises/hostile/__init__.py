"""Scanners against a centre that was made for them, and against a canary full of holes."""
