"""Roles and permissions: one table, and strangers have what anyone has."""

import pytest

from talent.actors import ANYONE, OPERATOR, PERMISSIONS, STRANGER, Actor, Permission, Role
from talent.errors import NotAllowed


def test_every_role_is_in_the_table() -> None:
    assert set(PERMISSIONS) == set(Role)


def test_every_permission_is_given_to_somebody() -> None:
    assert ANYONE.union(*PERMISSIONS.values()) == set(Permission)


def test_a_stranger_may_what_anyone_may() -> None:
    assert STRANGER.permissions == ANYONE
    assert not STRANGER.signed_in


def test_every_role_keeps_what_anyone_may() -> None:
    for role in Role:
        assert Actor("a", account_id="a", roles=frozenset({role})).permissions >= ANYONE


def test_roles_add_up() -> None:
    both = Actor("a", account_id="a", roles=frozenset({Role.CANDIDATE, Role.EMPLOYER}))
    assert both.may(Permission.KEEP_OWN_PROFILE)
    assert both.may(Permission.WRITE_VACANCIES)
    assert not both.may(Permission.VET_ORGANISATIONS)


@pytest.mark.parametrize(("actor", "signed_in"), [(STRANGER, False), (Actor("a", account_id="a"), True)])
def test_must_tells_whether_signing_in_might_help(actor: Actor, signed_in: bool) -> None:
    with pytest.raises(NotAllowed) as refused:
        actor.must(Permission.READ_AUDIT)
    assert refused.value.signed_in is signed_in
    assert refused.value.permission == "read-audit"


def test_the_operator_may_everything() -> None:
    assert OPERATOR.permissions == set(Permission)
