"""Configuration from options, environment and file."""

from __future__ import annotations

from pathlib import Path

import pytest

from hfpapers.config import Config, load_config, read_database_url
from hfpapers.config.loading import READERS
from hfpapers.errors import ConfigError
from hfpapers.store.database import Database


def load(home: Path, toml: str = "", **environ: str) -> Config:
    if toml:
        home.mkdir(parents=True, exist_ok=True)
        (home / "hfpapers.toml").write_text(toml, encoding="utf-8")
    return load_config(environ={"HFPAPERS_HOME": str(home), **environ})


def test_defaults_make_nothing_on_the_disk(tmp_path: Path) -> None:
    config = load(tmp_path / "home")
    assert config.database_url == f"sqlite:///{tmp_path / 'home' / 'hfpapers.db'}"
    assert config.arxiv_interval_seconds == 3
    assert not (tmp_path / "home").exists()


@pytest.mark.parametrize("name", ["a b", "a%20b", "a?b=c", "a#b", "ü题"])
def test_the_home_folder_may_have_any_name(tmp_path: Path, name: str) -> None:
    config = load(tmp_path / name)
    Database.open_for_writing(config.database_url).close()
    assert [file.name for file in tmp_path.iterdir()] == [name]
    assert (tmp_path / name / "hfpapers.db").is_file()


def test_options_win_over_the_environment_which_wins_over_the_file(tmp_path: Path) -> None:
    config = load(tmp_path, "max_tries = 2\nretry_seconds = 1", HFPAPERS_MAX_TRIES="7")
    assert (config.max_tries, config.retry_seconds) == (7, 1)
    environ = {"HFPAPERS_DATABASE_URL": "postgresql://a/b", "HFPAPERS_HOME": str(tmp_path / "other")}
    config = load_config(home=tmp_path, database_url="postgres://c/d", environ=environ)
    assert config.home == tmp_path
    assert config.database_url == "postgresql+psycopg://c/d"
    assert load_config(environ=environ).database_url == "postgresql+psycopg://a/b"


def test_an_empty_variable_is_as_good_as_none(tmp_path: Path) -> None:
    assert load(tmp_path, HFPAPERS_HF_URL="").hf_url == "https://huggingface.co"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("HFPAPERS_MAX_TRIES", "0"),
        ("HFPAPERS_MAX_TRIES", "two"),
        ("HFPAPERS_MAX_TRIES", "1.5"),
        ("HFPAPERS_RETRY_SECONDS", "nan"),
        ("HFPAPERS_HF_URL", "huggingface.co"),
        ("HFPAPERS_HF_URL", "https://huggingface.co/?a=b"),
        ("HFPAPERS_HF_URL", "http://host:port"),
        ("HFPAPERS_HF_URL", "http://host:99999"),
        ("HFPAPERS_HF_URL", "http://[::1"),
        ("HFPAPERS_HF_URL", "http://a b/"),
        ("HFPAPERS_DATABASE_URL", "mysql://x"),
        ("HFPAPERS_ARXIV_INTERVAL_SECONDS", "1"),
    ],
)
def test_a_value_that_cannot_be_used_is_named(tmp_path: Path, name: str, value: str) -> None:
    with pytest.raises(ConfigError) as caught:
        load(tmp_path, **{name: value})
    assert name.removeprefix("HFPAPERS_").lower() in str(caught.value).lower()
    assert caught.value.exit_code == 2


@pytest.mark.parametrize(
    "url", ["sqlite:///", "sqlite:///:memory:", "sqlite:///?timeout=3", "sqlite:///file:x?mode=memory&uri=true"]
)
def test_a_database_in_memory_is_refused_since_nothing_would_be_kept(tmp_path: Path, url: str) -> None:
    with pytest.raises(ConfigError, match="--db: must name a file") as caught:
        load_config(home=tmp_path, database_url=url, environ={})
    assert caught.value.exit_code == 2
    with pytest.raises(ConfigError, match="--to: must name a file"):
        read_database_url("--to", url)


def test_a_file_is_no_home(tmp_path: Path) -> None:
    file = tmp_path / "notes.txt"
    file.write_text("x")
    with pytest.raises(ConfigError, match=r"--home: .*notes\.txt is no folder") as caught:
        load_config(home=file, environ={})
    assert caught.value.exit_code == 2
    with pytest.raises(ConfigError, match=r"HFPAPERS_HOME: .*notes\.txt is no folder"):
        load(file)


def test_an_address_with_a_password_is_refused_without_showing_it(tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as caught:
        load(tmp_path, HFPAPERS_HF_URL="https://user:secret@mirror.example")
    assert "secret" not in str(caught.value)


def test_arxivs_pace_may_be_quicker_on_a_mirror_only(tmp_path: Path) -> None:
    mirror = load(tmp_path, HFPAPERS_ARXIV_INTERVAL_SECONDS="0", HFPAPERS_ARXIV_URL="http://127.0.0.1:1/")
    assert (mirror.arxiv_interval_seconds, mirror.arxiv_url) == (0, "http://127.0.0.1:1")


@pytest.mark.parametrize("toml", ["max_trys = 3", "max_tries = [1]", "max_tries = true", "max_tries =", "hf_url = 3"])
def test_a_wrong_file_is_one_line_that_names_the_key(tmp_path: Path, toml: str) -> None:
    with pytest.raises(ConfigError) as caught:
        load(tmp_path, toml)
    assert "hfpapers.toml" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_misspelt_key_gets_a_suggestion(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="did you mean max_tries"):
        load(tmp_path, "max_trys = 3")


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    (tmp_path / "hfpapers.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(ConfigError, match="cannot be read"):
        load(tmp_path)


def test_a_token_is_neither_sent_in_clear_nor_shown(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="in clear"):
        load(tmp_path, HF_TOKEN="hf_secret", HFPAPERS_HF_URL="http://mirror.example")
    config = load(tmp_path, HF_TOKEN="hf_secret", HFPAPERS_HF_URL="http://127.0.0.1:9")
    assert config.hf_token == "hf_secret"
    assert "hf_secret" not in repr(config)


def test_every_setting_has_a_field(tmp_path: Path) -> None:
    assert {*READERS, "channels"} == {name for name in Config.__slots__ if name != "home"}
