"""Taking back, forgetting and expiring mentions: the bare row stays, nothing that says who or what does.

Of two removals the stronger one stays, in every order: deleted at the source (counts no more), forgotten, expired.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from bot.model.changes import RemoveMention
from bot.model.insight import Insight, Sentence
from bot.model.mention import MentionId, MentionState
from store.changing.mentions import Standing, standing
from store.changing.placing import leave
from store.changing.transaction import Transaction
from store.codec import dump, load_as
from store.columns import as_list, micros

STRENGTH: Mapping[str, int] = {"live": 0, "expired": 1, "forgotten": 2, "deleted": 3}
COUNTS_NO_MORE: MentionState = "deleted"


def remove(open_: Transaction, change: RemoveMention) -> None:
    """Close the key and leave the bare row, if there is one."""
    source, source_id = change.key
    number = change.id if change.id is not None else open_.one("mention.by_key", source=source, source_id=source_id)
    before = standing(open_, [number]).get(number) if number is not None else None
    _close(open_, change, before.id if before is not None else None)
    if before is None or STRENGTH[before.state] >= STRENGTH[change.state]:
        return
    if change.state == COUNTS_NO_MORE:
        open_.rollups.add(before.counted, -1)
    when = micros(change.at)
    if before.state != "live":
        voice = _voice(open_, change.state, before.voice)
        open_.run("removal.again", id=before.id, state=change.state, reason=change.reason, removed=when, voice=voice)
        open_.run(
            "removal.closed_mention", mention=before.id, state=change.state, reason=change.reason, at=when
        )  # fmt: skip
        return
    _empty(open_, change, before)


def _close(open_: Transaction, change: RemoveMention, mention: int | None) -> None:
    hashed, when = open_.hashed(*change.key), micros(change.at)
    held = open_.one("removal.closed_one", hash=hashed)
    if held is None or STRENGTH[held] < STRENGTH[change.state]:
        open_.run("removal.close", hash=hashed, mention=mention, state=change.state, reason=change.reason, at=when)


def _empty(open_: Transaction, change: RemoveMention, before: Standing) -> None:
    number = before.id
    leave(open_, number)
    open_.run("mention.unindex", id=number, text=before.text)
    open_.run(
        "removal.bare", id=number, state=change.state, reason=change.reason, removed=micros(change.at),
        voice=_voice(open_, change.state, before.voice), source_id=open_.hashed("own", str(number))[:32],
    )  # fmt: skip
    open_.run("mention.index", id=number, text="")
    open_.run("removal.empty_reading", mention=number, nothing=b"")
    open_.run("removal.empty_groups", mention=number)
    open_.run("removal.empty_corrections", mention=number, nothing=b"")
    open_.run("mention.silence_voice", voice=before.voice)
    open_.voices.clear()
    for insight, body in open_.run("removal.quoting", mention=number).fetchall():
        open_.run("removal.requote", id=insight, body=dump(proven(open_, load_as(Insight, body))))
    open_.removed = True


def _voice(open_: Transaction, state: str, voice: int) -> int:
    """The voice of the bare row. Expired rows keep the number, so that people are counted as before; where the
    author or the source asked, a new one stands for it, the same for all that one commit removes.
    """
    if state == "expired":
        return voice
    if voice not in open_.silenced:
        open_.silenced[voice] = open_.one("mention.highest_voice") + 1
        open_.run("mention.new_voice", id=open_.silenced[voice], name=None)
    return open_.silenced[voice]


def proven(open_: Transaction, insight: Insight) -> Insight:
    """The insight without what removed mentions said: a sentence stays if a live mention that it cites says it."""
    cited = {cite for sentence in insight.sentences for cite in sentence.cites}
    texts = {
        number: (state, text) for number, state, text in open_.run("removal.texts", ids=as_list(sorted(cited)))
    }  # fmt: skip
    gone = {MentionId(number) for number, (state, _) in texts.items() if state != "live"}
    if not gone:
        return insight
    kept: list[Sentence] = []
    for sentence in insight.sentences:
        live = tuple(cite for cite in sentence.cites if cite not in gone)
        if live == sentence.cites:
            kept.append(sentence)
        elif any(sentence.quote.raw in texts[cite][1] for cite in live if cite in texts):
            kept.append(replace(sentence, cites=live))
    return replace(insight, sentences=tuple(kept), dropped=insight.dropped + len(insight.sentences) - len(kept))
