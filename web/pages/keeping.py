"""The link in a mail of retention: whoever follows it keeps their profile, without signing in."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from talent import retention
from web.deps import Db, Public
from web.templating import render

router = APIRouter(dependencies=[Public])


@router.get("/profile/keep")
def form(request: Request, db: Db, token: str = "") -> HTMLResponse:
    """Asks once more: programs that read mails follow links by themselves."""
    retention.find(db, token)
    return render(request, "pages/keep.html", token=token, kept=False)


@router.post("/profile/keep")
def keep(db: Db, token: Annotated[str, Form()] = "") -> Response:
    retention.keep(db, token)
    return RedirectResponse("/profile/kept", 303)


@router.get("/profile/kept")
def kept(request: Request) -> HTMLResponse:
    return render(request, "pages/keep.html", token="", kept=True)
