"""Living through a corpus with the real product: intake, thinking, routing, digests on a store in a file."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from bot.compose.app import App, open_app
from bot.compose.clock import StoryClock
from bot.compose.environment import gather
from bot.compose.replay import recorded, replay
from bot.model.insight import Insight
from bot.model.mention import MentionId
from tests.stories.corpora import Corpus

TRIAGE = "triage"


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """What the product said at a moment: `stories` counts its mentions up to then by the story they belong to.

    `posted` is when it first stood in a channel of each department (None where it never did).
    """

    number: int
    kind: str
    label: str
    source: str | None
    found: datetime
    departments: tuple[str, ...]
    stories: Counter[str]
    whole: Counter[str]
    mentions: int
    posted: Mapping[str, datetime]


@dataclass(frozen=True, slots=True, kw_only=True)
class Life:
    """Everything claimed in one life, the recorded acts that met no insight, and what it cost."""

    corpus: Corpus
    claims: tuple[Claim, ...]
    lost: tuple[str, ...]
    digests: int
    seconds: float


async def live(corpus: Corpus, folder: Path) -> Life:
    """The claims of a replay of the corpus in a fresh data folder."""
    began = time.process_time()
    config = folder / "earshot.toml"
    config.write_text(corpus.settings, "utf-8")
    clock = StoryClock(corpus.until)
    async with open_app(gather({}, data=folder, config=config), clock=clock) as app:
        things = recorded(corpus.lines, corpus.acts)
        lost = await replay(app, clock, things, since=corpus.since, until=corpus.until)
        claims = await _claims(app, corpus)
        digests = sum(one.kind == "digest" for one in await app.store.delivered())
    return Life(
        corpus=corpus, claims=claims, lost=tuple(lost), digests=digests, seconds=time.process_time() - began
    )  # fmt: skip


async def _claims(app: App, corpus: Corpus) -> tuple[Claim, ...]:
    kept = dict(await app.store.mentions(MentionId(0), 1_000_000))
    said = {number: mention.at for number, mention in kept.items()}
    story = {number: corpus.stories.get(f"{one.source}:{one.source_id}", "") for number, one in kept.items()}
    return tuple([await _claim(app, one, said, story) for one in await app.store.insights()])


async def _claim(
    app: App, insight: Insight, said: Mapping[MentionId, datetime], story: Mapping[MentionId, str]
) -> Claim:
    evidence = [one for one in await app.store.evidence(insight.id) if one in said]
    posted: dict[str, datetime] = {}
    for delivery in await app.store.delivered(insight=insight.id):
        department = app.standing.organisation.department_of(delivery.place)
        if department is not None:
            posted[department.name] = min(delivery.at, posted.get(department.name, delivery.at))
    return Claim(
        number=insight.id, kind=insight.kind, label=insight.label.raw, source=insight.source, found=insight.found,
        departments=insight.active or (TRIAGE,),
        stories=Counter(story[one] for one in evidence if said[one] <= insight.found),
        whole=Counter(story[one] for one in evidence), mentions=insight.numbers.mentions, posted=posted,
    )  # fmt: skip
