"""The kinds of source: each module under `adapters/sources` with an `ABOUT` is one, found by its name."""

from __future__ import annotations

import difflib
import importlib
import pkgutil
from collections.abc import Mapping
from functools import cache
from types import ModuleType

from adapters import sources
from bot.errors import ConfigError
from bot.model.people import SourceSpec
from bot.ports.sources import About
from bot.texts import duties
from bot.texts import sources as texts

ADVICE = 0.5
"""How alike two names must be for one to be offered for the other."""


@cache
def kind(name: str) -> About | None:
    """What there is to know of a kind of source; None: there is no such kind. No other kind's module is imported."""
    if name not in {one.name for one in pkgutil.iter_modules(sources.__path__)}:
        return None
    about = getattr(module(name), "ABOUT", None)
    return about if isinstance(about, About) else None


def kinds() -> Mapping[str, About]:
    """Every kind of source that can be set up, by name."""
    names = sorted(one.name for one in pkgutil.iter_modules(sources.__path__))
    return {name: about for name in names if (about := kind(name)) is not None}


def check(spec: SourceSpec, *, where: str, named: bool) -> None:
    """Nothing, if the source can be set up. `named`: somebody wrote its kind, so that it must be one.

    Raises:
        ConfigError: there is no such kind, or it lacks a setting.
    """
    about = kind(spec.kind)
    if about is None:
        if named:
            known = sorted(kinds())
            near = difflib.get_close_matches(spec.kind, known, n=1, cutoff=ADVICE)
            remedy = texts.kinds_are(near[0] if near else "", known)
            raise ConfigError(where=where, what=texts.no_such_kind(spec.kind), remedy=remedy)
        return
    if not named and not set_up(spec):
        return
    if about.duty and not spec.agreed:
        raise ConfigError(where=where, what=duties.duty_of(spec.kind, about.duty), remedy=duties.agree())
    if about.longest_days and not 0 < (spec.retention_days or 0) <= about.longest_days:
        what, remedy = duties.kept_too_long(spec.kind, about.longest_days), duties.keep_shorter(about.longest_days)
        raise ConfigError(where=where, what=what, remedy=remedy)
    for need in about.needs:
        if not getattr(spec, need):
            remedy = texts.set_it(need, texts.need(need))
            raise ConfigError(where=where, what=texts.lacks(spec.name, spec.kind, need), remedy=remedy)


def set_up(spec: SourceSpec) -> bool:
    """Whether the source is to be asked, or delivers: a name alone stands for what is imported under it.

    A kind that needs nothing is set up by its name.
    """
    about = kind(spec.kind)
    given = spec.kind != spec.name or spec.url or spec.user or spec.secret or spec.signing_secret
    return about is not None and bool(given or not about.needs)


def module(name: str) -> ModuleType:
    """The module of a kind, imported now."""
    return importlib.import_module(f"adapters.sources.{name}")
