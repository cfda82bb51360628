"""Accounts, passwords and signing in; no stranger learns here whether an e-mail address is registered."""

from talent.accounts import email_changes, identities, passkeys, registration, resets, second_factor
from talent.accounts.passwords import LONGEST_PASSWORD, SHORTEST_PASSWORD
from talent.accounts.records import Account, AccountRole, NewAccount, create, get, normal_email, own
from talent.accounts.sessions import (
    SIGN_IN_LASTS,
    CodeNeeded,
    FirstStep,
    OpenSession,
    SignedIn,
    SignIn,
    SignInRefused,
    end,
    end_others,
    give_code,
    open_sessions,
    sign_in,
    sign_out,
    sign_out_everywhere,
    signed_in,
)
from talent.accounts.throttle import FAILURES_PER_ACCOUNT, Attempts, Refusal

__all__ = [
    "FAILURES_PER_ACCOUNT",
    "LONGEST_PASSWORD",
    "SHORTEST_PASSWORD",
    "SIGN_IN_LASTS",
    "Account",
    "AccountRole",
    "Attempts",
    "CodeNeeded",
    "FirstStep",
    "NewAccount",
    "OpenSession",
    "Refusal",
    "SignIn",
    "SignInRefused",
    "SignedIn",
    "create",
    "email_changes",
    "end",
    "end_others",
    "get",
    "give_code",
    "identities",
    "normal_email",
    "open_sessions",
    "own",
    "passkeys",
    "registration",
    "resets",
    "second_factor",
    "sign_in",
    "sign_out",
    "sign_out_everywhere",
    "signed_in",
]
