"""Lists, digests, money, care: what the other commands say."""

from __future__ import annotations

import asyncio
import json
import socket
import sqlite3
import tomllib
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.config import read_settings
from bot.model.changes import KeepRoute
from bot.model.delivery import Route
from bot.model.people import Place
from store.sqlite import connect
from tests.bot.cli.conftest import SETTINGS, Earshot, jsonl, mention
from tests.house import ROOT

LEDGER, QUERY = (str(ROOT / "examples" / f"lumo-q3-{name}.json") for name in ("ledger", "query"))
DANGER = "My parcel arrived and the power bank caught fire and burned my hand, please help me return it"


@pytest.fixture
def alarmed(filled: Path, earshot: Earshot) -> Path:
    """The same, after a report of danger."""
    now = datetime.now(UTC).isoformat()
    earshot("import", "-", stdin=jsonl([{**mention(90, DANGER), "at": now}]))
    return filled


def test_an_insight_is_listed_with_its_evidence(alarmed: Path, earshot: Earshot) -> None:
    (insight,) = json.loads(earshot("insights", "--json").stdout)
    assert (insight["kind"], insight["evidence"], insight["status"]) == ("risk", ["forum:90"], "new")
    assert insight["mentions"] == len(insight["evidence"])
    assert insight["sentences"][0]["cites"] == ["forum:90"]
    assert "RISK" in earshot("insights").stdout


@pytest.mark.parametrize(
    "args", [("themes",), ("insights",), ("sources",), ("groups",), ("outbox",), ("config", "show")]
)
def test_the_same_question_gives_the_same_bytes(args: tuple[str, ...], alarmed: Path, earshot: Earshot) -> None:
    assert earshot(*args, "--json").stdout_bytes == earshot(*args, "--json").stdout_bytes


def test_a_dry_run_of_a_digest_posts_nothing(alarmed: Path, earshot: Earshot) -> None:
    before = earshot("outbox", "--json").stdout
    shown = earshot("digest", "--department", "support", "--dry-run")
    assert (shown.exit_code, shown.stderr) == (0, "")
    assert "Support digest" in shown.stdout
    assert earshot("outbox", "--json").stdout == before


def test_a_digest_goes_out_once_a_day(alarmed: Path, earshot: Earshot) -> None:
    assert "went to 1 channel" in earshot("digest", "--department", "support").stderr
    earshot("digest", "--department", "support")
    with sqlite3.connect(alarmed / "earshot.db") as data:
        (posted,) = data.execute("select count(*) from delivery where kind = 'digest'").fetchone()
    data.close()
    assert posted == 1


def test_a_channel_in_the_terminal_is_written_there(alarmed: Path, settings: Path, earshot: Earshot) -> None:
    settings.write_text(SETTINGS.replace("workspace:support", "terminal:support"), "utf-8")
    posted = earshot("digest", "--department", "support")
    assert posted.stdout.startswith("--- terminal:support ---\nSupport digest")
    assert earshot("digest", "--department", "support").stdout == ""


def test_a_ledger_and_a_query_are_evaluated_alone(earshot: Earshot, tmp_path: Path) -> None:
    result = earshot("roi", "--ledger", LEDGER, "--query", QUERY)
    assert (result.exit_code, result.stderr) == (0, "")
    assert json.loads(result.stdout)["roi_pct"] == -0.2
    assert list(tmp_path.iterdir()) == []


def test_a_refused_answer_is_an_answer(earshot: Earshot, tmp_path: Path) -> None:
    query = json.loads(Path(QUERY).read_text("utf-8")) | {"programme": "nobody"}
    (tmp_path / "q.json").write_text(json.dumps(query))
    result = earshot("roi", "--ledger", LEDGER, "--query", "q.json")
    assert result.exit_code == 0
    assert json.loads(result.stdout)["refused"]


@pytest.mark.parametrize(
    ("content", "words"), [("{", "no JSON"), ("[]", "no JSON object"), ('{"costs": 3}', "expected")]
)
def test_a_wrong_ledger_says_what_is_wrong(content: str, words: str, earshot: Earshot, tmp_path: Path) -> None:
    (tmp_path / "l.json").write_text(content)
    result = earshot("roi", "--ledger", "l.json", "--query", QUERY)
    assert (result.exit_code, result.stdout) == (1, "")
    assert words in result.stderr


@pytest.mark.parametrize(
    "args", [("--ledger", LEDGER), ("--query", QUERY), ("x", "--ledger", LEDGER, "--query", QUERY)]
)
def test_half_a_ledger_question_is_a_usage_error(args: tuple[str, ...], earshot: Earshot) -> None:
    assert earshot("roi", *args).exit_code == 2


def test_a_question_is_answered_and_audited(filled: Path, earshot: Earshot) -> None:
    text = earshot("roi", "listening", "last", "quarter")
    assert (text.exit_code, "ROI, Listening" in text.stdout) == (0, True)
    answer = json.loads(earshot("roi", "listening", "last", "quarter", "--json").stdout)
    assert (answer["metric"], answer["programme"]) == ("roi", "listening")
    with sqlite3.connect(filled / "earshot.db") as data:
        rows = data.execute("select person from setting_event where subject = 'money'").fetchall()
    data.close()
    assert len(rows) == 2
    assert all(str(person).startswith("operator:") for (person,) in rows)


def test_the_exported_ledger_is_read_again(filled: Path, earshot: Earshot, tmp_path: Path) -> None:
    (tmp_path / "l.json").write_text(earshot("export", "--ledger").stdout, "utf-8")
    (tmp_path / "q.json").write_text(json.dumps({"metric": "cost", "as_of": "2026-10-05"}))
    assert earshot("roi", "--ledger", "l.json", "--query", "q.json").exit_code == 0


def test_forgetting_removes_the_author_everywhere(filled: Path, earshot: Earshot) -> None:
    result = earshot("forget", "forum:1")
    assert (result.exit_code, "1 mention removed everywhere" in result.stderr) == (0, True)
    assert "no longer" not in earshot("themes", "--json").stdout
    assert "nothing of it is left" in earshot("forget", "forum:1").stderr
    assert earshot("forget", "forum:77").exit_code == 1
    assert earshot("forget", "forum").exit_code == 2


def test_a_backup_is_put_back(filled: Path, earshot: Earshot) -> None:
    themes = earshot("themes", "--json", "--members").stdout
    assert "8 mentions" in earshot("backup", "kept.db").stderr
    earshot("import", "-", stdin=jsonl([mention(91, "The colour of the box is nice")]))
    assert earshot("restore", "kept.db").exit_code == 0
    assert earshot("themes", "--json", "--members").stdout == themes


def test_who_was_forgotten_since_the_backup_is_forgotten_again(alarmed: Path, earshot: Earshot) -> None:
    earshot("backup", "kept.db")
    earshot("forget", "forum:90")
    restored = earshot("restore", "kept.db")
    assert (restored.exit_code, "removed again" in restored.stderr) == (0, True)
    assert "forum:90" not in earshot("insights", "--json").stdout
    said = [json.loads(line) for line in earshot("export").stdout.splitlines()]
    assert [one["id"] for one in said] == [str(number) for number in range(1, 9)]
    for file in alarmed.rglob("*"):
        assert not file.is_file() or DANGER.encode() not in file.read_bytes(), file


def test_reading_again_with_the_same_reader_changes_nothing(filled: Path, earshot: Earshot) -> None:
    assert earshot("reread").stderr == "0 mentions read otherwise than before.\n"


def test_other_departments_route_what_is_stored_once_it_is_read_again(
    filled: Path, settings: Path, earshot: Earshot
) -> None:
    settings.write_text(SETTINGS.replace('name = "product"', 'name = "hardware"'), "utf-8")
    earshot("reread")
    with sqlite3.connect(filled / "earshot.db") as data:
        found = {name for (name,) in data.execute("select distinct department from mention")}
    data.close()
    assert "hardware" in found
    assert "product" not in found


def test_what_is_taught_counts_and_is_learnt_once(filled: Path, earshot: Earshot) -> None:
    taught = jsonl(
        [{"text": f"invoice {number} is wrong, wrong amount billed", "department": "billing"} for number in range(9)]
    )
    assert "9 examples learnt." in earshot("teach", "-", stdin=taught).stderr
    assert "0 examples learnt, 9 known already." in earshot("teach", "-", stdin=taught).stderr
    asked = earshot("understand", stdin=jsonl([{"id": 1, "text": "the amount on my invoice is wrong"}]))
    assert json.loads(asked.stdout)["departments"][0]["name"] == "billing"


def test_the_doctor_names_what_is_missing_with_a_remedy(filled: Path, settings: Path, earshot: Earshot) -> None:
    assert earshot("doctor").stderr == "Ready.\n"
    settings.write_text(
        SETTINGS.replace('channels = ["workspace:support"]', "").replace('["en"]', '["en", "de"]'), "utf-8"
    )
    result = earshot("doctor", "--json")
    states = {one["name"]: one for one in json.loads(result.stdout)}
    assert (result.exit_code, states["languages"]["state"], states["departments"]["state"]) == (0, "warning", "warning")
    assert "workspace:support" in states["departments"]["fix"]


def test_the_doctor_fails_where_something_is_broken(settings: Path, earshot: Earshot, tmp_path: Path) -> None:
    (tmp_path / "earshot-data").mkdir()
    (tmp_path / "earshot-data" / "earshot.db").write_bytes(b"no database" * 500)
    result = earshot("doctor")
    assert result.exit_code == 1
    assert "fault" in result.stdout
    assert "not ready" in result.stderr
    settings.write_text("[http]\nport = 'x'")
    assert earshot("doctor").exit_code == 1


def test_settings_are_shown_with_their_origin_and_exported_as_they_are(
    settings: Path, earshot: Earshot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EARSHOT_PORT", "9000")
    monkeypatch.setenv("EARSHOT_HTTP__METRICS_TOKEN", "swordfish")
    shown = earshot("config", "show", "--json")
    found = {one["key"]: one for one in json.loads(shown.stdout)}
    assert (found["http.port"]["value"], found["http.port"]["origin"]) == (9000, "EARSHOT_PORT")
    assert found["organisation.name"]["origin"] == "earshot.toml"
    assert found["http.host"]["origin"] == "default"
    exported = earshot("config", "export").stdout
    assert "swordfish" not in shown.stdout + exported
    again = read_settings(tomllib.loads(exported))
    assert [one.name for one in again.departments] == ["support", "product"]
    assert again.http.port == 9000


def test_the_password_of_a_database_is_not_exported(earshot: Earshot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://ear:swordfish@127.0.0.1:1/shot")
    exported = earshot("config", "export").stdout
    assert "swordfish" not in exported
    assert "postgresql://ear:**********@127.0.0.1:1/shot" in exported


def test_the_outbox_says_what_waits(alarmed: Path, earshot: Earshot) -> None:
    rows = json.loads(earshot("outbox", "--json").stdout)
    assert all({"id", "state", "kind", "place", "key"} <= set(row) for row in rows)
    assert earshot("outbox", "dead", "list", "--json").stdout == "[]\n"
    assert earshot("outbox", "dead", "drop", "99").exit_code == 1
    assert earshot("outbox", "dead", "replay").exit_code == 0


def test_a_closed_channel_is_told_with_its_remedy_and_tried_at_once_when_asked(alarmed: Path, earshot: Earshot) -> None:
    assert earshot("outbox", "retry").stderr == "Nothing is closed.\n"
    since = datetime(2026, 10, 5, 9, tzinfo=UTC)
    place = Place(platform="slack", workspace="T0TEST01", channel="C0SUPPORT")
    why = "Slack (T0TEST01) takes nothing there: is_archived. The channel is archived."
    closed = Route(place=place, next_at=since + timedelta(days=999), closed=since, error=why)
    with closing(connect(alarmed / "earshot.db", zone="UTC", token=lambda: "key")) as store:
        asyncio.run(store.commit([KeepRoute(route=closed)]))
    said = f"slack:T0TEST01/C0SUPPORT takes nothing since 2026-10-05 09:00 UTC, 0 posts waiting: {why}"
    assert said in earshot("outbox").stderr
    checked = {one["words"]: one for one in json.loads(earshot("doctor", "--json").stdout)}
    assert (checked[said]["state"], "earshot outbox retry" in checked[said]["fix"]) == ("warning", True)
    assert earshot("outbox", "retry").stderr == "1 closed channel or workspace will be tried at once.\n"
    with closing(connect(alarmed / "earshot.db", zone="UTC", token=lambda: "key")) as store:
        assert asyncio.run(store.routes()) == [replace(closed, next_at=None)]


def test_a_check_of_serving_says_ready(settings: Path, earshot: Earshot) -> None:
    result = earshot("serve", "--check", "--port", "0")
    assert (result.exit_code, result.stdout) == (0, "ready\n")


def test_a_taken_port_says_what_to_do(settings: Path, earshot: Earshot) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        for args in (("serve", "--check"), ("serve",)):
            result = earshot(*args, "--port", port)
            assert result.exit_code == 3
            assert f"port {port} is in use. Stop the other program, or choose a port with --port" in result.stderr


# --- instruments ---


KINDS = (
    ("my parcel went astray", "Parcels"), ("the invoice shows a wrong sum", "Invoices"), ("the lamp is dim", "Lamps"),
    ("I forgot my password", "Logins"), ("the shop in town is closed", "Shops"), ("the manual lacks a page", "Books"),
)  # fmt: skip


def test_texts_are_read_one_a_line_in_order(earshot: Earshot) -> None:
    said = [{"id": f"n{number}", "text": text} for number, text in enumerate(("I love it", "It is broken", "\ud800"))]
    result = earshot("understand", stdin=jsonl(said) + "nonsense\n")
    assert [json.loads(line)["id"] for line in result.stdout.splitlines()] == ["n0", "n1", "n2"]
    assert "line 4" in result.stderr
    (whole,) = earshot("understand", "--shares", stdin=jsonl(said[:1])).stdout.splitlines()
    assert set(json.loads(whole)["sentiment"]["shares"]) == {"positive", "negative", "neutral"}


def test_labelled_texts_are_scored(earshot: Earshot, tmp_path: Path) -> None:
    (tmp_path / "l.jsonl").write_text(jsonl([
        {"text": "I love this phone, it is wonderful", "sentiment": "positive", "language": "en"},
        {"text": "This is terrible, awful and broken", "sentiment": "negative", "language": "en"},
    ]))  # fmt: skip
    found = json.loads(earshot("evaluate", "l.jsonl").stdout)
    assert (found["sentiment"]["n"], found["sentiment"]["accuracy"]) == (2, 1.0)
    assert set(found) == {"sentiment", "language"}
    (tmp_path / "n.jsonl").write_text(jsonl([{"text": "no label"}]))
    assert earshot("evaluate", "n.jsonl").exit_code == 2


def test_a_script_can_insist_on_an_accuracy(earshot: Earshot, tmp_path: Path) -> None:
    (tmp_path / "l.jsonl").write_text(jsonl([
        {"text": "I love this phone, it is wonderful", "sentiment": "positive"},
        {"text": "This is terrible, awful and broken", "sentiment": "positive"},
    ]))  # fmt: skip
    assert earshot("evaluate", "--min", "0.5", "l.jsonl").exit_code == 0
    result = earshot("evaluate", "--min", "0.6", "l.jsonl")
    assert result.exit_code == 1
    assert json.loads(result.stdout)["sentiment"]["accuracy"] == 0.5
    assert "sentiment: accuracy 50.0% is below 60.0%." in result.stderr


def test_history_that_was_taught_is_known_to_the_instruments(earshot: Earshot, tmp_path: Path) -> None:
    rows = [{"text": f"{what} number {number}", "department": name} for number in range(90) for what, name in KINDS]
    (tmp_path / "h.jsonl").write_text(jsonl(rows))
    assert earshot("teach", "h.jsonl").exit_code == 0
    (said,) = earshot("understand", stdin=jsonl([{"id": "1", "text": "a parcel went astray"}])).stdout.splitlines()
    departments = json.loads(said)["departments"]
    assert departments[0]["name"] == "Parcels"
    assert len(departments) >= 3
    found = json.loads(earshot("evaluate", "h.jsonl").stdout)["department"]
    assert found["accuracy"] == 1.0
    assert found["threshold"]["accuracy"] >= 0.9


def test_rises_are_found_in_a_series(earshot: Earshot, tmp_path: Path) -> None:
    rows = [f"2026-10-{1 + hour // 24:02} {hour % 24:02}:00:00,{80 if hour == 200 else 3}" for hour in range(240)]
    (tmp_path / "s.csv").write_text("timestamp,value\n" + "\n".join(rows) + "\nbad,row\n")
    result = earshot("spikes", "s.csv")
    (onset,) = [json.loads(line) for line in result.stdout.splitlines()]
    assert onset["at"] == "2026-10-09 08:00:00"
    assert "line 242" in result.stderr


def test_a_summary_quotes_its_texts(earshot: Earshot) -> None:
    said = {"a": "The charger is not recognised since the update.", "b": "My charger stopped working after the update."}
    found = json.loads(
        earshot("summarise", "--words", "20", stdin=jsonl([{"id": k, "text": v} for k, v in said.items()])).stdout
    )
    assert found["headline"]
    assert all(one["text"] in said[one["cites"][0]] for one in found["sentences"])


def test_matches_come_with_their_reason(earshot: Earshot) -> None:
    said = jsonl([{"id": 1, "text": "the lumo phone"}, {"id": 2, "text": "nothing"}])
    assert json.loads(earshot("match", "lumo", stdin=said).stdout) == {"id": 1, "reason": "lumo"}
    wrong = earshot("match", "lumo OR (", stdin=said)
    assert (wrong.exit_code, "position" in wrong.stderr) == (2, True)


def test_a_preview_shows_each_platform_its_payload(mentions: Path, earshot: Earshot) -> None:
    text = mentions.read_text("utf-8")
    first = json.loads(earshot("preview", stdin=text).stdout.splitlines()[0])
    assert "The charger is not recognised" in first["payload"]["text"]
    slack = json.loads(earshot("preview", "--platform", "slack", stdin=text).stdout.splitlines()[0])
    assert (slack["payload"]["blocks"][0]["type"], slack["payload"]["unfurl_links"]) == ("header", False)
    teams = json.loads(earshot("preview", "--platform", "teams", stdin=text).stdout.splitlines()[0])
    assert teams["payload"]["attachments"][0]["content"]["type"] == "AdaptiveCard"
    last = earshot("preview", "--platform", "workspace", stdin=text).stdout.splitlines()[-1]
    assert "jo.smith@example.org" not in last


def test_judging_needs_a_file_or_corrections_and_says_when_nobody_corrected_anything(
    filled: Path, earshot: Earshot
) -> None:
    assert earshot("evaluate").exit_code == 2
    told = earshot("evaluate", "--corrections")
    assert (told.exit_code, "Nobody has corrected" in told.stderr) == (2, True)


def test_what_waits_for_a_word_is_listed(filled: Path, earshot: Earshot) -> None:
    earshot("import", "-", stdin=jsonl([mention(91, "amazing, the app crashed again, thank you so much")]))
    found = [json.loads(line) for line in earshot("review").stdout.splitlines()]
    (one,) = [one for one in found if one["id"] == "forum:91"]
    assert "mood" in one["waits"]
    assert len(earshot("review", "--limit", "1").stdout.splitlines()) == 1
