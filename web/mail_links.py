"""The pages that links in mails lead to: each asks once more, for programs that look into mails open links too."""

from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse

from web.templating import render


def link_form(
    request: Request,
    template: str,
    token: str,
    *,
    form: str,
    errors: dict[str, str] | None = None,
    status: int = 200,
    **context: Any,
) -> HTMLResponse:
    """A form that carries the token of its link on. `form` is its id: once sent, a language sends it again."""
    return render(
        request,
        template,
        status=status,
        token=token,
        errors=errors or {},
        resent_by=form if request.method == "POST" else None,
        show="",
        **context,
    )


def no_longer(request: Request, template: str) -> HTMLResponse:
    """The page that says that a link is used or too old, and what to do."""
    return render(request, template, status=404)
