"""What a form of each row of the table in gates.py sends, so that whoever may use it gets in."""

from collections.abc import Mapping
from typing import Final

from tests.factories import pictures
from tests.factories.records import PASSWORD

NEW_PASSWORD: Final = "another long enough password"

FIELDS: Final[Mapping[str, Mapping[str, str]]] = {
    "POST /account": {"password": PASSWORD, "new_password": NEW_PASSWORD},
    "POST /account/second-factor/confirm": {"code": "000000"},
    "POST /account/second-factor/codes": {"password": PASSWORD},
    "POST /account/second-factor/off": {"password": PASSWORD},
    "POST /account/passkeys/new": {"answer": "{{}}"},
    "POST /account/providers/link": {"provider": "{provider}", "password": PASSWORD},
    "POST /notifications/settings": {"mail-message": "off"},
    "POST /profile/import/draft": {"draft": "yes"},
    "POST /profile/wishes": {"pay_floor": "2000", "currency": "EUR", "pay_period": "month"},
    "POST /profile/sharing": {"table": "yes"},
    "POST /profile/sharing/withdraw": {"country": "DE"},
    "POST /profile/skills/occupation?uri={occupation}": {"answer:{skill}": "yes"},
    "POST /profile/experience/new-entry": {"title": "Ward nurse", "kind": "formal"},
    "POST /vacancies/{draft}/apply": {"note": "In May"},
    "POST /vacancies/{vacancy}/applications/{begun}/decide": {"to": "invited", "words": "Come"},
    "POST /vacancies/{open_vacancy}/apply": {"note": "In May"},
    "POST /applications/{application}/identity": {"agree": "yes"},
    "POST /conversations": {"application": "{begun}"},
    "POST /conversations/{conversation}": {"text": "Good day"},
    "POST /conversations/{conversation}/report": {"concern": "other", "words": "This is odd"},
    "POST /profile/documents": {"kind": "diploma"},
    "POST /profile/documents/{document}/details": {"kind": "cv"},
    "POST /vacancies/{vacancy}/applications/{application}/decide": {"to": "invited", "words": "Come"},
    "POST /reports/{report}": {"to": "looked-into"},
    "POST /programmes/{programme}/confirm": {"asked_at": "{programme_asked_at}"},
    "POST /programmes/{programme}/decline": {"asked_at": "{programme_asked_at}", "reason": "not-found"},
    "POST /account/email": {"email": "zqother@people.example", "password": PASSWORD},
    "POST /account/email/confirm": {"token": "{token}", "password": PASSWORD},
    "POST /account/email/undo": {"token": "{token}"},
    "POST /account/erase": {"password": PASSWORD, "when": "now"},
    "POST /account/erase/undo": {"token": "{token}"},
    "POST /account/export": {"what": "json"},
    "POST /find": {"text": "nurse"},
    "POST /profile/import": {"text": "Registered nurse\nI dress wounds."},
    "POST /profile/keep": {"token": "{token}"},
    "POST /account/passkeys": {"name": "Telephone", "password": PASSWORD},
    "POST /reset-password": {"token": "{token}", "password": NEW_PASSWORD},
    "POST /register/confirm": {"token": "{token}", "password": PASSWORD},
    "POST /profile/experience/{experience}": {"title": "Ward nurse", "kind": "formal"},
    "POST /profile/education/{education}": {"title": "Diploma", "country": "TN"},
    "POST /profile/languages/{language}": {"language": "fr", "level": "C1"},
    "POST /profile/licences/{licence}": {"kind": "driving", "category": "C"},
    "POST /profile/destinations/{destination}": {"country": "FR"},
    "POST /profile/programmes/{programme}": {"kind": "bilateral", "name": "Partnership", "country": "DE"},
    "POST /profile/personal": {"display_name": "Zqname", "residence": "TN", "locale": "en"},
    "POST /profile/summary": {"text": "I am a nurse."},
    "POST /recommended/switch": {"wanted": "yes"},
    "POST /account/second-factor": {"password": PASSWORD},
    "POST /forgotten-password": {"email": "nobody@people.example"},
    "POST /register/sent": {"email": "nobody@people.example"},
    "POST /searches": {"name": "Nurses", "q": "nurse", "alert": "daily"},
    "POST /searches/{search}": {"name": "Nurses", "alert": "daily"},
    "POST /profile/sharing/give": {"country": "DE", "what": "everything"},
    "POST /profile/sharing/visibility": {"visibility": "hidden"},
    "POST /profile/skills/pick": {"uri": "{skill}"},
    "POST /profile/skills": {"answer:{skill}": "yes"},
    "POST /profile/skills/remove": {"claim": "{claim}"},
    "POST /profile/skills/restore": {"claim": "{rejected_claim}"},
    "POST /profile/skills/claims/{claim}": {"level": "", "years": "3"},
    "POST /understand": {"text": "nurse"},
    "POST /sign-in": {"email": "nobody@people.example", "password": ""},
}
"""What is sent on a POST, where something must be."""

FILES: Final = {"POST /profile/documents": {"file": ("Diploma.jpg", pictures.jpeg())}}
"""What is sent beside that."""
