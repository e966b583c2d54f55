"""A living demonstration: invented people, played through the same actions as everyone."""
