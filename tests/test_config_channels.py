"""Channels in `hfpapers.toml`: what is read of them, and how a wrong one is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from hfpapers.config import Config, load_config
from hfpapers.config.channels import FILE_FORMATS, ChatChannel, FeedChannel, FileChannel, MailChannel, Wanted
from hfpapers.digest.options import STYLES
from hfpapers.digest.render import FORMATS
from hfpapers.errors import ConfigError

MAIL = """[channels.team]
type = "mail"
to = ["ada@example.org", "Bert Example <bert@example.org>"]
from = "Papers <papers@example.org>"
smtp_host = "mail.example.org"
"""


def load(home: Path, toml: str, **environ: str) -> Config:
    home.mkdir(parents=True, exist_ok=True)
    (home / "hfpapers.toml").write_text(toml, encoding="utf-8")
    return load_config(environ={"HFPAPERS_HOME": str(home), **environ})


def refusal(home: Path, toml: str) -> str:
    with pytest.raises(ConfigError) as caught:
        load(home, toml)
    assert caught.value.exit_code == 2
    line = str(caught.value)
    assert "\n" not in line
    assert line.startswith(f"{home}/hfpapers.toml: channels")
    return line.removeprefix(f"{home}/hfpapers.toml: ")


def test_a_file_without_channels_has_none(tmp_path: Path) -> None:
    assert load(tmp_path, "max_tries = 2").channels == ()


def test_a_channel_of_each_type_is_read_in_the_order_of_the_file(tmp_path: Path) -> None:
    toml = f"""{MAIL}
smtp_user = "papers"
smtp_password_env = "MAIL_PASSWORD"
style = "speedread"
lang = "zh"
top = 5
min_upvotes = 3
categories = ["cs.CL"]
keywords = ["mixture  of experts"]
[channels.room]
type = "chat"
url_env = "ROOM"
format = "text"
message_characters = 900
[channels.disk]
type = "file"
folder = "digests"
formats = ["md", "html"]
period = "week"
[channels.feed]
type = "feed"
path = "/srv/www/papers.xml"
format = "rss"
entries = 3
catch_up = 9
"""
    mail, chat, file, feed = load(tmp_path, toml, MAIL_PASSWORD="pass-word", ROOM="json://room.example/to-ken").channels
    wanted = Wanted(
        style="speedread", lang="zh", top=5, min_upvotes=3, categories=("cs.CL",), keywords=("mixture of experts",)
    )
    assert mail == MailChannel(
        name="team",
        wanted=wanted,
        to=("ada@example.org", "Bert Example <bert@example.org>"),
        sender="Papers <papers@example.org>",
        smtp_host="mail.example.org",
        smtp_port=587,
        smtp_user="papers",
        smtp_password_env="MAIL_PASSWORD",
        smtp_password="pass-word",
    )
    assert chat == ChatChannel(
        name="room",
        wanted=Wanted(),
        url_env="ROOM",
        url="json://room.example/to-ken",
        format="text",
        message_characters=900,
    )
    assert file == FileChannel(
        name="disk", wanted=Wanted(period="week"), folder=tmp_path / "digests", formats=("md", "html")
    )
    assert feed == FeedChannel(
        name="feed", wanted=Wanted(catch_up=9), path=Path("/srv/www/papers.xml"), format="rss", entries=3
    )


def test_secrets_come_from_the_environment_and_are_not_shown(tmp_path: Path) -> None:
    toml = f'{MAIL}smtp_user = "u"\nsmtp_password_env = "P"\n[channels.room]\ntype = "chat"\nurl_env = "ROOM"\n'
    config = load(tmp_path, toml, P="pass-word", ROOM="json://room.example/to-ken")
    assert "pass-word" not in repr(config)
    assert "to-ken" not in repr(config)
    mail, chat = load(tmp_path, toml, P="").channels
    assert isinstance(mail, MailChannel)
    assert isinstance(chat, ChatChannel)
    assert (mail.smtp_password, chat.url) == (None, None), "only sending needs them"


@pytest.mark.parametrize(("security", "port"), [("starttls", 587), ("tls", 465), ("none", 25)])
def test_the_port_follows_from_the_security(tmp_path: Path, security: str, port: int) -> None:
    (mail,) = load(tmp_path, f'{MAIL}smtp_security = "{security}"').channels
    assert isinstance(mail, MailChannel)
    assert mail.smtp_port == port


@pytest.mark.parametrize(
    ("toml", "line"),
    [
        ("channels = 3", "channels: must be tables, such as [channels.team]"),
        ('[channels]\nteam = "x"', "channels.team: must be a table, [channels.team]"),
        (
            '[channels."a b"]\ntype = "file"',
            "channels.a b: the name of a channel has letters, digits, - and _ only, 64 at most",
        ),
        ("[channels.team]\nto = []", "channels.team.type: is missing"),
        ('[channels.team]\ntype = "fax"', "channels.team.type: 'fax' must be one of mail, chat, file, feed"),
        ('[channels.team]\ntype = "chat"', "channels.team.url_env: is missing"),
        (
            f"{MAIL}smtp_prot = 25",
            "channels.team.smtp_prot: no such setting of a channel of type mail; did you mean smtp_port?",
        ),
        (f'{MAIL}url_env = "X"', "channels.team.url_env: no such setting of a channel of type mail"),
        (f"{MAIL}smtp_port = 0", "channels.team.smtp_port: 0 must be from 1 to 65535"),
        (f"{MAIL}smtp_port = true", "channels.team.smtp_port: True must be a number"),
        (f'{MAIL}style = "listing"', "channels.team.style: 'listing' must be one of list, speedread, roundup, review"),
        (f'{MAIL}lang = "zh_CN"', "channels.team.lang: 'zh_CN' is no language tag; write one such as en, zh or pt-BR"),
        (f'{MAIL}period = "year"', "channels.team.period: 'year' must be one of day, week, month"),
        (f'{MAIL}categories = "cs.CL"', "channels.team.categories: must be a list of texts"),
        (f"{MAIL}keywords = []", "channels.team.keywords: must be a list of texts"),
        (f'{MAIL}smtp_user = "u"', "channels.team.smtp_user: goes with smtp_password_env: give both, or neither"),
        (
            f'{MAIL}smtp_user = "u"\nsmtp_password_env = "P"\nsmtp_security = "none"',
            "channels.team.smtp_security: would send the password in clear to mail.example.org; use starttls or tls",
        ),
        (
            '[channels.x]\ntype = "feed"\npath = "p"\nformat = "md"',
            "channels.x.format: 'md' must be one of rss, atom, jsonfeed",
        ),
        ('[channels.x]\ntype = "file"\nfolder = 3', "channels.x.folder: must be text"),
    ],
)
def test_a_wrong_channel_is_one_line_that_names_the_setting(tmp_path: Path, toml: str, line: str) -> None:
    assert refusal(tmp_path, toml) == line


def test_a_misspelt_table_gets_a_suggestion(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="channel: no such setting; did you mean channels"):
        load(tmp_path, "[channel.team]")


@pytest.mark.parametrize(
    "address",
    [
        "ada",
        "ada@",
        "ada@example.org, bert@example.org",
        "Ada <ada@example.org> <bert@example.org>",
        "ada@example.org\\nBcc: eve@example.org",
        "Ada\\r\\nBcc: eve@example.org <ada@example.org>",
        "阿达@example.org",
        "@example.org",
    ],
)
def test_what_is_no_single_address_is_refused(tmp_path: Path, address: str) -> None:
    line = refusal(tmp_path, MAIL.replace("ada@example.org", address))
    assert line.startswith("channels.team.to: ")
    assert line.endswith("must be one mail address, such as Papers <papers@example.org>")


def test_a_secret_in_place_of_its_variable_is_refused_without_quoting_it(tmp_path: Path) -> None:
    line = refusal(tmp_path, '[channels.room]\ntype = "chat"\nurl_env = "slack://secret/secret"')
    assert line == "channels.room.url_env: must name a variable of the environment; the secret itself goes into that"


def test_styles_and_formats_are_those_that_there_are(tmp_path: Path) -> None:
    for style in STYLES:
        load(tmp_path, f'{MAIL}style = "{style}"')
    assert set(FORMATS) <= set(FILE_FORMATS)


@pytest.mark.parametrize(
    ("first", "second", "key"),
    [
        ('type = "file"\nfolder = "out"\ntop = 3', 'type = "file"\nfolder = "./out"', "folder"),
        (
            'type = "file"\nfolder = "out"\nformats = ["md", "html"]',
            'type = "file"\nfolder = "out"\nformats = ["html"]',
            "folder",
        ),
        ('type = "feed"\npath = "a.xml"', 'type = "feed"\npath = "a.xml"\nformat = "rss"', "path"),
    ],
)
def test_channels_that_would_write_over_each_other_are_refused(
    tmp_path: Path, first: str, second: str, key: str
) -> None:
    line = refusal(tmp_path, f"[channels.one]\n{first}\n[channels.two]\n{second}\n")
    assert line.endswith(f"channels.two.{key}: would hold the same files as that of one")


def test_channels_share_a_folder_where_their_files_differ(tmp_path: Path) -> None:
    shared = '\ntype = "file"\nfolder = "out"\n'
    toml = f'[channels.a]{shared}[channels.b]{shared}lang = "zh"\n[channels.c]{shared}period = "week"\n'
    assert len(load(tmp_path, f'{toml}[channels.d]{shared}formats = ["html"]\n').channels) == 4
