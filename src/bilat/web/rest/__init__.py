"""The REST API under /api/v1: the contract's JSON of everything that a page shows, and the feeds of each relationship."""

from __future__ import annotations

from fastapi import APIRouter, Depends

from .. import feeds
from ..security import require
from . import comparing, documents, exports, holdings, records, reviews, schema, search, statistics
from .shelf import prepare

api = APIRouter(prefix="/api/v1", dependencies=[Depends(require("reader"))])
"""The API alone, as its OpenAPI document tells of it."""
for part in (records, reviews, comparing, documents, search, statistics, holdings, exports, schema):
    api.include_router(part.router)

router = APIRouter()
router.include_router(api)
router.include_router(feeds.router)

__all__ = ["api", "prepare", "router"]
