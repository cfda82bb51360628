"""What the export of a person's data holds, table by table, and the little that it leaves out, with the reason.

A test compares these with the metadata: a table about people that is named nowhere here fails it.
"""

from collections.abc import Mapping
from typing import Final

EXPORTED: Final[Mapping[str, str]] = {
    "accounts": "your account",
    "account_roles": "what you are here",
    "joinings": "what you answered when you joined",
    "memberships": "the organisation that you act for",
    "sign_ins": "where you are signed in",
    "first_steps": "signing in that waits for its second step",
    "second_factors": "whether signing in takes two steps",
    "passkeys": "your passkeys",
    "linked_identities": "accounts elsewhere that open this one",
    "email_changes": "a new e-mail address that waits to be confirmed",
    "former_emails": "your e-mail address before it was changed",
    "password_resets": "a link to a new password that was asked for",
    "outbox": "mails to you that wait to be sent",
    "leavings": "that you asked to be erased, and when",
    "retention_steps": "what was done because you were not here for long",
    "notifications": "what you were told",
    "notification_preferences": "how you want to be told",
    "profiles": "your profile",
    "profile_texts": "your texts, in every wording that you have not removed",
    "experiences": "your work",
    "qualifications": "your education and qualifications",
    "profile_languages": "your languages",
    "licences": "your licences",
    "skill_claims": "what you said of skills and occupations",
    "profile_destinations": "where you want to work",
    "wishes": "under which conditions you would move",
    "programmes": "programmes that you took part in",
    "unfinished_forms": "what you began to fill in",
    "import_drafts": "what was read from a file of yours and waits for your yes",
    "removals": "what you removed and can still take back",
    "documents": "your documents; the files are beside this one",
    "profile_readings": "when and by what your profile was read",
    "evidence": "what was understood from your profile; `vector` are 16-bit numbers in base64",
    "consents": "what you agreed to, and when you took it back",
    "accesses": "who saw your profile, when and why",
    "applications": "your applications",
    "application_events": "what became of your applications",
    "conversations": "conversations about your applications",
    "messages": "messages to you and from you",
    "blocks": "organisations that may not write to you",
    "reports": "what you reported",
    "saved_searches": "searches that you saved",
    "recommendation_choices": "whether you want recommendations",
    "hidden_vacancies": "vacancies that you do not want to see again",
}
"""Table to what its rows are, as the file says it to its owner."""

LEFT_OUT: Final[Mapping[str, str]] = {
    "recovery_codes": "only digests: the codes themselves are known to nobody but you",
    "ceremonies": "a random number of a sign-in that is under way, gone after minutes",
}

SECRET: Final[Mapping[str, str]] = {
    "password_hash": "your password in a form that could be guessed from",
    "token_digest": "the digest of a link or a cookie",
    "secret": "the key that your app for codes shares with us",
    "sealed_key": "the key of a file, which is beside this one in the clear",
}
"""Columns that are left out of every table: whoever finds the file must not be able to sign in with it."""

SECRET_DATA: Final = frozenset({"outbox.content"})
"""The same of one table: links that open the account."""

OWN_ONLY: Final[Mapping[str, str]] = {"reports": "reporter_id"}
"""Tables that also hold rows about a person which somebody else wrote in confidence: the column that says whose."""

NOT_WHERE_SHARED: Final = frozenset({"sign_ins", "first_steps"})
"""Tables left out where the password is published: the rows are strangers' devices."""
