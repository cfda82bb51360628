"""Everything with a URL. Each module is one page, or the pages of one noun."""

from fastapi import APIRouter

from web.pages import files, home, session, status

ROUTERS: tuple[APIRouter, ...] = (home.router, session.router, status.router, files.router)
