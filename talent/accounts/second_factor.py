"""The second step of signing in: a code from an app on a phone (TOTP, RFC 6238), or a recovery code kept on paper.

The secret of the app is stored sealed (talent.sealing). One from before that was so is sealed when it is next used,
and all of them by `seal_old`, which every start calls.
"""

import base64
import secrets
import unicodedata
from collections.abc import Iterator, Sequence
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
from talent.sealing import Seal

DRIFT: Final = 1
"""Steps of 30 seconds that a phone's clock may be off, either way (RFC 6238, 5.2)."""

RECOVERY_CODES: Final = 10
CODES_PER_ACCOUNT: Final = 5
"""Wrong codes in the window; whoever guesses knows the password already."""

SEALED: Final = "sealed:"
"""What stands before a secret that is sealed; a bare one has only letters and digits of base32."""


class SecondFactor(Base):
    """The secret that the account shares with an app; it counts from `confirmed_at` on."""

    __tablename__ = "second_factors"

    account_id: Mapped[str] = mapped_column(
        sa.ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True
    )
    secret: Mapped[str] = mapped_column(sa.String(200))
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


def begin(db: Session, actor: Actor, password: str, *, seal: Seal) -> Refusal | None:
    """Makes a new secret, which counts once a code from it has been given. Raises Conflict where one counts."""
    account = own_alone(db, actor)
    if is_on(db, account):
        raise Conflict("second-factor-is-on")
    if refused := guard.refusal(db, account, password):
        return refused
    db.execute(sa.delete(SecondFactor).where(SecondFactor.account_id == account.id))
    db.add(SecondFactor(account_id=account.id, secret=_closed(pyotp.random_base32(), account.id, seal)))
    db.flush()
    return None


def secret_to_confirm(db: Session, actor: Actor, *, seal: Seal) -> str | None:
    """The secret for the app, as long as it doesn't count yet."""
    factor = db.get(SecondFactor, own(db, actor).id)
    return _opened(factor, seal) if factor and factor.confirmed_at is None else None


def address(account: Account, secret: str, issuer: str) -> str:
    """What the QR code says to the app: an otpauth address with the secret."""
    return pyotp.TOTP(secret).provisioning_uri(name=account.email, issuer_name=issuer)


def confirm(db: Session, actor: Actor, code: str, *, seal: Seal) -> tuple[str, ...] | Refusal:
    """From now on a code is asked for. Returns the recovery codes, which nobody can show again."""
    account = own_alone(db, actor)
    factor = db.get(SecondFactor, account.id)
    if factor is None or factor.confirmed_at is not None:
        raise Conflict("second-factor-not-begun")
    if _too_many(db, account):
        return Refusal.TOO_MANY
    if not _is_fresh(factor, code, seal):
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


def check(db: Session, account: Account, code: str, *, seal: Seal, address: str) -> Refusal | None:
    """The second step: a code of the app or a recovery code, each of which counts once.

    Recovery codes are tried first: they open without the key, too.
    """
    if _too_many(db, account, address):
        return Refusal.TOO_MANY
    factor = db.get(SecondFactor, account.id, with_for_update=True)
    if factor is None or not (_use_recovery_code(db, account, code) or _is_fresh(factor, code, seal)):
        return Refusal.WRONG
    _forget(db, account)
    return None


def forget_younger(db: Session, account: Account, since: datetime) -> None:
    """Undoes what was switched on after `since`, without asking: for whoever takes an account back."""
    factor = db.get(SecondFactor, account.id)
    if factor and (factor.confirmed_at is None or factor.confirmed_at >= since):
        _delete_codes(db, account)
        db.delete(factor)


def unsealed(db: Session) -> Sequence[SecondFactor]:
    """Secrets from before they were sealed."""
    return db.scalars(sa.select(SecondFactor).where(~SecondFactor.secret.startswith(SEALED))).all()


def seal_old(db: Session, seal: Seal) -> None:
    """Seals every secret that is not."""
    for factor in unsealed(db):
        reseal(factor, seal)


def reseal(factor: SecondFactor, seal: Seal) -> None:
    """Closes the secret with the newest key, where another one or none has closed it. Raises CannotOpen."""
    if factor.secret.startswith(SEALED):
        factor.secret = _as_text(seal.renewed(_bytes(factor), about=_about(factor.account_id)))
    else:
        factor.secret = _closed(factor.secret, factor.account_id, seal)


def _closed(secret: str, account_id: str, seal: Seal) -> str:
    return _as_text(seal.close(secret.encode("ascii"), about=_about(account_id)))


def _opened(factor: SecondFactor, seal: Seal) -> str:
    """Raises CannotOpen where the key is another one, or the secret another account's."""
    if not factor.secret.startswith(SEALED):
        return factor.secret
    return seal.open(_bytes(factor), about=_about(factor.account_id)).decode("ascii")


def _as_text(closed: bytes) -> str:
    return SEALED + base64.b64encode(closed).decode("ascii")


def _bytes(factor: SecondFactor) -> bytes:
    return base64.b64decode(factor.secret.removeprefix(SEALED))


def _about(account_id: str) -> str:
    return f"second factor of {account_id}"


def _too_many(db: Session, account: Account, address: str | None = None) -> bool:
    return throttle.too_many(db, f"second {account.id}", most=CODES_PER_ACCOUNT, address=address)


def _forget(db: Session, account: Account) -> None:
    throttle.forget(db, f"second {account.id}")


def _is_fresh(factor: SecondFactor, code: str, seal: Seal) -> bool:
    """Whether the app shows this code now and it has not been used; uses it."""
    given = "".join(_digits(code))
    secret = _opened(factor, seal)
    totp = pyotp.TOTP(secret)
    now = int(records.now().timestamp()) // totp.interval
    for step in range(now - DRIFT, now + DRIFT + 1):
        if step > factor.last_step and secrets.compare_digest(totp.generate_otp(step), given):
            factor.last_step, factor.secret = step, _closed(secret, factor.account_id, seal)
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
