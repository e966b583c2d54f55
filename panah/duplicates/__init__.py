"""The same person at another desk, noticed; people decide, never the machine."""
