"""Looks for new vacancies in the searches that people saved, while the server runs, and tells their owners.

What is due is a query; looking, telling and remembering how far are one transaction for each person: stopped anywhere,
nothing is told twice and nothing is lost.
"""

import logging
from datetime import datetime

from sqlalchemy.orm import Session

from matching import vacancy_search
from talent import notifications, organisations, saved_searches
from talent.accounts import Account
from talent.notifications import Kind
from talent.saved_searches import SavedSearch
from web import vacancy_question
from web.platform import Platform
from web.vacancy_question import Question
from web.workers import Worker

log = logging.getLogger(__name__)


class Lookout(Worker):
    """Looks for one person after the other."""

    every_s = 60.0
    failed = "saved searches cannot be looked at"

    def take_turn(self) -> None:
        self._while_any(lambda: look_for_one(self._platform))


def look_for_one(platform: Platform) -> bool:
    """All that is due of one person; False when nobody's was."""
    with platform.database.transaction(writing=False) as db:
        if not saved_searches.is_due(db):
            return False
    with platform.database.transaction() as db:
        taken = saved_searches.take_due(db)
        for saved in taken:
            _tell(db, saved)
        saved_searches.forget_removed(db)
    return bool(taken)


def _tell(db: Session, saved: SavedSearch) -> None:
    """The date tells today's news from yesterday's, should they be as many."""
    until = saved_searches.news_until()
    if new := _new(db, saved, until):
        day = until.date().isoformat()
        notifications.notify(db, saved.account_id, Kind.SEARCH_NEWS, search=saved.id, vacancies=new, day=day)
    saved_searches.told(saved, until)


def _new(db: Session, saved: SavedSearch, until: datetime) -> int:
    """0 for a search that can no longer be asked: a country or a currency that has gone."""
    question = Question(**saved.search)
    if vacancy_question.faults(question):
        log.warning("the saved search %s asks for what is no longer known", saved.id)
        return 0
    actor = organisations.actor_of(db, db.get_one(Account, saved.account_id))
    wanted = vacancy_question.read(question)
    return vacancy_search.count_new(db, actor, wanted, after=saved.told_until, until=until)
