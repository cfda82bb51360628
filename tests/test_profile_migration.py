"""Profiles of before the steps keep what they say, and lose nothing on the way back."""

import pytest
import sqlalchemy as sa

from talent.db import open_database
from talent.profiles import Profile, pieces
from web import migrations

pytestmark = pytest.mark.db

NOW = "2026-01-01 00:00:00.000000"
ROWS = {
    "profiles": {
        "id": "p",
        "code": "T-22222",
        "residence": "TN",
        "visibility": "hidden",
        "revision": 3,
        "content_digest": "d",
        "created_at": NOW,
        "updated_at": NOW,
        "is_demonstration": False,
    },
    "profile_texts": {"id": "t", "profile_id": "p", "position": 0, "kind": "cv", "text": "Je soigne."},
    "profile_languages": {"profile_id": "p", "language": "fr", "level": "B2"},
    "profile_destinations": {"profile_id": "p", "country": "DE"},
    "qualifications": {
        "id": "q",
        "profile_id": "p",
        "position": 0,
        "title": "Licence",
        "country": "TN",
        "isced": 6,
    },
}


def test_old_profiles_go_on(empty_database_url: sa.URL) -> None:
    migrations.upgrade(empty_database_url, "0004")
    database = open_database(empty_database_url)
    with database.transaction() as db:
        for table, row in ROWS.items():
            columns = [sa.column(name) for name in row]
            db.execute(sa.insert(sa.table(table, *columns)).values(row))
    migrations.upgrade(empty_database_url)

    with database.transaction(writing=False) as db:
        profile = db.scalars(sa.select(Profile)).one()
        assert [piece.text for piece in pieces(profile)] == ["Je soigne.", "Licence", "French: B2"]
        assert [row.regions for row in profile.destination_rows] == [[]]
        assert (profile.revision, profile.qualifications[0].unit, profile.texts[0].thread) == (3, None, "t")

    migrations.downgrade(empty_database_url, "0004")
    with database.transaction(writing=False) as db:
        for table, row in ROWS.items():
            kept = db.execute(sa.select(*map(sa.column, row)).select_from(sa.table(table))).mappings().one()
            assert {name: kept[name] for name in row if not name.endswith("_at")} == {
                name: value for name, value in row.items() if not name.endswith("_at")
            }
    database.close()
