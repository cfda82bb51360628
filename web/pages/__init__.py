"""Everything with a URL. Each module is one page, or the pages of one noun."""

from fastapi import APIRouter

from web.pages import files, find, home, mailbox, recognition, session, status, understand

ROUTERS: tuple[APIRouter, ...] = (
    find.router,
    home.router,
    mailbox.router,
    recognition.router,
    session.router,
    status.router,
    understand.router,
    files.router,
)
