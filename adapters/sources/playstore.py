"""Reviews of your own app in Google Play, with their stars; what was changed or withdrawn.

Google gives the reviews of the last week only: after a longer gap the rest cannot be had any more.

Sources: https://developers.google.com/android-publisher/reply-to-reviews (200,000 requests a day),
.../api-ref/rest/v3/reviews, https://developers.google.com/identity/protocols/oauth2/service-account (read 2026-11)
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final
from urllib.parse import parse_qs, urlencode, urlsplit

from adapters.sources._asked import Page, Walk, deletion, fetch, fetch_or_none, item, listed, moment, odd, part
from adapters.sources._jwt import signed
from bot.errors import BadInput, Refused, TryLater, WrongCredential
from bot.ports.sources import About, Account, Held, Item, Outside
from bot.ports.world import Source
from bot.texts import sources as texts

ABOUT: Final = About(
    what="reviews of your app in Google Play", needs=("url", "secret"), every=timedelta(minutes=30), per_minute=30,
    rechecks=5,
)  # fmt: skip
BASE, TOKENS = "https://androidpublisher.googleapis.com", "https://oauth2.googleapis.com"
SCOPE: Final = "https://www.googleapis.com/auth/androidpublisher"
PAGE: Final = 100
_GRANT: Final = "urn:ietf:params:oauth:grant-type:jwt-bearer"


def connect(account: Account, *, outside: Outside) -> Source:
    """The app on its page (`https://play.google.com/store/apps/details?id=NAME`); the secret is a service account's
    key file (JSON).
    """
    return _Reviews(account, outside)


class _Reviews(Walk):
    """Obeys the ports `Source` and `Rechecked`."""

    def __init__(self, account: Account, outside: Outside) -> None:
        super().__init__(account, outside, {"reviews": self._page})
        parts = urlsplit(account.url)
        theirs = (parts.hostname or "").endswith("google.com")
        origin = f"{parts.scheme}://{parts.netloc}"
        self._base, self._tokens = (BASE, TOKENS) if theirs else (origin, origin)
        self._app = (parse_qs(parts.query).get("id") or [""])[0]
        self._token: tuple[str, datetime] | None = None

    async def again(self, held: Sequence[Held]) -> Sequence[Item]:
        """What was withdrawn or changed, of these (see the port)."""
        found = []
        for one in held:
            url = f"{self._reviews}/{one.id}"
            said = await fetch_or_none(self._outside, url, where=self.name, headers=await self._headers())
            made = self._item(said) if said is not None else deletion(self.name, one.id)
            if made.error is None and (made.mention is None or made.mention.get("text") != one.text):
                found.append(made)
        return found

    @property
    def _reviews(self) -> str:
        return f"{self._base}/androidpublisher/v3/applications/{self._app}/reviews"

    async def _page(self, since: datetime, page: str) -> Page:
        """A page of reviews, those changed last first, down to a moment."""
        if not self._app:
            raise Refused(where=self.name, what=texts.no_app())
        said = await fetch(
            self._outside, self._reviews, where=self.name, headers=await self._headers(), maxResults=PAGE, token=page
        )  # fmt: skip
        found = listed({"reviews": [], **part(said)}, "reviews", where=self.name)
        if not part(said) and said != {}:
            raise TryLater(where=self.name, what=texts.no_json(), seconds=60.0)
        times = [at for one in found if (at := _changed(_words(one)))]
        on = str(part(said, "tokenPagination").get("nextPageToken") or "")
        more = bool(times) and min(times) >= since
        items = [self._item(one) for one in reversed(found)]
        return Page(items=items, newest=max(times, default=None), next=on if more else "")

    def _item(self, said: object) -> Item:
        words = _words(said)
        if not isinstance(said, dict) or not isinstance(said.get("reviewId"), str) or not words:
            return odd("review", said)
        at, who, likes = _changed(words), said.get("authorName"), words.get("thumbsUpCount")
        return item(
            said["reviewId"], source=self.name, at=at.isoformat() if at else None,
            text=str(words.get("text") or "").replace("\t", "\n").strip(), rating=words.get("starRating"),
            author={"id": str(who), "name": str(who)} if who else None, language=words.get("reviewerLanguage"),
            engagement={"likes": likes} if isinstance(likes, int) and likes > 0 else None,
        )  # fmt: skip

    async def _headers(self) -> Mapping[str, str]:
        """Signed in, for as long as the token holds."""
        now = self._outside.clock.now()
        if self._token is None or now >= self._token[1]:
            try:
                key = part(self._outside.read(self._account.secret))
            except BadInput as wrong:
                raise WrongCredential(where=self.name, what=texts.no_key(), remedy=texts.whole_key()) from wrong
            stamp = int(now.timestamp())
            claims = {
                "iss": key.get("client_email"), "scope": SCOPE, "aud": f"{TOKENS}/token", "iat": stamp,
                "exp": stamp + 3600,
            }  # fmt: skip
            proof = signed(claims, key=str(key.get("private_key")), where=self.name)
            query = urlencode({"grant_type": _GRANT, "assertion": proof})
            said = part(await fetch(self._outside, f"{self._tokens}/token?{query}", where=self.name, post={}))
            if not isinstance(said.get("access_token"), str):
                raise TryLater(where=self.name, what=texts.no_json(), seconds=60.0)
            self._token = (said["access_token"], now + timedelta(minutes=50))
        return {"Authorization": f"Bearer {self._token[0]}"}


def _words(said: object) -> dict[str, Any]:
    """What the user wrote, of a review."""
    comments = part(said).get("comments")
    each = [part(one, "userComment") for one in comments] if isinstance(comments, list) else []
    return next((one for one in each if one), {})


def _changed(words: Mapping[str, Any]) -> datetime | None:
    seconds = part(words, "lastModified").get("seconds")
    return moment(int(str(seconds))) if str(seconds).isdigit() and len(str(seconds)) < 12 else None
