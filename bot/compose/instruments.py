"""One stage at a time, for trying and calibrating: the reader and the router as they would work now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from bot.compose.environment import Given
from bot.compose.memory import is_there
from bot.compose.reader import reader_model
from bot.flow.judging import gold
from bot.flow.rereading import QUALITY, in_use
from bot.model.reading import Probability
from bot.routing.learned import Vectors
from bot.routing.router import Router, make_router, route
from bot.understanding import ReaderModel, Understood, read_batch

SHOWN_FROM, SHOWN = 0.01, 3
"""An instrument lists also what the product leaves out, so that a judge may see what stood next."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """The reader and the router; neither stores anything."""

    model: ReaderModel
    languages: tuple[str, ...]
    router: Router

    def read(self, texts: Sequence[str]) -> list[tuple[Understood, tuple[Probability, ...]]]:
        """Each text's reading and departments, in order."""
        if not texts:
            return []
        understood = read_batch(texts, model=self.model, languages=self.languages)
        vectors = np.stack([one.vector for one in understood])
        routes = route(self.router, vectors, texts, shown_from=SHOWN_FROM, least=SHOWN)
        return list(zip(understood, routes, strict=True))


async def stage(given: Given) -> Stage:
    """The reader with these settings; what colleagues taught and corrected counts where something is stored."""
    languages = given.settings.organisation.languages
    if is_there(given):
        from bot.compose.app import open_app

        async with open_app(given, write=False) as app:
            held = await in_use(app.store)
            model = reader_model(given.data if held == QUALITY else None)
            return Stage(model=model, languages=languages, router=app.standing.router)
    model = reader_model()

    def embed(texts: Sequence[str]) -> Vectors:
        return np.stack([one.vector for one in read_batch(texts, model=model, languages=languages)])

    return Stage(model=model, languages=languages, router=make_router(given.settings.all_departments(), embed))


Labelled = tuple[str, str, Understood, tuple[Probability, ...]]
"""A label's name, what a person said is right, and what is read of the text."""


async def corrections(given: Given) -> list[Labelled]:
    """What people corrected, each text read as if nobody had corrected it."""
    if not is_there(given):
        return []
    from bot.compose.app import open_app

    languages = given.settings.organisation.languages
    async with open_app(given, write=False) as app:
        held = await in_use(app.store)
        model = reader_model(given.data if held == QUALITY else None)
        return [
            (one.label, one.right, understood, departments)
            for one in await gold(app.store, app.standing.router)
            for understood, departments in Stage(model=model, languages=languages, router=one.router).read(one.texts)
        ]
