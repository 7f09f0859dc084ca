"""Pages and REST API over the same functions as the command line."""
