"""What mails in the outbox hold, for tests that follow their links."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from talent import outbox
from talent.outbox import Mail
from talent.sealing import Seal


def seal_of(db: Session) -> Seal:
    """The one that this session closes mails with."""
    seal: Seal = db.info[outbox.SEAL]()
    return seal


def data_of(db: Session, mail: Mail) -> dict[str, Any]:
    return outbox.opened(mail, seal_of(db))


def mail(db: Session, kind: str) -> Mail:
    """The newest of a kind."""
    of_kind = sa.select(Mail).where(Mail.kind == kind)
    return db.scalars(of_kind.order_by(Mail.created_at.desc())).first() or _no_mail(kind)


def link_token(db: Session, kind: str) -> str:
    """What the link in the newest mail of a kind carries."""
    return str(data_of(db, mail(db, kind))["token"])


def _no_mail(kind: str) -> Mail:
    raise AssertionError(f"no mail {kind}")
