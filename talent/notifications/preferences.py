"""How each person wants to be told of each kind of news."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from talent.accounts.records import Account
from talent.actors import Actor, Permission
from talent.notifications.kinds import STANDARDS, Kind, MailWay, kinds_for
from talent.notifications.records import Notification, NotificationPreference


@dataclass(frozen=True, slots=True)
class Choice:
    on_page: bool
    mail: MailWay


def chosen(db: Session, account_id: str) -> dict[Kind, Choice]:
    """Of every kind: what this account chose, else the standard."""
    rows = db.scalars(
        sa.select(NotificationPreference).where(NotificationPreference.account_id == account_id)
    )
    own = {row.kind: Choice(row.on_page, row.mail) for row in rows}
    return {kind: _held(kind, own.get(kind)) for kind in STANDARDS}


def choose(db: Session, actor: Actor, choices: Mapping[Kind, Choice]) -> None:
    """Keeps the choices of the actor for the kinds that they may get. What is fixed stays as it is."""
    actor.must(Permission.KEEP_OWN_ACCOUNT)
    mine = set(kinds_for(actor))
    for kind, choice in choices.items():
        if kind in mine and actor.account_id:
            _keep(db, actor.account_id, kind, choice)


def silence(db: Session, account_id: str, kinds: Iterable[Kind]) -> None:
    """No more mails of these kinds, for whoever holds the link in one of them. The page still tells. A mail may outlive
    its account: then there is nothing to do.
    """
    if db.get(Account, account_id) is None:
        return
    before = chosen(db, account_id)
    for kind in kinds:
        _keep(db, account_id, kind, Choice(before[kind].on_page, MailWay.OFF))


def _held(kind: Kind, choice: Choice | None) -> Choice:
    standard = STANDARDS[kind]
    return Choice(True, standard.mail) if standard.fixed or choice is None else choice


def _keep(db: Session, account_id: str, kind: Kind, choice: Choice) -> None:
    if STANDARDS[kind].fixed:
        return
    db.merge(
        NotificationPreference(account_id=account_id, kind=kind, on_page=choice.on_page, mail=choice.mail)
    )
    if choice.mail is MailWay.OFF:
        waiting = sa.update(Notification).where(
            Notification.account_id == account_id, Notification.kind == kind
        )
        db.execute(waiting.values(mail_at=None))
    db.flush()
