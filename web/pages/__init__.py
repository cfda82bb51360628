"""Everything with a URL. Each module is one page, or the pages of one noun."""

from fastapi import APIRouter

from web.pages import (
    account,
    files,
    find,
    home,
    mailbox,
    notifications,
    password,
    recognition,
    register,
    second_factor,
    session,
    status,
    understand,
    vacancies,
)

ROUTERS: tuple[APIRouter, ...] = (
    account.router,
    find.router,
    home.router,
    mailbox.router,
    notifications.router,
    password.router,
    recognition.router,
    register.router,
    second_factor.router,
    session.router,
    status.router,
    understand.router,
    vacancies.router,
    files.router,
)
