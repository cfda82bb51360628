"""The pages that every page leads to, and how the home page invites to them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from talent.actors import Permission
from web.i18n import N_


@dataclass(frozen=True, slots=True)
class Entry:
    """A page in the bar under the header, for everybody or for those with the permission that it `needs`.

    Those with an `invitation` also get a card on the home page. What is for employers comes last to a candidate.
    """

    address: str
    label: str
    invitation: str = ""
    button: str = ""
    sign: str = ""
    needs: Permission | None = None
    for_employers: bool = False


NAVIGATION = (
    Entry("/", N_("Home")),
    Entry(
        "/recommended",
        N_("Vacancies for you"),
        N_("Your profile is compared with what each vacancy asks for. The ones that fit best come first."),
        N_("See the vacancies"),
        "star-outline",
        Permission.KEEP_OWN_PROFILE,
    ),
    Entry(
        "/find",
        N_("Find skilled workers"),
        N_(
            "Paste a vacancy in your own words, in any language, or pick one. You get a ranked list of candidates: "
            "what matches, in whose words, what is missing, and whether the job needs a recognised qualification."
        ),
        N_("Find workers"),
        "search",
        for_employers=True,
    ),
    Entry("/received", N_("Applications for your vacancies"), needs=Permission.WRITE_VACANCIES),
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
    Entry("/reports", N_("Reports"), needs=Permission.VET_ORGANISATIONS),
    Entry("/programmes", N_("Programmes to confirm"), needs=Permission.CONFIRM_PROGRAMMES),
)


def served(paths: Collection[str]) -> tuple[Entry, ...]:
    """The entries whose pages this application has."""
    return tuple(entry for entry in NAVIGATION if entry.address in paths)


def offered(entries: Sequence[Entry], permissions: Collection[Permission]) -> list[Entry]:
    """What this reader can use, in the order in which they look for it."""
    shown = [entry for entry in entries if entry.needs is None or entry.needs in permissions]
    looks_for_work = Permission.KEEP_OWN_PROFILE in permissions
    return sorted(shown, key=lambda entry: looks_for_work and entry.for_employers)
