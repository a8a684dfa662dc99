"""The edge of the pages: who comes in, and that what is forged or broken is a 4xx without effect."""

from collections.abc import Mapping
from datetime import timedelta
from io import BytesIO

import pytest

from adapters.chat.workspace.guard import digest
from bot.model.changes import KeepToken
from bot.testing.visitor import ANA, Lumo, Visitor

PAGES = [
    "/",
    "/welcome",
    "/help",
    "/board",
    "/import",
    "/settings",
    "/c/support",
    "/c/triage",
    "/rows?insight=4",
    "/rows.csv?insight=4",
    "/topic/1",
    "/insight/1",
    "/insight/1/told.csv",
    "/events",
    "/open/fixed?insight=1",
]
POSTS = ["/say", "/react", "/act", "/share", "/settings", "/import", "/theme", "/logout", "/insight/1/told"]


@pytest.mark.parametrize("path", PAGES)
async def test_nobody_sees_a_page_without_signing_in(stranger: Visitor, path: str) -> None:
    answer = await stranger.raw("GET", path)
    assert answer.status == 401
    assert "digest" not in answer.text


@pytest.mark.parametrize("path", POSTS)
async def test_nobody_acts_without_signing_in(lumo: Lumo, stranger: Visitor, path: str) -> None:
    assert (await stranger.raw("POST", path, {"csrf": "", "text": "x"})).status == 401
    assert lumo.desk.acts == []


@pytest.mark.parametrize("path", [path for path in PAGES if path not in ("/events", "/")])
async def test_every_page_opens_for_somebody_who_is_signed_in(ana: Visitor, path: str) -> None:
    answer = await ana.get(path)
    assert answer.status == 200
    assert answer.headers["Cache-Control"] == "no-store"


async def test_an_invitation_works_once_and_the_session_is_kept_as_a_hash(lumo: Lumo, stranger: Visitor) -> None:
    path = await lumo.invite()
    assert (await stranger.raw("GET", path)).status == 200
    assert "Hello Ana" not in (await stranger.raw("GET", path)).text
    assert (await stranger.raw("GET", path)).status == 410
    assert stranger.session
    assert not any(stranger.session in digest or digest in path for digest, _ in lumo.room._tokens)


async def test_an_invitation_ends_with_its_time(lumo: Lumo, stranger: Visitor) -> None:
    assert (await stranger.raw("GET", await lumo.invite(hours=0))).status == 410


@pytest.mark.parametrize(
    "headers", [{"User_Agent": "Slackbot-LinkExpanding 1.0"}, {"Sec_Purpose": "prefetch;prerender"}]
)
async def test_a_program_that_only_looks_spends_no_invitation(
    lumo: Lumo, stranger: Visitor, headers: dict[str, str]
) -> None:
    path = await lumo.invite()
    assert (await stranger.raw("GET", path, **headers)).status == 200
    assert not stranger.session
    assert "Hello Ana" in (await stranger.raw("GET", path)).text


async def _link(lumo: Lumo, path: str = "/rows?insight=4", *, minutes: int = 5) -> str:
    token = "a-link-to-one-page-0001"
    until = lumo.clock.at + timedelta(minutes=minutes)
    kept = KeepToken(digest=digest(token), kind="open", person=ANA, until=until, grant={"path": path})
    await lumo.room.commit([kept])
    return f"/once/{token}"


async def test_a_link_to_one_page_shows_it_once_to_its_person(lumo: Lumo, stranger: Visitor) -> None:
    path = await _link(lumo)
    assert f"{path}/go" in (await stranger.raw("GET", path)).text
    assert not stranger.session
    entered = await stranger.raw("GET", f"{path}/go")
    assert "/rows?insight=4" in entered.text
    assert "Max-Age=3600" in entered.headers["Set-Cookie"]
    assert (await stranger.raw("GET", "/rows?insight=4")).status == 200
    assert (await stranger.raw("GET", f"{path}/go")).status == 410
    assert (await stranger.raw("GET", path)).status == 410


async def test_who_is_signed_in_already_stays_so_by_a_link_to_one_page(lumo: Lumo, ana: Visitor) -> None:
    before = ana.session
    assert "Set-Cookie" not in (await ana.raw("GET", f"{await _link(lumo)}/go")).headers
    assert ana.session == before


async def test_a_link_to_one_page_of_somebody_else_makes_them_the_visitor(lumo: Lumo, ben: Visitor) -> None:
    before = ben.session
    await ben.raw("GET", f"{await _link(lumo)}/go")
    assert ben.session != before


@pytest.mark.parametrize("path", ["https://evil.example/", "//evil.example", "javascript:alert(1)", "", "rows"])
async def test_a_link_to_one_page_leads_nowhere_else(lumo: Lumo, stranger: Visitor, path: str) -> None:
    assert (await stranger.raw("GET", f"{await _link(lumo, path)}/go")).status == 410
    assert not stranger.session


async def test_a_link_to_one_page_ends_after_five_minutes_and_for_programs_at_once(
    lumo: Lumo, stranger: Visitor
) -> None:
    path = await _link(lumo, minutes=0)
    assert (await stranger.raw("GET", f"{path}/go")).status == 410
    path = await _link(lumo)
    looked = await stranger.raw("GET", path, User_Agent="Slackbot-LinkExpanding 1.0")
    assert "/go" not in looked.text
    assert "/rows" in (await stranger.raw("GET", f"{path}/go")).text


async def test_the_session_cookie_is_out_of_reach_for_scripts_and_other_sites(lumo: Lumo, stranger: Visitor) -> None:
    cookie = (await stranger.raw("GET", await lumo.invite())).headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie


async def test_behind_https_cookies_are_secure() -> None:
    lumo = Lumo()
    await lumo.open(url="https://ears.example.org")
    visitor = Visitor(lumo)
    try:
        assert "Secure" in (await visitor.raw("GET", await lumo.invite())).headers["Set-Cookie"]
        assert (await visitor.raw("GET", "/help", Host="ears.example.org")).status == 401
    finally:
        await visitor.close()
        await lumo.close()


async def test_signing_out_ends_the_session_and_not_only_the_cookie(ana: Visitor) -> None:
    kept = ana.session
    assert (await ana.send("/logout", {})).status == 200
    ana.forge(earshot_session=kept)
    assert (await ana.raw("GET", "/help")).status == 401


@pytest.mark.parametrize("cookie", ["", "x", "token-1", "a" * 5000, "%00", "'; drop table token; --", "ä"])
async def test_a_forged_session_is_a_401(stranger: Visitor, cookie: str) -> None:
    stranger.forge(earshot_session=cookie)
    assert (await stranger.raw("GET", "/help")).status in (400, 401)


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1.evil.example", "", "[::1", "localhost@evil.example", "0.0.0.0"]
)
async def test_another_name_that_leads_here_shows_nothing(ana: Visitor, host: str) -> None:
    answer = await ana.raw("GET", "/c/support", Host=host)
    assert 400 <= answer.status < 500
    assert "digest" not in answer.text


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:1"},
        {"Origin": ""},
        {"Sec_Fetch_Site": "cross-site"},
        {"Sec_Fetch_Site": "same-site"},
    ],
)
async def test_a_form_from_elsewhere_is_refused_even_with_the_right_word(
    lumo: Lumo, ana: Visitor, headers: dict[str, str]
) -> None:
    answer = await ana.send("/act", {"act": "take", "insight": "4"}, headers=headers)
    assert (answer.status, lumo.desk.acts) == (403, [])


async def test_a_form_of_our_own_page_is_taken(lumo: Lumo, ana: Visitor) -> None:
    answer = await ana.send(
        "/act", {"act": "take", "insight": "4"}, headers={"Origin": lumo.url, "Sec_Fetch_Site": "same-origin"}
    )
    assert (answer.status, len(lumo.desk.acts)) == (200, 1)


@pytest.mark.parametrize("csrf", ["", "0" * 64, "ä"])
@pytest.mark.parametrize("path", POSTS)
async def test_a_form_without_the_sessions_word_does_nothing(lumo: Lumo, ana: Visitor, path: str, csrf: str) -> None:
    answer = await ana.raw(
        "POST", path, {"csrf": csrf, "act": "take", "insight": "4", "channel": "support", "text": "x"}
    )
    assert (answer.status, lumo.desk.acts, lumo.desk.changes) == (403, [], [])


async def test_the_word_of_one_session_does_not_open_another(ana: Visitor, ben: Visitor) -> None:
    assert (await ana.raw("POST", "/theme", {"csrf": ben.csrf})).status == 403


_URL = "application/x-www-form-urlencoded"
_PARTS = "multipart/form-data; boundary=x"
_PART = b'--x\r\nContent-Disposition: form-data; name="a"\r\n'
BROKEN: Mapping[str, tuple[bytes, Mapping[str, str]]] = {
    "no form": (b"{}", {"Content-Type": "application/json"}),
    "no kind": (b"a=b", {"Content-Type": ""}),
    "no text": (b"\xff\xfe=\xff", {"Content-Type": _URL}),
    "half characters": (b"csrf=%ED%A0%80&act=%ED%A0%80", {"Content-Type": _URL}),
    "too many fields": (b"a=1&" * 3000, {"Content-Type": _URL}),
    "unknown letters": (b"a=b", {"Content-Type": f"{_URL}; charset=klingon"}),
    "packed body": (b"not packed", {"Content-Type": _URL, "Content-Encoding": "gzip"}),
    "no boundary": (b"--x", {"Content-Type": "multipart/form-data"}),
    "broken parts": (b"--x\r\nnonsense\r\n\r\n\r\n--y", {"Content-Type": _PARTS}),
    "parts without names": (b"--x\r\nContent-Disposition: form-data\r\n\r\nv\r\n--x--\r\n", {"Content-Type": _PARTS}),
    "a part in no letters": (
        _PART + b"Content-Type: text/plain; charset=klingon\r\n\r\n\xff\r\n--x--",
        {"Content-Type": _PARTS},
    ),
    "a packed part": (_PART + b"Content-Encoding: gzip\r\n\r\nnot packed\r\n--x--\r\n", {"Content-Type": _PARTS}),
    "a part without end": (_PART + b"\r\nvalue", {"Content-Type": _PARTS}),
}


@pytest.mark.parametrize("path", ["/act", "/import"])
@pytest.mark.parametrize("name", BROKEN)
async def test_a_broken_form_is_a_4xx(lumo: Lumo, ana: Visitor, path: str, name: str) -> None:
    body, headers = BROKEN[name]
    answer = await ana.raw("POST", path, body, **{key.replace("-", "_"): value for key, value in headers.items()})
    assert 400 <= answer.status < 500, answer.text
    assert lumo.desk.acts == []


FORGED = [
    ("/act", {"act": "no_such_act", "insight": "4"}),
    ("/act", {"act": "take", "insight": "-1"}),
    ("/act", {"act": "take", "insight": "1e9"}),
    ("/act", {"act": "take", "insight": "9" * 40}),
    ("/act", {"act": "take", "insight": "４"}),
    ("/act", {"act": "take", "insight": "4", "message": "mnone"}),
    ("/act", {}),
    ("/react", {"message": "none", "emoji": "👍"}),
    ("/react", {}),
    ("/share", {"message": "none"}),
    ("/share", {}),
    ("/say", {"channel": "nowhere", "text": "x"}),
    ("/say", {"text": "x"}),
    ("/say", {"channel": "support", "text": "x", "root": "none"}),
    ("/settings", {}),
    ("/insight/999999/told", {}),
]


@pytest.mark.parametrize(("path", "form"), FORGED)
async def test_a_forged_field_is_a_4xx_with_words(lumo: Lumo, ana: Visitor, path: str, form: dict[str, str]) -> None:
    for htmx in (False, True):
        answer = await ana.send(path, form, htmx=htmx)
        assert 400 <= answer.status < 500, answer.text
        assert ("<html" in answer.text) is not htmx
    assert lumo.desk.acts == []


STRANGE = [
    "/rows?insight=x",
    "/rows?theme=1e5",
    "/rows?since=yesterday",
    "/rows?since=2026-10-05T00:00:00",
    "/rows?page=0",
    "/rows?page=-1",
    "/rows?page=x",
    "/rows?page=99999999999",
    "/rows?copies=some",
    "/rows?insight=404",
    "/rows?page=%EF%BC%92",
    "/rows?insight=" + "9" * 30,
    "/rows.csv?theme=x",
    "/topic/0x1",
    "/topic/999999999999999",
    "/topic/1?as_of=soon",
    "/topic/1?as_of=0000-00-00",
    "/insight/999999",
    "/insight/%00",
    "/c/nowhere",
    "/c/%ff",
    "/c/..%2f..%2fetc",
    "/m/none",
    "/c/support/t/none",
    "/open/none",
    "/open/topic?value=x",
    "/static/none.js",
    "/static/../guard.py",
    "/static/%2e%2e/guard.py",
    "/static/..%2fguard.py",
    "/login/short",
    "/login/" + "x" * 600,
    "/login/not-an-invitation-at-all",
    "/no/such/page",
]


@pytest.mark.parametrize("path", STRANGE)
async def test_a_strange_address_is_a_4xx(ana: Visitor, path: str) -> None:
    answer = await ana.raw("GET", path)
    assert 400 <= answer.status < 500, answer.text


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "TRACE", "OPTIONS", "NONSENSE"])
async def test_another_method_is_a_4xx(ana: Visitor, method: str) -> None:
    assert (await ana.raw(method, "/c/support")).status in (400, 405)


async def test_a_large_form_is_refused(ana: Visitor) -> None:
    body = BytesIO(b"text=" + b"x" * 1_200_000)
    assert (await ana.raw("POST", "/say", body, Content_Type=_URL)).status == 413


async def test_an_archived_colleague_is_out_at_once(lumo: Lumo, ana: Visitor) -> None:
    assert (await ana.get("/help")).status == 200
    await lumo.close()
    reopened = Lumo(tuple(person for person in lumo.people if person.id != ANA))
    reopened.room, reopened.chat, reopened.rooms = lumo.room, lumo.chat, lumo.rooms
    await reopened.open()
    ana.lumo = reopened
    assert (await ana.raw("GET", "/help")).status == 401
    await reopened.close()


async def test_a_refused_part_of_a_page_is_a_line_and_a_lost_session_reloads_the_page(
    ana: Visitor, stranger: Visitor
) -> None:
    refused = await ana.raw("POST", "/react", {"csrf": "old"}, HX_Request="true")
    assert (refused.status, refused.headers["HX-Retarget"]) == (403, "#said")
    assert "load the page again" in refused.text
    assert (await stranger.raw("POST", "/react", {}, HX_Request="true")).headers["HX-Refresh"] == "true"
