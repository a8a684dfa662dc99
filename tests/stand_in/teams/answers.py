"""What Teams makes of a bot's answer to an invoke; what it could not make out stands in `Answer.wrong`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from tests.stand_in.teams import cards
from tests.stand_in.teams.answer import Answer
from tests.stand_in.teams.posts import Dialog, Post
from tests.stand_in.teams.state import Json, Tenant

CARD = "application/vnd.microsoft.card.adaptive"
MESSAGE = "application/vnd.microsoft.activity.message"
ERROR = "application/vnd.microsoft.error"
TYPES = (
    CARD,
    MESSAGE,
    ERROR,
    "application/vnd.microsoft.activity.loginRequest",
    "application/vnd.microsoft.error.incorrectAuthCode",
    "application/vnd.microsoft.error.preconditionFailed",
)
SIZES = ("small", "medium", "large")


def of_action(post: Post, user: str, answer: Answer) -> Answer:
    """The answer to adaptiveCard/action, once the card or the message it brings is shown to who pressed."""
    if not answer.ok:
        return answer
    body, wrong = _object(answer)
    wrong = wrong or tuple(_of_action(body))
    if wrong:
        return replace(answer, wrong=wrong)
    if body["type"] == CARD:
        post.views[user] = body["value"]
        return answer
    value = body["value"]
    said = value.get("message", "") if isinstance(value, dict) else value
    return replace(answer, shown=str(said), wrong=(f"error: {said}",) if body["type"] == ERROR else ())


def of_task(tenant: Tenant, dialog: Dialog, answer: Answer) -> Answer:
    """The answer to task/fetch or task/submit, once the dialog is opened, changed or closed."""
    if not answer.ok:
        return answer
    body, wrong = _object(answer) if answer.body.strip() else ({}, ())
    task = body.get("task")
    wrong = wrong or tuple(_of_task(task))
    if wrong:
        return replace(answer, wrong=wrong)
    if not isinstance(task, dict) or task["type"] == "message":
        dialog.open = False
        return answer if not isinstance(task, dict) else replace(answer, shown=str(task["value"]))
    dialog.task, dialog.open = task["value"], True
    if dialog not in tenant.dialogs:
        tenant.dialogs.append(dialog)
    return answer


def _object(answer: Answer) -> tuple[Json, tuple[str, ...]]:
    try:
        found: Any = answer.json
    except ValueError:
        return {}, ("the body is no JSON",)
    if not isinstance(found, dict):
        return {}, ("the body is no object",)
    return found, ()


def _of_action(body: Json) -> Iterator[str]:
    if body.get("type") not in TYPES:
        yield f"type {body.get('type')} is not known"
    if not isinstance(body.get("statusCode"), int):
        yield "statusCode is no number"
    if body.get("type") == CARD:
        yield from cards.problems(body.get("value"))
    elif body.get("type") == MESSAGE and not isinstance(body.get("value"), str):
        yield "the value of a message is no text"


def _of_task(task: Any) -> Iterator[str]:
    if task is None:
        return
    if not isinstance(task, dict) or task.get("type") not in ("continue", "message"):
        yield "task.type is neither continue nor message"
        return
    value = task.get("value")
    if task["type"] == "message":
        if not isinstance(value, str) or not value:
            yield "task.value of a message is no text"
        return
    if not isinstance(value, dict):
        yield "task.value is no object"
        return
    for name in ("height", "width"):
        size = value.get(name, "medium")
        if size not in SIZES and not isinstance(size, int):
            yield f"task.value.{name} {size} is no size"
    card = value.get("card") or {}
    if card.get("contentType") != CARD:
        yield "task.value.card is no Adaptive Card"
    else:
        yield from cards.problems(card.get("content"), dialog=True)
