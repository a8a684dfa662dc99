"""Forgetting a colleague: what they did stays and counts, and says no more who did it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.errors import BadInput, NotFound
from bot.flow.payload import Payload
from bot.flow.standing import Standing
from bot.flow.tools import Tools
from bot.model.changes import KeepSetting, SettingEvent
from bot.model.parting import FORMER, Part
from bot.model.people import Person
from bot.texts import operating as words
from bot.texts.workspace import former_colleague


@dataclass(frozen=True, slots=True, kw_only=True)
class _Gone:
    """Who is to be forgotten: all ids, the first of them first; all names, none where others have one of them."""

    ids: tuple[str, ...]
    names: tuple[str, ...]
    shared: bool


async def asked(payload: Payload, *, tools: Tools, standing: Standing) -> Mapping[str, object]:
    """Forget the colleague whose names and ids the payload lists; gives how much is kept of what they did, and whether
    their name stays because somebody else has it too.

    Raises:
        NotFound: nobody is called so, and nothing is kept of anybody with this id.
        BadInput: several are called so, or `earshot.toml` names them.
    """
    said = payload.get("people")
    given = [str(one).strip() for one in said] if isinstance(said, list | tuple) else []
    async with tools.turn():
        gone = await _chosen([one for one in given if one], tools=tools, standing=standing)
        kept = await tools.store.acted(gone.ids)
        if not kept:
            raise NotFound(what="person", id=", ".join(given))
        stem, now = f"{FORMER}{tools.secrets.token()}", tools.clock.now()
        ids = tuple((one, f"{stem}/{at}" if at else stem) for at, one in enumerate(gone.ids))
        archived = SettingEvent(subject=f"person:{stem}", person=None, at=now)
        await standing.commit(
            [Part(ids=ids, names=gone.names, called=former_colleague(), at=now), KeepSetting(event=archived)],
            tools=tools,
        )
        await standing.load_organisation(tools)
    return {"kept": kept, "shared": gone.shared}


async def _chosen(given: Sequence[str], *, tools: Tools, standing: Standing) -> _Gone:
    people = [one for one in standing.organisation.all_people if not one.id.startswith(FORMER)]
    names = [one for one in given if ":" not in one]
    ids = [one for one in given if ":" in one]
    known = _known(people, ids, names)
    if not known:  # who was taken out of the file has left nothing there but an id made of the name
        ids += [f"workspace:{one.lower().replace(' ', '-')}" for one in names]
        known = _known(people, ids, ())
    if len(known) > 1:
        found = words.several(", ".join(given), [str(one.id) for one in known])
        raise BadInput(what="the person", where="to forget", found=found, expected="an id")
    for one in known:
        ids, names = [one.id, *one.ids, *ids], [one.name, *names]
    names += await _called(ids, tools=tools)
    _not_in_file(ids, names, tools=tools)
    _no_channel(ids, standing=standing)
    others = {one.casefold() for one in _other_names([one for one in people if one not in known], standing)}
    shared = any(one.casefold() in others for one in names)
    return _Gone(ids=_once(ids), names=() if shared else _once(names), shared=shared)


def _other_names(people: Iterable[Person], standing: Standing) -> list[str]:
    """What others, departments, keyword groups, sources and programmes are called: a name that is theirs too stays."""
    known = standing.organisation
    named = (people, known.all_departments, known.groups, known.sources, known.programmes)
    return [one.name for each in named for one in each]


def _known(people: Sequence[Person], ids: Iterable[str], names: Iterable[str]) -> list[Person]:
    """Who has one of these ids or names."""
    wanted, called = set(ids), {one.casefold() for one in names}
    return [one for one in people if wanted & {one.id, *one.ids} or one.name.casefold() in called]


async def _called(ids: Sequence[str], *, tools: Tools) -> list[str]:
    """What they were ever called, as it stands on record."""
    found = []
    for one in ids:
        for kind in ("person", "link"):
            for event in await tools.store.setting_events(f"{kind}:{one}"):
                if event.subject == f"{kind}:{one}":
                    found += [str((held or {}).get("name") or "") for held in (event.old, event.new)]
    return found


def _not_in_file(ids: Iterable[str], names: Iterable[str], *, tools: Tools) -> None:
    """Raises BadInput where the file names the person: it would bring them back at the next start."""
    settings = tools.settings
    owners = [*(one.owner for one in settings.all_sources()), *(one.owner for one in settings.all_programmes())]
    people = [one for person in settings.all_people() for one in (person.name, *person.ids)]
    if {*ids, *names} & {*people, *(one for one in owners if one)}:
        raise BadInput(
            what="the person", where="to forget", found=words.in_the_file(), expected=words.out_of_the_file()
        )  # fmt: skip


def _no_channel(ids: Iterable[str], *, standing: Standing) -> None:
    """Raises BadInput where a channel is called as the person is: what stands there is found by it."""
    channels = {str(place) for one in standing.organisation.all_departments for place in one.channels}
    both = sorted(channels & set(ids))
    if both:
        raise BadInput(
            what="the person", where="to forget", found=words.a_channel(both[0]), expected="an id of their own"
        )


def _once(said: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one for one in said if one))
