"""How Sphinx builds these pages: `make docs` writes them to `docs/_build`, every warning an error."""

import sys
from pathlib import Path

import bilat

sys.path.insert(0, str(Path(__file__).parent / "_ext"))

project = "bilat"
author = "the authors of bilat"
copyright = "the authors of bilat"
version = release = bilat.__version__

extensions = ["myst_parser", "sphinx.ext.autodoc", "from_code"]
exclude_patterns = ["_build"]
myst_heading_anchors = 3
myst_enable_extensions = ["deflist"]

default_role = "code"  # docstrings have names in single backticks
autodoc_member_order = "bysource"
autodoc_typehints_format = "short"
autodoc_default_options = {"members": True, "show-inheritance": True}
nitpicky = False

html_theme = "alabaster"
html_title = f"bilat {version}"
html_static_path = ["_static"]
html_css_files = ["custom.css"]
html_show_sphinx = False
html_show_copyright = False
html_copy_source = False
html_sidebars = {"**": ["about.html", "searchfield.html", "navigation.html"]}
html_theme_options = {
    "description": "The record of a bilateral relationship, read from what is published about it",
    "fixed_sidebar": True,
    "page_width": "1160px",
    "sidebar_width": "250px",
    "show_powered_by": False,
    "show_relbars": True,
    "font_family": "system-ui, 'Segoe UI', 'Noto Sans', sans-serif",
    "head_font_family": "system-ui, 'Segoe UI', 'Noto Sans', sans-serif",
    "font_size": "16px",
}
