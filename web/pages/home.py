"""The home page: what the platform is, for whom, and what it works with today."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from web import state
from web.deps import Public
from web.templating import render

router = APIRouter()


@router.get("/", dependencies=[Public])
def home(request: Request) -> HTMLResponse:
    return render(request, "pages/home.html", state=state.read(request.app.state.platform))
