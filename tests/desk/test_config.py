"""Settings: file < environment < flag, and a wrong one is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from desk import config, exits


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Each test has a working folder and an environment without settings."""
    for name in config.Settings.model_fields:
        monkeypatch.delenv(f"CUTTINGS_{name.upper()}", raising=False)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_without_any_setting_the_defaults_hold() -> None:
    found = config.load()
    assert found.embed is False
    assert (found.data, found.contact, found.delay, found.pages, found.workers) == (
        Path("cuttings-data"),
        None,
        1.0,
        1000,
        2,
    )


SETTINGS = [("data", "there"), ("contact", "me@example.org"), ("delay", 2.5), ("pages", 7), ("workers", 3)]


@pytest.mark.parametrize(("name", "value"), SETTINGS)
class TestPrecedence:
    def test_the_file_beats_the_default(self, folder: Path, name: str, value: object) -> None:
        (folder / "cuttings.toml").write_text(f"{name} = {value!r}\n")
        assert str(getattr(config.load(), name)) == str(value)

    def test_the_environment_beats_the_file(self, folder: Path, monkeypatch, name: str, value: object) -> None:
        (folder / "cuttings.toml").write_text(f"{name} = {('other' if isinstance(value, str) else 9)!r}\n")
        monkeypatch.setenv(f"CUTTINGS_{name.upper()}", str(value))
        assert str(getattr(config.load(), name)) == str(value)


class TestTheFlag:
    def test_beats_the_environment_and_the_file(self, program, folder: Path) -> None:
        (folder / "cuttings.toml").write_text('data = "from-file"\n')
        assert "from-file" in program("status").fault
        assert "from-environment" in program("status", CUTTINGS_DATA="from-environment").fault
        assert "from-flag" in program("--data", "from-flag", "status", CUTTINGS_DATA="from-environment").fault


WRONG = [
    ("nonsense = 1\n", "setting 'nonsense' in cuttings.toml is none of ours: take one of data, contact, delay, pages"),
    ("pages = 0\n", "setting 'pages' in cuttings.toml or CUTTINGS_PAGES: should be greater than or equal to 1"),
    ('pages = "many"\n', "setting 'pages' in cuttings.toml or CUTTINGS_PAGES: should be a valid integer"),
    ("delay = -1\n", "setting 'delay' in cuttings.toml or CUTTINGS_DELAY: should be greater than"),
    ("workers = 65\n", "setting 'workers' in cuttings.toml or CUTTINGS_WORKERS: should be less than or equal to 64"),
    ("delay = nan\n", "setting 'delay' in cuttings.toml or CUTTINGS_DELAY: should be "),
    ('embed = "perhaps"\n', "setting 'embed' in cuttings.toml or CUTTINGS_EMBED: should be a valid boolean"),
    ("contact = 7\n", "setting 'contact' in cuttings.toml or CUTTINGS_CONTACT: should be a valid string"),
    ("networks = 7\n", "setting 'networks' in cuttings.toml or CUTTINGS_NETWORKS: should be a valid tuple"),
    ("[pages]\nmost = 7\n", "setting 'pages' in cuttings.toml or CUTTINGS_PAGES: should be a valid integer"),
    ("pages =\n", "cuttings.toml cannot be read: Invalid value (at line 1, column 8)"),
    ("caf\xe9 = 1\n", "cuttings.toml cannot be read: "),
]


@pytest.mark.parametrize(("text", "said"), WRONG)
def test_a_wrong_file_is_one_line_that_names_the_setting(program, folder: Path, text: str, said: str) -> None:
    (folder / "cuttings.toml").write_text(text, encoding="latin-1")
    result = program("status")
    assert result.code == exits.UNUSABLE
    assert result.fault.startswith(said)


@pytest.mark.parametrize(("name", "value"), [("PAGES", "0"), ("DELAY", "slow"), ("WORKERS", "65"), ("DELAY", "nan")])
def test_a_wrong_variable_is_one_line_that_names_it(program, name: str, value: str) -> None:
    result = program("status", **{f"CUTTINGS_{name}": value})
    assert result.code == exits.UNUSABLE
    assert f"CUTTINGS_{name}: " in result.fault


def test_help_does_not_need_good_settings(program, folder: Path) -> None:
    (folder / "cuttings.toml").write_text("nonsense")
    assert program("--help").code == exits.DONE


def test_a_folder_called_like_the_file_is_one_line(program, folder: Path) -> None:
    (folder / "cuttings.toml").mkdir()
    result = program("status")
    assert result.code in (exits.UNUSABLE, exits.FOLDER)
    assert "\n" not in result.fault


class TestNetworks:
    def test_are_read_from_file_and_environment(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        (folder / "cuttings.toml").write_text('networks = ["10.2.0.0/16", "fd12::/64"]\n')
        assert config.load().reachable == ("10.2.0.0/16", "fd12::/64")
        monkeypatch.setenv("CUTTINGS_NETWORKS", '["192.168.7.0/24"]')
        assert config.load().reachable == ("192.168.7.0/24",)

    def test_what_is_no_network_is_named(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        (folder / "cuttings.toml").write_text('networks = ["intranet"]\n')
        with pytest.raises(SystemExit):
            config.load()
        assert "setting 'networks.0" in capsys.readouterr().err
