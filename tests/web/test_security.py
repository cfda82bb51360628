"""Headers on every answer, refusal of cross-site writes, the limit on bodies, what the logs say."""

import logging
from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from starlette.datastructures import Headers

from tests.web import html
from web import security
from web.app import create_app
from web.platform import Platform
from web.security import comes_from_here, safe_next
from web.settings import Settings


@pytest.mark.parametrize("path", ["/", "/nothing-here", "/static/talent.css", "/healthz", "/sign-out"])
def test_every_answer_has_the_headers(client: TestClient, path: str) -> None:
    answer = client.get(path)

    assert {name: answer.headers.get(name) for name in security.HEADERS} == security.HEADERS


@pytest.mark.parametrize("path", ["/", "/sign-in", "/nothing-here", "/healthz"])
def test_nothing_but_files_is_kept_by_browsers_and_proxies(client: TestClient, path: str) -> None:
    assert client.get(path).headers["cache-control"] == "no-store"


def test_the_policy_allows_no_inline_code_and_no_other_site() -> None:
    assert "unsafe" not in security.CONTENT_SECURITY_POLICY
    assert "http" not in security.CONTENT_SECURITY_POLICY
    assert security.CONTENT_SECURITY_POLICY.startswith("default-src 'none'")


def test_https_is_demanded_in_production_only(
    settings: Settings, platform: Platform, client: TestClient
) -> None:
    production = settings.model_copy(update={"environment": "production"})

    with TestClient(create_app(production, platform=platform)) as secure:
        assert "max-age=63072000" in secure.get("/").headers["strict-transport-security"]
    assert "strict-transport-security" not in client.get("/").headers


@pytest.mark.parametrize(
    ("headers", "allowed"),
    [
        ({"sec-fetch-site": "same-origin", "cookie": "a=b"}, True),
        ({"sec-fetch-site": "none", "cookie": "a=b"}, True),
        ({"sec-fetch-site": "same-site", "cookie": "a=b"}, False),
        ({"sec-fetch-site": "cross-site"}, False),
        ({"sec-fetch-site": "cross-site", "origin": "http://here.example"}, False),
        ({"origin": "http://here.example", "host": "here.example"}, True),
        ({"origin": "https://here.example:8443", "host": "here.example:8443"}, True),
        ({"origin": "http://elsewhere.example", "host": "here.example"}, False),
        ({"origin": "null", "host": "here.example"}, False),
        ({"referer": "http://here.example/sign-in", "host": "here.example"}, True),
        ({"referer": "http://elsewhere.example/", "host": "here.example"}, False),
        ({"host": "here.example", "cookie": "a=b"}, False),
        ({"host": "here.example"}, True),
    ],
)
def test_where_a_write_comes_from(headers: dict[str, str], allowed: bool) -> None:
    assert comes_from_here(Headers(headers)) is allowed


def test_a_write_from_another_site_gets_a_page_that_helps(client: TestClient) -> None:
    answer = client.post("/sign-in", headers={"sec-fetch-site": "cross-site"})

    assert answer.status_code == 403
    document = html.parse(answer.text)
    assert html.faults(document) == []
    assert "another website" in html.text_of(document)


def test_reading_from_another_site_is_open(client: TestClient) -> None:
    assert client.get("/", headers={"sec-fetch-site": "cross-site"}).status_code == 200


def test_a_body_announced_as_too_large_is_not_read(client: TestClient) -> None:
    answer = client.post("/sign-in", data={"email": "x" * (security.MAX_BODY_BYTES + 1)})

    assert answer.status_code == 413
    assert "too large" in answer.text


def test_a_body_that_turns_out_too_large_is_cut_off(client: TestClient) -> None:
    def chunks() -> Iterator[bytes]:
        yield b"email="
        for _ in range(17):
            yield b"x" * 65536

    form = {"content-type": "application/x-www-form-urlencoded"}

    assert client.post("/sign-in", content=chunks(), headers=form).status_code == 413


@pytest.mark.parametrize(
    ("wish", "address"),
    [
        ("/status", "/status"),
        ("/find?vacancy=3", "/find?vacancy=3"),
        ("//elsewhere.example", "/"),
        ("/\\elsewhere.example", "/"),
        ("https://elsewhere.example/", "/"),
        ("javascript:alert(1)", "/"),
        ("/a\r\nSet-Cookie: b=c", "/"),
        ("/a\\..\\b", "/"),
        ("status", "/"),
        ("", "/"),
        (None, "/"),
    ],
)
def test_only_paths_of_this_site_are_gone_to(wish: str | None, address: str) -> None:
    assert safe_next(wish) == address


def test_the_access_log_holds_no_query_and_no_line_breaks(
    client: TestClient, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO, logger="talent.access"):
        client.get("/status?name=Fatima")
        client.get("/a%0AGET%20/forged")

    lines = [record.getMessage() for record in caplog.records if record.name == "talent.access"]
    assert "Fatima" not in caplog.text
    assert [line.rsplit(" ", 3)[0] for line in lines] == ["GET /status", "GET /a\\nGET /forged"]


def test_the_documentation_of_the_framework_is_not_served(app: FastAPI, client: TestClient) -> None:
    assert [client.get(path).status_code for path in ("/docs", "/redoc", "/openapi.json")] == [404, 404, 404]
