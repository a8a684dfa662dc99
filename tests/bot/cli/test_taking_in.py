"""`try` and `import`: what goes in, and what does not."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

from bot.compose.app import open_app
from bot.compose.clock import SystemClock
from bot.model.changes import KeepSetting, Receive, SettingEvent
from bot.model.people import PersonId
from store.sqlite.inbox import Inbox
from tests.bot.cli.conftest import SAID, Earshot, jsonl, mention

TABLE = """Datum;Kommentar;Kunde
2026-10-01 10:00;The charger is not recognised;a1
2026-10-01 11:00;Call +49 30 1234567;a2
"""


def test_try_shows_readings_and_stores_nothing(mentions: Path, settings: Path, earshot: Earshot) -> None:
    result = earshot("try", str(mentions))
    head, first, *rest = result.stdout.splitlines()
    assert head.split() == ["text", "mood", "intent", "department", "because", "lang"]
    assert "charger" in first
    assert "product" in first
    assert len(rest) == len(SAID) - 1
    assert "8 mentions read. Nothing was stored or sent." in result.stderr
    assert not (settings.parent / "earshot-data").exists()


def test_try_hides_personal_data_and_counts_it(mentions: Path, settings: Path, earshot: Earshot) -> None:
    result = earshot("try", "-", "--json", stdin=mentions.read_bytes())
    assert "jo.smith" not in result.stdout
    assert json.loads(result.stdout.splitlines()[-1])["hidden"] == {"email": 1}
    assert "Hidden: 1 piece of personal data (email 1)." in result.stderr


def test_try_gives_readings_in_the_agreed_form(mentions: Path, settings: Path, earshot: Earshot) -> None:
    first = json.loads(earshot("try", str(mentions), "--json").stdout.splitlines()[0])
    assert first["id"] == "1"
    assert set(first["sentiment"]) == {"label", "score", "confidence"}
    assert set(first["departments"][0]) == {"name", "probability"}
    assert (first["department"], first["language"]) == ("product", "en")
    assert first["because"]


def test_try_shows_twenty_and_counts_the_rest(settings: Path, earshot: Earshot) -> None:
    many = jsonl([mention(number, f"{SAID[0]} {number}") for number in range(1, 31)])
    result = earshot("try", "-", stdin=many)
    assert len(result.stdout.splitlines()) == 21
    assert "30 mentions read, the first 20 shown (all with --json)" in result.stderr


def test_importing_twice_changes_nothing(mentions: Path, settings: Path, earshot: Earshot) -> None:
    first = json.loads(earshot("import", str(mentions), "--json").stdout)
    themes = earshot("themes", "--json", "--members").stdout
    again = earshot("import", str(mentions), "--json")
    assert (first["kept"], json.loads(again.stdout)["kept"]) == (8, 0)
    assert "Nothing new: this file was taken in before." in again.stderr
    # The same lines in another file are known one by one.
    other = earshot("import", "-", stdin=mentions.read_bytes() + b"\n")
    assert "0 taken in, 8 known already." in other.stderr
    assert earshot("themes", "--json", "--members").stdout == themes


def test_a_topic_stands_after_the_import(filled: Path, earshot: Earshot) -> None:
    (theme,) = json.loads(earshot("themes", "--json", "--members").stdout)
    assert (theme["mentions"], theme["people"]) == (len(theme["members"]), 6)
    assert {"source": "forum", "id": "1"} in theme["members"]
    assert "charger" in earshot("themes").stdout


def test_columns_are_guessed_shown_and_saved(tmp_path: Path, settings: Path, earshot: Earshot) -> None:
    (tmp_path / "Reviews 2026.csv").write_text(TABLE, "utf-8")
    result = earshot("import", "Reviews 2026.csv")
    saved = Path("earshot-data") / "mappings" / "reviews-2026.toml"
    assert result.exit_code == 0
    assert "at from Datum" in result.stderr
    assert "[phone hidden]" in result.stderr
    assert f"The mapping is saved in {saved}" in result.stderr
    assert 'at = "Datum"' in saved.read_text("utf-8")
    assert "2 taken in" in result.stderr


def test_a_saved_mapping_is_used_again_and_a_named_one_before_it(
    tmp_path: Path, settings: Path, earshot: Earshot
) -> None:
    (tmp_path / "r.csv").write_text(TABLE, "utf-8")
    earshot("import", "r.csv")
    saved = Path("earshot-data") / "mappings" / "r.toml"
    assert f"Columns as in {saved}." in earshot("import", "r.csv").stderr
    (tmp_path / "named.toml").write_text(saved.read_text("utf-8").replace('source = "r"', 'source = "shop"'), "utf-8")
    (tmp_path / "s.csv").write_text(TABLE, "utf-8")
    assert "2 taken in" in earshot("import", "s.csv", "--map", "named.toml").stderr
    assert {one["name"] for one in json.loads(earshot("sources", "--json").stdout)} >= {"R", "Shop"}


def test_a_table_without_texts_says_how_to_name_the_column(tmp_path: Path, settings: Path, earshot: Earshot) -> None:
    (tmp_path / "n.csv").write_text("id,price\n1,2\n2,3\n", "utf-8")
    result = earshot("import", "n.csv")
    assert result.exit_code == 1
    assert "under [columns] in earshot-data/mappings/n.toml" in result.stderr


def test_an_edit_and_a_deletion_are_taken_in(filled: Path, earshot: Earshot) -> None:
    edited = mention(1, "The parcel came at last", edited="2026-10-06T10:00:00Z")
    gone = {"source": "forum", "id": "2", "op": "delete"}
    result = json.loads(earshot("import", "-", "--json", stdin=jsonl([edited, gone])).stdout)
    assert (result["kept"], result["removed"]) == (1, 1)
    keys = {
        one["id"] for theme in json.loads(earshot("themes", "--json", "--members").stdout) for one in theme["members"]
    }
    assert keys.isdisjoint({"1", "2"})


def test_what_is_exported_is_known_here_and_the_same_elsewhere(filled: Path, earshot: Earshot) -> None:
    exported = earshot("export").stdout
    first = json.loads(exported.splitlines()[0])
    assert (first["source"], first["id"], first["text"]) == ("forum", "1", SAID[0])
    assert "0 taken in, 8 known already." in earshot("import", "-", stdin=exported).stderr
    assert "8 taken in" in earshot("--data", "other", "import", "-", stdin=exported).stderr
    assert earshot("--data", "other", "export").stdout == exported


def test_what_was_forgotten_is_not_exported(filled: Path, earshot: Earshot) -> None:
    earshot("forget", "forum:1")
    exported = earshot("export").stdout
    assert len(exported.splitlines()) == 7
    assert SAID[0] not in exported


def test_a_person_gets_what_is_held_of_them(filled: Path, earshot: Earshot) -> None:
    (one,) = earshot("export", "--author", "forum:a3").stdout.splitlines()
    assert json.loads(one)["author"]["id"] == "a3"
    nobody = earshot("export", "--author", "forum:nobody")
    assert (nobody.exit_code, nobody.stdout) == (1, "")
    assert "no author forum:nobody" in nobody.stderr


def test_an_author_is_forgotten_and_not_heard_again(filled: Path, earshot: Earshot) -> None:
    gone = earshot("forget", "--author", "forum:a3", "--from-now-on")
    assert "1 mention removed everywhere" in gone.stderr
    assert "From now on nothing of this author is taken in." in gone.stderr
    again = mention(50, "Here I am again", author={"id": "a3", "name": "a3"})
    assert "0 taken in" in earshot("import", "-", stdin=jsonl([again])).stderr
    assert earshot("forget", "forum:a3", "--from-now-on").exit_code == 2


async def _colleague() -> None:
    from bot.cli.world import World

    async with open_app(World(data=None, config=None).given()) as app:
        new = {"name": "Mia Zanzibar", "role": "viewer", "ids": ["slack:T1/UMIA"]}
        at = SystemClock().now()
        event = SettingEvent(subject="person:slack:T1/UMIA", person=PersonId("slack:T1/UMIA"), at=at, new=new)
        await app.store.commit([KeepSetting(event=event)])


def _held(folder: Path) -> list[str]:
    return [one.name for one in folder.iterdir() if b"Zanzibar" in one.read_bytes() or b"UMIA" in one.read_bytes()]


def test_a_colleague_is_forgotten_once(filled: Path, earshot: Earshot) -> None:
    asyncio.run(_colleague())
    assert _held(filled) != []
    gone = earshot("forget", "--person", "Mia Zanzibar")
    assert "2 acts and entries count as before, and are a former colleague's" in gone.stderr
    assert _held(filled) == []
    again = earshot("forget", "--person", "slack:T1/UMIA")
    assert (again.exit_code, "no person slack:T1/UMIA" in again.stderr) == (1, True)
    for wrong in (("forget",), ("forget", "forum:1", "--person", "Mia"), ("forget", "--author", "--person", "Mia")):
        assert earshot(*wrong).exit_code == 2


def test_an_earshot_that_serves_forgets_also_whom_it_was_asked_to_forget(filled: Path, earshot: Earshot) -> None:
    asyncio.run(_colleague())
    inbox = Inbox(filled / "earshot.db")
    asked = {"people": ["Mia Zanzibar"]}
    inbox.put(Receive(event_id="command:part:x", kind="part", payload=asked, at=SystemClock().now()))
    inbox.put(Receive(event_id="command:part:y", kind="part", payload={"people": 7}, at=SystemClock().now()))
    earshot("reread")
    assert inbox.result("command:part:x") == {"kept": 2, "shared": False}
    assert "no person" in str((inbox.result("command:part:y") or {})["error"])
    assert _held(filled) == []


def test_orders_go_into_the_ledger_once_with_bad_lines_named(tmp_path: Path, settings: Path, earshot: Earshot) -> None:
    shop = tmp_path / "shop.csv"
    shop.write_text("order,date,revenue\n1001,2026-09-03,100\n1002,soon,5\n", "utf-8")
    first = earshot("import", str(shop), "--json")
    counts = {key: json.loads(first.stdout)[key] for key in ("table", "kept", "unchanged", "bad")}
    assert counts == {"table": "orders", "kept": 1, "unchanged": 0, "bad": 1}
    assert "These are orders: they go into the ledger." in first.stderr
    assert "at is 'soon'" in first.stderr
    assert "0 new, 0 changed, 1 known already" in earshot("import", str(shop)).stderr
