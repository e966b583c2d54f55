"""Settings, root urls, and what is collected from every room."""
