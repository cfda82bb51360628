"""The second step of signing in: a code from an app on a phone (TOTP, RFC 6238), or a recovery code kept on paper."""

import secrets
import unicodedata
from collections.abc import Iterator
from datetime import datetime
from typing import Final

import pyotp
import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column

from talent import audit, outbox
from talent import db as records
from talent.accounts import guard, throttle
from talent.accounts.records import Account, own, own_alone
from talent.accounts.throttle import Refusal
from talent.actors import Actor
from talent.db import CODE_LETTERS, Base
from talent.errors import Conflict

DRIFT: Final = 1
"""Steps of 30 seconds that a phone's clock may be off, either way (RFC 6238, 5.2)."""

RECOVERY_CODES: Final = 10
CODES_PER_ACCOUNT: Final = 5
"""Wrong codes in the window; whoever guesses knows the password already."""


class SecondFactor(Base):
    """The secret that the account shares with an app; it counts from `confirmed_at` on."""

    __tablename__ = "second_factors"

    account_id: Mapped[str] = mapped_column(
        sa.ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True
    )
    secret: Mapped[str] = mapped_column(sa.String(64))
    confirmed_at: Mapped[datetime | None]
    last_step: Mapped[int] = mapped_column(default=0)  # a code counts once (RFC 6238, 5.2)


class RecoveryCode(Base):
    """A code for when the phone is lost, as a digest; used once, and then deleted."""

    __tablename__ = "recovery_codes"

    account_id: Mapped[str] = mapped_column(
        sa.ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True
    )
    digest: Mapped[str] = mapped_column(sa.String(64), primary_key=True)


def is_on(db: Session, account: Account) -> bool:
    factor = db.get(SecondFactor, account.id)
    return factor is not None and factor.confirmed_at is not None


def begin(db: Session, actor: Actor, password: str) -> Refusal | None:
    """Makes a new secret, which counts once a code from it has been given. Raises Conflict where one counts."""
    account = own_alone(db, actor)
    if is_on(db, account):
        raise Conflict("second-factor-is-on")
    if refused := guard.refusal(db, account, password):
        return refused
    db.execute(sa.delete(SecondFactor).where(SecondFactor.account_id == account.id))
    db.add(SecondFactor(account_id=account.id, secret=pyotp.random_base32()))
    db.flush()
    return None


def secret_to_confirm(db: Session, actor: Actor) -> str | None:
    """The secret for the app, as long as it doesn't count yet."""
    factor = db.get(SecondFactor, own(db, actor).id)
    return factor.secret if factor and factor.confirmed_at is None else None


def address(account: Account, secret: str, issuer: str) -> str:
    """What the QR code says to the app: an otpauth address with the secret."""
    return pyotp.TOTP(secret).provisioning_uri(name=account.email, issuer_name=issuer)


def confirm(db: Session, actor: Actor, code: str) -> tuple[str, ...] | Refusal:
    """From now on a code is asked for. Returns the recovery codes, which nobody can show again."""
    account = own_alone(db, actor)
    factor = db.get(SecondFactor, account.id)
    if factor is None or factor.confirmed_at is not None:
        raise Conflict("second-factor-not-begun")
    if _too_many(db, account):
        return Refusal.TOO_MANY
    if not _is_fresh(factor, code):
        return Refusal.WRONG
    factor.confirmed_at = records.now()
    _forget(db, account)
    _announce(db, actor, account, audit.EventKind.SECOND_FACTOR_ON, outbox.MailKind.SECOND_FACTOR_ON)
    return _new_codes(db, account)


def renew_codes(db: Session, actor: Actor, password: str) -> tuple[str, ...] | Refusal:
    """Other recovery codes; the old ones are worth nothing from now on."""
    account = own_alone(db, actor)
    if not is_on(db, account):
        raise Conflict("second-factor-is-off")
    return guard.refusal(db, account, password) or _new_codes(db, account)


def codes_left(db: Session, actor: Actor) -> int:
    of_account = RecoveryCode.account_id == own(db, actor).id
    return db.scalar(sa.select(sa.func.count()).select_from(RecoveryCode).where(of_account)) or 0


def switch_off(db: Session, actor: Actor, password: str) -> Refusal | None:
    account = own_alone(db, actor)
    if refused := guard.refusal(db, account, password):
        return refused
    was_on = is_on(db, account)
    _delete_codes(db, account)
    db.execute(sa.delete(SecondFactor).where(SecondFactor.account_id == account.id))
    if was_on:
        _announce(db, actor, account, audit.EventKind.SECOND_FACTOR_OFF, outbox.MailKind.SECOND_FACTOR_OFF)
    return None


def check(db: Session, account: Account, code: str, *, address: str) -> Refusal | None:
    """The second step: a code of the app or a recovery code, each of which counts once."""
    if _too_many(db, account, address):
        return Refusal.TOO_MANY
    factor = db.get(SecondFactor, account.id, with_for_update=True)
    if factor is None or not (_is_fresh(factor, code) or _use_recovery_code(db, account, code)):
        return Refusal.WRONG
    _forget(db, account)
    return None


def _too_many(db: Session, account: Account, address: str | None = None) -> bool:
    return throttle.too_many(db, f"second {account.id}", most=CODES_PER_ACCOUNT, address=address)


def _forget(db: Session, account: Account) -> None:
    throttle.forget(db, f"second {account.id}")


def _is_fresh(factor: SecondFactor, code: str) -> bool:
    """Whether the app shows this code now and it has not been used; uses it."""
    given = "".join(_digits(code))
    totp = pyotp.TOTP(factor.secret)
    now = int(records.now().timestamp()) // totp.interval
    for step in range(now - DRIFT, now + DRIFT + 1):
        if step > factor.last_step and secrets.compare_digest(totp.generate_otp(step), given):
            factor.last_step = step
            return True
    return False


def _digits(code: str) -> Iterator[str]:
    """Digits as any keyboard writes them ("٤٢" as well as "42"), without what stands between them."""
    return (str(unicodedata.decimal(letter)) for letter in code if letter.isdecimal())


def _new_codes(db: Session, account: Account) -> tuple[str, ...]:
    _delete_codes(db, account)
    codes = tuple(_new_code() for _ in range(RECOVERY_CODES))
    db.add_all(RecoveryCode(account_id=account.id, digest=_digest(code)) for code in codes)
    db.flush()
    return codes


def _delete_codes(db: Session, account: Account) -> None:
    db.execute(sa.delete(RecoveryCode).where(RecoveryCode.account_id == account.id))


def _new_code() -> str:
    """Three groups of four letters: 60 bits, so that a digest needs no salt and no slow hash."""
    return "-".join("".join(secrets.choice(CODE_LETTERS) for _ in range(4)) for _ in range(3))


def _digest(code: str) -> str:
    return throttle.digest("".join(letter for letter in code.upper() if letter.isalnum()))


def _use_recovery_code(db: Session, account: Account, code: str) -> bool:
    this = sa.delete(RecoveryCode).where(
        RecoveryCode.account_id == account.id, RecoveryCode.digest == _digest(code)
    )
    return db.execute(this.returning(RecoveryCode.digest)).first() is not None


def _announce(
    db: Session, actor: Actor, account: Account, event: audit.EventKind, mail: outbox.MailKind
) -> None:
    """Whoever did not do this themselves learns of it by mail."""
    audit.record(db, actor, event, account)
    outbox.post(db, account.email, mail, language=account.locale, account_id=account.id)
