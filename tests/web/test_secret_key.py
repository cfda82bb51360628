"""The key is a setting, or a file that is made once and for its owner alone."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from pydantic import SecretStr

from talent import sealing
from web import secret_key
from web.app import create_app
from web.secret_key import NoKey
from web.settings import Settings


def test_a_trial_makes_its_key_once(settings: Settings) -> None:
    closed = secret_key.seal(settings).close(b"mine", about="x")
    assert secret_key.seal(settings).open(closed, about="x") == b"mine"
    assert settings.secret_key_path.stat().st_mode & 0o777 == 0o600
    assert [each.name for each in settings.data.iterdir()] == ["secret.key"]


def test_all_who_ask_at_once_get_the_same_key(settings: Settings) -> None:
    with ThreadPoolExecutor(8) as threads:
        seals = list(threads.map(lambda _: secret_key.seal(settings), range(8)))
    closed = seals[0].close(b"mine", about="x")
    assert {seal.open(closed, about="x") for seal in seals} == {b"mine"}


def test_the_setting_comes_first_and_no_file_is_made(settings: Settings) -> None:
    chosen = settings.model_copy(update={"secret_key": SecretStr(sealing.new_key())})
    secret_key.seal(chosen)
    assert not chosen.secret_key_path.exists()


def test_production_does_not_start_without_a_key_and_says_how_to_make_one(settings: Settings) -> None:
    production = settings.model_copy(update={"environment": "production"})
    with pytest.raises(NoKey, match="TALENT_SECRET_KEY must be set") as refused:
        create_app(production)
    assert "token_bytes(32)" in str(refused.value)
    assert not production.secret_key_path.exists()


def test_a_word_is_no_key(settings: Settings) -> None:
    chosen = settings.model_copy(update={"secret_key": SecretStr("swordfish")})
    with pytest.raises(NoKey, match="32 bytes in base64") as refused:
        secret_key.seal(chosen)
    assert "swordfish" not in str(refused.value)
