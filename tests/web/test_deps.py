"""The transaction of a request ends before its answer leaves; the gate lets in whom it should."""

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Annotated

import pytest
import sqlalchemy as sa
from fastapi import APIRouter, Depends, FastAPI
from fastapi.testclient import TestClient
from sqlalchemy.orm import Session
from starlette.responses import JSONResponse

from talent import accounts
from talent.accounts import SignedIn, SignIn
from talent.actors import Actor, Permission, Role
from talent.db import Database
from talent.organisations import Organisation
from tests.factories.records import PASSWORD, make_account, make_organisation
from web.deps import CurrentActor, Db, Needs, Public, session, session_cookie, without_gate
from web.settings import Settings


def refuse_commits(own_database: Database) -> None:
    @sa.event.listens_for(own_database.writers, "before_commit")
    def fail(_: Session) -> None:
        raise RuntimeError("the disk is full")


@pytest.fixture
def app(own_database: Database, settings: Settings) -> FastAPI:
    app = FastAPI(openapi_url=None)
    app.state.platform = SimpleNamespace(database=own_database, settings=settings)

    @app.post("/organisations", dependencies=[Public])
    def add(db: Db, fail: bool = False) -> dict[str, bool]:
        make_organisation(db)
        if fail:
            raise LookupError
        return {"saved": True}

    @app.post("/refused", dependencies=[Public])
    def add_and_refuse(db: Db) -> JSONResponse:
        make_organisation(db)
        db.rollback()
        return JSONResponse({}, 422)

    @app.get("/me", dependencies=[Public])
    def me(actor: CurrentActor) -> str:
        return actor.name

    @app.get("/trail", dependencies=[Needs(Permission.READ_AUDIT)])
    def trail() -> str:
        return "read"

    return app


@pytest.fixture
def client(app: FastAPI) -> Iterator[TestClient]:
    with TestClient(app, raise_server_exceptions=False) as client:
        yield client


def count(database: Database) -> int:
    with database.transaction(writing=False) as db:
        return db.scalar(sa.select(sa.func.count()).select_from(Organisation)) or 0


def sign_in(database: Database, *roles: Role) -> tuple[str, str]:
    """The account's id and a token for it."""
    with database.transaction() as db:
        account = make_account(db, *roles)
        opened = accounts.sign_in(db, account.email, PASSWORD, address="192.0.2.1", demonstration=False)
        assert isinstance(opened, SignedIn)
        return account.id, opened.token


def test_returning_commits(client: TestClient, own_database: Database) -> None:
    assert client.post("/organisations").json() == {"saved": True}
    assert count(own_database) == 1


def test_raising_rolls_back(client: TestClient, own_database: Database) -> None:
    assert client.post("/organisations?fail=true").status_code == 500
    assert count(own_database) == 0


def test_a_failed_form_changes_nothing(client: TestClient, own_database: Database) -> None:
    assert client.post("/refused").status_code == 422
    assert count(own_database) == 0


def test_a_failed_commit_is_no_success(client: TestClient, own_database: Database) -> None:
    refuse_commits(own_database)
    assert client.post("/organisations").status_code == 500


def test_with_the_default_scope_a_failed_commit_would_look_like_success(
    app: FastAPI, client: TestClient, own_database: Database
) -> None:
    """Why `Db` says scope="function"; if this fails, FastAPI has changed and the rule can be looked at again."""

    @app.post("/late")
    def late(db: Annotated[Session, Depends(session)]) -> None:
        make_organisation(db)

    refuse_commits(own_database)
    assert client.post("/late").status_code == 200


def test_without_a_cookie_one_is_a_stranger(client: TestClient) -> None:
    assert client.get("/me").json() == "stranger"


def test_the_cookie_tells_who_acts(client: TestClient, own_database: Database, settings: Settings) -> None:
    account_id, token = sign_in(own_database)
    client.cookies[session_cookie(settings)] = token
    assert client.get("/me").json() == account_id


@pytest.mark.parametrize("token", ["", "wrong", "\x80"])
def test_a_wrong_cookie_is_a_stranger(client: TestClient, settings: Settings, token: str) -> None:
    header = f"{session_cookie(settings)}={token}".encode("latin-1")
    assert client.get("/me", headers={"cookie": header}).json() == "stranger"


def test_an_ended_sign_in_is_a_stranger(
    client: TestClient, own_database: Database, settings: Settings
) -> None:
    _, token = sign_in(own_database)
    with own_database.transaction() as db:
        db.execute(sa.delete(SignIn))
    client.cookies[session_cookie(settings)] = token
    assert client.get("/me").json() == "stranger"


@pytest.mark.parametrize(
    ("role", "status"), [(Role.ADMINISTRATOR, 200), (Role.CANDIDATE, 500), (Role.EMPLOYER, 500)]
)
def test_the_gate(
    client: TestClient, own_database: Database, settings: Settings, role: Role, status: int
) -> None:
    """500 stands for NotAllowed here: this small application has no table from errors to statuses."""
    _, token = sign_in(own_database, role)
    client.cookies[session_cookie(settings)] = token
    assert client.get("/trail").status_code == status


def test_the_gate_is_closed_to_strangers(client: TestClient) -> None:
    assert client.get("/trail").status_code == 500


def test_a_public_page_asks_nothing_of_the_database(settings: Settings) -> None:
    app = FastAPI(openapi_url=None)
    app.state.platform = SimpleNamespace(database=None, settings=settings)

    @app.get("/", dependencies=[Public])
    def home() -> str:
        return "home"

    assert TestClient(app).get("/").json() == "home"


def test_a_route_without_a_gate_is_found() -> None:
    app, router = FastAPI(openapi_url=None), APIRouter()

    @router.get("/forgotten")
    def forgotten(actor: CurrentActor) -> Actor:
        return actor

    @router.get("/open", dependencies=[Public])
    def open_route() -> None: ...

    @router.get("/closed", dependencies=[Needs(Permission.READ_AUDIT)])
    def closed() -> None: ...

    app.include_router(router, prefix="/a")
    guarded = APIRouter(dependencies=[Needs(Permission.READ_AUDIT)])
    guarded.get("/guarded")(lambda: None)
    app.include_router(guarded, prefix="/b")
    app.mount("/mounted", FastAPI(openapi_url=None))
    assert without_gate(app) == ["['GET'] /a/forgotten", "[] /mounted"]


def test_in_production_the_cookie_is_bound_to_the_host(settings: Settings) -> None:
    assert session_cookie(settings) == "session"
    assert session_cookie(settings.model_copy(update={"environment": "production"})) == "__Host-session"
