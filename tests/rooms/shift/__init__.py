"""The room of the shift leader."""
