"""An answer as JSON, with the field names of the method. Here and nowhere else figures are rounded."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from decimal import Decimal

from bot.model.answer import Answer, Intention, Reason, UnitCost
from bot.roi.rounding import money, percent, ratio
from bot.roi.words import inputs


def answer_json(answer: Answer) -> dict[str, object]:
    """The answer's output fields in the order of the method; numbers are rounded Decimals."""
    currency = answer.currency
    period, grades = answer.period, answer.by_grade
    fields: dict[str, object] = {
        "metric": answer.metric,
        "programme": answer.programme,
        "period": {
            "start": None if period is None or period.start is None else period.start.isoformat(),
            "end": None if period is None else period.end.isoformat(),
        },
        "currency": currency,
        **{name: _money(getattr(answer, name), currency) for name in _MONEY},
        **{name: _percent(getattr(answer, name)) for name in _PERCENT},
        "grade": answer.grade,
        "by_grade": {
            "measured": _money(grades.measured if grades else None, currency),
            "estimated": _money(grades.estimated if grades else None, currency),
            "asserted": _money(grades.asserted if grades else None, currency),
        },
        "npv": _money(answer.npv, currency),
        "payback_months": _percent(answer.payback_months),
        "not_counted": _reasons(answer.not_counted),
        "missing": _reasons(answer.missing),
        "warnings": list(answer.warnings),
        "defaults_used": list(answer.defaults_used),
        "refused": answer.refused,
        "formula": answer.formula,
        "inputs": list(inputs(answer)),
        "sources": list(answer.sources),
    }
    return fields | _asked(answer)


def dump(answer: Answer) -> str:
    """The answer as JSON text: numbers in plain digits, keys always in the same order."""
    return _text(answer_json(answer), "") + "\n"


_MONEY = ("benefit", "benefit_low", "benefit_high", "cash_benefit", "cost", "net")
_PERCENT = ("roi_pct", "roi_low_pct", "roi_high_pct", "cash_roi_pct")


def _asked(answer: Answer) -> dict[str, object]:
    """The fields that only some questions have."""
    currency = answer.currency
    fields: dict[str, object] = {}
    if answer.notes:
        fields["notes"] = list(answer.notes)
    if answer.beside:
        fields["beside"] = [
            {"id": one.id, "reason": one.reason, "low": money(one.low, currency), "high": money(one.high, currency)}
            for one in answer.beside
        ]
    if answer.maturity is not None or answer.metric == "maturity":
        fields["maturity"] = _ratio(answer.maturity)
    if answer.unit is not None:
        fields |= _unit(answer.unit, currency)
    if answer.intention is not None:
        fields |= _intention(answer.intention, currency)
    if answer.comparison is not None:
        change = answer.change
        fields["comparison"] = answer_json(answer.comparison)
        fields["change"] = _percent(change) if answer.metric == "roi" else _money(change, currency)
        fields["change_pct"] = _percent(answer.change_pct)
    if answer.by is not None:
        fields["by"] = {
            programme: {
                "benefit": _money(line.benefit, currency),
                "cost": _money(line.cost, currency),
                "net": _money(line.net, currency),
                "roi_pct": _percent(line.roi_pct),
            }
            for programme, line in answer.by.items()
        }
        fields["ranking"] = list(answer.ranking)
    return fields


def _unit(found: UnitCost, currency: str) -> dict[str, object]:
    return {
        "unit_cost": _money(found.each, currency),
        "outcome_count": found.count,
        "versus_unit_cost": _money(found.versus, currency),
        "ratio": _ratio(found.ratio),
    }


def _intention(found: Intention, currency: str) -> dict[str, object]:
    return {
        "aims": [
            {
                "id": aim.id,
                "actual": aim.actual,
                "progress": _ratio(aim.progress),
                "expected": ratio(aim.expected),
                "status": aim.status,
            }
            for aim in found.aims
        ],
        "score": _ratio(found.score),
        "coverage": _ratio(found.coverage),
        "cost_per_point": _money(found.cost_per_point, currency),
    }


def _money(value: Decimal | None, currency: str) -> Decimal | None:
    return None if value is None else money(value, currency)


def _percent(value: Decimal | None) -> Decimal | None:
    return None if value is None else percent(value)


def _ratio(value: Decimal | None) -> Decimal | None:
    return None if value is None else ratio(value)


def _reasons(reasons: Sequence[Reason]) -> list[dict[str, str]]:
    return [{"id": one.id, "reason": one.reason} for one in reasons]


def _text(value: object, indent: str) -> str:
    if isinstance(value, Decimal):
        return f"{value:f}"
    deeper = indent + "  "
    if isinstance(value, Mapping) and value:
        lines = [f"{deeper}{json.dumps(str(key))}: {_text(inner, deeper)}" for key, inner in value.items()]
        return "{\n" + ",\n".join(lines) + f"\n{indent}}}"
    if isinstance(value, list) and value:
        return "[\n" + ",\n".join(deeper + _text(inner, deeper) for inner in value) + f"\n{indent}]"
    return json.dumps(value, ensure_ascii=False)
