"""The acts on offer on a card: two buttons and a menu, as the status allows."""

from __future__ import annotations

from bot.delivery.views import CardView
from bot.model.insight import Status
from bot.model.message import Actions, Button
from bot.texts.cards import labels

_FIRST: dict[Status, tuple[str, ...]] = {
    "new": ("take", "not_ours"),
    "acknowledged": ("in_work", "not_ours"),
    "in_work": ("open:fixed", "not_ours"),
    "fixed": ("open:told", "remind"),
    "told": ("watch", "open:reopen"),
    "measured": ("watch", "open:reopen"),
    "declined": ("watch", "open:reopen"),
}
_STEPS: dict[Status, tuple[str, ...]] = {
    "new": ("in_work", "open:fixed", "open:decline"),
    "acknowledged": ("take", "open:fixed", "open:decline"),
    "in_work": ("take", "open:decline"),
    "fixed": ("open:reopen",),
    "told": (),
    "measured": (),
    "declined": (),
}
_ALWAYS = ("open:tag", "open:not_ours", "watch", "open:link", "open:insight", "useful", "not_useful")
_QUIETER = ("mute", "less")


def actions(view: CardView) -> Actions:
    """The buttons of an insight for one place. A fix too young to be judged offers a reminder first."""
    insight = view.insight
    first = _FIRST[insight.status]
    if insight.status == "fixed" and not view.effect:
        first = ("remind", "not_ours")
    elif insight.status in ("acknowledged", "in_work") and not _taken_here(view):
        first = ("take", "not_ours") if insight.kind != "request" else ("watch", "not_ours")
    steps = (*_STEPS[insight.status], *(("in_work",) if insight.status == "acknowledged" else ()))
    if insight.status == "in_work":
        steps = ("open:fixed", *steps)
    if insight.status in ("fixed", "told"):
        steps = ("open:told", *steps)
    # Harm cannot be muted, and a triage card has no department to learn from.
    quieter = _QUIETER if insight.kind not in ("risk", "silence") and insight.theme is not None else ()
    menu = tuple(dict.fromkeys(act for act in (*steps, *_ALWAYS, *quieter) if act not in first))
    if "remind" in first:
        menu = tuple(act for act in menu if act != "watch")
    return Actions(
        insight=insight.id,
        buttons=tuple(_button(act, view, primary=place == 0) for place, act in enumerate(first)),
        menu=tuple(_button(act, view, primary=False) for act in menu),
        saw=insight.status,
    )


def _taken_here(view: CardView) -> bool:
    return any(stand.department == view.department and stand.status != "new" for stand in view.stands)


def _button(act: str, view: CardView, *, primary: bool) -> Button:
    value = ""
    if act == "not_ours":
        # The other department it most probably concerns is the best guess of whose it is.
        others = [one for one in view.insight.departments if one.department != view.department and not one.active]
        value = max(others, key=lambda one: one.probability).department if others else ""
    if act == "open:insight":
        value = str(view.insight.id)
    name = "watch" if act == "remind" else act
    return Button(label=labels()[act], act=name, value=value, primary=primary)
