"""Puts the parts together: `create_app(settings)` is the one place where they meet."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from starlette.middleware.gzip import GZipMiddleware

from web import errors, uploads
from web.alerts import Lookout
from web.assets import Assets
from web.erasing import Eraser
from web.herald import Herald
from web.language import Language
from web.navigation import served
from web.pages import ROUTERS
from web.platform import Platform
from web.postman import Postman
from web.reconcile import Reconciler
from web.retention import Caretaker
from web.security import AccessLog, BodyLimit, SameOrigin, SecurityHeaders
from web.settings import Settings
from web.sweeping import Sweeper
from web.templating import Templates
from web.workers import Worker

WORKERS: Final[tuple[type[Worker], ...]] = (
    Reconciler,
    Herald,
    Postman,
    Eraser,
    Caretaker,
    Sweeper,
    Lookout,
)


def create_app(settings: Settings, *, platform: Platform | None = None) -> FastAPI:
    """The application. A `platform` given from outside is kept up to date and closed by whoever made it.

    Raises NoKey where nothing could be sealed.
    """
    parts = platform or Platform.of(settings)
    if platform is None:
        parts.require_key()

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        workers = [worker(parts) for worker in WORKERS] if platform is None else []
        for worker in workers:
            worker.start()
        yield
        for worker in workers:
            worker.stop()
        if platform is None:
            parts.close()

    app = FastAPI(
        title=settings.site_name, lifespan=lifespan, docs_url=None, redoc_url=None, openapi_url=None
    )
    app.state.platform = parts
    app.state.assets = Assets(settings.frontend_path)
    for router in ROUTERS:
        app.include_router(router)
    app.state.templates = Templates(settings, app.state.assets, served(_paths(app)))
    errors.install(app)
    _add_middleware(app, settings)
    return app


def _paths(app: FastAPI) -> set[str]:
    return {context.path for context in iter_route_contexts(app.routes) if context.path}


def _add_middleware(app: FastAPI, settings: Settings) -> None:
    """From the inside out: what is added last sees a request first."""
    https = settings.environment == "production"
    app.add_middleware(errors.Incidents)
    app.add_middleware(BodyLimit, refuse=errors.problem_response, larger=uploads.body_limits(settings))
    app.add_middleware(SameOrigin, refuse=errors.problem_response)
    app.add_middleware(GZipMiddleware, minimum_size=1000, compresslevel=6)
    app.add_middleware(Language, https=https)
    app.add_middleware(SecurityHeaders, https=https)
    app.add_middleware(AccessLog)
