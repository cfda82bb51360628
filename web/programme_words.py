"""What an issuer decides about a programme, in plain words: to the issuer, to the candidate and to employers."""

from collections.abc import Mapping
from typing import Final

from talent.profiles import ProgrammeReason, ProgrammeState
from web.i18n import N_

STATES: Final[Mapping[ProgrammeState, tuple[str, str]]] = {
    ProgrammeState.WAITING: (N_("Waiting for the issuer"), "warning"),
    ProgrammeState.CONFIRMED: (N_("Confirmed"), "success"),
    ProgrammeState.DECLINED: (N_("Not confirmed"), "neutral"),
}
"""Word and tone of the label, for the candidate."""

CHECKS: Final[Mapping[ProgrammeState, tuple[str, str]]] = {
    **STATES,
    ProgrammeState.WAITING: (N_("To be checked"), "warning"),
}
"""The same for the issuer."""

NEWS: Final[Mapping[ProgrammeState, str]] = {
    ProgrammeState.WAITING: N_("The issuer checks a programme of yours once more."),
    ProgrammeState.CONFIRMED: N_("The issuer confirmed a programme that you named."),
    ProgrammeState.DECLINED: N_("The issuer did not confirm a programme that you named. Read why."),
}

CHOICES: Final[Mapping[ProgrammeReason, str]] = {
    ProgrammeReason.NOT_FOUND: N_("The number is not in our records"),
    ProgrammeReason.OTHER_NAME: N_("Our records have another name"),
    ProgrammeReason.OTHER_FACTS: N_("The programme or the dates are different in our records"),
    ProgrammeReason.NOT_OURS: N_("We do not issue this programme"),
    ProgrammeReason.MISTAKE: N_("We confirmed it by mistake"),
    ProgrammeReason.OTHER: N_("Another reason"),
}
"""As the issuer chooses among them."""


def choices(state: ProgrammeState) -> Mapping[ProgrammeReason, str]:
    """What may be chosen: only what was confirmed can have been confirmed by mistake."""
    if state is ProgrammeState.CONFIRMED:
        return CHOICES
    return {reason: text for reason, text in CHOICES.items() if reason is not ProgrammeReason.MISTAKE}


REASONS: Final[Mapping[ProgrammeReason, str]] = {
    ProgrammeReason.NOT_FOUND: N_(
        "The issuer does not find your number. Compare it with your certificate and correct it here: then it is "
        "checked again."
    ),
    ProgrammeReason.OTHER_NAME: N_(
        "The issuer knows you by another name. Write your name as it stands on the certificate, or ask the issuer "
        "to correct its records."
    ),
    ProgrammeReason.OTHER_FACTS: N_(
        "The programme or its dates are different at the issuer. Correct them here: then it is checked again."
    ),
    ProgrammeReason.NOT_OURS: N_(
        "This country does not issue the programme. Look on your certificate who issued it, and correct the country."
    ),
    ProgrammeReason.MISTAKE: N_(
        "The issuer confirmed it by mistake and took that back. If you think that is wrong, write to the issuer."
    ),
    ProgrammeReason.OTHER: N_("Read what the issuer wrote. If you correct the entry, it is checked again."),
}
"""As the candidate reads them: why, and what to do."""
