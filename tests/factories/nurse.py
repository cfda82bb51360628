"""A full profile of an invented nurse, with words in three scripts."""

from datetime import date
from decimal import Decimal
from typing import Final

from sqlalchemy.orm import Session

from talent.actors import Actor
from talent.profiles import (
    ExperienceDraft,
    ExperienceKind,
    LanguageDraft,
    LanguageLevel,
    LicenceDraft,
    LicenceKind,
    Profile,
    QualificationDraft,
    StudyUnit,
    TextDraft,
    TextKind,
    Wishes,
)
from talent.profiles.claimed import ClaimKind, ClaimLevel, ClaimSource, ClaimStatus, SkillClaim
from talent.terms import PayPeriod
from tests.factories.records import make_actor, make_profile

NAME: Final = "Amina Inventée (invented)"
EMAIL: Final = "amina@people.example"
OCCUPATION: Final = "http://data.europa.eu/esco/occupation/9d5b5f52-ca83-4b03-9bd2-a4c2ef4bcd4b"
SKILL: Final = "http://data.europa.eu/esco/skill/00000000-0000-4000-8000-000000000001"

WORK: Final = "Soins des plaies <complexes> & pansements.\n- Urgences: 40 patients par jour"
SUMMARY: Final = "ممرضة منذ ست سنوات، أعمل في المستشفى."
CV: Final = "আমি একজন নার্স। Six years (invented)."


def make_nurse(db: Session, **changes: object) -> tuple[Actor, Profile]:
    owner = make_actor(db, display_name=NAME, email=EMAIL)
    profile = make_profile(db, owner=owner, **(draft() | changes))  # type: ignore[arg-type]  # any of a draft's fields
    profile.skill_claims += [
        claim(OCCUPATION, "nurse (invented)", ClaimKind.OCCUPATION),
        claim(SKILL, "dress wounds"),
    ]
    profile.wishes = Wishes(pay_floor=Decimal(2345), currency="EUR", pay_period=PayPeriod.MONTH)
    profile.skill_claims.append(claim(f"{SKILL}x", "cook", status=ClaimStatus.REJECTED))
    db.flush()
    return owner, profile


def draft() -> dict[str, object]:
    return {
        "texts": (TextDraft(TextKind.SUMMARY, SUMMARY, "ar"), TextDraft(TextKind.CV, CV, "bn")),
        "experiences": (
            ExperienceDraft("Infirmière", employer="Hôpital inventé", country="TN", start="2019-03", current=True,
                            words=WORK, language="fr"),
            ExperienceDraft("Care of a relative", ExperienceKind.UNPAID, start="2016", end="2018"),
        ),
        "qualifications": (
            QualificationDraft("إجازة في علوم التمريض", "TN", gloss="Licence in nursing", isced=6, field="0913",
                               year=2016, start_year=2013, institution="École inventée", workload=180,
                               unit=StudyUnit.CREDITS, licence_number="TN-1", licence_until=date(2030, 1, 2)),
        ),
        "languages": (
            LanguageDraft("ar", LanguageLevel.NATIVE),
            LanguageDraft("de", LanguageLevel.B1, listening="B2", reading="B2", spoken_interaction="B1",
                          spoken_production="B1", writing="A2",
                          certificate="Goethe B1 (invented)", certificate_year=2024),
            LanguageDraft("rw", LanguageLevel.A2),
        ),
        "licences": (
            LicenceDraft(LicenceKind.DRIVING, "B", country="TN"),
            LicenceDraft(LicenceKind.DRIVING, "AM"),
            LicenceDraft(LicenceKind.OTHER, name="Life support (invented)", valid_until=date(2027, 5, 1)),
        ),
    }  # fmt: skip


def claim(
    uri: str, label: str, kind: ClaimKind = ClaimKind.SKILL, status: ClaimStatus = ClaimStatus.CONFIRMED
) -> SkillClaim:
    return SkillClaim(
        concept_uri=uri, kind=kind, status=status, source=ClaimSource.PICKED, label=label,
        level=ClaimLevel.ALONE, years=4,
    )  # fmt: skip
