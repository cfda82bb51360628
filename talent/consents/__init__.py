"""Consent to be seen: by employers of one country, section by section; the one truth about who may see what."""

from talent.consents.asking import Agreed, agreed, agreed_somewhere, given, history, last_withdrawal
from talent.consents.giving import SUGGESTED, give, give_again, keep_to, withdraw, withdraw_elsewhere
from talent.consents.records import Consent, Consenting
from talent.consents.wording import Text, Words, current_text, text, texts

__all__ = [
    "SUGGESTED",
    "Agreed",
    "Consent",
    "Consenting",
    "Text",
    "Words",
    "agreed",
    "agreed_somewhere",
    "current_text",
    "give",
    "give_again",
    "given",
    "history",
    "keep_to",
    "last_withdrawal",
    "text",
    "texts",
    "withdraw",
    "withdraw_elsewhere",
]
