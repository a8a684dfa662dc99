"""`understand` and `evaluate`: the reader alone, on texts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

import click

from bot.cli.lines import Lines, batches
from bot.cli.world import World, document, lines, passed, run
from bot.compose.instruments import Stage, stage
from bot.errors import BadQuestion
from bot.model.reading import Probability
from bot.routing.router import decide
from bot.texts import operating as texts
from bot.understanding import Understood
from bot.understanding.heads import MOODS

LABELS = ("sentiment", "language", "intent", "department")
_ABSTAINED = {"sentiment": ("unsure", "not_scored"), "language": ("unknown",), "intent": (), "department": ("",)}


def reading_json(id_: object, one: Understood, departments: Sequence[Probability]) -> dict[str, object]:
    """A reading as JSON, the shape that every export has."""
    return {
        "id": id_,
        "language": one.language,
        "sentiment": {
            "label": one.sentiment, "score": round(one.score, 4), "confidence": round(one.confidence, 4),
            **({"shares": dict(zip(MOODS, one.shares, strict=True))} if one.shares else {}),
        },
        "intent": one.intent,
        "departments": [{"name": each.department, "probability": each.probability} for each in departments],
    }  # fmt: skip


@click.command()
@click.argument("file", default="-")
@passed
def understand(world: World, file: str) -> None:
    """Read texts (JSONL of {id, text}, on standard input without FILE): one reading a line, in order.

    Example: earshot understand < texts.jsonl
    """
    reader = run(stage(world.given()))
    for batch in batches(Lines(file)):
        found = reader.read([one["text"] for one in batch])
        lines(
            reading_json(one.get("id"), understood, departments)
            for one, (understood, departments) in zip(batch, found, strict=True)
        )


@click.command()
@click.argument("file")
@passed
def evaluate(world: World, file: str) -> None:
    """Score the reader on labelled texts (JSONL of {text} with sentiment, language, intent or department).

    For each label: how many lines have it, how many were answered, and how many of those rightly.

    Example: earshot evaluate labelled.jsonl
    """
    pairs: dict[str, list[tuple[str, str]]] = {label: [] for label in LABELS}
    reader = run(stage(world.given()))
    for batch in batches(Lines(file)):
        for one, said in zip(batch, _said(reader, batch), strict=True):
            for label in LABELS:
                if isinstance(one.get(label), str):
                    pairs[label].append((one[label], said[label]))
    if not any(pairs.values()):
        raise BadQuestion(what=texts.no_labels(LABELS), remedy="")
    document({label: scores(found, _ABSTAINED[label]) for label, found in pairs.items() if found})


def _said(reader: Stage, batch: Sequence[Mapping[str, str]]) -> list[dict[str, str]]:
    return [
        {
            "sentiment": one.sentiment, "language": one.language, "intent": one.intent,
            "department": decide(departments) or "",
        }
        for one, departments in reader.read([line["text"] for line in batch])
    ]  # fmt: skip


def scores(pairs: Sequence[tuple[str, str]], abstained: Sequence[str]) -> dict[str, object]:
    """How well answers (right, said) agree; accuracy is of those answered, macro F1 counts silence as a miss."""
    answered = [(right, said) for right, said in pairs if said not in abstained]
    hits = sum(1 for right, said in answered if right == said)
    wanted, given = Counter(right for right, _ in pairs), Counter(said for _, said in answered)
    right = Counter(one for one, said in answered if one == said)
    each = {
        name: {
            "n": wanted[name],
            "precision": _share(right[name], given[name]),
            "recall": _share(right[name], wanted[name]),
            "f1": _share(2 * right[name], given[name] + wanted[name]),
        }
        for name in sorted(wanted)
    }
    return {
        "n": len(pairs), "answered": len(answered), "accuracy": _share(hits, len(answered)),
        "macro_f1": round(sum(float(one["f1"] or 0) for one in each.values()) / len(each), 4), "classes": each,
    }  # fmt: skip


def _share(part: int, whole: int) -> float | None:
    return round(part / whole, 4) if whole else None
