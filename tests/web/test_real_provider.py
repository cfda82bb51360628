"""The whole way to a real OpenID provider and back: oidc-provider from the npm registry, in a process of its own.

Skipped, with the reason, where there is no npm or no registry; its packages are those of the lock file, by digest.
"""

import re
import shutil
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qsl, urljoin, urlsplit

import httpx2
import pytest
import sqlalchemy as sa
from fastapi.testclient import TestClient
from pydantic import SecretStr
from sqlalchemy.orm import Session

from talent.accounts.identities import LinkedIdentity
from tests.factories.records import PASSWORD, make_account
from tests.web.accounts import sign_in
from tests.web.conftest import FetchPage
from web import providers
from web.settings import Settings

pytestmark = pytest.mark.network

SOURCE = Path(__file__).parent / "openid"
SITE = "https://talent.example"
CALLBACK = f"{SITE}/session/oidc/eid/callback"
NPM_TIMEOUT_S = 120


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the provider and what it needs; nothing of it runs while it is installed."""
    npm = shutil.which("npm")
    if npm is None or shutil.which("node") is None:
        pytest.skip("there is no npm or no node on this machine")
    folder = tmp_path_factory.mktemp("openid")
    for name in ("package.json", "package-lock.json", "server.js"):
        shutil.copy(SOURCE / name, folder / name)
    command = [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"]
    try:
        done = subprocess.run(  # noqa: S603  fixed arguments
            command, cwd=folder, capture_output=True, text=True, timeout=NPM_TIMEOUT_S, check=False
        )
    except subprocess.TimeoutExpired:
        pytest.skip("npm did not answer in time")
    if done.returncode:
        pytest.skip(f"npm could not fetch oidc-provider: {done.stderr.strip()[-200:]}")
    return folder


@pytest.fixture(scope="module")
def issuer(installed: Path) -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    node = str(shutil.which("node"))
    command = [node, "server.js", str(port), CALLBACK]
    with subprocess.Popen(  # noqa: S603  our own program
        command, cwd=installed, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        assert process.stdout is not None
        said = next((line for line in process.stdout if line.strip() == "ready"), "nothing")
        try:
            assert said.strip() == "ready"
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()


@pytest.fixture
def settings(settings: Settings, issuer: str) -> Settings:
    eid = providers.Provider(
        key="eid",
        name="Test eID",
        issuer=issuer,
        client_id="talent",
        client_secret=SecretStr("a secret of the test"),
    )
    return Settings.model_construct(**(dict(settings) | {"site_address": SITE, "oidc_providers": (eid,)}))


def agree(address: str, login: str) -> dict[str, str]:
    """What a person does there, in a browser of their own: signs in and says yes. What they come back with."""
    with httpx2.Client() as browser:
        answer = browser.get(address)
        for _ in range(20):
            if answer.is_redirect:
                onward = urljoin(str(answer.url), answer.headers["location"])
                if onward.startswith(CALLBACK):
                    return dict(parse_qsl(urlsplit(onward).query))
                answer = browser.get(onward)
            else:
                [prompt] = re.findall(r'name="prompt" value="(\w+)"', answer.text)
                answer = browser.post(
                    str(answer.url), data={"prompt": prompt, "login": login, "password": "any"}
                )
    raise AssertionError("the provider did not send us back")


def come_back(client: TestClient, login: str = "nour") -> httpx2.Response:
    away = client.get("/session/oidc/eid?next=/account")
    assert away.status_code == 303, away.text
    return client.get("/session/oidc/eid/callback", params=agree(away.headers["location"], login))


def test_linking_and_signing_in(client: TestClient, page: FetchPage, db: Session, issuer: str) -> None:
    account = make_account(db)
    db.commit()
    sign_in(client, account)
    shown = page("/account/providers/link", data={"provider": "eid", "password": PASSWORD})
    [address] = [each for each in shown.links() if each.startswith(issuer)]
    done = client.get("/session/oidc/eid/callback", params=agree(address, "nour"))
    assert done.headers["location"] == "/account?notice=linked"
    row = db.scalars(sa.select(LinkedIdentity)).one()
    assert (row.account_id, row.issuer, row.subject) == (account.id, issuer, "nour")

    client.cookies.clear()
    assert come_back(client).headers["location"] == "/account"
    assert account.email in page("/account").text


def test_somebody_new_is_led_to_who_may_join(client: TestClient, page: FetchPage) -> None:
    shown = come_back(client, "amal")

    assert shown.status_code == 200
    assert "Are you new here?" in shown.text
    answers = {"residence": "TN", "eu_citizen": "no", "destination": "DE", "age": "27"}
    assert page("/register/check", data=answers).field("email").get("value") == "amal@people.example"


def test_a_code_is_not_taken_twice(client: TestClient, db: Session) -> None:
    away = client.get("/session/oidc/eid").headers["location"]
    back = agree(away, "nour")
    statuses = [client.get("/session/oidc/eid/callback", params=back).status_code for _ in range(2)]

    assert statuses == [200, 400]
