"""The interview: one ticket becomes one registration group."""
