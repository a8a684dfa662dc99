"""Reviews of your own app in Apple's App Store, in every country, with their stars; what was changed or withdrawn.

The feed of reviews that needs no account is a `feed`; this asks App Store Connect, with a key of your team.

Sources: https://developer.apple.com/documentation/appstoreconnectapi/list-all-customer-reviews-for-an-app,
.../read-customer-review-information, .../generating-tokens-for-api-requests (ES256, at most 20 minutes) (read 2026-11)
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final
from urllib.parse import urlsplit

from adapters.sources._asked import Page, Walk, deletion, fetch, fetch_or_none, item, listed, moment, odd, part, written
from adapters.sources._jwt import signed
from bot.errors import Refused
from bot.ports.sources import About, Account, Held, Item, Outside
from bot.ports.world import Source
from bot.texts import sources as texts

ABOUT: Final = About(
    what="reviews of your app in Apple's App Store", needs=("url", "user", "secret"), every=timedelta(minutes=30),
    per_minute=30, rechecks=10,
)  # fmt: skip
BASE: Final = "https://api.appstoreconnect.apple.com"
PAGE: Final = 200
HOLDS: Final = timedelta(minutes=15)


def connect(account: Account, *, outside: Outside) -> Source:
    """The app on its page (`https://apps.apple.com/app/id123`); `user` is ISSUER/KEY, the secret the key's p8 file."""
    return _Reviews(account, outside)


class _Reviews(Walk):
    """Obeys the ports `Source` and `Rechecked`."""

    def __init__(self, account: Account, outside: Outside) -> None:
        super().__init__(account, outside, {"reviews": self._page})
        parts = urlsplit(account.url)
        self._base = BASE if (parts.hostname or "").endswith("apple.com") else f"{parts.scheme}://{parts.netloc}"
        self._app = parts.path.rstrip("/").rpartition("/")[2].removeprefix("id")

    async def again(self, held: Sequence[Held]) -> Sequence[Item]:
        """What was withdrawn or changed, of these (see the port)."""
        found = []
        for one in held:
            url = f"{self._base}/v1/customerReviews/{one.id}"
            said = await fetch_or_none(self._outside, url, where=self.name, headers=self._headers())
            made = self._item(part(said).get("data")) if said is not None else deletion(self.name, one.id)
            if made.mention is None or made.mention.get("text") != one.text:
                found.append(made)
        return [one for one in found if one.error is None]

    async def _page(self, since: datetime, page: str) -> Page:
        """The newest reviews, then the older ones, down to a moment."""
        if not self._app.isdigit():
            raise Refused(where=self.name, what=texts.no_app())
        url = page or f"{self._base}/v1/apps/{self._app}/customerReviews?sort=-createdDate&limit={PAGE}"
        if not url.startswith(f"{self._base}/"):  # its answers lead nowhere else
            return Page(items=())
        said = await fetch(self._outside, url, where=self.name, headers=self._headers())
        found = listed(said, "data", where=self.name)
        times = [at for one in found if (at := moment(part(one, "attributes").get("createdDate")))]
        on = part(said, "links").get("next")
        more = isinstance(on, str) and bool(times) and min(times) >= since
        return Page(
            items=[self._item(one) for one in reversed(found)], newest=max(times, default=None),
            next=str(on) if more else "",
        )  # fmt: skip

    def _item(self, said: object) -> Item:
        if not isinstance(said, dict) or not isinstance(said.get("id"), str):
            return odd("review", said)
        one: Mapping[str, Any] = part(said, "attributes")
        text = "\n".join(str(one[key]) for key in ("title", "body") if one.get(key))
        who = one.get("reviewerNickname")
        # A review that is changed is dated anew: of two versions the later one has the later date.
        return item(
            said["id"], source=self.name, at=written(one.get("createdDate")), text=text, rating=one.get("rating"),
            author={"id": str(who), "name": str(who)} if who else None, country=one.get("territory"),
        )  # fmt: skip

    def _headers(self) -> Mapping[str, str]:
        issuer, _, key_id = self._account.user.partition("/")
        now = self._outside.clock.now()
        claims = {
            "iss": issuer, "iat": int(now.timestamp()), "exp": int((now + HOLDS).timestamp()),
            "aud": "appstoreconnect-v1",
        }  # fmt: skip
        return {"Authorization": f"Bearer {signed(claims, key=self._account.secret, where=self.name, key_id=key_id)}"}
