"""Demonstration data: the packaged files, loading again and again, and taking everything out."""

import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from talent import accounts, organisations, profiles, programmes, vacancies
from talent.accounts import Account, SignedIn
from talent.actors import STRANGER, Role
from talent.audit import Event
from talent.db import Base, Database
from talent.demonstration import data, seed
from talent.demonstration.data import SeedError
from talent.organisations import Organisation, OrganisationKind
from talent.profiles import Profile, ProfileText, Visibility
from talent.vacancies import Vacancy
from tests.factories.records import make_profile, make_vacancy

CANDIDATE = """
[[candidate]]
key = "fr-901"
language = "fr"
residence = "TN"
style = "short"
occupation = "nurse responsible for general care"
isco = "2221"
text = '''
Infirmière, six ans.
'''
[[candidate.qualification]]
title = "Licence en sciences infirmières"
gloss = "Bachelor of nursing"
country = "TN"
isced = 6
year = 2016
[[candidate.speaks]]
code = "fr"
level = "B2"
"""

VACANCY = """
[[vacancy]]
key = "de-901"
language = "de"
country = "DE"
region = "DE-BY"
place = "Musterstadt"
organisation = "Klinik Muster (erfunden)"
occupation = "nurse responsible for general care"
isco = "2221"
title = "Pflegefachkraft"
pay_min = 3000
pay_max = 3600.5
currency = "EUR"
period = "month"
text = '''
Wir suchen Sie.
'''
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for kind, content in (("candidates", CANDIDATE), ("vacancies", VACANCY)):
        (tmp_path / kind).mkdir()
        write(tmp_path, kind, content)
    return tmp_path


def write(folder: Path, kind: str, content: str) -> None:
    (folder / kind / "one.toml").write_text(content, encoding="utf-8")


def count(db: Session, model: type[Base]) -> int:
    return db.scalar(sa.select(sa.func.count()).select_from(model)) or 0


def rows(db: Session) -> dict[str, int]:
    tables = [table for table in Base.metadata.sorted_tables if table.name != "events"]
    return {table.name: db.scalar(sa.select(sa.func.count()).select_from(table)) or 0 for table in tables}


class TestPackaged:
    def test_there_is_enough_of_everything(self) -> None:
        read = data.read()
        assert len(read.candidates) >= 300
        assert len(read.vacancies) >= 60
        assert {each.language for each in read.candidates} >= {"ar", "bn", "ur", "fr", "uk", "es"}
        assert {each.language for each in read.vacancies} >= {"de", "pl", "it", "nl", "sv"}
        assert {each.style for each in read.candidates} >= {"long", "short", "thin", "messy", "misleading"}

    def test_it_loads(self, db: Session) -> None:
        report = seed.load(db)
        assert report.candidates == count(db, Profile) == len(data.read().candidates)
        assert report.vacancies == count(db, Vacancy)
        assert seed.load(db).changed == 0

    def test_there_are_vacancies_for_most_occupations_of_candidates(self) -> None:
        """Else the demonstration shows empty lists."""
        read = data.read()
        wanted = {each.isco for each in read.vacancies}
        fitting = Counter(each.isco in wanted for each in read.candidates)
        assert fitting[True] > fitting[False]


class TestLoad:
    def test_a_candidate(self, db: Session, folder: Path) -> None:
        """In whom nobody writes; whose account everybody may use is found by such accounts alone."""
        seed.load(db, folder=folder, production=True)
        profile = db.scalars(sa.select(Profile)).one()
        assert profile.is_demonstration
        assert profile.visibility is Visibility.VISIBLE
        assert profile.destinations == {"DE"}
        assert [text.text for text in profile.texts] == ["Infirmière, six ans."]
        assert profiles.get(db, STRANGER, profile.id) is profile

    def test_a_vacancy(self, db: Session, folder: Path) -> None:
        seed.load(db, folder=folder)
        vacancy = db.scalars(vacancies.visible_to(STRANGER)).one()
        assert vacancy.is_demonstration
        assert vacancy.pay is not None
        assert vacancy.organisation.name == "Klinik Muster (erfunden)"

    def test_the_truth_is_known_by_id_and_not_stored(self, db: Session, folder: Path) -> None:
        seed.load(db, folder=folder)
        profile = db.scalars(sa.select(Profile)).one()
        truth = seed.truth(folder)[profile.id]
        assert (truth.key, truth.isco, truth.style) == ("fr-901", "2221", "short")
        assert not any("isco" in column.name for column in Base.metadata.tables["profiles"].columns)

    def test_ids_are_the_same_everywhere(self, db: Session, folder: Path) -> None:
        seed.load(db, folder=folder)
        assert db.scalars(sa.select(Profile.id)).one() == data.stable_id("candidate", "fr-901")
        assert data.stable_id("candidate", "fr-901") == "a75c8cec-59d9-556a-a8dc-25c25bb07c8f"

    def test_loading_again_changes_nothing(self, db: Session, folder: Path) -> None:
        first = seed.load(db, folder=folder)
        before = rows(db)
        again = seed.load(db, folder=folder)
        assert (first.changed, again.changed, again.removed) == (2, 0, 0)
        assert rows(db) == before
        assert again.sign_ins == first.sign_ins

    def test_what_changed_is_updated_in_place(self, db: Session, folder: Path) -> None:
        seed.load(db, folder=folder)
        write(folder, "candidates", CANDIDATE.replace("six ans", "sept ans"))
        assert seed.load(db, folder=folder).changed == 1
        profile = db.scalars(sa.select(Profile)).one()
        assert (profile.revision, profile.texts[0].text) == (2, "Infirmière, sept ans.")

    def test_what_left_the_files_leaves_the_database(self, db: Session, folder: Path) -> None:
        seed.load(db, folder=folder)
        write(folder, "candidates", CANDIDATE.replace("fr-901", "fr-902"))
        write(folder, "vacancies", VACANCY.replace("Klinik Muster", "Klinik Beispiel"))
        assert seed.load(db, folder=folder).removed == 1
        assert db.scalars(sa.select(Profile.id)).all() == [data.stable_id("candidate", "fr-902")]
        employers = sa.select(Organisation.name).where(Organisation.kind == OrganisationKind.EMPLOYER)
        assert db.scalars(employers).all() == ["Klinik Beispiel (erfunden)"]

    def test_what_visitors_made_stays_until_everything_goes(self, db: Session, folder: Path) -> None:
        seed.load(db, folder=folder)
        made = make_profile(db, is_demonstration=True)
        seed.load(db, folder=folder)
        assert db.get(Profile, made.id) is not None

    def test_a_killed_load_leaves_nothing(self, own_database: Database, folder: Path) -> None:
        url = own_database.url.render_as_string(hide_password=False)
        code = (
            "import os, sys; from pathlib import Path; from talent.db import open_database\n"
            "from talent.demonstration import seed\n"
            f"with open_database({url!r}).transaction() as db:\n"
            f"    seed.load(db, folder=Path({str(folder)!r})); db.flush(); os.kill(os.getpid(), 9)\n"
        )
        killed = subprocess.run([sys.executable, "-c", code], check=False)  # noqa: S603  our own code
        assert killed.returncode == -9
        with own_database.transaction() as db:
            assert count(db, Profile) == 0
            assert seed.load(db, folder=folder).changed == 2


class TestAccounts:
    def test_who_may_sign_in(self, db: Session, folder: Path) -> None:
        report = seed.load(db, folder=folder)
        assert report.sign_ins == (
            "employer-de@demonstration.example",
            "candidate@demonstration.example",
            "officer@demonstration.example",
            "contact-point-de@demonstration.example",
        )
        assert report.sign_ins == tuple(email for _, email in seed.sign_ins(folder))
        for email in report.sign_ins:
            opened = accounts.sign_in(db, email, seed.PASSWORD, address="192.0.2.1", demonstration=True)
            assert isinstance(opened, SignedIn)

    def test_the_candidate_owns_a_profile(self, db: Session, folder: Path) -> None:
        seed.load(db, folder=folder)
        account = db.scalars(sa.select(Account).where(Account.email.startswith("candidate@"))).one()
        assert profiles.own(db, organisations.actor_of(db, account)) is not None

    def test_the_employer_acts_for_a_verified_organisation_of_the_country(
        self, db: Session, folder: Path
    ) -> None:
        seed.load(db, folder=folder)
        account = db.scalars(sa.select(Account).where(Account.email.startswith("employer-de@"))).one()
        actor = organisations.actor_of(db, account)
        assert actor.roles == {Role.EMPLOYER}
        assert actor.is_demonstration
        assert db.get_one(Organisation, actor.organisation_id).country == "DE"

    def test_the_contact_point_has_a_programme_to_confirm_once(self, db: Session, folder: Path) -> None:
        seed.load(db, folder=folder)
        account = db.scalars(sa.select(Account).where(Account.email.startswith("contact-point-"))).one()
        actor = organisations.actor_of(db, account)
        assert actor.roles == {Role.CONTACT_POINT}
        assert actor.is_demonstration
        [programme] = programmes.listed(db, actor)
        assert "(invented)" in programme.name
        programmes.confirm(db, actor, programme, seen=programme.asked_at)
        seed.load(db, folder=folder)
        [again] = programmes.listed(db, actor)
        assert again.is_confirmed

    def test_in_production_nobody_has_a_published_password(self, db: Session, folder: Path) -> None:
        seed.load(db, folder=folder)
        report = seed.load(db, folder=folder, production=True)
        db.expire_all()
        assert report.sign_ins == ()
        assert count(db, Account) == 0
        assert count(db, Profile) == 1


class TestRemove:
    def test_everything_invented_goes_and_nothing_else(self, db: Session, folder: Path) -> None:
        real_profile, real_vacancy = make_profile(db), make_vacancy(db)
        before = rows(db)
        seed.load(db, folder=folder)
        make_profile(db, is_demonstration=True)
        report = seed.remove(db)
        assert (report.candidates, report.vacancies, report.organisations, report.accounts) == (2, 1, 2, 4)
        db.expire_all()
        assert rows(db) == before
        assert db.get(Profile, real_profile.id) is not None
        assert db.get(Vacancy, real_vacancy.id) is not None

    def test_it_is_in_the_trail(self, db: Session, folder: Path) -> None:
        seed.load(db, folder=folder)
        seed.remove(db)
        kinds = set(db.scalars(sa.select(Event.kind)))
        assert kinds >= {"demonstration.loaded", "demonstration.removed"}


class TestFaults:
    @pytest.mark.parametrize(
        ("kind", "old", "new", "message"),
        [
            ("candidates", 'isco = "2221"', "", "fr-901: isco: Field required"),
            ("candidates", 'isco = "2221"', 'isco = "22"', "fr-901: isco: String should match"),
            ("candidates", 'style = "short"', 'style = "odd"', "fr-901: style:"),
            ("candidates", 'style = "short"', 'style = "short"\nage = 30', "fr-901: age: Extra inputs"),
            ("candidates", 'level = "B2"', 'level = "D9"', "fr-901: speaks.0.level:"),
            ("candidates", 'residence = "TN"', 'residence = "XX"', "fr-901: residence: unknown-country"),
            ("candidates", "isced = 6", "isced = 10", "fr-901: qualifications.0.isced: out-of-range"),
            ("candidates", "[[candidate]]", "[[person]]", "one.toml: unknown table person"),
            ("candidates", "'''", "''", "one.toml: not TOML:"),
            ("vacancies", " (erfunden)", "", "de-901: organisation: String should match"),
            ("vacancies", 'currency = "EUR"', "", "de-901: entry: Value error, pay_min"),
            ("vacancies", 'region = "DE-BY"', 'region = "FR-IDF"', "de-901: region: not-a-region"),
            ("vacancies", "pay_min = 3000", "pay_min = 9000", "de-901: pay: not-a-range"),
        ],
    )
    def test_a_fault_names_file_and_key(
        self, db: Session, folder: Path, kind: str, old: str, new: str, message: str
    ) -> None:
        content = {"candidates": CANDIDATE, "vacancies": VACANCY}[kind]
        assert old in content
        write(folder, kind, content.replace(old, new))
        with pytest.raises(SeedError) as fault:
            seed.load(db, folder=folder)
        assert f"{kind}/one.toml" in str(fault.value)
        assert message in str(fault.value)

    def test_a_key_stands_once(self, folder: Path) -> None:
        write(folder, "candidates", CANDIDATE * 2)
        with pytest.raises(SeedError, match=r"key: stands in candidates/one.toml: fr-901 already"):
            data.read(folder)

    def test_a_file_in_another_encoding(self, folder: Path) -> None:
        (folder / "candidates" / "one.toml").write_bytes(CANDIDATE.encode("latin-1"))
        with pytest.raises(SeedError, match="not TOML"):
            data.read(folder)


def test_texts_of_invented_people_keep_their_rows_over_a_load(db: Session, folder: Path) -> None:
    seed.load(db, folder=folder)
    before = db.scalars(sa.select(ProfileText.id)).all()
    write(folder, "candidates", CANDIDATE.replace("2016", "2017"))
    seed.load(db, folder=folder)
    assert db.scalars(sa.select(ProfileText.id)).all() == before
