from __future__ import annotations

import stat
from pathlib import Path

import pytest

from adapters.settings.house import House
from adapters.settings.reading import Settings, read_settings
from adapters.settings.secrets import admin_password, secret
from adapters.settings.words import Listen
from bot.errors import ConfigurationError
from bot.model import Identity, Limit, Pack, WindowKind

NAMES = ["gemini", "sketch"]


def read(**variables: str) -> Settings:
    return read_settings({f"BANANABOT_{name}": value for name, value in variables.items()}, None, lambda _: NAMES)


def wrong(**variables: str) -> str:
    with pytest.raises(ConfigurationError) as caught:
        read(**variables)
    return str(caught.value)


def test_nothing_set_gives_the_promised_defaults() -> None:
    settings = read()
    assert settings.house.http == Listen("127.0.0.1", 8080)
    assert settings.quotas.quota_person == (Limit(10, WindowKind.DAY), Limit(200, WindowKind.MONTH))
    assert settings.providers.providers == ("sketch",)
    assert settings.house.workers == 64
    assert settings.house.url.endswith("/data/bananabot.db")
    assert not settings.telegram.configured
    assert settings.warnings == ()


def test_values_are_read_as_people_write_them() -> None:
    settings = read(
        HTTP=":9000",
        OWNERS="telegram:1, wecom:ann",
        QUOTA_GROUP="200/day",
        BUDGET="5usd/day",
        QUOTA_MEMBER="off",
        PACKS="100:200, 20:50",
        LOG="DEBUG",
        PUBLIC_URL="https://bot.example.com/",
        GEMINI_KEYS="a1, b2",
        GEMINI_BASE_URL="https://one.example.com/v1#cn-north-1,https://two.example.com",
        LANGUAGE="ZH",
        TIMEZONE="Asia/Shanghai",
    )
    assert settings.house.http == Listen("0.0.0.0", 9000)
    assert settings.house.owners == {Identity("telegram", "1"), Identity("wecom", "ann")}
    assert settings.quotas.budget == (Limit(5_000_000, WindowKind.DAY),)
    assert settings.quotas.quota_member == ()
    assert settings.quotas.packs == (Pack(20, 50), Pack(100, 200))
    assert settings.house.log == "debug"
    assert settings.house.public_url == "https://bot.example.com"
    assert settings.house.language == "zh"
    assert settings.provider["gemini"].keys == ("a1", "b2")
    assert settings.provider["gemini"].base_urls[0].endswith("#cn-north-1")


@pytest.mark.parametrize(
    ("variable", "value", "says"),
    [
        ("HTTP", "8080", "'8080' is not host:port; for example 127.0.0.1:8080"),
        ("HTTP", "host:99999", "is not host:port"),
        ("PUBLIC_URL", "bot.example.com", "is not an http(s) address"),
        ("OWNERS", "bob", "not platform:account"),
        ("LANGUAGE", "klingon", "is none of en, zh"),
        ("TIMEZONE", "Mars/Olympus", "is no time zone"),
        ("TIMEZONE", "../etc/passwd", "is no time zone"),
        ("QUOTA_PERSON", "10/week", "is not a list of N/minute"),
        ("BUDGET", "lots", "is not a list of Nusd/day"),
        ("PACKS", "20", "is not a list of units:stars"),
        ("PACKS", "20:50,20:40", "each size once"),
        ("PACKS", "20:0", "is not a list of units:stars"),
        ("PACKS", "20:25001", "at most 25000 stars"),
        ("PACKS", "-5:10", "is not a list of units:stars"),
        ("WORKERS", "0", "greater than or equal to 1"),
        ("WORKERS", "many", "valid integer"),
        ("LOG", "loud", "should be 'debug', 'info', 'warning' or 'error'"),
        ("PROVIDERS", "gemni", "no provider 'gemni'; known: gemini, sketch"),
        ("PROVIDERS", " , ", "names nobody"),
        ("PROVIDERS", "sketch,gemini,sketch", "names 'sketch' twice"),
        ("GEMINI_BASE_URL", "ftp://x", "is not an http(s) address"),
        ("GEMINI_KEYS", "sk\u00e4", "holds characters that no key has"),
        ("WECOMBOT_WS_URL", "ftp://x", "is not a ws(s) address"),
        ("SECRET", "short", "should have at least 16 letters"),
    ],
)
def test_a_wrong_value_is_one_line_with_the_variable(variable: str, value: str, says: str) -> None:
    line = wrong(**{variable: value})
    assert line.startswith(f"BANANABOT_{variable}: ")
    assert says in line
    assert "\n" not in line


def test_all_findings_come_at_once() -> None:
    assert len(wrong(HTTP="x", WORKERS="x", LOG="x").splitlines()) == 3


@pytest.mark.parametrize(
    "variable", ["TELEGRAM_TOKEN", "TELEGRAM_SECRET_TOKEN", "WECHAT_AES_KEY", "SECRET", "ADMIN_PASSWORD", "GEMINI_KEYS"]
)
def test_a_wrong_secret_is_never_repeated(variable: str) -> None:
    assert "hush \u00e4" not in wrong(**{variable: "hush \u00e4"[: 7 if "PASS" in variable else 9]})


def test_secrets_do_not_show_when_settings_are_printed() -> None:
    shown = repr(read(TELEGRAM_TOKEN="1:hushhush", GEMINI_KEYS="hushhush", ADMIN_PASSWORD="hushhush"))
    assert "hushhush" not in shown


def test_half_a_platform_names_the_other_half() -> None:
    line = wrong(WECHAT_APPID="wx1")
    assert "BANANABOT_WECHAT_SECRET" in line
    assert "BANANABOT_WECHAT_TOKEN" in line
    assert "missing" in wrong(WECOMBOT_ID="x", WECOMBOT_MODE="websocket")
    assert "missing" in wrong(WECOMBOT_TOKEN="x")


def test_a_webhook_needs_an_address() -> None:
    assert "BANANABOT_PUBLIC_URL" in wrong(TELEGRAM_TOKEN="1:abc", TELEGRAM_MODE="webhook")


def test_unknown_names_are_warned_about_with_the_nearest() -> None:
    (warning,) = read(TELEGRAM_TOKN="x").warnings
    assert warning == "BANANABOT_TELEGRAM_TOKN: nobody reads this variable; did you mean BANANABOT_TELEGRAM_TOKEN?"
    assert read(TEST_POSTGRES="x").warnings == ()


def test_an_owner_whom_no_chat_knows_is_warned_about() -> None:
    named, nobody = read(OWNERS="telegran:1,telegram:ann,telegram:7,wecom:ann").warnings
    assert nobody == "BANANABOT_OWNERS: 'telegran:1' is of no chat that we know; did you mean telegram?"
    assert named.startswith("BANANABOT_OWNERS: 'telegram:ann' is no Telegram account")


def test_a_providers_file_that_cannot_be_read_names_its_variable() -> None:
    def catalogue(file: Path | None) -> list[str]:
        raise ConfigurationError(f"{file}: cannot be read")

    with pytest.raises(ConfigurationError, match=r"^BANANABOT_PROVIDERS_FILE: nowhere\.toml: cannot be read$"):
        read_settings({"BANANABOT_PROVIDERS_FILE": "nowhere.toml"}, None, catalogue)


def test_a_secret_may_be_a_file(tmp_path: Path) -> None:
    file = tmp_path / "token"
    file.write_text("1:fromfile\n")
    token = read(TELEGRAM_TOKEN_FILE=str(file)).telegram.token
    assert token is not None
    assert token.get_secret_value() == "1:fromfile"
    assert "give one of the two" in wrong(TELEGRAM_TOKEN_FILE=str(file), TELEGRAM_TOKEN="1:x")
    assert "cannot be read" in wrong(TELEGRAM_TOKEN_FILE=str(tmp_path / "none"))
    file.write_bytes(b"\xff\xfe")
    assert "cannot be read" in wrong(TELEGRAM_TOKEN_FILE=str(file))


def test_a_dotenv_file_that_is_no_text_is_one_finding(tmp_path: Path) -> None:
    dotenv = tmp_path / ".env"
    dotenv.write_bytes("BANANABOT_WORKERS=3\n".encode("utf-16"))
    with pytest.raises(ConfigurationError, match="must be a text file in UTF-8"):
        read_settings({}, dotenv, lambda _: NAMES)
    dotenv.write_text("BANANABOT_WORKERS=3\n", "utf-8-sig")
    assert read_settings({}, dotenv, lambda _: NAMES).house.workers == 3


def test_the_environment_goes_before_the_file(tmp_path: Path) -> None:
    dotenv = tmp_path / ".env"
    dotenv.write_text("BANANABOT_WORKERS=3\nBANANABOT_LOG=error\nOTHER=1\n")
    settings = read_settings({"BANANABOT_LOG": "debug"}, dotenv, lambda _: NAMES)
    assert (settings.house.workers, settings.house.log) == (3, "debug")


def test_the_secret_is_made_once_and_kept_for_its_owner(tmp_path: Path) -> None:
    house = House(data=tmp_path / "data")
    first = secret(house)
    assert first == secret(house)
    assert len(first) >= 32
    assert stat.S_IMODE((tmp_path / "data" / "secret").stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "data").stat().st_mode) == 0o700  # what people wrote will lie there
    password, fresh = admin_password(house)
    assert fresh
    assert admin_password(house) == (password, False)


def test_a_configured_secret_is_not_kept(tmp_path: Path) -> None:
    house = House.read({"BANANABOT_DATA": str(tmp_path / "data"), "BANANABOT_SECRET": "s" * 16})
    assert secret(house) == b"s" * 16
    assert not (tmp_path / "data").exists()


def test_a_folder_that_cannot_be_used_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ConfigurationError, match="BANANABOT_DATA"):
        secret(House(data=tmp_path / "file"))
    (tmp_path / "secret").write_text("")
    with pytest.raises(ConfigurationError, match="is empty"):
        secret(House(data=tmp_path))
