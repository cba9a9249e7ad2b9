"""Every call of this room, imported so that its addresses are on the blueprint."""

from __future__ import annotations

from backend.applications import paper_routes, rights_routes, routes
from backend.applications.routes import api

__all__ = ["api", "paper_routes", "rights_routes", "routes"]
