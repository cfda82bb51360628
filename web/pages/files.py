"""Style sheets, scripts and icons by their versioned addresses."""

from fastapi import APIRouter, Request
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from web.assets import Assets
from web.deps import Public

router = APIRouter()


@router.get("/static/{name:path}", dependencies=[Public])
def file(request: Request, name: str) -> Response:
    assets: Assets = request.app.state.assets
    response = assets.respond(request, name)
    if response is None:
        raise HTTPException(404)
    return response


@router.get("/favicon.ico", dependencies=[Public])
def icon(request: Request) -> Response:
    return file(request, "icon.svg")
