"""The `panah` command."""
