"""A centre on a Friday morning, made by the rooms' own actions: what the pages are shown with."""
