"""Return on intention by the second evaluator: written from the text of the method alone."""

from __future__ import annotations

from fractions import Fraction as F  # noqa: N817
from typing import Any

from tests.bot.roi.oracle import Item, Oracle


def intention(oracle: Oracle, names: set[str] | None, cost: Any) -> Item:
    """Aims in the order of the ledger as (id, actual, progress, expected, status), score, coverage, cost per point."""
    aims, gone = [], oracle.gone(oracle.aims)
    weights, progresses, total = F(0), F(0), F(0)
    for a in oracle.aims:
        if a["id"] in gone or not (names is None or a["programme"] in names):
            continue
        weight = F(str(a.get("weight", 1)))
        total += weight
        start, due = oracle.local(a["start"]), oracle.local(a["due"])
        known = [
            (oracle.local(o["date"]), n, F(str(o["value"]))) for n, o in enumerate(a["observations"])
            if (not o.get("recorded") or oracle.instant(o["recorded"]) <= oracle.at) and o["value"] is not None
            and start <= oracle.local(o["date"]) <= oracle.today
        ]  # fmt: skip
        actual = max(known)[2] if known else None
        base, target = F(str(a["baseline"])), F(str(a["target"]))
        done: F | None = None
        if actual is not None and base == target:
            done = F(int(abs(actual - target) <= F(str(a.get("tolerance", 0)))))
        elif actual is not None:
            done = (actual - base) / (target - base)
        days = (due - start).days
        expected = F(max(0, min((oracle.today - start).days, days)), days) if days else F(int(oracle.today >= start))
        status = "behind"
        if oracle.today < start:
            status = "not_started"
        elif done is None:
            status = "unknown"
        elif done >= 1:
            status = "achieved"
        elif done < 0:
            status = "reversed"
        elif base != target and done >= expected - F(1, 10):
            status = "on_track"
        if done is not None:
            weights += weight
            progresses += weight * max(F(0), min(done, F(1)))
        aims.append((a["id"], actual, done, expected, status))
    score = progresses / weights if weights else None
    return {
        "aims": aims, "score": score, "coverage": weights / total if total else None,
        "cost_per_point": F(cost) / (100 * score) if score and cost is not None else None,
    }  # fmt: skip
