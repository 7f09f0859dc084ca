"""Readings and records as people read them."""
