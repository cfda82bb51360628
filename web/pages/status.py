"""The state of the service: a page for people, and a document for machines that watch it."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, JSONResponse

from web import state
from web.deps import Public
from web.templating import render

router = APIRouter()


@router.get("/status", dependencies=[Public])
def status(request: Request) -> HTMLResponse:
    return render(request, "pages/status.html", state=state.read(request.app.state.platform))


@router.get("/healthz", dependencies=[Public])
def health(request: Request) -> JSONResponse:
    """200 where the service can do its work, 503 where it can't yet or no longer."""
    current = state.read(request.app.state.platform)
    document = {
        "ready": current.ready,
        "database": current.database_answers,
        "taxonomy": current.taxonomy.name if current.taxonomy else None,
        "model": current.model,
        "under_way": {task.name: round(task.share, 3) for task in current.under_way},
    }
    return JSONResponse(document, 200 if current.ready else 503)
