"""The closed vocabularies of recognition in the reader's words: a table for each, from its codes to texts to translate.

The packs speak English in their own sentences; these are the sentences that are the same for every pack.
"""

from typing import Final

from talent.recognition import (
    ChangeCode,
    Lane,
    Needed,
    ReasonCode,
    Status,
    StepKind,
    Verification,
)
from web.i18n import N_

NEEDED: Final = {
    Needed.YES: N_("Yes, recognition is needed"),
    Needed.NO: N_("No, recognition is not needed"),
    Needed.UNKNOWN: N_("It is not known whether recognition is needed"),
}

LANES: Final = {
    Lane.REGULATED: N_("Recognition for a regulated profession"),
    Lane.EU_EVIDENCE: N_("Recognition with evidence from another EU state"),
    Lane.ADMISSION: N_("Equivalence, to come as a skilled worker"),
    Lane.LICENCE: N_("A licence or certificate instead of recognition"),
    Lane.COMPARABILITY: N_("Statement of comparability, if you want one"),
    Lane.NONE: N_("No procedure"),
    Lane.UNKNOWN: N_("Not known"),
}

REASONS: Final = {
    ReasonCode.REGULATED: N_("The profession is regulated: without recognition it may not be practised."),
    ReasonCode.LICENCE: N_("No diploma is recognised here; a licence or a certificate is needed."),
    ReasonCode.ADMISSION: N_(
        "The work is open to everyone, but coming from abroad as a skilled worker asks for it."
    ),
    ReasonCode.NOT_REGULATED: N_("The profession is not regulated: the employer decides."),
    ReasonCode.NOT_REGULATED_INEXACT: N_(
        "Only the group of the occupation is known, and the evidence that no recognition is needed speaks of one "
        "occupation in it. Name the exact occupation, or ask the contact point."
    ),
    ReasonCode.NOT_LISTED: N_(
        "The profession is not on the list of regulated professions that was read. "
        "That alone does not mean that it is not regulated."
    ),
    ReasonCode.DEPENDS: N_("It depends on what exactly the work is."),
    ReasonCode.DOMESTIC: N_(
        "The qualification comes from the country of the job itself, so there is no recognition route for it here. "
        "Ask whether a licence or a registration is needed."
    ),
    ReasonCode.EU_ROUTE: N_(
        "The European rules apply to this case; they are outside what this service covers."
    ),
    ReasonCode.EU_EVIDENCE: N_(
        "Another EU state has recognised the qualification and it was used there for three years: other rules apply."
    ),
    ReasonCode.PROFESSION_NOT_COVERED: N_(
        "Our rules do not cover this occupation yet. That says nothing about whether it is regulated."
    ),
    ReasonCode.DESTINATION_NOT_COVERED: N_("Our rules do not cover this country yet."),
    ReasonCode.NO_RULE: N_(
        "No rule was found for this profession in this country. That does not mean that it is not regulated."
    ),
    ReasonCode.NOT_IN_FORCE: N_(
        "There are rules for this profession, but none that was in force on the day you asked about."
    ),
}

STEP_KINDS: Final = {
    StepKind.ASK: N_("Ask the authority"),
    StepKind.DOCUMENTS: N_("Collect the documents"),
    StepKind.ADVICE: N_("Get advice"),
    StepKind.APPLY: N_("Apply"),
    StepKind.ASSESSMENT: N_("The qualification is compared"),
    StepKind.COMPENSATION: N_("Make up for differences"),
    StepKind.EXAM: N_("Take an exam"),
    StepKind.SUPERVISED_PRACTICE: N_("Work under supervision"),
    StepKind.PROVISIONAL: N_("Get a provisional permission"),
    StepKind.LANGUAGE: N_("Prove the language"),
    StepKind.LICENCE: N_("Get the licence"),
    StepKind.REGISTRATION: N_("Register"),
    StepKind.COMPARABILITY: N_("Get a statement of comparability"),
    StepKind.EMPLOYER: N_("The employer decides"),
    StepKind.EXCHANGE: N_("Exchange the driving licence"),
    StepKind.TRAINING: N_("Take a training"),
    StepKind.CERTIFICATE: N_("Get the certificate"),
    StepKind.ATTESTATION: N_("Get the driver attestation"),
    StepKind.COMPETITION: N_("Pass the public competition"),
}

CHANGES: Final = {
    ChangeCode.REGION: N_("Name the region of the job: another authority decides in each."),
    ChangeCode.OCCUPATION: N_(
        "Name the exact occupation: only its group was recognised, and the group holds other work too."
    ),
    ChangeCode.STATUS: N_(
        "We assumed that you live outside the European Union. Another status may change the answer:"
    ),
    ChangeCode.PRACTICE_YEARS: N_(
        "Say for how many years you practised in the state that recognised the qualification; "
        "from three years on, other rules apply."
    ),
    ChangeCode.EARLIER_RECOGNITION: N_(
        "Say if another state of the EU or EEA has recognised the qualification, and for how long you worked there."
    ),
}

STATUSES: Final = {
    Status.THIRD_COUNTRY_ABROAD: N_("Living outside the European Union, no EU citizenship"),
    Status.EU_FAMILY: N_("Family member of an EU citizen"),
    Status.LONG_TERM_RESIDENT: N_("Long-term resident in the EU"),
    Status.SINGLE_PERMIT: N_("Holder of a single permit"),
    Status.BLUE_CARD: N_("Holder of an EU Blue Card"),
    Status.PROTECTION: N_("Refugee, or under subsidiary protection"),
    Status.TEMPORARY_PROTECTION: N_("Under temporary protection"),
    Status.OTHER_RESIDENT: N_("Living in the EU with another permit"),
    Status.EU_CITIZEN: N_("Citizen of the EU"),
}

VERIFICATIONS: Final = {
    Verification.VERIFIED: N_("All of it was read in the cited sources"),
    Verification.PARTLY: N_("Part of it was read in the cited sources; each step says which"),
    Verification.NOT_VERIFIED: N_("Not verified: check it with the authority before you rely on it"),
}

CLOCK_STARTS: Final = {
    "complete-file": N_("from the day the file is complete"),
    "application": N_("from the day of the application"),
}

WRONG_INPUT: Final = {
    "profession": N_(
        "“%(value)s” is no occupation known here. Try another name, or give its ESCO address or its ISCO-08 code."
    ),
    "destination": N_("“%(value)s” is no country known here. Choose the country of the job."),
    "qualification-country": N_(
        "“%(value)s” is no country known here. Choose the country of the qualification."
    ),
    "region": N_("“%(value)s” is no region of that country. Choose another, or leave it open."),
    "status": N_("“%(value)s” is no status known here. Choose one of the list, or leave it open."),
    "recognised-in": N_(
        "“%(value)s” cannot be the state of an earlier recognition. "
        "Choose a state of the EU or EEA, or Switzerland, other than the country of the job."
    ),
    "practice-years": N_(
        "“%(value)s” does not fit. Give full years from 0 to 60, and the state that recognised the qualification."
    ),
    "on": N_("“%(value)s” is no date. Write it like 2026-11-22."),
}
"""What is wrong with an input that `talent.recognition` refuses, by the name it gives the input."""
