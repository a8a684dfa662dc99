"""Near-copies and reposts of public texts: one story, counted beside.

A signature is a few bytes that two near-copies share; the finder remembers those of 14 days.
It says whose text a new one repeats. Service contacts are not asked about: each one cost money.
"""

from __future__ import annotations

import hashlib
import re
import struct
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
import numpy.typing as npt

from bot.listening.links import link_mark, link_of, shared_voice
from bot.model.mention import MentionId
from bot.ports.memory import Recent

WINDOW = timedelta(days=14)
SHINGLE, PERMUTATIONS, BANDS, BAND = 5, 64, 21, 3
SHORT, MEDIUM = 20, 40
"""Canonical characters. Below SHORT two people say the same by chance ("not working"): only a marked
repost folds, and only when equal. Below MEDIUM a few words decide: nearly equal folds."""
ALIKE, SHORTENED, NEARLY_EQUAL = 0.5, 0.6, 0.8
"""The share of five-character runs in common from which texts fold: two long ones, a long and a medium, two medium."""
_READ_CHARACTERS = 4096
_MOST_KEPT = 100_000

_OWN, _REPOST, _MEDIUM, _LONG = b"o", b"r", b"m", b"l"

_ADDRESS = re.compile(r"(?:https?://|www\.)\S+|@[\w.\-]+(?:@[\w.\-]+)?")
_REPOST_MARK = re.compile(r"^\W*(?:(?:rt|repost|reposted|retweet)\b|[\U0001f501\U0001f504\u267b])", re.IGNORECASE)
_WORDS = re.compile(r"[^\W_]+")
_UNSEEN = dict.fromkeys((*range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2065), 0xFEFF, 0xAD))


def canonical_text(text: str) -> str:
    """The words of a text as copies share them: lower case, without repost mark, addresses, @names, marks, emoji."""
    plain = text[:_READ_CHARACTERS]
    if not plain.isascii():
        plain = plain.translate(_UNSEEN)
    mark = _REPOST_MARK.match(plain)
    if mark is not None:
        plain = plain[mark.end() :]
    if "@" in plain or "http" in plain or "www." in plain:
        plain = _ADDRESS.sub(" ", plain)
    return " ".join(_WORDS.findall(plain.casefold()))


def is_bare_link(text: str) -> bool:
    """Whether the text is a link and no word beside it (names and signs are none)."""
    return link_of(text) is not None and not canonical_text(text)


def is_repost(text: str) -> bool:
    """Whether the text itself says that it repeats another (RT ...)."""
    return _REPOST_MARK.match(text) is not None


def signatures(texts: Sequence[str]) -> list[bytes]:
    """What each text is recognised by; the same text has the same signature in any batch, b"" is never alike.

    What is compared by runs of characters has the mark of the link it carries at its end.
    """
    plain = [canonical_text(text) for text in texts]
    hashed = _minhashes([line if len(line) >= SHORT else "" for line in plain])
    found: list[bytes] = []
    for text, line, row in zip(texts, plain, hashed, strict=True):
        if not line:
            found.append(b"")
        elif len(line) < SHORT:
            kind = _REPOST if is_repost(text) else _OWN
            found.append(kind + hashlib.blake2b(line.encode("utf-8", "replace"), digest_size=8).digest())
        else:
            # Who marks a repost says that it is a copy; then the looser measure does.
            found.append((_LONG if len(line) >= MEDIUM or is_repost(text) else _MEDIUM) + row + link_mark(text))
    return found


def similarity(one: bytes, other: bytes) -> float:
    """The estimated share of five-character runs that two texts have in common (0..1)."""
    if not one or not other or _has_runs(one) != _has_runs(other):
        return 0.0
    if not _has_runs(one):
        return float(one[1:] == other[1:])
    runs = slice(1, PERMUTATIONS + 1)
    equal = sum(a == b for a, b in zip(one[runs], other[runs], strict=True))
    # One value in 256 is equal by chance.
    return max(0.0, (equal / PERMUTATIONS - 1 / 256) / (1 - 1 / 256))


def _has_runs(signature: bytes) -> bool:
    return len(signature) > PERMUTATIONS


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """Whose text a new one repeats: the story's first original, and whether both carry the same link."""

    original: MentionId
    same_link: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class _Kept:
    id: MentionId
    story: MentionId
    signature: bytes
    at: datetime
    voice: str


class CopyFinder:
    """Which story a public text belongs to. Owned by the one process that thinks; built from the store's rows.

    Found is the nearest of the latest texts that share a band, said within 14 days of the new
    one; what is given back is the story's first original.
    """

    def __init__(self, recent: Iterable[Recent] = ()) -> None:
        self._clear()
        for row in recent:
            self.add(row.id, row.signature, row.at, copy_of=row.copy_of, voice=row.voice)

    def __len__(self) -> int:
        return len(self._kept)

    def find(self, signature: bytes, at: datetime) -> MentionId | None:
        """The first original of the story that this text repeats, if there is one."""
        story = self.story(signature, at)
        return None if story is None else story.original

    def story(self, signature: bytes, at: datetime) -> Story | None:
        """The story that this text repeats, if there is one."""
        nearest = self._nearest(signature, at)
        if nearest is None:
            return None
        link = signature[PERMUTATIONS + 1 :]
        return Story(original=nearest.story, same_link=link != b"" and link == nearest.signature[PERMUTATIONS + 1 :])

    def shared(self, text: str, signature: bytes, at: datetime) -> str | None:
        """The voice of all who share the text's link without a word of their own; None where it says something.

        That is a bare link, or what an earlier text with the same link says already.
        """
        story = self.story(signature, at)
        return shared_voice(text) if is_bare_link(text) or (story is not None and story.same_link) else None

    def voice(self, id_: MentionId) -> str | None:
        """The voice of a remembered mention."""
        kept = self._kept.get(id_)
        return None if kept is None else kept.voice

    def add(
        self, id_: MentionId, signature: bytes, at: datetime, *, copy_of: MentionId | None = None, voice: str = ""
    ) -> None:
        """Remembers a public text; `copy_of` is what `find` gave for it. The same id again replaces it."""
        if id_ in self._kept:
            self._take_out(self._kept.pop(id_))
        if not signature:
            return
        if len(self._kept) >= _MOST_KEPT:
            self._forget_oldest(at)
        story = copy_of if copy_of is not None else id_
        self._put(_Kept(id=id_, story=story, signature=signature, at=at, voice=voice))

    def drop(self, id_: MentionId) -> None:
        """Forgets a text that was taken back or edited; copies of it keep their story."""
        kept = self._kept.pop(id_, None)
        if kept is not None:
            self._take_out(kept)

    def _clear(self) -> None:
        self._bands: list[dict[bytes, _Kept]] = [{} for _ in range(BANDS)]
        self._short: dict[bytes, _Kept] = {}
        self._kept: dict[MentionId, _Kept] = {}

    def _nearest(self, signature: bytes, at: datetime) -> _Kept | None:
        if not signature or signature[:1] == _OWN:
            return None
        if signature[:1] == _REPOST:
            kept = self._short.get(signature[1:])
            return kept if kept is not None and abs(at - kept.at) <= WINDOW else None
        best: tuple[float, int] = (0.0, 0)
        nearest: _Kept | None = None
        seen: set[MentionId] = set()
        for band, key in zip(self._bands, _band_keys(signature), strict=True):
            kept = band.get(key)
            if kept is None or kept.id in seen or abs(at - kept.at) > WINDOW:
                continue
            seen.add(kept.id)
            alike = similarity(signature, kept.signature)
            needed = _NEEDED[signature[:1], kept.signature[:1]]
            if alike >= needed and (alike, -kept.story) > best:
                best, nearest = (alike, -kept.story), kept
        return nearest

    def _put(self, kept: _Kept) -> None:
        self._kept[kept.id] = kept
        # The latest text stands for its story, so that a story told for weeks stays one.
        if not _has_runs(kept.signature):
            self._short[kept.signature[1:]] = kept
            return
        for band, key in zip(self._bands, _band_keys(kept.signature), strict=True):
            band[key] = kept

    def _take_out(self, kept: _Kept) -> None:
        if self._short.get(kept.signature[1:]) is kept:
            del self._short[kept.signature[1:]]
        if _has_runs(kept.signature):
            for band, key in zip(self._bands, _band_keys(kept.signature), strict=True):
                if band.get(key) is kept:
                    del band[key]

    def _forget_oldest(self, at: datetime) -> None:
        """Bounds memory: what lies outside the window goes first, then the half that came first."""
        near = [kept for kept in self._kept.values() if abs(at - kept.at) <= WINDOW]
        self._clear()
        for kept in near[-_MOST_KEPT // 2 :]:
            self._put(kept)


_BAND_KEYS = struct.Struct("<" + f"{BAND}s" * BANDS)
_NEEDED = {
    (_LONG, _LONG): ALIKE, (_LONG, _MEDIUM): SHORTENED, (_MEDIUM, _LONG): SHORTENED, (_MEDIUM, _MEDIUM): NEARLY_EQUAL,
}  # fmt: skip


def _band_keys(signature: bytes) -> tuple[bytes, ...]:
    return _BAND_KEYS.unpack_from(signature, 1)


# --- MinHash, over a whole batch at once ----------------------------------------------------------------------------

_Hashes = npt.NDArray[np.uint32]


def _constants() -> tuple[_Hashes, _Hashes]:
    """Multipliers (odd) and offsets of the permutations: the same on every machine, for ever."""
    stream = hashlib.shake_128(b"earshot copies 1").digest(PERMUTATIONS * 8)
    numbers = np.frombuffer(stream, dtype="<u4").astype(np.uint32)
    return numbers[:PERMUTATIONS] | np.uint32(1), numbers[PERMUTATIONS:]


_MULTIPLIERS, _OFFSETS = _constants()
_BLOCK = 1 << 14


def _minhashes(lines: Sequence[str]) -> list[bytes]:
    """64 bytes for each line of at least five characters (b"" for shorter), blocks at a time to stay in cache."""
    found = [b""] * len(lines)
    block: list[int] = []
    size = 0
    for place, line in enumerate(lines):
        if len(line) >= SHINGLE:
            block.append(place)
            size += len(line)
        if block and (size >= _BLOCK or place == len(lines) - 1):
            for where, row in zip(block, _hash_block([lines[here] for here in block]), strict=True):
                found[where] = row.tobytes()
            block, size = [], 0
    return found


def _hash_block(lines: Sequence[str]) -> npt.NDArray[np.uint8]:
    lengths = np.fromiter(map(len, lines), dtype=np.int64, count=len(lines))
    points = np.frombuffer("".join(lines).encode("utf-32-le", "replace"), dtype="<u4").astype(np.uint32)
    runs = points[: len(points) - SHINGLE + 1].copy()
    for step in range(1, SHINGLE):
        runs *= np.uint32(0x01000193)
        runs ^= points[step : len(points) - SHINGLE + 1 + step]
    # Runs that reach over the end of a line belong to no text.
    starts = np.concatenate(([0], np.cumsum(lengths)[:-1]))
    keep = np.ones(len(points), dtype=bool)
    for step in range(1, SHINGLE):
        keep[starts + lengths - step] = False
    runs = _mixed(runs[keep[: len(runs)]])
    firsts = starts - np.arange(len(lines)) * (SHINGLE - 1)
    rows = np.empty((len(lines), PERMUTATIONS), dtype=np.uint8)
    work = np.empty_like(runs)
    for column in range(PERMUTATIONS):
        np.multiply(runs, _MULTIPLIERS[column], out=work)
        work += _OFFSETS[column]
        # The lowest bits of a least value are as good as any eight; the highest are nearly always zero.
        rows[:, column] = _mixed(np.minimum.reduceat(work, firsts)) & np.uint32(255)
    return rows


def _mixed(values: _Hashes) -> _Hashes:
    """Each value spread over all 32 bits (a bijection), so that alike runs get unlike hashes."""
    values = values ^ (values >> np.uint32(16))
    values *= np.uint32(0x7FEB352D)
    values ^= values >> np.uint32(15)
    values *= np.uint32(0x846CA68B)
    values ^= values >> np.uint32(16)
    return values
