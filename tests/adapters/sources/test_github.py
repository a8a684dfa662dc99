"""GitHub: the contract on a repository of our own, on its deliveries, and on payloads as they were recorded."""

from __future__ import annotations

import hashlib
import hmac
import json
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from aiohttp import web

from adapters.sources import github
from bot.compose.clock import StoryClock
from bot.listening.intake import read_mention
from bot.listening.strict_json import read_json
from bot.ports.sources import NOTHING, Account, Answer, Outside, Socket
from bot.testing.source_contract import (
    NAME,
    NOON,
    Changing,
    Counterpart,
    Event,
    HookContract,
    Listener,
    Said,
    SourceContract,
)
from tests.house import ROOT

RECORDED = ROOT.parent / "shared" / "fixtures" / "github"


def _written(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _number(id_: str) -> int:
    return 1 + int(id_.removeprefix("i"))


def _key(id_: str) -> str:
    """Every other thing said is a comment on the issue before it."""
    number = _number(id_)
    return f"i{number}/0" if number % 2 else f"i{number - 1}/{5000 + number}"


def _body(one: Said, changed: datetime, base: str = "https://api.github.com") -> dict[str, Any]:
    """An issue or a comment, in the shape of REST and of webhooks."""
    number = _number(one.id)
    common = {
        "user": {"login": one.author, "type": "User"},
        "created_at": _written(one.at),
        "updated_at": _written(changed),
        "reactions": {"+1": 0},
    }
    if number % 2:
        return {
            **common,
            "number": number,
            "id": 9000 + number,
            "title": one.text,
            "body": None,
            "html_url": f"https://github.com/lumo/phone/issues/{number}",
            "url": f"{base}/repos/lumo/phone/issues/1",
        }
    return {
        **common,
        "id": 5000 + number,
        "body": one.text,
        "issue_url": f"{base}/repos/lumo/phone/issues/{number - 1}",
        "html_url": f"https://github.com/lumo/phone/issues/{number - 1}#issuecomment-{5000 + number}",
        "url": f"{base}/repos/lumo/phone/issues/comments/{5000 + number}",
    }


@dataclass(slots=True)
class Repository(Changing):
    """Issues and comments that changed since, in pages; one by one; discussions over GraphQL."""

    most: int = 2
    discussions: list[dict[str, Any]] = field(default_factory=list)
    headers: list[str] = field(default_factory=list)

    def routes(self) -> list[web.AbstractRouteDef]:
        """What of its API is used."""
        base = "/repos/lumo/phone/issues"
        return [
            web.get(base, self._issues),
            web.get(f"{base}/comments", self._comments),
            web.get(f"{base}/{{n}}", self._one),
            web.get(f"{base}/comments/{{n}}", self._one),
            web.post("/graphql", self._graphql),
        ]

    @property
    def standing(self) -> dict[str, str]:
        return {_key(one.id): one.text for one in self.said.values() if not one.gone}

    async def _issues(self, request: web.Request) -> web.Response:
        bad = [{"number": "none", "title": "?"}] if self.bad and request.query["page"] == "1" else []
        return web.json_response([*bad, *self._page(request, odd=1)])

    async def _comments(self, request: web.Request) -> web.Response:
        return web.json_response(self._page(request, odd=0))

    def _page(self, request: web.Request, *, odd: int) -> list[dict[str, Any]]:
        self.headers.append(request.headers.get("Authorization", ""))
        since = datetime.fromisoformat(request.query["since"])
        found = [one for one in self.since(since) if not one.gone and _number(one.id) % 2 == odd]
        size = int(request.query["per_page"])
        first = size * (int(request.query["page"]) - 1)
        return [self._body(one) for one in found[first : first + size]]

    def _body(self, one: Said) -> dict[str, Any]:
        # An edit's own time says more than the order in which things changed, which is what is asked by.
        return _body(one, self.changed[one.id], self.base)

    async def _one(self, request: web.Request) -> web.Response:
        asked = int(request.match_info["n"])
        for one in self.said.values():
            if not one.gone and asked in (_number(one.id), 5000 + _number(one.id)):
                return web.json_response(self._body(one))
        return web.json_response({"message": "Not Found"}, status=404)

    async def _graphql(self, request: web.Request) -> web.Response:
        asked = await request.json()
        first = int(asked["variables"]["after"] or 0)
        nodes = self.discussions[first : first + self.most]
        on = {"hasNextPage": first + self.most < len(self.discussions), "endCursor": str(first + self.most)}
        return web.json_response({"data": {"repository": {"discussions": {"nodes": nodes, "pageInfo": on}}}})


class TestGitHub(SourceContract):
    about, place, connect = github.ABOUT, Repository, staticmethod(github.connect)
    sequences = 4

    def account(self, there: Counterpart) -> Account:
        return Account(name=NAME, since=NOON - timedelta(days=30), url=f"{there.base}/lumo/phone", secret="t0ken")

    def key(self, there: Counterpart, id_: str) -> str:
        return _key(id_)

    async def test_a_discussion_comes_with_its_comments_and_their_replies(
        self, here: Listener, there: Repository
    ) -> None:
        there.discussions = [_discussion(number) for number in (5, 4, 3)]
        await here.settle(turns=3)
        held = await here.held()
        assert held["d5/0"] == "Lumo 5\nIt broke"
        assert (held["d5/50"], held["d5/51"]) == ("Same here", "And here")
        assert len(held) == 9
        assert set(there.headers) == {"Bearer t0ken"}

    async def test_more_than_a_page_is_walked_by_time(self, here: Listener, there: Repository) -> None:
        for number in range(450):
            there.say(Said(id=f"i{number}", text=f"lumo {number}", author="ana", at=NOON - timedelta(minutes=number)))
        await here.settle(turns=2)
        assert len(await here.held()) == 450


def _discussion(number: int) -> dict[str, Any]:
    def said(id_: int, text: str) -> dict[str, Any]:
        return {
            "databaseId": id_,
            "body": text,
            "url": "https://github.com/x",
            "createdAt": "2026-10-05T10:00:00Z",
            "lastEditedAt": None,
            "author": {"login": "ana", "__typename": "User"},
        }

    comment = said(number * 10, "Same here") | {"replies": {"nodes": [said(number * 10 + 1, "And here")]}}
    return said(0, "It broke") | {
        "number": number,
        "title": f"Lumo {number}",
        "updatedAt": "2026-10-05T10:00:00Z",
        "comments": {"nodes": [comment]},
    }


class TestGitHubHook(HookContract):
    about, hook = github.ABOUT, staticmethod(github.hook)

    def key(self, id_: str) -> str:
        number = _number(id_)
        return f"i{number}/0" if number % 2 else f"i999/{5000 + number}"

    def sign(self, body: bytes, *, secret: str, at: datetime) -> dict[str, str]:
        return {"x-hub-signature-256": "sha256=" + hmac.digest(secret.encode(), body, hashlib.sha256).hex()}

    def event(self, said: Said) -> Event:
        return self._event("edited" if said.edited else "opened", said)

    def taken_back(self, said: Said) -> Event:
        return self._event("deleted", said)

    def _event(self, action: str, said: Said) -> Event:
        body, number = _body(said, said.edited or said.at), _number(said.id)
        if number % 2:
            return Event(body={"action": action, "issue": body}, headers={"x-github-event": "issues"})
        about = {"action": action, "issue": {"number": 999}, "comment": body}
        return Event(body=about, headers={"x-github-event": "issue_comment"})


class Nowhere:
    """A client that is not to be used."""

    async def ask(self, url: str, *, method: str = "GET", headers: object = NOTHING, body: bytes = b"") -> Answer:
        raise AssertionError(url)

    async def open(self, url: str, *, headers: object = NOTHING, protocols: object = ()) -> Socket:
        raise AssertionError(url)


def _items(event: object) -> tuple[Any, ...]:
    outside = Outside(http=Nowhere(), clock=StoryClock(NOON), read=read_json, plain=str)
    made = github.hook(Account(name=NAME, since=NOON, url="https://github.com/lumo/phone"), outside=outside)
    return made.items(json.dumps(event))


@pytest.mark.parametrize(("action", "goes"), [("deleted", True), ("transferred", True), ("closed", False)])
def test_an_issue_that_goes_takes_its_comments_along(action: str, goes: bool) -> None:
    issue = _body(Said(id="i4", text="It broke", author="ana", at=NOON), NOON)
    item, *_ = _items({"action": action, "issue": issue})
    assert (item.under == "i5/") is goes
    assert (item.mention is None) is goes


def test_what_bots_and_pull_requests_say_is_nothing() -> None:
    issue = _body(Said(id="i4", text="It broke", author="ana", at=NOON), NOON)
    assert _items({"action": "opened", "issue": issue | {"user": {"login": "ci[bot]", "type": "Bot"}}}) == ()
    assert _items({"action": "opened", "issue": issue | {"pull_request": {"url": "x"}}}) == ()
    assert _items({"action": "created", "star": 1}) == ()


@pytest.mark.parametrize(
    ("name", "key", "text"),
    [
        ("issues.opened", "i1/0", "Spelling error in the README file\nIt looks like you accidently spelled"),
        ("issues.edited", "i1/0", "Spelling error"),
        ("issue_comment.created", "i1/492700400", "You are totally right!"),
        ("issue_comment.edited", "i1/492700400", "You are totally right!"),
        ("issue_comment.deleted", "i1/492700400", ""),
        ("issues.deleted", "i1/", ""),
        ("issues.transferred", "i1/", ""),
        ("discussion.created", "d", ""),
        ("discussion.edited", "d4/0", "TEST edit"),
        ("discussion_comment.created", "d4/550062", ""),
        ("discussion_comment.deleted", "d4/550062", ""),
    ],
)
def test_payloads_as_github_sends_them_are_read(name: str, key: str, text: str) -> None:
    if not RECORDED.exists():
        pytest.skip("no recorded payloads here")
    item, *_ = _items(json.loads((RECORDED / f"{name}.json").read_text(encoding="utf-8")))
    assert item.position.startswith(key)
    if name.endswith(("deleted", "transferred")):
        assert item.under == key or item.mention["op"] == "delete"
    else:
        mention: Any = read_mention(item.mention, where=key, arrived=NOON)
        assert mention.text.raw.startswith(text)
        assert mention.author is not None and mention.url is not None
