"""How the documentation is built: `make docs`."""

project = "Panah"
author = "The Panah team"
copyright = "2026, the Panah team"
extensions = ["myst_parser"]
myst_enable_extensions = ["deflist", "colon_fence"]
myst_heading_anchors = 3
exclude_patterns = ["_build"]
html_theme = "furo"
html_title = "Panah"
html_show_sourcelink = False
suppress_warnings: list[str] = []
