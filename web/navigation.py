"""The pages that every page leads to, and how the home page invites to them."""

from collections.abc import Collection
from dataclasses import dataclass

from web.i18n import N_


@dataclass(frozen=True, slots=True)
class Entry:
    """A page in the bar under the header. Those with an `invitation` also get a card on the home page."""

    address: str
    label: str
    invitation: str = ""
    button: str = ""
    sign: str = ""


NAVIGATION = (
    Entry("/", N_("Home")),
    Entry(
        "/find",
        N_("Find skilled workers"),
        N_(
            "Paste a vacancy in your own words, in any language, or pick one. You get a ranked list of candidates: "
            "what matches, in whose words, what is missing, and whether the job needs a recognised qualification."
        ),
        N_("Find workers"),
        "search",
    ),
    Entry(
        "/vacancies",
        N_("Vacancies"),
        N_(
            "Search jobs by words, occupation, country, language and pay. You need no account, and nobody keeps "
            "what you search."
        ),
        N_("Search vacancies"),
        "list",
    ),
    Entry(
        "/understand",
        N_("What the platform understands"),
        N_(
            "Paste a CV or a job advertisement and see which skills and occupations are found in it, "
            "and from which of the words. Nothing is kept."
        ),
        N_("Try a text"),
        "eye",
    ),
    Entry(
        "/recognition",
        N_("Recognition of qualifications"),
        N_(
            "Name a profession, the country of the job and the country of the qualification: see whether it must be "
            "recognised, who decides, in which steps, and on what legal basis."
        ),
        N_("Find the route"),
        "regulation",
    ),
)


def served(paths: Collection[str]) -> tuple[Entry, ...]:
    """The entries whose pages this application has."""
    return tuple(entry for entry in NAVIGATION if entry.address in paths)
