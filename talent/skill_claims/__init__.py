"""Which skills and occupations somebody says are theirs, and which they said are not."""

from talent.profiles.claimed import ClaimKind, ClaimLevel, ClaimSource, ClaimStatus, SkillClaim
from talent.skill_claims.deciding import (
    LONGEST_WORDS,
    MOST_YEARS,
    Decision,
    Details,
    decide,
    describe,
    get,
    of,
    rejected,
    remove,
    restore,
    visible_to,
)

__all__ = [
    "LONGEST_WORDS",
    "MOST_YEARS",
    "ClaimKind",
    "ClaimLevel",
    "ClaimSource",
    "ClaimStatus",
    "Decision",
    "Details",
    "SkillClaim",
    "decide",
    "describe",
    "get",
    "of",
    "rejected",
    "remove",
    "restore",
    "visible_to",
]
