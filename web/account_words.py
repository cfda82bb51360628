"""What broken rules and refusals around accounts mean to a reader: what is wrong, and what to do."""

from typing import TypedDict

from talent.accounts import Refusal
from talent.errors import RuleBroken
from web.i18n import gettext as _


class Told(TypedDict):
    """With what a page shows its form again."""

    errors: dict[str, str]
    status: int


def of_rule(broken: RuleBroken) -> dict[str, str]:
    """The message at its field."""
    return {broken.field: _message(broken)}


def too_many() -> str:
    return _("There were too many attempts. Wait 15 minutes, then try again.")


def of_password(refusal: Refusal) -> Told:
    """At the field where the password of the account is asked for once more."""
    return _told(refusal, "password", _("This is not your password. Check it and try again."))


def of_code(refusal: Refusal) -> Told:
    wrong = _("This code is not right, or it is too old. Wait for the next code in the app and enter that.")
    return _told(refusal, "code", wrong)


def status_of(refusal: Refusal) -> int:
    return 429 if refusal is Refusal.TOO_MANY else 422


def _told(refusal: Refusal, field: str, wrong: str) -> Told:
    errors = {"": too_many()} if refusal is Refusal.TOO_MANY else {field: wrong}
    return Told(errors=errors, status=status_of(refusal))


def _message(broken: RuleBroken) -> str:
    shortest, longest = broken.limits.get("shortest", 0), broken.limits.get("longest", 0)
    known = {
        "not-an-email": _("Enter an e-mail address such as name@example.org"),
        "same-email": _("This is your address already. Enter the new one."),
        "too-short": _("Use at least %(n)s characters. Four or five words are a good password.", n=shortest),
        "too-long": _("Use at most %(n)s characters.", n=longest),
        "empty": _("Fill in this field"),
        "unknown-country": _("Choose a country from the list"),
        "not-a-member-state": _("Choose a country from the list"),
        "out-of-range": _("Enter your age in years, such as 27"),
    }
    return known.get(broken.code) or _("This is not valid. Check it and try again.")
