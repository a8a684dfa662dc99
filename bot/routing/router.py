"""Routing of mentions: from texts and vectors to departments with probabilities and reasons."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt

from bot.model.people import Department, PersonId
from bot.model.reading import Probability
from bot.model.signal import Correction

Vectors = npt.NDArray[np.float32]
Embed = Callable[[Sequence[str]], Vectors]

TRIAGE_BELOW = 0.5
"""A mention without a department at or above this probability is nobody's: it goes to triage."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Router:
    """What routing knows. Never changed: `corrected` and `make_router` give a new one."""

    names: tuple[str, ...]


def make_router(
    departments: Sequence[Department], embed: Embed, *, taught: Sequence[tuple[str, str]] = ()
) -> Router:
    """The router of these departments (archived ones are left out), warm-started with (text, department) pairs.

    Names in `taught` that are no department become routes of their own.
    """
    raise NotImplementedError


def corrected(
    router: Router, corrections: Sequence[Correction], *, people: Mapping[PersonId, str], zone: ZoneInfo
) -> Router:
    """The router with exactly these corrections (all of them: undone ones are left out here)."""
    raise NotImplementedError


def route(router: Router, vectors: Vectors, texts: Sequence[str]) -> list[tuple[Probability, ...]]:
    """For each text its departments, most probable first; those that are nearly impossible are left out."""
    raise NotImplementedError


def decide(probabilities: Sequence[Probability]) -> str | None:
    """The department a mention belongs to, None for triage."""
    raise NotImplementedError
