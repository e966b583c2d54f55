"""The paper people leave with, and the check that anyone can make of it."""
