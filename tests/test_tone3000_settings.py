"""The key of the client is configuration, and a secret key or an open address is refused."""

from pathlib import Path

import pytest

from reamp.errors import ConfigError
from reamp.tone3000.settings import (
    DEFAULT_URL,
    Tone3000Settings,
    is_same_origin,
    load_tone3000_settings,
    save_client_id,
    tone3000_settings_path,
)

VARIABLES = ("REAMP_TONE3000_CLIENT_ID", "REAMP_TONE3000_URL", "REAMP_TONE3000_SEARCH")


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REAMP_CONFIG_DIR", str(tmp_path))
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)


def write(text: str) -> None:
    tone3000_settings_path().write_text(text)


def test_without_a_key_the_error_says_where_to_get_one() -> None:
    with pytest.raises(ConfigError) as caught:
        load_tone3000_settings()
    text = str(caught.value)
    for word in (DEFAULT_URL, "API keys", "tone3000.toml", 'client_id = "t3k_pub_...', VARIABLES[0]):
        assert word in text
    assert "\n" not in text


def test_the_file_is_read() -> None:
    write('client_id = "t3k_pub_a"\nsearch = true\n')
    assert load_tone3000_settings() == Tone3000Settings(client_id="t3k_pub_a", may_search=True)


def test_the_environment_comes_first(monkeypatch: pytest.MonkeyPatch) -> None:
    write('client_id = "t3k_pub_a"\n')
    for name, value in zip(VARIABLES, ("t3k_pub_b", "http://127.0.0.1:9", "1"), strict=True):
        monkeypatch.setenv(name, value)
    found = load_tone3000_settings()
    assert found == Tone3000Settings(client_id="t3k_pub_b", url="http://127.0.0.1:9", may_search=True)


def test_a_broken_file_is_named_with_its_field() -> None:
    write("client = 3\n")
    with pytest.raises(ConfigError, match=r"tone3000\.toml: unknown field client"):
        load_tone3000_settings()


def test_a_secret_key_is_refused_and_not_repeated() -> None:
    with pytest.raises(ConfigError, match="secret one; use the publishable one") as caught:
        Tone3000Settings(client_id="t3k_cs_abcdef")
    assert "abcdef" not in str(caught.value)
    with pytest.raises(ConfigError, match="is malformed"):
        Tone3000Settings(client_id="two words")


@pytest.mark.parametrize("url", ["http://www.tone3000.com", "ftp://a.com", "www.tone3000.com", ""])
def test_an_address_must_be_encrypted(url: str) -> None:
    with pytest.raises(ConfigError, match="must begin with https://"):
        Tone3000Settings(client_id="t3k_pub_a", url=url)


@pytest.mark.parametrize(
    "url", ["https://a.com/x", "https://me@a.com", "https://a.com/?b", "https://a.com#b"]
)
def test_an_address_is_a_host_alone(url: str) -> None:
    with pytest.raises(ConfigError, match="is a host alone"):
        Tone3000Settings(client_id="t3k_pub_a", url=url)


@pytest.mark.parametrize(
    ("url", "is_same"),
    [
        ("https://www.tone3000.com/x", True),
        ("https://WWW.tone3000.com:443", True),
        ("http://www.tone3000.com/x", False),
        ("https://www.tone3000.com:444", False),
        ("https://www.tone3000.com.evil.org", False),
        ("https://www.tone3000.com@evil.org", False),
        ("https://api.tone3000.com", False),
        ("https://www.tone3000.com:x", False),
        ("//www.tone3000.com", False),
    ],
)
def test_an_origin_is_scheme_host_and_port(url: str, is_same: bool) -> None:
    assert is_same_origin(url, DEFAULT_URL) is is_same


def test_calls_lie_below_the_api() -> None:
    settings = Tone3000Settings(client_id="t3k_pub_a", url="https://a.com/")
    assert settings.address("/user") == "https://a.com/api/v1/user"


def test_a_key_is_saved_beside_what_the_file_says_already() -> None:
    save_client_id("t3k_pub_one")
    assert load_tone3000_settings().client_id == "t3k_pub_one"
    write('client_id = "t3k_pub_one"\nsearch = true\n')
    save_client_id("t3k_pub_two")
    settings = load_tone3000_settings()
    assert (settings.client_id, settings.may_search) == ("t3k_pub_two", True)
    with pytest.raises(ConfigError, match="use the publishable one"):
        save_client_id("t3k_cs_secret")
    assert load_tone3000_settings().client_id == "t3k_pub_two"
