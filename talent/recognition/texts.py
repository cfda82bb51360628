"""The fixed sentences of an answer, in English, by code; the web translates by the code."""

from typing import Final

from talent.recognition.kinds import ChangeCode, ReasonCode

REASONS: Final = {
    ReasonCode.PROFESSION_NOT_COVERED: "The rule packs do not cover this occupation. "
    "That says nothing about whether it is regulated; ask the contact point.",
    ReasonCode.DESTINATION_NOT_COVERED: "The rule packs do not cover this country yet. "
    "Ask the contact point.",
    ReasonCode.NO_RULE: "No rule was found for this profession in this country. "
    "That does not mean that it is not regulated; ask the contact point.",
    ReasonCode.NOT_IN_FORCE: "The rule packs have rules for this profession, "
    "but none that was in force and recorded on the days asked about.",
    ReasonCode.DOMESTIC: "The qualification comes from the country itself, so there is no recognition route "
    "for it here. Ask whether a licence or a registration is needed.",
    ReasonCode.NOT_REGULATED_INEXACT: "Only the ISCO group of the occupation is known, and the evidence that no "
    "recognition is needed speaks of one occupation in it. Name the exact occupation, or ask the contact point.",
}

CHANGES: Final = {
    ChangeCode.REGION: "Name the region: another authority decides in each.",
    ChangeCode.OCCUPATION: "Name the exact occupation: only its ISCO group was recognised, "
    "and the group holds other work too.",
    ChangeCode.STATUS: "A third-country national living abroad was assumed; "
    "another status may give equal treatment.",
    ChangeCode.PRACTICE_YEARS: "Say for how many years the profession was practised in that state; "
    "from three years on, other rules apply.",
    ChangeCode.EARLIER_RECOGNITION: "Say if another state of the EU or EEA has recognised the qualification, "
    "and for how long it was used there.",
}

BY_GROUP: Final = "The occupation was recognised by its ISCO group only, so this is not certain."

ASK: Final = (
    "The steps for this case are not in the rule packs. "
    "Ask which documents, levels and fees apply before sending anything."
)
