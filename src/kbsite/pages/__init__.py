"""`SiteGraph` → every page of the site as a context for its template. No I/O."""

from __future__ import annotations

from kbsite.pages.canonical import canonical_pages
from kbsite.pages.plan import MakePage, plan_pages

__all__ = ["MakePage", "canonical_pages", "plan_pages"]
