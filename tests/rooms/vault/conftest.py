"""The vault's tests ask a real keeper."""

from tests.keepers import keeper  # noqa: F401 - a fixture
