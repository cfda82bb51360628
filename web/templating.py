"""Pages from templates: one environment, strict about names, escaping everything, speaking the reader's language."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from web import i18n
from web.assets import Assets
from web.background import TASK_NAMES
from web.navigation import Entry, offered
from web.settings import Settings
from web.viewer import viewer

TEMPLATES = Path(__file__).parent / "templates"


class Templates:
    """The template environment of one application."""

    def __init__(self, settings: Settings, assets: Assets, navigation: Sequence[Entry]) -> None:
        self.environment = Environment(
            loader=FileSystemLoader(TEMPLATES),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            extensions=["jinja2.ext.i18n"],
            auto_reload=settings.environment == "development",
        )
        self.environment.policies["ext.i18n.trimmed"] = True
        self.environment.install_gettext_callables(  # type: ignore[attr-defined]  # added by the extension
            _gettext, _ngettext, newstyle=True
        )
        self.environment.globals |= {"asset": assets.address, "site_name": settings.site_name}
        self.environment.globals |= {"logo": settings.logo, "demonstration": settings.demonstration}
        self.environment.globals |= {"task_names": TASK_NAMES}
        self.environment.filters |= _filters()
        self.navigation = navigation

    def render(self, request: Request, name: str, context: Mapping[str, Any]) -> str:
        page = self._page_context(request) | dict(context)
        return self.environment.get_template(name).render(page)

    def _page_context(self, request: Request) -> dict[str, Any]:
        reading = viewer(request)
        return {
            "reader": i18n.current(),
            "here": request.url.path,
            "viewer": reading,
            "navigation": offered(self.navigation, reading.permissions if reading else ()),
            "language_choices": _language_choices(request),
        }


def render(
    request: Request,
    name: str,
    *,
    status: int = 200,
    headers: Mapping[str, str] | None = None,
    **context: Any,
) -> HTMLResponse:
    """The page `name` in the reader's language. Keyword arguments are the template's variables."""
    templates: Templates = request.app.state.templates
    return HTMLResponse(templates.render(request, name, context), status, headers)


def _language_choices(request: Request) -> list[dict[str, Any]]:
    """This page in every language: code, name in that language, address, and whether it is the one shown."""
    kept = [(key, value) for key, value in request.query_params.multi_items() if key != "lang"]
    return [
        {
            "code": code,
            "name": i18n.own_name(code),
            "address": "?" + urlencode([*kept, ("lang", code)]),
            "direction": i18n.reader(code).direction,
            "current": code == i18n.current().language,
        }
        for code in i18n.languages()
    ]


def _filters() -> dict[str, Callable[..., str]]:
    """Formatting in the reader's language: `{{ day|date }}`, `{{ 0.42|percent }}`, `{{ "TN"|country }}`."""
    names = ("date", "time", "clock", "number", "percent", "country", "language_name", "listing", "series")
    return {name: partial(_format, name) for name in names}


def _format(name: str, value: Any, *arguments: Any) -> str:
    formatted: str = getattr(i18n.current(), name)(value, *arguments)
    return formatted


def _gettext(message: str) -> str:
    """The bare translation: Jinja fills in `%(name)s` itself, and escapes the values on the way."""
    return i18n.current().gettext(message)


def _ngettext(singular: str, plural: str, number: int) -> str:
    return i18n.current().ngettext(singular, plural, number)
