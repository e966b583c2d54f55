"""Panah (пана, پناه: refuge) receives people who arrive in large numbers at once."""

__version__ = "0.1.0"
