"""The real embedding, and the departments of a maker of phones."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.resources import files

import pytest

from bot.model.people import Department
from bot.routing.learned import Embed, Vectors
from bot.routing.router import Router, make_router
from bot.understanding import MODEL_FILES
from bot.understanding.vectors import embed as embed_with
from bot.understanding.vectors import read_embedding

DEPARTMENTS = (
    Department(
        name="support",
        about="Delivery, returns, refunds, accounts, anything a customer needs help with",
        examples=("my parcel never arrived", "how do I return this", "I cannot log in", "where is my refund"),
    ),
    Department(
        name="product",
        about="Features, software updates, the app, ideas and wishes for the phone",
        examples=("please add an option to limit charging", "since the update my phone does something odd"),
    ),
    Department(
        name="quality",
        about="Defects, broken parts, safety, overheating, things that wear out too early",
        examples=("the charger is not recognised any more", "the power bank gets very hot", "the screen flickers"),
    ),
    Department(
        name="marketing",
        about="Campaigns, photos, praise, what people say about the brand",
        examples=("night photos look amazing", "love this phone, best camera ever"),
    ),
)


@pytest.fixture(scope="session")
def embed() -> Embed:
    static, tokenizer = ((files("bot.understanding") / name).read_bytes() for name in MODEL_FILES[:2])
    table = read_embedding(static, tokenizer)

    def read(texts: Sequence[str]) -> Vectors:
        return embed_with(texts, embedding=table)

    return read


@pytest.fixture(scope="session")
def router(embed: Embed) -> Router:
    return make_router(DEPARTMENTS, embed)
