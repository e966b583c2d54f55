"""Reading a list of people from a file: what stands in it, and what it says about each person."""
