"""What is sealed opens under its own name and key only."""

import base64
import secrets

import pytest
from hypothesis import given
from hypothesis import strategies as st

from talent import sealing
from talent.sealing import BadKey, CannotOpen, Seal

OLD, NEW = sealing.new_key(), sealing.new_key()


@given(st.binary(max_size=300), st.text(max_size=40))
def test_what_was_closed_opens_again(data: bytes, about: str) -> None:
    seal = Seal.of(OLD)
    assert seal.open(seal.close(data, about=about), about=about) == data


def test_nothing_of_the_content_shows_and_no_two_closings_are_alike() -> None:
    seal = Seal.of(OLD)
    first, second = (seal.close(b"diploma of a nurse", about="x") for _ in range(2))
    assert b"nurse" not in first
    assert first != second


def test_it_opens_in_its_own_place_only() -> None:
    seal = Seal.of(OLD)
    with pytest.raises(CannotOpen):
        seal.open(seal.close(b"mine", about="document 1"), about="document 2")


@pytest.mark.parametrize("position", [0, 1, 4, 5, 16, 17, -1])
def test_a_changed_byte_is_noticed(position: int) -> None:
    seal = Seal.of(OLD)
    closed = bytearray(seal.close(b"mine", about="x"))
    closed[position] ^= 1
    with pytest.raises(CannotOpen):
        seal.open(bytes(closed), about="x")


@pytest.mark.parametrize("length", [0, 1, 5, 16, 17, 30])
def test_what_was_cut_off_does_not_open(length: int) -> None:
    seal = Seal.of(OLD)
    with pytest.raises(CannotOpen):
        seal.open(seal.close(b"mine", about="x")[:length], about="x")


def test_a_new_key_closes_and_the_old_one_still_opens() -> None:
    before = Seal.of(OLD).close(b"mine", about="x")
    both = Seal.of(f"{NEW}, {OLD}")
    assert both.open(before, about="x") == b"mine"
    assert Seal.of(NEW).open(both.close(b"new", about="x"), about="x") == b"new"
    with pytest.raises(CannotOpen, match="no key"):
        Seal.of(NEW).open(before, about="x")


@pytest.mark.parametrize(
    "keys",
    ["", "secret", ",", base64.b64encode(secrets.token_bytes(16)).decode(), f"{OLD},", f"{OLD} {NEW}"],
    ids=["nothing", "a word", "a comma", "too short", "one and a comma", "two and a blank"],
)
def test_what_is_no_key_is_refused_without_being_quoted(keys: str) -> None:
    with pytest.raises(BadKey) as refused:
        Seal.of(keys)
    assert not keys or OLD not in str(refused.value)
