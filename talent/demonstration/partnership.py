"""The invented authority that confirms programmes, and the programme that the invented candidate says they did."""

from typing import Final

from sqlalchemy.orm import Session

from talent import profiles
from talent.actors import Actor
from talent.demonstration import data
from talent.organisations import Organisation, OrganisationKind, Vetting
from talent.profiles import ProgrammeDraft, ProgrammeKind

AUTHORITY: Final = "Partnership Office (invented)"


def authority(db: Session, country: str) -> Organisation:
    """The one that is there, or a new one."""
    key = data.stable_id("organisation", f"{country}/{AUTHORITY}")
    return db.get(Organisation, key) or Organisation(
        id=key,
        name=AUTHORITY,
        country=country,
        kind=OrganisationKind.AUTHORITY,
        vetting=Vetting.VERIFIED,
        is_demonstration=True,
    )


def name_a_programme(db: Session, candidate: Actor, country: str) -> None:
    """Something to confirm, for whoever tries it; once, so that what visitors decide or remove stays so."""
    if profiles.begin(db, candidate).programmes:
        return
    draft = ProgrammeDraft(
        "Exchange of skilled workers (invented)",
        country,
        ProgrammeKind.BILATERAL,
        reference="X-0001 (invented)",
        start="2024-01",
        end="2024-12",
    )
    profiles.add(db, candidate, draft)
