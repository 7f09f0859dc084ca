"""Errors."""


class BilatError(Exception):
    """Base."""


class ModelError(BilatError):
    """The language model is missing."""
