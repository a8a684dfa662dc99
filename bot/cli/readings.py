"""`understand` and `evaluate`: the reader alone, on texts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import click

from bot.cli.lines import Lines, batches
from bot.cli.opening import reading
from bot.cli.world import World, document, lines, passed, run, words
from bot.compose.environment import Given
from bot.compose.instruments import Stage, stage
from bot.compose.instruments import corrections as corrected_texts
from bot.errors import BadQuestion
from bot.flow.judging import waiting
from bot.model.reading import Probability
from bot.texts import operating as texts
from bot.understanding import Understood
from bot.understanding.heads import MOODS
from bot.understanding.scoring import Answer, scored

LABELS = ("sentiment", "language", "intent", "department")


def reading_json(
    id_: object, one: Understood, departments: Sequence[Probability], *, shares: bool = False
) -> dict[str, object]:
    """A reading as JSON, the shape that every export has; with `shares` also the chances of each mood."""
    return {
        "id": id_,
        "language": one.language,
        "sentiment": {
            "label": one.sentiment, "score": round(one.score, 4), "confidence": round(one.confidence, 4),
            **({"shares": dict(zip(MOODS, one.shares, strict=True))} if shares and one.shares else {}),
        },
        "intent": one.intent,
        "departments": [{"name": each.department, "probability": each.probability} for each in departments],
    }  # fmt: skip


@click.command()
@click.argument("file", default="-")
@click.option("--shares", is_flag=True, help="Add the chances of each mood, also where the label is unsure.")
@passed
def understand(world: World, file: str, *, shares: bool) -> None:
    """Read texts (JSONL of {id, text}, on standard input without FILE): one reading a line, in order.

    Example: earshot understand < texts.jsonl
    """
    reader = run(stage(world.given()))
    for batch in batches(Lines(file)):
        found = reader.read([one["text"] for one in batch])
        lines(
            reading_json(one.get("id"), understood, departments, shares=shares)
            for one, (understood, departments) in zip(batch, found, strict=True)
        )


@click.command()
@click.argument("file", required=False)
@click.option("--corrections", is_flag=True, help="Score on what colleagues corrected, instead of a file.")
@click.option(
    "--precision", type=click.FloatRange(0, 1), default=0.9, help="Find the confidence that is so often right."
)
@click.option("--min", "least", type=click.FloatRange(0, 1), help="Exit with 1 where the accuracy of a label is lower.")
@passed
def evaluate(world: World, file: str | None, *, corrections: bool, precision: float, least: float | None) -> None:
    """Score the reader on labelled texts (JSONL of {text} with sentiment, language, intent or department).

    For each label: accuracy, macro F1, calibration, the threshold that meets a wanted precision, the worst language,
    what is confused with what. What colleagues corrected in chats is read as if they had not.

    Example: earshot evaluate --min 0.8 labelled.jsonl
    """
    if corrections == (file is not None):
        raise click.UsageError(texts.file_or_corrections())
    answers = _labelled(world, file) if file is not None else _corrected(world)
    if not any(answers.values()):
        raise BadQuestion(what=texts.no_corrections() if corrections else texts.no_labels(LABELS), remedy="")
    found = {label: scored(rows, precision=precision) for label, rows in answers.items() if rows}
    document(found)
    low = {label: one["accuracy"] for label, one in found.items() if least is not None and _number(one) < least}
    for label, accuracy in low.items():
        words(texts.below_least(label, float(str(accuracy)), least or 0.0))
    if low:
        click.get_current_context().exit(1)


def _labelled(world: World, file: str) -> dict[str, list[Answer]]:
    """What is said of a file's lines, by label."""
    answers: dict[str, list[Answer]] = {label: [] for label in LABELS}
    reader = run(stage(world.given()))
    for batch in batches(Lines(file)):
        for one, said in zip(batch, _said(reader, batch), strict=True):
            for label in LABELS:
                if isinstance(one.get(label), str):
                    answers[label].append(replace(said[label], right=one[label]))
    return answers


def _corrected(world: World) -> dict[str, list[Answer]]:
    """What is said of what people corrected, by label."""
    answers: dict[str, list[Answer]] = {label: [] for label in LABELS}
    for label, right, understood, departments in run(corrected_texts(world.given())):
        answers[label].append(replace(_answers(understood, departments)[label], right=right))
    return answers


@click.command()
@click.option("--limit", type=click.IntRange(1, 10_000), default=50, help="At most so many, the newest (50).")
@passed
def review(world: World, *, limit: int) -> None:
    """List the newest mentions that wait for a person's word: the mood is unsure, or no department is likely enough.

    JSON lines of {id, text, waits, sentiment, confidence, department, probability}; the department is the likeliest.

    Example: earshot review --limit 20
    """
    lines(run(_review(world.given(), limit)))


async def _review(given: Given, limit: int) -> list[dict[str, object]]:
    async with reading(given) as app:
        return [
            {
                "id": f"{one.row.source}:{one.row.source_id}", "text": one.row.text.raw,
                "waits": [name for name, waits in (("mood", one.mood), ("department", one.department)) if waits],
                "sentiment": one.row.sentiment, "confidence": one.row.confidence,
                "department": one.likeliest[0] if one.likeliest else None,
                "probability": one.likeliest[1] if one.likeliest else 0.0,
            }
            for one in await waiting(app.store, limit=limit)
        ]  # fmt: skip


def _number(one: dict[str, object]) -> float:
    return float(str(one["accuracy"]))


def _said(reader: Stage, batch: Sequence[Mapping[str, str]]) -> list[dict[str, Answer]]:
    return [_answers(one, departments) for one, departments in reader.read([line["text"] for line in batch])]


def _answers(one: Understood, departments: Sequence[Probability]) -> dict[str, Answer]:
    first = departments[0] if departments else Probability(department="", probability=0.0)

    def answer(said: str, *, silent: bool = False, confidence: float | None = None) -> Answer:
        return Answer(right="", said=said, answered=not silent, confidence=confidence, language=one.language)

    return {
        "sentiment": answer(
            one.sentiment, silent=one.sentiment in ("unsure", "not_scored"), confidence=one.confidence or None
        ),
        "language": answer(one.language, silent=one.language == "unknown"),
        "intent": answer(one.intent),
        # Whoever labels texts of departments wants to know who is named first; triage is the threshold's matter.
        "department": answer(first.department, silent=not departments, confidence=first.probability),
    }
