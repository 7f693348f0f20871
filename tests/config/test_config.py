"""scnfeed.toml: what is taken, what is laid over it, and how each mistake is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from scnfeed.config import Config, json_schema, load
from scnfeed.errors import ConfigError

SPIDER = """
from scnfeed import Site

SITE = Site(name="harbour", title="Harbour", home="https://harbour.example/", languages={"en": "", "pt": "pt"})
"""


def settings(folder: Path, text: str = "") -> Path:
    file = folder / "scnfeed.toml"
    file.write_text(text, encoding="utf-8")
    return file


def mistake(file: Path, environment: dict[str, str] | None = None) -> str:
    with pytest.raises(ConfigError) as told:
        load(file, environment or {})
    assert told.value.exit_code == 2
    return str(told.value).replace(f"{file}: ", "")


def test_everything_has_a_default(tmp_path: Path) -> None:
    assert load(settings(tmp_path), {}) == Config(folder=tmp_path)


def test_paths_are_meant_from_the_folder_of_the_file(tmp_path: Path) -> None:
    config = load(settings(tmp_path, '[store]\nurl = "sqlite:///data/news.db"\n[publish]\nfolder = "out"\n'), {})
    assert config.store_url == f"sqlite:///{tmp_path}/data/news.db"
    assert config.public == tmp_path / "out"
    whole = load(settings(tmp_path, f'[store]\nurl = "sqlite:///{tmp_path}/a.db"\n[publish]\nfolder = "/srv"\n'), {})
    assert (whole.store_url, whole.public) == (f"sqlite:///{tmp_path}/a.db", Path("/srv"))
    assert load(settings(tmp_path, '[store]\nurl = "postgresql://db/news"\n'), {}).store_url == "postgresql://db/news"


def test_the_environment_lies_over_the_file(tmp_path: Path) -> None:
    file = settings(tmp_path, "[web]\nport = 80\n[mail]\nport = 25\n")
    environment = {"SCNFEED_WEB_PORT": "8080", "SCNFEED_STORE_URL": "sqlite:////srv/x.db", "SCNFEED_OTHER_THING": "?"}
    config = load(file, environment | {"SCNFEED_DIGEST_ENABLED": "false"})
    assert (config.web.port, config.mail.port, config.digest.enabled) == (8080, 25, False)
    assert config.store_url == "sqlite:////srv/x.db"


def test_a_wrong_value_of_the_environment_is_told_with_its_variable(tmp_path: Path) -> None:
    file = settings(tmp_path)
    assert mistake(file, {"SCNFEED_WEB_PORT": "many"}).startswith("SCNFEED_WEB_PORT = 'many': expected a valid integer")
    assert mistake(file, {"SCNFEED_MAIL_PORT": "0"}) == "SCNFEED_MAIL_PORT = 0: expected a number from 1 to 65535"


@pytest.mark.parametrize("key", ["password", "secret"])
def test_a_secret_comes_from_the_environment_or_a_file_of_its_own(tmp_path: Path, key: str) -> None:
    told = mistake(settings(tmp_path, f'[mail]\n{key} = "hunter2"\n'))
    assert told == f"mail.{key}: no secret in this file; use {key}_file or SCNFEED_MAIL_{key.upper()}"
    (tmp_path / "word").write_text("hunter2\n")
    file = settings(tmp_path, f'[mail]\n{key}_file = "word"\n')
    assert getattr(load(file, {}).mail, key) == "hunter2"
    assert getattr(load(file, {f"SCNFEED_MAIL_{key.upper()}": "other"}).mail, key) == "other"
    (tmp_path / "word").unlink()
    assert mistake(file) == f"mail.{key}_file = 'word': cannot be read: No such file or directory"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[web]\nport = 'x'", "web.port = 'x': expected a valid integer, unable to parse string as an integer"),
        ("[web]\nport = 70000", "web.port = 70000: expected a number from 0 to 65535"),
        ("[web]\nprot = 80", "web.prot = 80: there is no such setting; look at the README's list"),
        ("[wbe]\nport = 80", "wbe = {'port': 80}: there is no such setting; look at the README's list"),
        ("web = 80", "web = 80: expected a table in square brackets"),
        ("[mail]\ntransport = 'pigeon'", "mail.transport = 'pigeon': expected 'folder' or 'smtp'"),
        ("[mail]\nsender = 'nobody'", "mail.sender = 'nobody': expected Name <address@example.org>"),
        ("[mail]\nport = 0", "mail.port = 0: expected a number from 1 to 65535"),
        ("[store]\nurl = 'mysql://u:word@h/d'", "store.url = 'mysql': expected sqlite:///... or postgresql://..."),
        ("[brand]\ncolour = 'red;}'", "brand.colour = 'red;}': expected a colour such as #0b5c6b"),
        (
            "[publish]\nbase_url = 'ftp://x'",
            "publish.base_url = 'ftp://x': expected an address that begins with https://",
        ),
        ("[sites.strong_cities]\ndelay = -1", "sites.strong_cities.delay = -1.0: expected a number from 0 to 3600"),
        ("[sites.strong_cities]\nevery = 0", "sites.strong_cities.every = 0: expected a number from 1 to 525600"),
        (
            "[sites.strong_cities]\nhome = 'x'",
            "sites.strong_cities.home = 'x': expected an address that begins with https://",
        ),
        ("[sites.strong_cities]\ntext = 'half'", "sites.strong_cities.text = 'half': expected 'full' or 'excerpt'"),
        (
            "[sites.strong_cities]\nlanguages = ['tlh']",
            "sites.strong_cities.languages = 'tlh': expected some of ",
        ),
        ("[[feeds]]\nname = '../x'\ntitle = 't'", "feeds.0.name = '../x': expected a path such as en/floods"),
        ("[[feeds]]\nname = 'x'\ntitle = 't'\nlimit = 0", "feeds.0.limit = 0: expected a number from 1 to 1000"),
        ("[[feeds]]\nname = 'x'", "feeds.0.title = "),
        ("folder = 'x'", "folder = 'x': there is no such setting; it is where this file stands"),
        ("x = [", "is not TOML: "),
        ("[sites.'../x']", "sites.../x: expected a name of letters, digits and _; known are "),
    ],
)
def test_a_mistake_is_told_with_key_value_and_expectation(tmp_path: Path, text: str, told: str) -> None:
    assert mistake(settings(tmp_path, text)).startswith(told)


def test_every_mistake_is_told_at_once(tmp_path: Path) -> None:
    told = mistake(settings(tmp_path, "[web]\nport = 70000\n[mail]\nport = 0\n"))
    assert told.splitlines() == [
        "mail.port = 0: expected a number from 1 to 65535",
        "web.port = 70000: expected a number from 0 to 65535",
    ]


def test_a_password_in_an_address_is_never_repeated(tmp_path: Path) -> None:
    assert "word" not in mistake(settings(tmp_path, "[store]\nurl = 'mysql://u:word@h/d'\n"))


def test_a_file_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    assert "there is no such file" in mistake(tmp_path / "nowhere.toml")
    assert "cannot be read" in mistake(tmp_path)
    (tmp_path / "latin.toml").write_bytes(b'[brand]\nname = "caf\xe9"\n')
    assert "cannot be read" in mistake(tmp_path / "latin.toml")


def test_a_site_takes_what_the_settings_say_of_it(tmp_path: Path) -> None:
    text = '[sites.strong_cities]\nhome = "http://127.0.0.1:8765"\nprivate = true\nlanguages = ["ar"]\nbudget = 7\n'
    text += "timeout = 90\n"
    [site] = load(settings(tmp_path, text), {}).enabled_sites()
    assert (site.home, site.private, site.budget, site.aliases) == ("http://127.0.0.1:8765/", True, 7, ())
    assert site.timeout == 90
    assert list(site.languages) == ["ar"]
    assert load(settings(tmp_path, f"{text}enabled = false\n"), {}).enabled_sites() == []


def test_a_site_of_ones_own_stands_in_spiders(tmp_path: Path) -> None:
    file = settings(tmp_path, "[sites.harbour]\n")
    assert "write" in mistake(file) and "spiders/harbour.py" in mistake(file)
    (tmp_path / "spiders").mkdir()
    spider = tmp_path / "spiders" / "harbour.py"
    spider.write_text(SPIDER)
    assert [site.home for site in load(file, {}).enabled_sites()] == ["https://harbour.example/"]
    spider.write_text("SITE = 3\n")
    assert "holds no Site: give it `SITE = Site(...)`" in mistake(file)
    spider.write_text("import nothing_like_this\n")
    assert "cannot be loaded: ModuleNotFoundError" in mistake(file)


def test_editors_get_a_schema_of_every_table() -> None:
    schema = json_schema()
    assert {"store", "publish", "brand", "sites", "feeds", "digest", "mail", "web"} <= schema["properties"].keys()
    assert schema["additionalProperties"] is False
    assert schema["$defs"]["MailSettings"]["properties"]["transport"]["enum"] == ["folder", "smtp"]


def test_tiers_of_a_site_are_switched_in_the_settings(tmp_path: Path) -> None:
    file = tmp_path / "scnfeed.toml"
    file.write_text('[sites.strong_cities]\ntiers = ["rest", "feeds"]\n')
    assert load(file, {}).site("strong_cities").tiers == ("rest", "feeds")
    for wrong in ('["guess"]', "[]"):
        file.write_text(f"[sites.strong_cities]\ntiers = {wrong}\n")
        with pytest.raises(ConfigError, match=r"sites\.strong_cities\.tiers.*sitemap"):
            load(file, {})
