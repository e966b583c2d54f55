"""A real keeper for everything at the desk."""

from tests.keepers import keeper  # noqa: F401
