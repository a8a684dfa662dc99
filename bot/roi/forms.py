"""From the fields of a form to an entry of the ledger; a field that does not belong there is named."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, cast, get_args

from bot.errors import BadLedger
from bot.model.ledger import BenefitKind
from bot.roi.entries import KIND_INPUTS
from bot.roi.typed import CATEGORIES

FormKind = Literal["cost", "benefit", "aim", "outcome", "change", "idea", "fx"]
LIST_OF: Mapping[FormKind, str] = {
    "cost": "costs", "benefit": "benefits", "aim": "aims", "outcome": "outcomes", "change": "changes", "idea": "ideas",
    "fx": "fx",
}  # fmt: skip
KIND_OF: Mapping[str, FormKind] = {name: kind for kind, name in LIST_OF.items()}
CHOICE_OF: Mapping[str, str] = {"cost": "type", "benefit": "kind"}
"""The field of an entry that says which others it has."""
_WORDS = ("label", "note", "department", "source")
_WHEN = ("date", "from", "to")
_COST = {"time": ("hours", "role", "rate", "currency"), "cash": ("amount", "currency")}
_BENEFIT = (
    "kind", "basis", "low", "high", "cashable", "currency", "channel", "unit", "unit_type", "unit_ids", "pool",
    "pool_cap", "insight", "role", "rate",
)  # fmt: skip
_FIELDS: Mapping[FormKind, tuple[str, ...]] = {
    "aim": ("metric", "baseline", "target", "start", "due", "weight", "tolerance", "unit"),
    "outcome": ("metric", "date", "count"),
    "change": ("what", "date", "owner", "insight", "metric", "before", "after"),
    "idea": ("what", "expected", "currency", "variable", "due", "benefit"),
    "fx": ("date", "foreign", "into", "rate"),
}
_NEEDED: Mapping[FormKind, tuple[str, ...]] = {
    "change": ("what", "date"),
    "idea": ("what",),
    "fx": ("date", "foreign", "into", "rate"),
}
"""What an entry is not without; of the others the ledger itself says it."""
_FIGURES = ("before", "after", "expected")
_NUMBER_LIKE = frozenset("0123456789.-")


def fields_of(kind: FormKind, form: Mapping[str, str]) -> tuple[str, ...]:
    """The fields that a form of this kind may hold.

    Raises:
        BadLedger: the type of a cost or the kind of a benefit is none.
    """
    if kind == "cost":
        kind_of_cost = _choice(form, "type", tuple(_COST))
        return ("programme", "type", *_WHEN, *_COST[kind_of_cost], "category", "insight", *_WORDS)
    if kind == "benefit":
        chosen = cast(BenefitKind, _choice(form, "kind", get_args(BenefitKind)))
        return ("programme", *_WHEN, *_BENEFIT, *KIND_INPUTS[chosen], *_WORDS)
    return ("programme", *_FIELDS[kind], *_WORDS)


def item_of(kind: FormKind, form: Mapping[str, str]) -> dict[str, object]:
    """The entry as it is stored: what was left empty is left out, numbers stay the digits that were typed.

    Raises:
        BadLedger: a field does not belong to such an entry, or one that it needs is empty.
    """
    allowed = fields_of(kind, form)
    found: dict[str, object] = {}
    for name, value in form.items():
        if name not in allowed:
            raise BadLedger(item="the entry", key=name, found="given", expected="one of " + ", ".join(allowed))
        text = value.strip()
        if text:
            found[name] = [one.strip() for one in text.split(",") if one.strip()] if name == "unit_ids" else text
    _check(kind, found)
    if kind == "fx":
        # On a form, `from` and `to` are days.
        found |= {"from": str(found.pop("foreign")).upper(), "to": str(found.pop("into")).upper()}
    return found


def _check(kind: FormKind, found: Mapping[str, object]) -> None:
    for name in _NEEDED.get(kind, ()):
        if name not in found:
            raise BadLedger(item="the entry", key=name, found="left out", expected="something")
    for name in _FIGURES:
        text = str(found.get(name, "0"))
        if not set(text) <= _NUMBER_LIKE or not any(one.isdigit() for one in text):
            raise BadLedger(item="the entry", key=name, found=repr(text[:40]), expected="a number such as 120 or 0.4")
    category = found.get("category")
    if category is not None and category not in CATEGORIES:
        expected = "one of " + ", ".join(CATEGORIES)
        raise BadLedger(item="the entry", key="category", found=repr(str(category)[:40]), expected=expected)


def _choice(form: Mapping[str, str], key: str, choices: tuple[str, ...]) -> str:
    chosen = form.get(key, "").strip()
    if chosen not in choices:
        found = repr(chosen[:40]) if chosen else "left out"
        raise BadLedger(item="the entry", key=key, found=found, expected="one of " + ", ".join(choices))
    return chosen
