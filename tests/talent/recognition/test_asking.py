"""What people type becomes a question, or an error that helps."""

from dataclasses import dataclass
from datetime import date

import pytest

from talent.recognition import Occupation, Query, QueryError, Status, ask, find_occupation
from talent.recognition.asking import read_country, read_date, read_region, read_status

NURSE = "http://data.europa.eu/esco/occupation/8d3e8aaa-791b-4c75-a465-f3f827028f50"
PORTER = "http://data.europa.eu/esco/occupation/a30734bb-2f10-4747-a94c-75f5ec3c63a4"


@dataclass
class Porter:
    uri: str = PORTER
    isco: str = "5329"


class OneOccupation:
    """A taxonomy that knows the hospital porter and nothing else."""

    def concept(self, uri: str) -> Porter | None:
        return Porter() if uri == PORTER else None

    def label(self, _uri: str, _language: str = "en") -> str:
        return "hospital porter"

    def search(self, text: str, **_: object) -> list[Porter]:
        return [Porter()] if "porter" in text else []


class TestOccupation:
    @pytest.mark.parametrize(
        "text",
        ["nurse", " NURSE ", "Pflegefachkraft", "infirmière", "pielęgniarka", "ممرضة", "медсестра", NURSE],
    )
    def test_names_of_the_packs_in_any_language(self, book, text):
        assert find_occupation(book, text).uri == NURSE

    @pytest.mark.parametrize("text", ["isco:2221", "ISCO:2221", "2221", "isco: 2221"])
    def test_a_code(self, book, text):
        assert find_occupation(book, text) == Occupation(uri=None, isco="2221", label=None)

    def test_the_taxonomy_comes_after_the_packs(self, book):
        taxonomy = OneOccupation()
        assert find_occupation(book, "a porter", taxonomy=taxonomy) == Occupation(
            PORTER, "5329", "hospital porter"
        )
        assert find_occupation(book, PORTER, taxonomy=taxonomy).isco == "5329"
        assert find_occupation(book, "nurse", taxonomy=taxonomy).uri == NURSE

    def test_a_profession_without_an_esco_occupation_is_found_by_its_group(self, book):
        assert find_occupation(book, "enrolled nurse").isco == "3221"

    def test_an_unknown_name_suggests_the_nearest(self, book):
        with pytest.raises(QueryError) as caught:
            find_occupation(book, "elektrican")
        assert caught.value.field == "profession"
        assert set(caught.value.suggestions) & {"electrician", "elektricien"}

    def test_an_address_of_something_else(self, book):
        with pytest.raises(QueryError, match="not the address of an ESCO occupation"):
            find_occupation(book, "http://example.org/nurse")


class TestPlaces:
    @pytest.mark.parametrize("text", ["DE", "de", " De ", "Germany", "germany"])
    def test_a_country(self, text):
        assert read_country("destination", text) == "DE"

    @pytest.mark.parametrize(
        ("text", "hint"), [("Germny", "DE (Germany)"), ("UK", "GB (United Kingdom)"), ("EL", "GR (Greece)")]
    )
    def test_no_country(self, text, hint):
        with pytest.raises(QueryError, match="destination:") as caught:
            read_country("destination", text)
        assert hint in caught.value.suggestions

    @pytest.mark.parametrize("text", ["EU", "ZZ", "XX", ""])
    def test_codes_that_are_no_country(self, text):
        with pytest.raises(QueryError):
            read_country("destination", text)

    @pytest.mark.parametrize("text", ["BY", "DE-BY", "de-by", "Bayern"])
    def test_a_region(self, book, text):
        assert read_region(book, "DE", text) == "DE-BY"

    def test_no_region_lists_those_there_are(self, book):
        with pytest.raises(QueryError) as caught:
            read_region(book, "DE", "XX")
        assert len(caught.value.suggestions) == 16

    def test_a_misspelt_region_suggests_the_nearest(self, book):
        with pytest.raises(QueryError) as caught:
            read_region(book, "DE", "Bayren")
        assert caught.value.suggestions == ("DE-BY (Bayern)",)

    def test_a_country_without_regions_in_the_packs(self, book):
        with pytest.raises(QueryError, match="leave the region out"):
            read_region(book, "ES", "ES-CT")


class TestTheRest:
    def test_a_status(self):
        assert read_status("Blue-Card-Holder") is Status.BLUE_CARD
        with pytest.raises(QueryError, match="third-country-national-abroad"):
            read_status("tourist")

    def test_a_day(self):
        assert read_date("on", "2020-12-30") == date(2020, 12, 30)
        with pytest.raises(QueryError, match="YYYY-MM-DD"):
            read_date("on", "30.12.2020")

    @pytest.mark.parametrize(
        ("more", "message"),
        [
            ({"practice_years": 2}, "say with recognised-in"),
            ({"recognised_in": "DE"}, "is the destination"),
            ({"recognised_in": "MA"}, "no state of the EU or EEA"),
            ({"recognised_in": "GB"}, "no state of the EU or EEA"),
            ({"recognised_in": "BE", "practice_years": -1}, "between 0 and 60"),
            ({"status": "tourist"}, "no status"),
            ({"region": "Atlantis"}, "no region of DE"),
        ],
    )
    def test_what_cannot_be(self, book, more, message):
        with pytest.raises(QueryError, match=message):
            ask(
                book,
                Occupation(NURSE, None, None),
                destination="DE",
                qualification_country="TN",
                on=date(2026, 11, 22),
                **more,
            )

    def test_normal_form(self, book):
        asked = ask(
            book,
            find_occupation(book, "nurse"),
            destination="germany",
            qualification_country="Tunisia",
            on=date(2026, 11, 22),
            region="by",
            recognised_in="be",
            practice_years=2,
        )
        assert asked == Query("DE", "TN", date(2026, 11, 22), NURSE, None, "nurse", "DE-BY", None, "BE", 2)
