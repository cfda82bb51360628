"""What lies in the folder cannot be read there, and opens in its own place only."""

import hashlib
import os
from pathlib import Path

import pytest

from talent import sealing
from talent.documents import Damaged, Place, Vault
from talent.sealing import Seal

DIPLOMA = b"Diploma of an invented nurse"
DIGEST = hashlib.sha256(DIPLOMA).hexdigest()
HERE, THERE = Place("profile", "first"), Place("profile", "second")


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    return Vault(tmp_path / "documents", Seal.of(sealing.new_key()))


def test_what_is_written_can_be_read_by_its_key_alone(vault: Vault) -> None:
    key = vault.write(HERE, DIPLOMA)
    assert vault.read(HERE, key, sha256=DIGEST) == DIPLOMA
    with pytest.raises(Damaged):
        vault.read(HERE, vault.write(THERE, DIPLOMA), sha256=DIGEST)


def test_the_disk_shows_nothing_and_only_its_owner_may_look(vault: Vault) -> None:
    vault.write(HERE, DIPLOMA)
    (path,) = [path for path in vault.folder.rglob("*") if path.is_file()]
    assert b"nurse" not in path.read_bytes()
    assert path.stat().st_mode & 0o777 == 0o600
    assert {folder.stat().st_mode & 0o777 for folder in (path.parent, vault.folder)} == {0o700}


def test_a_file_that_was_changed_swapped_or_lost_is_told(vault: Vault) -> None:
    key = vault.write(HERE, DIPLOMA)
    path = vault.folder / "profile" / "first"
    sealed = path.read_bytes()
    for wrong in (sealed[:-1], sealed[:40], b"", DIPLOMA):
        path.write_bytes(wrong)
        with pytest.raises(Damaged, match="first"):
            vault.read(HERE, key, sha256=DIGEST)
    path.unlink()
    with pytest.raises(Damaged, match="first"):
        vault.read(HERE, key, sha256=DIGEST)


def test_another_content_than_the_row_says_is_told(vault: Vault) -> None:
    key = vault.write(HERE, DIPLOMA)
    with pytest.raises(Damaged):
        vault.read(HERE, key, sha256="0" * 64)


def test_after_a_change_of_the_main_key_files_still_open(tmp_path: Path) -> None:
    old, new = sealing.new_key(), sealing.new_key()
    key = Vault(tmp_path, Seal.of(old)).write(HERE, DIPLOMA)
    assert Vault(tmp_path, Seal.of(f"{new},{old}")).read(HERE, key, sha256=DIGEST) == DIPLOMA


def test_a_write_that_fails_leaves_nothing(vault: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_self: Path, _data: bytes) -> int:
        raise OSError(28, os.strerror(28))

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(OSError, match="No space"):
        vault.write(HERE, DIPLOMA)
    assert [path for path in vault.folder.rglob("*") if path.is_file()] == []
