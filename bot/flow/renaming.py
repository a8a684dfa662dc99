"""A person's name for a topic. Its label stays what a mention says; its id never changes."""

from __future__ import annotations

from bot.errors import NotAllowed, NotFound
from bot.flow.standing import Standing
from bot.flow.tools import Tools
from bot.model.changes import AskName, Change, KeepSetting, SettingEvent
from bot.model.people import Person
from bot.model.signal import Act
from bot.model.theme import ThemeId
from bot.model.views import Receipt
from bot.texts import acts as words

LONGEST = 80


async def rename(one: Act, person: Person, *, tools: Tools, standing: Standing) -> tuple[Receipt, list[Change]]:
    """The topic of an insight (or the one numbered `value`) is called `text` from now on; no text takes it back.

    Raises:
        NotAllowed: an editor's act.
        NotFound: there is no such topic.
    """
    if not person.may("editor"):
        raise NotAllowed(what=words.act_name("rename"), role="editor", remedy=words.ask_an_admin())
    theme = await _meant(one, tools=tools, standing=standing)
    before = standing.theme(theme) if theme is not None else None
    if theme is None or before is None:
        raise NotFound(what="topic", id=one.value or one.insight or "")
    name = " ".join((one.text or one.form.get("text", "")).split())[:LONGEST] or None
    if name == before.name:
        return Receipt(words=words.renamed(name), moved=False, insight=one.insight), []
    asked: list[Change] = []
    if standing.mine(theme):
        standing.book.rename(theme, name, at=one.at, by=person.name)
    else:
        standing.rename_beside(theme, name)
        asked.append(AskName(theme=theme, name=name, by=person.name, at=one.at))
    event = SettingEvent(
        subject=f"theme:{theme}", person=person.id, at=one.at, old={"name": before.name or ""}, new={"name": name or ""}
    )
    changes: list[Change] = [KeepSetting(event=event), *asked, *standing.changed_themes(one.at)]
    return Receipt(words=words.renamed(name), insight=one.insight), changes


async def _meant(one: Act, *, tools: Tools, standing: Standing) -> ThemeId | None:
    if one.value.isdecimal():
        return standing.current(ThemeId(int(one.value)))
    insight = await tools.store.insight(one.insight) if one.insight is not None else None
    return standing.current(insight.theme) if insight is not None and insight.theme is not None else None
