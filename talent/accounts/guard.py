"""The password asked for once more before something that could lock its owner out; counted like signing in."""

from sqlalchemy.orm import Session

from talent.accounts import passwords, throttle
from talent.accounts.records import Account
from talent.accounts.throttle import Refusal


def refusal(db: Session, account: Account, password: str) -> Refusal | None:
    """None where `password` is the account's."""
    whose = f"password {account.id}"
    if throttle.too_many(db, whose, most=throttle.FAILURES_PER_ACCOUNT):
        return Refusal.TOO_MANY
    if not passwords.matches(account.password_hash, password):
        return Refusal.WRONG
    throttle.forget(db, whose)
    return None
