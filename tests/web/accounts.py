"""What tests of accounts do again and again: sign in here and elsewhere, read the outbox, switch the second step on."""

import re

import pyotp
import sqlalchemy as sa
from fastapi.testclient import TestClient
from sqlalchemy.orm import Session

from talent.accounts import Account
from talent.accounts.second_factor import SecondFactor
from talent.outbox import Mail
from tests.factories.records import PASSWORD
from tests.web import html

PHONE = "Mozilla/5.0 (Linux; Android 14; K) AppleWebKit/537.36 Chrome/131.0.0.0 Mobile Safari/537.36"
COMPUTER = "Mozilla/5.0 (Windows NT 10.0) Gecko/20100101 Firefox/132.0"


def sign_in(client: TestClient, account: Account, password: str = PASSWORD, agent: str = PHONE) -> int:
    given = {"email": account.email, "password": password, "next": "/account"}
    return client.post("/sign-in", data=given, headers={"user-agent": agent}).status_code


def elsewhere(client: TestClient, account: Account) -> str:
    """Signs in on another device and comes back to this one; returns the other's token."""
    here = client.cookies["session"]
    sign_in(client, account, agent=COMPUTER)
    there = client.cookies["session"]
    client.cookies.clear()
    client.cookies.set("session", here)
    return there


def opens(client: TestClient, token: str) -> bool:
    answer = client.get("/account", headers={"cookie": f"session={token}"})
    return answer.status_code == 200


def kinds(db: Session) -> list[str]:
    return list(db.scalars(sa.select(Mail.kind).order_by(Mail.created_at)))


def shown_secret(client: TestClient) -> str:
    """The key for the app, as the page shows it."""
    text = html.text_of(html.parse(client.get("/account/second-factor").text))
    return re.sub(r"\s", "", text.split("Key:")[1].split("Code")[0])


def switch_on(client: TestClient) -> tuple[pyotp.TOTP, list[str]]:
    client.post("/account/second-factor", data={"password": PASSWORD})
    totp = pyotp.TOTP(shown_secret(client))
    shown = client.post("/account/second-factor/confirm", data={"code": totp.now()})
    assert shown.status_code == 200, shown.text
    return totp, [line.split(">")[1].split("<")[0] for line in shown.text.split("\n") if "<code" in line]


def forget_steps(db: Session) -> None:
    """As if the code was last used long ago, so that a test need not wait for the next one."""
    db.execute(sa.update(SecondFactor).values(last_step=0))
    db.commit()
