"""The closed vocabularies of recognition, as codes that the web translates."""

from enum import StrEnum


class Needed(StrEnum):
    """Whether the qualification has to be recognised. Absence of a rule is UNKNOWN, never NO."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class Lane(StrEnum):
    """Which kind of procedure it is. Comparability is never a permission to practise."""

    REGULATED = "regulated-recognition"
    EU_EVIDENCE = "eu-evidence"
    ADMISSION = "equivalence-for-admission"
    LICENCE = "licence-or-certificate"
    COMPARABILITY = "voluntary-comparability"
    NONE = "none"
    UNKNOWN = "unknown"


class Status(StrEnum):
    """Residence status or nationality of the person, as far as equal-treatment clauses turn on it."""

    THIRD_COUNTRY_ABROAD = "third-country-national-abroad"
    EU_FAMILY = "eu-family-member"
    LONG_TERM_RESIDENT = "long-term-resident"
    SINGLE_PERMIT = "single-permit-holder"
    BLUE_CARD = "blue-card-holder"
    PROTECTION = "protection-beneficiary"
    TEMPORARY_PROTECTION = "temporary-protection"
    OTHER_RESIDENT = "other-resident"
    EU_CITIZEN = "eu-citizen"


class Origin(StrEnum):
    """Where the qualification comes from, seen from the Directive's area on the day asked about."""

    ANY = "any"
    THIRD_COUNTRY = "third-country"
    DIRECTIVE_AREA = "directive-area"
    SAME_COUNTRY = "same-country"


class ReasonCode(StrEnum):
    """Why `needed` is what it is."""

    REGULATED = "regulated-profession"
    LICENCE = "licence-or-certificate-needed"
    ADMISSION = "needed-for-admission"
    NOT_REGULATED = "not-regulated"
    NOT_REGULATED_INEXACT = "not-regulated-but-occupation-inexact"
    NOT_LISTED = "not-on-the-list"
    DEPENDS = "depends-on-the-work"
    DOMESTIC = "qualification-of-the-same-country"
    EU_ROUTE = "eu-route-outside-scope"
    EU_EVIDENCE = "eu-evidence-after-practice"
    PROFESSION_NOT_COVERED = "profession-not-covered"
    DESTINATION_NOT_COVERED = "destination-not-covered"
    NO_RULE = "no-rule-found"
    NOT_IN_FORCE = "no-rule-on-that-date"


class StepKind(StrEnum):
    """What a step asks of the person."""

    ASK = "ask-authority"
    DOCUMENTS = "collect-documents"
    ADVICE = "get-advice"
    APPLY = "apply"
    ASSESSMENT = "equivalence-assessment"
    COMPENSATION = "compensation-measure"
    EXAM = "exam"
    SUPERVISED_PRACTICE = "supervised-practice"
    PROVISIONAL = "provisional-permission"
    LANGUAGE = "language-proof"
    LICENCE = "licence"
    REGISTRATION = "registration"
    COMPARABILITY = "statement-of-comparability"
    EMPLOYER = "employer-decides"
    EXCHANGE = "exchange-driving-licence"
    TRAINING = "training"
    CERTIFICATE = "certificate"
    ATTESTATION = "driver-attestation"
    COMPETITION = "public-competition"


class ChangeCode(StrEnum):
    """An input that is missing or assumed, and that could change the answer."""

    REGION = "region-missing"
    STATUS = "status-assumed"
    OCCUPATION = "occupation-inexact"
    EARLIER_RECOGNITION = "earlier-recognition-not-stated"
    PRACTICE_YEARS = "practice-years-missing"


class Verification(StrEnum):
    """How far the facts of an answer were read in the cited source."""

    VERIFIED = "verified"
    PARTLY = "partly-verified"
    NOT_VERIFIED = "not-verified"


class SourceKind(StrEnum):
    """What a cited source is. Only the first four can make a fact verified."""

    LAW = "law"
    COURT = "court"
    OFFICIAL = "official"
    DATASET = "dataset"
    SECONDARY = "secondary"
    BACKGROUND = "background"


class Match(StrEnum):
    """How an occupation was recognised as one of the professions of the packs."""

    EXACT = "exact"
    ISCO_GROUP = "isco-group"
