"""Document → Reading. Pure: no clock, network, file or global state."""

from .read import read_document

__all__ = ["read_document"]
