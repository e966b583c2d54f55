"""Django's own PostgreSQL, with a cheaper look whether a connection that was kept is still good."""
