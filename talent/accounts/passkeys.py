"""Passkeys (Web Authentication Level 3): a key that a person's device keeps, in place of a password."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import sqlalchemy as sa
import webauthn
from sqlalchemy.orm import Mapped, Session, mapped_column
from webauthn.authentication.verify_authentication_response import VerifiedAuthentication
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
)
from webauthn.registration.verify_registration_response import VerifiedRegistration

from talent import audit, checks, outbox
from talent import db as records
from talent.accounts import ceremonies, guard, sessions, throttle
from talent.accounts.ceremonies import CeremonyKind
from talent.accounts.records import Account, own, own_alone
from talent.accounts.sessions import CodeNeeded, SignedIn, SignInRefused
from talent.accounts.throttle import Refusal
from talent.actors import STRANGER, Actor
from talent.db import Base, Id
from talent.errors import Conflict, NotFound

MOST: Final = 20
LONGEST_NAME: Final = 60
LONGEST_ANSWER: Final = 20_000
"""Characters of what a browser sends back; a few hundred are usual, an attestation may add some thousands."""

UNTRUSTED: Final = (WebAuthnException, ValueError, KeyError)
"""What the library raises for answers that are not right; the last two for base64 and keys that are none."""


class Passkey(Base):
    """The public half of a key. It opens its account alone; the private half never leaves the person's devices."""

    __tablename__ = "passkeys"

    id: Mapped[Id]
    account_id: Mapped[str] = mapped_column(sa.ForeignKey("accounts.id", ondelete="CASCADE"), index=True)
    credential_id: Mapped[str] = mapped_column(sa.String(1400), unique=True)  # 1023 bytes at most, base64url
    public_key: Mapped[str]  # COSE_Key, base64url
    sign_count: Mapped[int] = mapped_column(sa.BigInteger)
    name: Mapped[str] = mapped_column(sa.String(LONGEST_NAME))
    created_at: Mapped[datetime] = mapped_column(default=records.now)
    used_at: Mapped[datetime | None]


@dataclass(frozen=True, slots=True)
class Site:
    """Whom keys are for ("relying party"), as the settings say it and never a request."""

    id: str
    origin: str
    name: str


def of(db: Session, actor: Actor) -> Sequence[Passkey]:
    """The actor's own, oldest first."""
    theirs = sa.select(Passkey).where(Passkey.account_id == own(db, actor).id)
    return db.scalars(theirs.order_by(Passkey.created_at, Passkey.id)).all()


def begin(db: Session, actor: Actor, site: Site, name: str, password: str) -> str | Refusal:
    """What the browser needs to make a key, as JSON. The password once more: a key opens the account for good."""
    account = own_alone(db, actor)
    name = checks.line("name", name, longest=LONGEST_NAME)
    if refused := guard.refusal(db, account, password):
        return refused
    held = of(db, actor)
    if len(held) >= MOST:
        raise Conflict("too-many-passkeys")
    options = webauthn.generate_registration_options(
        rp_id=site.id,
        rp_name=site.name,
        user_id=account.id.encode("ascii"),
        user_name=account.email,
        user_display_name=account.display_name,
        authenticator_selection=AuthenticatorSelectionCriteria(resident_key=ResidentKeyRequirement.REQUIRED),
        exclude_credentials=[
            PublicKeyCredentialDescriptor(id=base64url_to_bytes(key.credential_id)) for key in held
        ],
    )
    kind, challenge = CeremonyKind.NEW_PASSKEY, bytes_to_base64url(options.challenge)
    ceremonies.begin(db, kind, challenge, account_id=account.id, name=name)
    return webauthn.options_to_json(options)


def add(db: Session, actor: Actor, site: Site, answer: str) -> Passkey | None:
    """Keeps the key that the browser made; None where what it sent is not to be trusted."""
    account = own_alone(db, actor)
    challenge = _challenge(answer)
    begun = ceremonies.finish(db, CeremonyKind.NEW_PASSKEY, challenge)
    if begun is None or begun.account_id != account.id:
        return None
    made = _made(site, answer, challenge)
    if made is None or _with_credential(db, bytes_to_base64url(made.credential_id)):
        return None
    passkey = Passkey(
        account_id=account.id,
        credential_id=bytes_to_base64url(made.credential_id),
        public_key=bytes_to_base64url(made.credential_public_key),
        sign_count=made.sign_count,
        name=begun.data["name"],
    )
    db.add(passkey)
    _announce(db, actor, account, audit.EventKind.PASSKEY_ADDED, outbox.MailKind.PASSKEY_ADDED)
    return passkey


def remove(db: Session, actor: Actor, passkey_id: str) -> None:
    """From now on the key opens nothing. Raises NotFound where it is not the actor's."""
    account = own_alone(db, actor)
    theirs = (Passkey.account_id == account.id) & (Passkey.id == passkey_id)
    if db.execute(sa.delete(Passkey).where(theirs).returning(Passkey.id)).first() is None:
        raise NotFound("passkey")
    _announce(db, actor, account, audit.EventKind.PASSKEY_REMOVED, outbox.MailKind.PASSKEY_REMOVED)


def forget_all(db: Session, account: Account) -> None:
    """Without asking or telling: for whoever takes an account back."""
    db.execute(sa.delete(Passkey).where(Passkey.account_id == account.id))


def ask(db: Session, site: Site, *, address: str) -> str | Refusal:
    """What the browser needs to sign in with a key of this site, as JSON. It names nobody's keys."""
    return _question(db, site, f"passkey {address}")


def offer(db: Session, site: Site, *, address: str) -> str | Refusal:
    """The same for a page that asks by itself. Counted apart: looking at pages must not use up somebody's attempts."""
    return _question(db, site, f"passkey offered {address}")


def sign_in(
    db: Session, site: Site, answer: str, *, address: str, device: str = ""
) -> SignedIn | CodeNeeded | SignInRefused:
    """Signs in with what the device signed; it counts for both steps where the device made sure who holds it."""
    if throttle.too_many(db, f"passkey {address}", most=throttle.FAILURES_PER_ADDRESS):
        return SignInRefused(Refusal.TOO_MANY)
    challenge = _challenge(answer)
    if ceremonies.finish(db, CeremonyKind.PASSKEY_SIGN_IN, challenge) is None:
        return SignInRefused(Refusal.WRONG)
    passkey = _with_credential(db, _text(_parsed(answer).get("id")))
    shown = _verified(passkey, site, answer, challenge) if passkey else None
    if passkey is None or shown is None or not _moves_on(db, passkey, shown.new_sign_count):
        return SignInRefused(Refusal.WRONG)
    passkey.sign_count, passkey.used_at = shown.new_sign_count, records.now()
    account = db.get_one(Account, passkey.account_id)
    return sessions.enter(db, account, device, both_steps=shown.user_verified)


def _question(db: Session, site: Site, whose: str) -> str | Refusal:
    if throttle.too_many(db, whose, most=throttle.FAILURES_PER_ADDRESS):
        return Refusal.TOO_MANY
    options = webauthn.generate_authentication_options(rp_id=site.id)
    ceremonies.begin(db, CeremonyKind.PASSKEY_SIGN_IN, bytes_to_base64url(options.challenge))
    return webauthn.options_to_json(options)


def _made(site: Site, answer: str, challenge: str) -> VerifiedRegistration | None:
    """None where the key was not made for this site and this challenge."""
    try:
        return webauthn.verify_registration_response(
            credential=answer,
            expected_challenge=base64url_to_bytes(challenge),
            expected_rp_id=site.id,
            expected_origin=site.origin,
        )
    except UNTRUSTED:
        return None


def _verified(passkey: Passkey, site: Site, answer: str, challenge: str) -> VerifiedAuthentication | None:
    """None where the signature is not this key's, for this site and this challenge, or names another account.

    The library's own look at the counter is put aside: `_moves_on` does it, and tells.
    """
    whose = _text(_response(answer).get("userHandle"))
    if whose and whose != bytes_to_base64url(passkey.account_id.encode("ascii")):
        return None
    try:
        return webauthn.verify_authentication_response(
            credential=answer,
            expected_challenge=base64url_to_bytes(challenge),
            expected_rp_id=site.id,
            expected_origin=site.origin,
            credential_public_key=base64url_to_bytes(passkey.public_key),
            credential_current_sign_count=0,
        )
    except UNTRUSTED:
        return None


def _moves_on(db: Session, passkey: Passkey, count: int) -> bool:
    """Whether the key's counter has grown, or it has none. If not, somebody may have copied the key (WebAuthn 7.2)."""
    if count > passkey.sign_count or count == passkey.sign_count == 0:
        return True
    audit.record(db, STRANGER, audit.EventKind.PASSKEY_REPLAYED, passkey)
    return False


def _challenge(answer: str) -> str:
    """The challenge that the browser says it answers, base64url; the signature over it is checked later."""
    data = _text(_response(answer).get("clientDataJSON"))
    try:
        said = json.loads(base64url_to_bytes(data))
    except (ValueError, RecursionError):
        return ""
    return _text(said.get("challenge")) if isinstance(said, dict) else ""


def _response(answer: str) -> dict[str, Any]:
    response = _parsed(answer).get("response")
    return response if isinstance(response, dict) else {}


def _parsed(answer: str) -> dict[str, Any]:
    """Empty where it is no object."""
    try:
        parsed = json.loads(answer[:LONGEST_ANSWER])
    except (ValueError, RecursionError):
        return {}
    return parsed if isinstance(parsed, dict) else {}


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _with_credential(db: Session, credential_id: str) -> Passkey | None:
    return db.scalar(sa.select(Passkey).where(Passkey.credential_id == credential_id).with_for_update())


def _announce(
    db: Session, actor: Actor, account: Account, event: audit.EventKind, mail: outbox.MailKind
) -> None:
    """Whoever did not do this themselves learns of it by mail."""
    audit.record(db, actor, event, account)
    outbox.post(db, account.email, mail, language=account.locale, account_id=account.id)
