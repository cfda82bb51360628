"""What everybody gets on every route, as a table; the columns are the visitors in the order of `Visitor`.

? led to the sign-in page     - refused: not for these roles     0 hidden: like what is not there
+ gets in                     = gets in, and is told why not: something is missing or does not fit (409, 422)
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from tests.web.gates_forms import FIELDS, FILES
from tests.web.gates_world import Visitor

SIGN_IN: Final = "?"
REFUSALS: Final = frozenset("?-0")

# columns: stranger, candidate, other candidate, employer, other employer, unverified employer, officer,
#          contact point, administrator; with a published password: candidate, employer, contact point
ROUTES: Final[Mapping[str, str]] = {
    "? + + + + + + + + + + +": """
        GET /account
        GET /conversations
        GET /account/email
        GET /account/erase
        GET /account/export
        POST /account/export
        GET /notifications
        POST /notifications/read
        GET /notifications/settings
        POST /notifications/settings
        GET /account/passkeys
        GET /account/passkeys/new
        GET /account/providers
        GET /account/providers/link
        GET /searches
        GET /account/second-factor
    """,
    "? + + + + + + + + = = =": """
        POST /account
        POST /account/email
        POST /account/erase
        POST /account/passkeys
        POST /account/second-factor
        POST /account/second-factor/off
        POST /account/sessions/end-others
        POST /searches
    """,
    "? = = = = = = = = = = =": """
        POST /account/passkeys/new
        POST /account/second-factor/confirm
        POST /account/second-factor/codes
    """,
    "? + 0 0 0 0 0 0 0 = = =": """
        POST /account/sessions/{session}/end
        POST /account/passkeys/{passkey}/remove
        POST /account/providers/{identity}/remove
    """,
    "? + + - - - - - - + - -": """
        GET /applications
        GET /vacancies/{open_vacancy}/interest
        GET /vacancies/{open_vacancy}/apply
        GET /profile/preview
        GET /profile/documents
        GET /profile/import
        POST /profile/import
        GET /profile/import/draft
        POST /profile/import/draft
        POST /profile/import/discard
        GET /profile
        GET /profile/experience
        POST /profile/experience/{experience}/discard
        GET /profile/education
        POST /profile/education/{education}/discard
        GET /profile/languages
        POST /profile/languages/{language}/discard
        GET /profile/licences
        POST /profile/licences/{licence}/discard
        GET /profile/destinations
        POST /profile/destinations/{destination}/discard
        GET /profile/programmes
        POST /profile/programmes/{programme}/discard
        GET /profile/personal
        POST /profile/personal
        POST /profile/personal/discard
        GET /profile/wishes
        POST /profile/wishes
        POST /profile/wishes/discard
        GET /profile/summary
        POST /profile/summary
        POST /profile/summary/discard
        GET /recommended
        GET /recommended/help
        GET /recommended/{vacancy}
        POST /recommended/switch
        POST /recommended/{vacancy}/hide
        POST /recommended/{vacancy}/show
        GET /profile/sharing
        POST /profile/sharing
        POST /profile/sharing/give
        POST /profile/sharing/withdraw
        POST /profile/sharing/undo
        POST /profile/sharing/visibility
        GET /profile/sharing/history
        GET /profile/skills/pick
        POST /profile/skills/pick
        GET /profile/skills
        POST /profile/skills
        GET /profile/who-saw
        GET /profile/experience/new-entry
        POST /profile/experience/new-entry
    """,
    "? + + - - - - - - = - -": """
        POST /vacancies/{open_vacancy}/interest
        POST /vacancies/{open_vacancy}/apply
        POST /profile/documents
    """,
    "? + 0 - - - - - - 0 - -": """
        GET /applications/{application}
        POST /applications/{application}/withdraw
        POST /applications/{withdrawn}/undo
        POST /applications/{application}/identity
        GET /profile/documents/{document}
        GET /profile/documents/{document}/details
        POST /profile/documents/{document}/details
        POST /profile/documents/{document}/remove
        POST /profile/documents/{removed_document}/restore
        POST /profile/removed/{removal}/put-back
        POST /profile/texts/{text}/remove
        GET /profile/experience/{experience}
        POST /profile/experience/{experience}
        POST /profile/experience/{experience}/remove
        GET /profile/education/{education}
        POST /profile/education/{education}
        POST /profile/education/{education}/remove
        GET /profile/languages/{language}
        POST /profile/languages/{language}
        POST /profile/languages/{language}/remove
        GET /profile/licences/{licence}
        POST /profile/licences/{licence}
        POST /profile/licences/{licence}/remove
        GET /profile/destinations/{destination}
        POST /profile/destinations/{destination}
        POST /profile/destinations/{destination}/remove
        GET /profile/programmes/{programme}
        POST /profile/programmes/{programme}
        POST /profile/programmes/{programme}/remove
        GET /profile/skills/occupation?uri={occupation}
        POST /profile/skills/occupation?uri={occupation}
        POST /profile/skills/remove
        POST /profile/skills/restore
        GET /profile/skills/claims/{claim}
        POST /profile/skills/claims/{claim}
    """,
    "0 + 0 + + 0 + + 0 0 0 0": """
        GET /candidates/{candidate}
    """,
    "? + 0 + 0 0 0 0 0 0 0 0": """
        POST /conversations
        GET /conversations/{conversation}
        POST /conversations/{conversation}
        GET /conversations/{conversation}/report
        POST /conversations/{conversation}/report
    """,
    "? + 0 0 0 0 0 0 0 0 0 0": """
        POST /conversations/{conversation}/block
        POST /conversations/{conversation}/unblock
        POST /notifications/{notification}/read
        GET /searches/{search}
        GET /searches/{search}/edit
        POST /searches/{search}
        POST /searches/{search}/remove
        POST /searches/{removed_search}/restore
    """,
    "? - - + + + - - - - + -": """
        GET /received
    """,
    "? - - + 0 0 - - - - 0 -": """
        GET /vacancies/{vacancy}/applications
        GET /vacancies/{vacancy}/applications/{application}
        POST /vacancies/{vacancy}/applications/{application}/decide
        GET /vacancies/{draft}/applications
    """,
    "? - - = 0 0 - - - - 0 -": """
        POST /vacancies/{vacancy}/applications/{application}/identity
    """,
    "? - - - - - - + - - - +": """
        GET /reports
        GET /programmes
    """,
    "? - - - - - - + - - - 0": """
        GET /reports/{report}
        POST /reports/{report}
        GET /programmes/{programme}
        POST /programmes/{programme}/confirm
        POST /programmes/{programme}/decline
        POST /programmes/{decided_programme}/undo
    """,
    "+ + + + + + + + + + + +": """
        GET /account/email/confirm?token={token}
        GET /account/email/undo?token={token}
        POST /account/email/undo
        POST /account/email/confirm
        POST /reset-password
        POST /register/confirm
        GET /account/erase/asked
        GET /account/erase/undo?token={token}
        POST /account/erase/undo
        GET /find
        POST /find
        GET /
        GET /profile/keep?token={token}
        POST /profile/keep
        GET /profile/kept
        GET /mailbox
        GET /notifications/stop?token={stop}
        POST /notifications/stop?token={stop}
        POST /sign-in/passkey
        POST /sign-in/passkey/offer
        GET /forgotten-password
        POST /forgotten-password
        GET /forgotten-password/sent
        GET /reset-password?token={token}
        GET /recognition
        GET /register
        GET /register/sent
        POST /register/sent
        GET /register/confirm?token={token}
        GET /searches/new
        GET /sign-in
        GET /sign-in/code
        POST /sign-out
        GET /status
        GET /healthz
        GET /understand
        POST /understand
        GET /vacancies
        GET /vacancies/{vacancy}
        GET /favicon.ico
        GET /candidates/{invented_candidate}
    """,
    "= = = = = = = = = = = =": """
        POST /sign-in/passkey/answer
        POST /register/check
        POST /register
        POST /sign-in
        POST /sign-in/code
    """,
    "? 0 0 0 0 0 0 0 0 0 0 0": """
        POST /account/erase/stay
        POST /account/providers/link
    """,
    "? ? ? ? ? ? ? ? ? ? ? ?": """
        GET /sign-in/passkey
        GET /sign-in/passkey/answer
    """,
    "0 0 0 0 0 0 0 0 0 0 0 0": """
        GET /session/oidc/{provider}
        GET /session/oidc/{provider}/callback
        GET /candidates/{hidden_candidate}
        GET /static/{file}
    """,
    "0 0 0 0 0 0 + + 0 + + +": """
        GET /candidates/{shared_candidate}
    """,
    "0 0 0 + 0 0 0 + 0 0 0 0": """
        GET /vacancies/{draft}
    """,
    "? 0 0 - - - - - - 0 - -": """
        POST /vacancies/{draft}/apply
        POST /vacancies/{draft}/interest
        GET /recommended/{draft}
        POST /recommended/{draft}/hide
    """,
    "? - - 0 0 0 - - - - 0 -": """
        POST /vacancies/{vacancy}/applications/{begun}/decide
        GET /vacancies/{vacancy}/applications/{begun}
    """,
}

NOTES: Final = frozenset({"attempts", "events", "sign_ins", "ceremonies", "first_steps"})
"""Tables that count attempts, note what happened, and hold who is signed in or on the way."""

READING: Final[Mapping[str, frozenset[str]]] = {
    "GET /candidates/{candidate}": frozenset({"accesses"}),
    "GET /candidates/{shared_candidate}": frozenset({"accesses"}),
    "GET /reports/{report}": frozenset({"notifications"}),
    "GET /programmes/{programme}": frozenset({"accesses"}),
    "GET /profile/programmes": frozenset({"notifications"}),
    "GET /conversations/{conversation}": frozenset({"conversations", "notifications"}),
    "GET /searches/{search}": frozenset({"notifications"}),
    "GET /vacancies/{vacancy}/applications/{application}": frozenset(
        {"accesses", "application_events", "applications", "notifications"}
    ),
}
"""Tables in which it is noted that somebody has read something, by what was read."""


@dataclass(frozen=True)
class Gate:
    """One row: the request "POST /searches/{search}", whose names `World.things` fills, and what each visitor gets."""

    row: str
    outcomes: str

    @property
    def method(self) -> str:
        return self.row.partition(" ")[0]

    @property
    def path(self) -> str:
        return self.row.partition(" ")[2].partition("?")[0]

    @property
    def route(self) -> str:
        """With a hole for each name."""
        return f"{self.method} {re.sub(r'{[^}]+}', '{}', self.path)}".replace("/new-entry", "/{}")

    @property
    def fields(self) -> Mapping[str, str]:
        return FIELDS.get(self.row, {})

    @property
    def things_of_path(self) -> frozenset[str]:
        return frozenset(re.findall(r"{(\w+)}", self.path))

    @cached_property
    def things(self) -> frozenset[str]:
        """Names in the address and in what is sent."""
        return frozenset(re.findall(r"{(\w+)}", " ".join([self.row, *self.fields, *self.fields.values()])))

    @property
    def is_open(self) -> bool:
        """The same for everybody, and no refusal."""
        return set(self.outcomes.split()) in ({"+"}, {"="})

    @property
    def is_about_somebodys(self) -> bool:
        """Names what somebody owns. Discarding what was never typed is no mistake, whatever its key."""
        return bool(self.things - {"file", "provider", "skill"}) and not self.path.endswith("/discard")

    def address(self, things: Mapping[str, str]) -> str:
        return self.row.partition(" ")[2].format(**things)

    def body(self, things: Mapping[str, str]) -> dict[str, Any]:
        if self.method == "GET":
            return {}
        data = {name.format(**things): value.format(**things) for name, value in self.fields.items()}
        return {"data": data, "files": FILES.get(self.row)}

    def outcome(self, visitor: Visitor) -> str:
        return self.outcomes.split()[list(Visitor).index(visitor)]


GATES: Final = tuple(
    Gate(row.strip(), outcomes) for outcomes, rows in ROUTES.items() for row in rows.strip().splitlines()
)


def tried_by(visitor: Visitor) -> Iterator[Gate]:
    """All; what is open to everybody is tried by who is nobody, and by who has most to lose."""
    for gate in GATES:
        if not gate.is_open or visitor in (Visitor.STRANGER, Visitor.CANDIDATE):
            yield gate
