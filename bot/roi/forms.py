"""From the fields of a form to an entry of the ledger; a field that does not belong there is named."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, cast, get_args

from bot.errors import BadLedger
from bot.model.ledger import BenefitKind
from bot.roi.entries import KIND_INPUTS

FormKind = Literal["cost", "benefit", "aim", "outcome"]
LIST_OF: Mapping[FormKind, str] = {"cost": "costs", "benefit": "benefits", "aim": "aims", "outcome": "outcomes"}
_WORDS = ("label", "note", "department")
_WHEN = ("date", "from", "to")
_COST = {"time": ("hours", "role", "rate", "currency"), "cash": ("amount", "currency")}
_BENEFIT = (
    "kind", "basis", "low", "high", "cashable", "currency", "channel", "unit", "unit_type", "unit_ids", "pool",
    "pool_cap", "insight", "role", "rate",
)  # fmt: skip
_AIM = ("metric", "baseline", "target", "start", "due", "weight", "tolerance", "unit")
_OUTCOME = ("metric", "date", "count")


def fields_of(kind: FormKind, form: Mapping[str, str]) -> tuple[str, ...]:
    """The fields that a form of this kind may hold.

    Raises:
        BadLedger: the type of a cost or the kind of a benefit is none.
    """
    if kind == "cost":
        kind_of_cost = _choice(form, "type", tuple(_COST))
        return ("programme", "type", *_WHEN, *_COST[kind_of_cost], *_WORDS)
    if kind == "benefit":
        chosen = cast(BenefitKind, _choice(form, "kind", get_args(BenefitKind)))
        return ("programme", *_WHEN, *_BENEFIT, *KIND_INPUTS[chosen], *_WORDS)
    return ("programme", *(_AIM if kind == "aim" else _OUTCOME), *_WORDS)


def item_of(kind: FormKind, form: Mapping[str, str]) -> dict[str, object]:
    """The entry as it is stored: what was left empty is left out, numbers stay the digits that were typed.

    Raises:
        BadLedger: a field does not belong to such an entry.
    """
    allowed = fields_of(kind, form)
    found: dict[str, object] = {}
    for name, value in form.items():
        if name not in allowed:
            raise BadLedger(item="the entry", key=name, found="given", expected="one of " + ", ".join(allowed))
        text = value.strip()
        if text:
            found[name] = [one.strip() for one in text.split(",") if one.strip()] if name == "unit_ids" else text
    return found


def _choice(form: Mapping[str, str], key: str, choices: tuple[str, ...]) -> str:
    chosen = form.get(key, "").strip()
    if chosen not in choices:
        found = repr(chosen[:40]) if chosen else "left out"
        raise BadLedger(item="the entry", key=key, found=found, expected="one of " + ", ".join(choices))
    return chosen
