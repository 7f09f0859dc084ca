"""The confined process in which the formats are parsed."""

from .sandbox import Function, Sandbox

__all__ = ["Function", "Sandbox"]
