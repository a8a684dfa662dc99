"""Whatever is wrong is told in one sentence that names the remedy; nothing ends in a traceback."""

from __future__ import annotations

import gzip
import json
import os
from pathlib import Path

import pytest

from tests.bot.cli.conftest import SETTINGS, Earshot, jsonl, mention

GOOD = jsonl([mention(1, "The charger is not recognised")])


@pytest.mark.parametrize(
    ("toml", "words"),
    [
        ("[organisation]\nnmae = 'x'", ("there is no setting 'organisation.nmae'", "Did you mean 'name'?")),
        ("[organsation]\nname = 'x'", ("there is no setting 'organsation'", "Did you mean 'organisation'?")),
        ("[http]\nport = 'many'", ("http.port = 'many'", "integer")),
        ("[http]\nport = 99999", ("http.port = 99999", "65535")),
        ("[organisation]\ntimezone = 'Mars'", ("is not a time zone", "Europe/Berlin")),
        ("[organisation", ("this is not TOML", "Correct that line.")),
        (
            "[[departments]]\nname='a'\nchannels=['pigeon:x']",
            ("platform 'pigeon'", "use workspace or slack or teams or terminal"),
        ),
        ("[[departments]]\nname='a'\nchannels=['support']", ("is not a channel", "workspace:support")),
        (
            "[[departments]]\nname='a'\nchannels=['workspace:x']\n[[departments]]\nname='b'\nchannels=['workspace:x']",
            ("'b' and 'a' have the same channel 'workspace:x'", "Give each its own"),
        ),
        ("[[departments]]\nname='a'\n[[departments]]\nname='A'", ("two departments are named", "Rename one.")),
        (
            "[[departments]]\nname='a'\n[[departments]]\nname='b'\n"
            "[[people]]\nname='Ana'\ndepartment='a'\n[[people]]\nname='Ana'\ndepartment='b'",
            ("is listed for Ana and for Ana", "in one department"),
        ),
        (
            "[[departments]]\nname='support'\n[[people]]\nname='Ana'\ndepartment='suport'",
            ("the unknown department 'suport'", "Did you mean 'support'?"),
        ),
        (
            "[[groups]]\nname='brand'\nquery='lumo'\n[[groups]]\nname='b'\nquery='lumo AND ('",
            ("groups[2].query (of 'b') cannot be read", "position", "Correct it"),
        ),
        ("[store]\nurl = 'mysql://x'", ("is not an address of a store", "sqlite:///path")),
    ],
)
def test_a_wrong_settings_file(toml: str, words: tuple[str, ...], tmp_path: Path, earshot: Earshot) -> None:
    (tmp_path / "earshot.toml").write_text(toml, "utf-8")
    result = earshot("insights")
    assert (result.exit_code, result.stdout) == (3, "")
    assert all(word in result.stderr for word in words), result.stderr


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("EARSHOT_PROT", "1", "Did you mean EARSHOT_PORT?"),
        ("EARSHOT_ORGANISATION__NMAE", "x", "Did you mean EARSHOT_ORGANISATION__NAME?"),
        ("EARSHOT_HTTP__PORT", "many", "http.port = 'many'"),
        ("EARSHOT_HTTP__METRICS_TOKEN_FILE", "not-there", "cannot be read"),
        ("EARSHOT_CONFIG", "not-there.toml", "does not exist"),
    ],
)
def test_a_wrong_variable(
    *, name: str, value: str, words: str, earshot: Earshot, monkeypatch: pytest.MonkeyPatch
) -> None:  # fmt: skip
    monkeypatch.setenv(name, value)
    result = earshot("insights")
    assert result.exit_code == 3
    assert words in result.stderr


def test_settings_of_another_encoding(tmp_path: Path, earshot: Earshot) -> None:
    (tmp_path / "earshot.toml").write_bytes("[organisation]\nname = 'Lümo'".encode("latin-1"))
    result = earshot("insights")
    assert result.exit_code == 3
    assert "not UTF-8. Save it as UTF-8." in result.stderr


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("empty.jsonl", b"", "empty"),
        ("latin.csv", "id;text\n1;Gerät lädt nicht\n".encode("latin-1"), "UTF-8"),
        ("cut.csv.gz", gzip.compress(b"id,text\n1,hello\n", mtime=0)[:-6], "gzip"),
        ("array.jsonl", b'[{"id": "1"}]', "one"),
        ("noise.bin", bytes(range(256)), "."),
    ],
)
@pytest.mark.parametrize("command", ["try", "import"])
def test_a_file_that_cannot_be_read(
    *, command: str, name: str, content: bytes, words: str, tmp_path: Path, earshot: Earshot
) -> None:
    (tmp_path / name).write_bytes(content)
    result = earshot(command, name)
    assert (result.exit_code, result.stdout) == (1, "")
    assert name in result.stderr
    assert words in result.stderr


@pytest.mark.parametrize("command", ["try", "import", "teach", "evaluate", "spikes", "restore"])
def test_a_file_that_is_not_there(command: str, earshot: Earshot) -> None:
    result = earshot(command, "nowhere.jsonl")
    assert result.exit_code == 1
    assert "nowhere.jsonl" in result.stderr


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("marked.jsonl", b"\xef\xbb\xbf" + GOOD.encode()),
        ("packed.jsonl.gz", gzip.compress(GOOD.encode(), mtime=0)),
        ("semicolons.csv", b"id;at;text\n1;2026-10-01T10:00:00Z;The charger is not recognised\n"),
        ("marked.csv", b"\xef\xbb\xbfid,at,text\n1,2026-10-01T10:00:00Z,The charger is not recognised\n"),
    ],
)
def test_a_file_that_only_looks_odd_is_read(name: str, content: bytes, tmp_path: Path, earshot: Earshot) -> None:
    (tmp_path / name).write_bytes(content)
    result = earshot("try", name, "--json")
    assert result.exit_code == 0
    assert json.loads(result.stdout)["text"] == "The charger is not recognised"


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ('{"source": "s", "id": "1", "at": "2026-10-01T10:00:00", "text": "x"}', "offset"),
        ('{"source": "s", "id": "1", "id": "2", "at": "2026-10-01T10:00:00Z", "text": "x"}', "id"),
        ('{"source": "s", "id": "1", "at": "2026-10-01T10:00:00Z", "text": "x", "rating": NaN}', "NaN"),
        (
            '{"source": "s", "id": "1", "at": "2026-10-01T10:00:00Z", "text": "x", "a": ' + "[" * 70 + "]" * 70 + "}",
            "64",
        ),
        ('{"source": "s", "id": "1", "at": "2026-10-01T10:00:00Z"}', "text"),
        ("not json", "JSON"),
    ],
)
def test_a_bad_line_is_told_by_number_and_the_rest_goes_in(
    line: str, words: str, settings: Path, earshot: Earshot
) -> None:
    result = earshot("import", "-", stdin=GOOD + line + "\n")
    assert result.exit_code == 0
    told = next(one for one in result.stderr.splitlines() if one.startswith("line 2"))
    assert words in told
    assert "1 taken in" in result.stderr
    assert "1 could not be read" in result.stderr


def test_only_the_first_twenty_bad_lines_are_listed(settings: Path, earshot: Earshot) -> None:
    result = earshot("import", "-", stdin=GOOD + "no\n" * 30)
    assert sum(1 for line in result.stderr.splitlines() if line.startswith("line ")) == 20
    assert "... and 10 more lines that could not be read" in result.stderr


def test_a_file_of_bad_lines_alone_fails(mentions: Path, settings: Path, earshot: Earshot) -> None:
    bad = jsonl([{"source": "s", "id": "1", "at": "yesterday", "text": "x"}])
    assert earshot("import", "-", stdin=bad).exit_code == 1
    assert earshot("try", "-", stdin=bad).exit_code == 1


@pytest.mark.parametrize(
    "args",
    [
        ("themes",),
        ("insights",),
        ("sources",),
        ("groups",),
        ("outbox",),
        ("digest", "--department", "support", "--dry-run"),
    ],
)
def test_reading_before_anything_was_taken_in_says_what_to_do(
    args: tuple[str, ...], settings: Path, earshot: Earshot
) -> None:
    result = earshot(*args)
    assert result.exit_code == 1
    assert result.stderr == "There is nothing in earshot-data yet. Take something in first: earshot import FILE\n"


def test_an_unknown_department_names_those_there_are(filled: Path, earshot: Earshot) -> None:
    result = earshot("digest", "--department", "suport")
    assert result.exit_code == 2
    assert result.stderr == "There is no department 'suport'. Departments: support, product.\n"


def test_without_departments_it_says_how_to_add_one(mentions: Path, earshot: Earshot) -> None:
    tried = earshot("try", str(mentions))
    assert tried.exit_code == 0
    assert "No departments are set" in tried.stderr
    earshot("import", str(mentions))
    asked = earshot("digest", "--department", "support", "--dry-run")
    assert (asked.exit_code, "add [[departments]] to earshot.toml" in asked.stderr) == (2, True)


@pytest.mark.parametrize("question", ["banana", "listening last fortnite"])
def test_a_question_that_cannot_be_read_says_how_to_ask(question: str, filled: Path, earshot: Earshot) -> None:
    result = earshot("roi", question)
    assert (result.exit_code, result.stdout) == (2, "")
    assert question.rsplit(maxsplit=1)[-1] in result.stderr


@pytest.mark.parametrize("moment", ["yesterday", "2026-13-01", "2026-10-01T10:00:00"])
def test_a_moment_that_is_none(moment: str, settings: Path, earshot: Earshot) -> None:
    result = earshot("roi", "listening", "--as-of", moment)
    assert result.exit_code == 2
    assert "2026-09-30" in result.stderr


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_cannot_be_written(mentions: Path, settings: Path, tmp_path: Path, earshot: Earshot) -> None:
    folder = tmp_path / "closed"
    folder.mkdir(mode=0o500)
    result = earshot("--data", str(folder), "import", str(mentions))
    assert result.exit_code == 1
    assert "--data" in result.stderr


def test_a_folder_that_is_a_file(mentions: Path, settings: Path, tmp_path: Path, earshot: Earshot) -> None:
    (tmp_path / "taken").write_text("x")
    result = earshot("--data", str(tmp_path / "taken" / "inside"), "import", str(mentions))
    assert result.exit_code == 1
    assert "Choose a folder you may write with --data" in result.stderr


def test_a_database_that_is_none(settings: Path, mentions: Path, tmp_path: Path, earshot: Earshot) -> None:
    (tmp_path / "earshot-data").mkdir()
    (tmp_path / "earshot-data" / "earshot.db").write_bytes(b"this is no database at all" * 100)
    for args in (("import", str(mentions)), ("themes",)):
        result = earshot(*args)
        assert result.exit_code == 1
        assert "Restore a backup: earshot restore FILE" in result.stderr


def test_the_settings_of_these_tests_are_right(settings: Path) -> None:
    assert settings.read_text("utf-8") == SETTINGS
