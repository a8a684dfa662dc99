"""GitHub: issues, discussions and the comments on both, with edits, deletions and what was moved elsewhere.

Webhooks (`/hooks/NAME`) bring them at once; what was changed since is asked for besides (issues and comments over REST,
discussions over GraphQL, which needs a token). Deletions come by webhook; without one, issues and their comments that
are held are looked up now and then. Bots are left out, and so are pull requests: they are not what customers say.

Sources: https://docs.github.com/en/webhooks/webhook-events-and-payloads, .../webhooks/using-webhooks/validating-
webhook-deliveries, .../rest/issues, .../graphql/guides/using-the-graphql-api-for-discussions (5,000 requests an hour
with a token, 60 without) (read 2026-11)
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from urllib.parse import urlsplit

from adapters.sources._asked import Page, Walk, deletion, fetch, fetch_or_none, item, listed, moment, odd, part
from adapters.sources._delivered import Delivered, Mark
from bot.errors import Refused
from bot.ports.sources import About, Account, Held, Hook, Item, Outside
from bot.ports.world import Source
from bot.texts import sources as texts

ABOUT: Final = About(
    what="issues and discussions of a repository on GitHub, and the comments on them", needs=("url",), per_minute=60,
    rechecks=10,
)  # fmt: skip
PAGE: Final = 100
DISCUSSIONS: Final = 20
MARK: Final = Mark(header="x-hub-signature-256", prefix="sha256=")
_GONE_BY: Final = ("deleted", "transferred")
_QUERY: Final = """query($owner:String!,$name:String!,$first:Int!,$after:String){repository(owner:$owner,name:$name){
discussions(first:$first,after:$after,orderBy:{field:UPDATED_AT,direction:DESC}){pageInfo{hasNextPage endCursor}
nodes{number title body url createdAt lastEditedAt updatedAt author{login __typename}
comments(last:50){nodes{databaseId body url createdAt lastEditedAt author{login __typename}
replies(last:50){nodes{databaseId body url createdAt lastEditedAt author{login __typename}}}}}}}}}"""


def connect(account: Account, *, outside: Outside) -> Source:
    """The repository at the account's address; the secret is a token that may read it."""
    return _Repository(account, outside)


def hook(account: Account, *, outside: Outside) -> Hook:
    """What its webhook delivers: events issues, issue_comment, discussion, discussion_comment."""
    return Delivered(account, outside, mark=MARK, events=_Events(account.name).items)


class _Repository(Walk):
    """Obeys the ports `Source` and `Rechecked`."""

    def __init__(self, account: Account, outside: Outside) -> None:
        lanes = {"issues": self._issues, "comments": self._comments}
        super().__init__(account, outside, {**lanes, "discussions": self._discussions} if account.secret else lanes)
        parts = urlsplit(account.url)
        self._owner, _, name = parts.path.strip("/").removeprefix("repos/").partition("/")
        self._repository = name.partition("/")[0].removesuffix(".git")
        outer = parts.hostname in ("github.com", "www.github.com")
        self._api = "https://api.github.com" if outer else f"{parts.scheme}://{parts.netloc}"
        self._base = f"{self._api}/repos/{self._owner}/{self._repository}"
        self._headers = {"X-GitHub-Api-Version": "2022-11-28"}
        if account.secret:
            self._headers["Authorization"] = f"Bearer {account.secret}"

    async def again(self, held: Sequence[Held]) -> Sequence[Item]:
        """Which issues and comments on them are gone, or elsewhere (see the port)."""
        found = []
        for one in held:
            number, _, comment = one.id.removeprefix("i").partition("/")
            if not (one.id.startswith("i") and number.isdigit()):
                continue
            path = f"issues/{number}" if comment == "0" else f"issues/comments/{comment}"
            said = await fetch_or_none(self._outside, f"{self._base}/{path}", where=self.name, headers=self._headers)
            there = str(part(said).get("url") or self._base).lower()
            if said is None or f"/{self._owner}/{self._repository}/".lower() not in there + "/":
                found.append(deletion(self.name, one.id))
        return found

    async def _issues(self, since: datetime, page: str) -> Page:
        said = await self._get("issues", since, page, state="all")
        items = [made for one in said if (made := _issue(self.name, one)) is not None]
        return Page(items=items, newest=_newest(said, "updated_at"), full=len(said) >= PAGE)

    async def _comments(self, since: datetime, page: str) -> Page:
        said = await self._get("issues/comments", since, page)
        items = [made for one in said if (made := _comment(self.name, one)) is not None]
        return Page(items=items, newest=_newest(said, "updated_at"), full=len(said) >= PAGE)

    async def _get(self, path: str, since: datetime, page: str, **query: object) -> list[Any]:
        if not self._repository:
            raise Refused(where=self.name, what=texts.no_repository())
        said = await fetch(
            self._outside, f"{self._base}/{path}", where=self.name, headers=self._headers, sort="updated",
            direction="asc", since=since.strftime("%Y-%m-%dT%H:%M:%SZ"), per_page=PAGE, page=page or 1, **query,
        )  # fmt: skip
        return listed({"all": said}, "all", where=self.name)

    async def _discussions(self, since: datetime, page: str) -> Page:
        """Those changed last, newest first, down to the moment; a page's mark leads to the next."""
        asked = {"owner": self._owner, "name": self._repository, "first": DISCUSSIONS, "after": page or None}
        said = await fetch(
            self._outside, f"{self._api}/graphql", where=self.name, headers=self._headers,
            post={"query": _QUERY, "variables": asked},
        )  # fmt: skip
        if part(said, "data", "repository").get("discussions", 0) is None:  # they are switched off there
            return Page(items=())
        found = part(said, "data", "repository", "discussions")
        nodes = listed(found, "nodes", where=self.name)
        items = [made for one in reversed(nodes) for made in _discussion(self.name, one)]
        times = [at for one in nodes if (at := moment(part(one).get("updatedAt")))]
        on = part(found, "pageInfo")
        more = bool(times and min(times) >= since and on.get("hasNextPage"))
        return Page(items=items, newest=max(times, default=None), next=str(on.get("endCursor") or "") if more else "")


class _Events:
    """The items of what its webhook delivers."""

    def __init__(self, name: str) -> None:
        self._name = name

    def items(self, said: Mapping[str, Any], kind: str) -> Sequence[Item]:
        """Of an event on an issue, a discussion, or a comment on one; any other event is nothing."""
        action, comment = said.get("action"), said.get("comment")
        for which, letter in (("issue", "i"), ("discussion", "d")):
            about = said.get(which)
            if not isinstance(about, dict) or not isinstance(about.get("number"), int):
                continue
            under = f"{letter}{about['number']}/"
            if comment is not None:
                return self._one(action, _comment(self._name, comment, under=under), under=under)
            if action in _GONE_BY:
                # The issue itself by name too: its deletion may come before it does.
                return (Item(position=under, mention=None, under=under), deletion(self._name, f"{under}0"))
            return self._one(action, _issue(self._name, about, letter=letter), under=under)
        return ()

    def _one(self, action: object, made: Item | None, *, under: str) -> Sequence[Item]:
        if made is None:
            return ()
        return (deletion(self._name, made.position),) if action in _GONE_BY and made.error is None else (made,)


def _issue(source: str, said: object, *, letter: str = "i") -> Item | None:
    """An issue or a discussion as REST and webhooks have it."""
    if not isinstance(said, dict) or not isinstance(said.get("number"), int):
        return odd("issue", said)
    if said.get("pull_request") or _bot(part(said, "user")):
        return None
    key = f"{letter}{said['number']}"
    text = "\n".join(str(said[one]) for one in ("title", "body") if said.get(one))
    edited = said.get("updated_at") if said.get("updated_at") != said.get("created_at") else None
    return _item(source, f"{key}/0", text, said, edited=edited)


def _comment(source: str, said: object, *, under: str = "") -> Item | None:
    """A comment on an issue as REST has it, or on either as webhooks have it."""
    if not isinstance(said, dict) or not isinstance(said.get("id"), int):
        return odd("comment", said)
    issue = str(said.get("issue_url") or "").rpartition("/issues/")[2]
    under = under or (f"i{issue}/" if issue.isdigit() else "")
    if not under:
        return odd(said["id"], said.get("issue_url"))
    if _bot(part(said, "user")) or "/pull/" in str(said.get("html_url")):
        return None
    edited = said.get("updated_at") if said.get("updated_at") != said.get("created_at") else None
    return _item(source, f"{under}{said['id']}", str(said.get("body") or ""), said, edited=edited)


def _item(source: str, key: str, text: str, said: Mapping[str, Any], *, edited: object) -> Item:
    who = part(said, "user").get("login")
    likes = part(said, "reactions").get("+1")
    return item(
        key, source=source, at=said.get("created_at"), text=text, edited=edited, url=said.get("html_url"),
        author={"id": str(who), "name": str(who)} if who else None, conversation=key.partition("/")[0],
        engagement={"likes": likes} if isinstance(likes, int) and likes > 0 else None,
    )  # fmt: skip


def _discussion(source: str, said: object) -> list[Item]:
    """A discussion with its comments and their replies, as GraphQL has it, in the shape of REST."""
    if not isinstance(said, dict) or not isinstance(said.get("number"), int):
        return [odd("discussion", said)]
    under = f"d{said['number']}/"
    found = [_issue(source, {**_rest(said), "number": said["number"], "title": said.get("title")}, letter="d")]
    comments = part(said, "comments").get("nodes") or ()
    for one in comments:
        said_there = [part(each) for each in (one, *(part(one, "replies").get("nodes") or ()))]
        found += [_comment(source, {**_rest(each), "id": each.get("databaseId")}, under=under) for each in said_there]
    return [one for one in found if one is not None]


def _rest(said: Mapping[str, Any]) -> dict[str, Any]:
    who = part(said, "author")
    return {
        "body": said.get("body"), "html_url": said.get("url"), "created_at": said.get("createdAt"),
        "updated_at": said.get("lastEditedAt") or said.get("createdAt"),
        "user": {"login": who.get("login"), "type": who.get("__typename")},
    }  # fmt: skip


def _bot(who: Mapping[str, Any]) -> bool:
    return who.get("type") == "Bot" or str(who.get("login")).endswith("[bot]")


def _newest(said: Sequence[object], key: str) -> datetime | None:
    return max((at for one in said if (at := moment(part(one).get(key)))), default=None)
