"""Everything with a URL. Each module is one page, or the pages of one noun."""

from fastapi import APIRouter

from web.pages import files, find, home, mailbox, recognition, session, status, understand, vacancies

ROUTERS: tuple[APIRouter, ...] = (
    find.router,
    home.router,
    mailbox.router,
    recognition.router,
    session.router,
    status.router,
    understand.router,
    vacancies.router,
    files.router,
)
