"""Board, import, settings, help, colours."""

import re

import aiohttp

from adapters.chat.workspace.pages import IMPORT_LIMIT
from bot.testing.visitor import Lumo, Visitor, form_of

CSV = b"Ticket,Created,Body\n1,2026-10-01T09:00:00+02:00,=cmd\n2,2026-10-02T09:00:00+02:00,<script>alert(1)</script>\n"


async def test_the_board_opens_every_figure_and_names_no_person_as_an_actor(ana: Visitor) -> None:
    page = (await ana.get("/board")).text
    for words in (
        "Topics over time",
        "Mood by hour",
        "passed on to 4 departments",
        "silent since Sat 26 Sep 06:00",
        "never per person",
    ):
        assert words in page, words
    departments = page[page.index("<h2>Departments") : page.index("<h2>Sources")]
    assert not re.search("Ana|Ben|Vera", departments)
    assert 'href="/rows?department=support"' in page


async def test_the_board_takes_another_group(ana: Visitor) -> None:
    assert "<option selected>charger</option>" in (await ana.get("/board?group=charger")).text


async def _upload(visitor: Visitor, data: bytes, **fields: str) -> str:
    form = aiohttp.FormData()
    for name, value in {"csrf": visitor.csrf, **fields}.items():
        form.add_field(name, value)
    if data:
        form.add_field("file", data, filename="tickets.csv", content_type="text/csv")
    async with visitor.client.post(f"{visitor.lumo.url}/import", data=form) as answer:
        assert answer.status in (200, 400)
        return await answer.text()


async def test_a_file_is_looked_at_adjusted_and_imported(lumo: Lumo, ana: Visitor) -> None:
    page = await _upload(ana, CSV)
    assert "3 columns found" in page
    assert '<option value="id" selected>' in page
    assert "&lt;script&gt;" in page
    fields = dict(re.findall(r'<input type="hidden" name="(token|column\.\d)" value="([^"]*)"', page))
    page = await _upload(ana, b"", **fields, **{"key.0": "id", "key.1": "at", "key.2": "", "do": "1"})
    assert "2 imported" in page
    assert "at has no offset" in page
    last = lumo.desk.brought[-1]
    assert (last.dry, last.data, last.name) == (False, CSV, "tickets.csv")
    assert {key: column for key, column in last.mapping.items() if column} == {"id": "Ticket", "at": "Created"}


async def test_an_import_without_a_file_asks_for_one(ana: Visitor) -> None:
    assert "Choose a file first." in await _upload(ana, b"")


async def test_a_file_that_is_no_text_is_explained(ana: Visitor) -> None:
    assert "Save it as CSV in UTF-8." in await _upload(ana, b"\xff\xfe\x00")


async def test_one_session_cannot_import_the_file_of_another(lumo: Lumo, ana: Visitor, ben: Visitor) -> None:
    page = await _upload(ana, CSV)
    token = re.search(r'name="token" value="([^"]+)"', page)
    assert token
    assert "Choose a file first." in await _upload(ben, b"", token=token[1], do="1")


async def test_the_import_takes_more_than_other_pages_and_not_everything(lumo: Lumo) -> None:
    assert lumo.rooms.limits == {"/import": IMPORT_LIMIT}


async def test_a_setting_shows_where_it_comes_from_and_what_is_fixed_cannot_be_typed(ana: Visitor) -> None:
    page = (await ana.get("/settings")).text
    assert "earshot.toml" in page
    assert 'aria-label="posting.quiet"' in page
    assert 'aria-label="organisation.timezone"' not in page


async def test_a_change_is_asked_of_the_desk_and_its_words_are_shown(lumo: Lumo, ana: Visitor) -> None:
    page = (await ana.send("/settings", {"subject": "posting.quiet", "f.value": "21-6"})).text
    assert [(change.subject, change.form) for change in lumo.desk.changes] == [("posting.quiet", {"value": "21-6"})]
    assert "Changed: posting.quiet." in page


async def test_an_invitation_shows_its_whole_link(lumo: Lumo, ana: Visitor) -> None:
    page = (await ana.send("/settings", {"subject": "invite", "f.name": "Mia", "f.role": "viewer"})).text
    assert f"{lumo.url}/login/this-is-not-a-real-invitation" in page


async def test_a_group_is_tried_before_it_is_kept(lumo: Lumo, ana: Visitor) -> None:
    form = {"subject": "group", "f.name": "battery", "f.query": 'lumo AND "battery"', "f.preview": "1"}
    page = (await ana.send("/settings", form)).text
    assert lumo.desk.changes[0].subject == "preview"
    assert "Nothing is stored yet." in page
    assert "lumo account NEAR log in" in page
    assert "lumo AND &#34;battery&#34;" in page
    await ana.send("/settings", {name: value for name, value in form.items() if name != "f.preview"})
    assert lumo.desk.changes[1].subject == "group:battery"


async def test_who_may_not_change_is_told_who_may(ben: Visitor) -> None:
    answer = await ben.send("/settings", {"subject": "posting.quiet", "f.value": "x"})
    assert answer.status == 403
    assert "needs the role admin" in answer.text


async def test_colours_are_kept_without_scripts(ana: Visitor) -> None:
    assert 'data-theme="dark"' in (await ana.send("/theme", {"theme": "dark", "back": "/help"})).text
    assert 'data-theme="dark"' in (await ana.get("/board")).text
    assert "data-theme" not in (await ana.send("/theme", {"theme": "purple", "back": "/help"})).text


async def test_the_help_names_every_command_that_is_completed(ana: Visitor) -> None:
    page = (await ana.get("/help")).text
    for command in re.findall(r'data-fill="([^"]+)"', (await ana.get("/c/support")).text):
        assert f"<code>{command}</code>" in page


async def test_a_stale_form_of_a_page_says_so_where_it_was_sent(ana: Visitor) -> None:
    form = form_of((await ana.get("/c/support")).text, "Take it on")
    assert (await ana.raw("POST", "/act", {**form, "csrf": "old"})).status == 403


async def test_an_admin_makes_two_accounts_one_person(lumo: Lumo, ana: Visitor) -> None:
    page = (await ana.get("/settings")).text
    assert 'name="f.account"' in page
    form = {"subject": "link", "f.account": "workspace:ben", "f.person": "workspace:ana"}
    await ana.send("/settings", form)
    (change,) = lumo.desk.changes
    assert (change.subject, dict(change.form)) == ("link:workspace:ben", {"person": "workspace:ana"})
