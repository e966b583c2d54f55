"""The page frame, the styles, the middleware, and what every room's pages share."""
