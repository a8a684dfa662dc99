"""A second evaluator, written from the text of the method alone: slow, plain, on raw JSON, in fractions and floats.

It shares no code with bot.roi, so that the two can be held against each other.
"""

from __future__ import annotations

import math
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo

Item = dict[str, Any]
F = Fraction
DEFAULT_CONTACT = {"phone": F(10), "email": F(6), "chat": F(5), "social": F(6), "self_service": F(1, 4)}
RANK = {"measured": 0, "estimated": 1}


class Missing(Exception):
    pass


class Oracle:
    def __init__(self, ledger: Item, query: Item) -> None:
        self.settings = ledger["settings"]
        self.zone = ZoneInfo(self.settings["timezone"])
        self.query = query
        self.at = self.instant(query["as_of"])
        self.today = self.local(query["as_of"])

        def known(key: str) -> list[Item]:
            entries = ledger.get(key) or []
            return [e for e in entries if not e.get("recorded") or self.instant(e["recorded"]) <= self.at]

        self.costs, self.benefits = known("costs"), known("benefits")
        self.insights, self.fx = known("insights"), known("fx")
        self.orders, self.aims, self.outcomes = known("orders"), known("aims"), known("outcomes")
        self.programmes = ledger["programmes"]

    # --- days and moments ---

    def instant(self, text: str) -> datetime:
        if len(text) == 10:
            day = date.fromisoformat(text) + timedelta(days=1)
            return datetime(day.year, day.month, day.day, tzinfo=self.zone) - timedelta(microseconds=1)
        return datetime.fromisoformat(text)

    def local(self, text: str) -> date:
        if len(text) == 10:
            return date.fromisoformat(text)
        return datetime.fromisoformat(text).astimezone(self.zone).date()

    def days(self, item: Item) -> list[date]:
        if item.get("date"):
            return [self.local(item["date"])]
        start, end = self.local(item["from"]), self.local(item["to"])
        return [start + timedelta(days=n) for n in range((end - start).days)]

    # --- prices ---

    def exchange(self, item: Item) -> F:
        base, own = self.settings["base_currency"], item.get("currency")
        if own in (None, base):
            return F(1)
        day, age = self.days(item)[0], self.settings.get("fx_max_age_days", 7)
        for source, target, turned in ((own, base, False), (base, own, True)):
            best = None
            for rate in self.fx:
                dated = self.local(rate["date"])
                fits = rate["from"] == source and rate["to"] == target and 0 <= (day - dated).days <= age
                if fits and (best is None or dated >= best[0]):
                    best = (dated, F(str(rate["rate"])))
            if best is not None:
                return 1 / best[1] if turned else best[1]
        raise Missing("FX_MISSING")

    def contact(self, channel: str, used: set[str]) -> F:
        own = (self.settings.get("cost_per_contact") or {}).get(channel)
        if own is not None:
            return F(str(own))
        used.add(f"cost_per_contact.{channel}")
        return DEFAULT_CONTACT[channel]

    def hourly(self, item: Item, used: set[str]) -> F:
        if item.get("rate") is not None:
            return F(str(item["rate"])) * self.exchange(item)
        own = (self.settings.get("hourly_rates") or {}).get(item.get("role"))
        own = self.settings.get("default_hourly_rate") if own is None else own
        if own is None:
            used.add("default_hourly_rate")
            return F(50)
        return F(str(own))

    # --- one benefit ---

    def value(self, b: Item, used: set[str]) -> tuple[F, F, tuple[Any, Any] | None]:
        def n(name: str) -> F:
            if b.get(name) is None:
                raise Missing(name)
            return F(str(b[name]))

        def or_setting(name: str, default: F | None) -> F:
            for place in (b, self.settings):
                if place.get(name) is not None:
                    return F(str(place[name]))
            if default is None:
                raise Missing(name)
            used.add(name)
            return default

        kind = b["kind"]
        if kind == "sales":
            net = n("revenue") - n("refunds")
            worth = net * or_setting("gross_margin", None) * or_setting("incremental_share", F(1)) * self.exchange(b)
            return worth, F(str(b["orders"])) if b.get("orders") is not None else F(1), None
        if kind == "deflection":
            if b.get("contacts_avoided") is not None:
                contacts = n("contacts_avoided")
            else:
                share = n("intent_share") * n("resolved_share") * n("would_contact_share")
                contacts = n("visits") * share - (n("recontacts") if "recontacts" in b else 0)
            each = self.contact(b.get("channel") or "social", used) - self.contact("self_service", used)
            return contacts * each, contacts, None
        if kind == "fix":
            return self.fix(b, n, used)
        if kind == "time_saved":
            hours = (n("minutes_before") - n("minutes_after")) / 60 * n("tasks")
            return hours * self.hourly(b, used) * or_setting("realisation", F(1, 2)), hours, None
        if kind == "retention":
            p1, p2 = n("treated_churned") / n("treated_n"), n("control_churned") / n("control_n")
            each = n("treated_n") * n("margin_per_customer_month") * n("months_observed") * self.exchange(b)
            bounds = None
            if b["basis"] in ("holdout", "control"):
                se = math.sqrt(p1 * (1 - p1) / n("treated_n") + p2 * (1 - p2) / n("control_n"))
                bounds = tuple(sorted((float(p2 - p1) + sign * 1.645 * se) * float(each) for sign in (-1, 1)))
            return (p2 - p1) * each, n("treated_n"), bounds  # type: ignore[return-value]
        if kind == "spend_change":
            change = (n("treated_after") - n("treated_before")) - (n("control_after") - n("control_before"))
            return n("n") * change * or_setting("gross_margin", None) * self.exchange(b), n("n"), None
        return n("amount") * self.exchange(b), F(1), None

    def fix(self, b: Item, n: Any, used: set[str]) -> tuple[F, F, tuple[Any, Any] | None]:
        if b.get("avoided") is not None:
            avoided = n("avoided")
        elif b.get("control_pre") is not None:
            avoided = n("pre_count") * n("control_post") / n("control_pre") - n("post_count")
        else:
            avoided = n("pre_count") / n("pre_days") * n("post_days") - n("post_count")
        per = n("contacts_per_mention") if b.get("unit") == "mentions" else F(1)
        price = per * self.contact(b.get("channel") or "social", used)
        bounds: tuple[Any, Any] | None = None
        counts = [b.get(name) for name in ("pre_count", "post_count", "control_pre", "control_post")]
        if b.get("avoided_low") is not None and b.get("avoided_high") is not None:
            bounds = (n("avoided_low") * price, n("avoided_high") * price)
        elif all(counts):
            pre, post, cpre, cpost = (float(c) for c in counts if c is not None)
            dispersion = float(self.settings.get("overdispersion") or 2)
            se = math.sqrt(dispersion * (1 / pre + 1 / post + 1 / cpre + 1 / cpost))
            inverse = pre * cpost / (cpre * post)
            bounds = (
                post * (inverse * math.exp(-1.645 * se) - 1) * float(price),
                post * (inverse * math.exp(1.645 * se) - 1) * float(price),
            )
        return avoided * price, avoided * per, bounds

    def judged(self, b: Item) -> Item:
        """Value, range, grade of one benefit as a record that the rules then change."""
        used: set[str] = set()
        value, units, own = self.value(b, used)
        given = None
        if b.get("low") is not None and b.get("high") is not None:
            given = (F(str(b["low"])) * self.exchange(b), F(str(b["high"])) * self.exchange(b))
        interval = (given or own) if b["basis"] in ("holdout", "control", "its") else None
        grade = "estimated"
        four = b["kind"] == "fix" and b["basis"] == "control"
        full = all(b.get(name) is not None for name in ("avoided", "avoided_low", "avoided_high"))
        if b["kind"] == "asserted" or b["basis"] == "statement":
            grade = "asserted"
        elif not used and (
            (b["basis"] in ("holdout", "control") and interval and (full or not four))
            or (b["basis"] == "counted" and b["kind"] == "other_cash")
            or (b["basis"] == "timed" and b["kind"] == "time_saved")
        ):
            grade = "measured"
        usual = {"measured": (value, value), "estimated": (value / 2, value * 3 / 2), "asserted": (F(0), value)}[grade]
        low, high = interval or given or (min(usual), max(usual))
        cashable = 1 if b["kind"] in ("sales", "spend_change", "retention", "other_cash") else 0
        if b.get("cashable") is not None:
            cashable = F(str(b["cashable"]))  # type: ignore[assignment]
        return {
            "b": b, "id": b["id"], "v": value, "lo": low, "hi": high, "u": units, "grade": grade, "cash": cashable,
            "interval": interval, "used": used, "pool": b.get("pool"), "days": self.days(b),
        }  # fmt: skip

    # --- the rules ---

    def gone(self, entries: list[Item]) -> dict[str, str]:
        reasons = {}
        for e in entries:
            voided = e.get("voided")
            if e.get("voided_at"):
                voided = self.instant(e["voided_at"]) <= self.at
            if voided:
                reasons[e["id"]] = "voided"
        for e in entries:
            names = e.get("supersedes") or []
            for name in [names] if isinstance(names, str) else names:
                if reasons.get(e["id"]) != "voided" and name != e["id"] and name not in reasons:
                    reasons[name] = "superseded"
        return reasons

    def count(self) -> None:
        self.removed: list[tuple[Item, str]] = []
        self.missing: list[tuple[Item, str, bool]] = []
        self.paid: list[Item] = []
        gone = self.gone(self.costs)
        for c in self.costs:
            if c["id"] in gone:
                self.removed.append((c, gone[c["id"]]))
                continue
            used: set[str] = set()
            name = "amount" if c["type"] == "cash" else "hours"
            try:
                if c.get(name) is None:
                    raise Missing(name)
                price = self.exchange(c) if name == "amount" else self.hourly(c, used)
                self.paid.append({"c": c, "v": F(str(c[name])) * price, "used": used, "days": self.days(c)})
            except Missing as missing:
                self.missing.append((c, str(missing), True))
        gone = self.gone(self.benefits)
        sales, gone_orders = self.sales(), self.gone(self.orders)
        self.removed += [(s, gone_orders[s["order"]]) for s in sales if s["order"] in gone_orders]
        self.asserted, live = [], []
        for b in self.benefits + [s for s in sales if s["order"] not in gone_orders]:
            if b["id"] in gone or b["kind"] == "exposure":
                self.removed.append((b, gone.get(b["id"], "no_money_value")))
                continue
            try:
                one = self.judged(b)
            except Missing as missing:
                self.missing.append((b, str(missing), False))
                continue
            if one["grade"] == "asserted":
                self.removed.append((b, "asserted"))
                self.asserted.append(one)
            elif one["interval"] and one["lo"] <= 0 <= one["hi"]:
                self.removed.append((b, "no_effect_shown"))
            elif b["kind"] == "fix" and not one["interval"]:
                self.removed.append((b, "not_estimable_yet"))
            else:
                live.append(one)
        self.usable = [dict(one) for one in live]
        live = self.units(live)
        contacts = [one["pool"] for one in live if one["b"]["kind"] in ("fix", "deflection") and one["pool"]]
        kept = []
        for one in live:
            if one["b"]["kind"] == "time_saved" and one["b"].get("role") == "agent" and one["pool"] in contacts:
                self.removed.append((one["b"], "inside_cost_per_contact"))
            else:
                kept.append(one)
        self.counted = self.pools(kept)

    def sales(self) -> list[Item]:
        """Section 5: what each order is credited for, one sale for each programme."""
        found = []
        for o in self.orders:
            at = datetime.fromisoformat(o["at"])
            weights: dict[str, F] = {}
            span = timedelta(hours=24) * self.settings.get("lookback_days", 30)
            touches = [(datetime.fromisoformat(t["at"]), t["programme"]) for t in o.get("touches") or []]
            touches = sorted(t for t in touches if at - span <= t[0] <= at)
            if o.get("coupon"):
                weights[o["coupon"]] = F(1)
            elif touches:
                model = self.settings.get("attribution", "last")
                if model == "first":
                    weights[touches[0][1]] = F(1)
                elif model == "last":
                    weights[min(name for when, name in touches if when == touches[-1][0])] = F(1)
                else:
                    for _, name in touches:
                        weights[name] = weights.get(name, F(0)) + F(1, len(touches))
            for name, weight in weights.items():
                revenue, refund = o.get("revenue"), o.get("refund", 0)
                found.append({
                    "id": f"{o['id']}:{name}", "order": o["id"], "kind": "sales", "basis": "attributed",
                    "programme": name, "date": o["at"], "currency": o.get("currency"),
                    "revenue": None if revenue is None else F(str(revenue)) * weight,
                    "refunds": None if refund is None else F(str(refund)) * weight,
                })  # fmt: skip
        return found

    def units(self, live: list[Item]) -> list[Item]:
        result = []
        for one in live:
            kept, keepers = 0, []
            listed = list(dict.fromkeys(one["b"].get("unit_ids") or []))
            for unit in listed:
                rivals = [
                    o for o in live
                    if o["b"].get("unit_type") == one["b"].get("unit_type") and unit in (o["b"].get("unit_ids") or [])
                ]  # fmt: skip
                order = [(RANK[o["grade"]], o["v"] / len(set(o["b"]["unit_ids"])), o["id"], o) for o in rivals]
                best = min(order, key=lambda row: row[:3])[3]
                if best["id"] == one["id"]:
                    kept += 1
                else:
                    keepers.append(best["id"])
            if keepers:
                self.removed.append((one["b"], "overlap:" + min(keepers)))
                one = self.scaled(one, F(kept, len(listed)))
            if kept or not listed:
                result.append(one)
        return result

    def pools(self, live: list[Item]) -> list[Item]:
        result = [one for one in live if one["pool"] is None]
        waiting = [one for one in live if one["pool"] is not None]
        while waiting:
            group = [waiting.pop()]
            grown = True
            while grown:
                grown = False
                for one in list(waiting):
                    if any(o["pool"] == one["pool"] and set(o["days"]) & set(one["days"]) for o in group):
                        group.append(one)
                        waiting.remove(one)
                        grown = True
            caps = [F(str(o["b"]["pool_cap"])) for o in group if o["b"].get("pool_cap") is not None]
            total = sum(o["u"] for o in group)
            if caps and total > min(caps):
                for o in group:
                    self.removed.append((o["b"], "capped"))
                    if min(caps):
                        result.append(self.scaled(o, min(caps) / total))
            elif caps:
                result += group
            else:
                best = sorted(group, key=lambda o: (RANK[o["grade"]], -o["v"], o["id"]))[0]
                result.append(best)
                self.removed += [(o["b"], "overlap:" + best["id"]) for o in group if o["id"] != best["id"]]
        return result

    @staticmethod
    def scaled(one: Item, factor: F) -> Item:
        def times(x: Any) -> Any:
            return x * factor if isinstance(x, F) else x * float(factor)

        return one | {"v": times(one["v"]), "lo": times(one["lo"]), "hi": times(one["hi"]), "u": times(one["u"])}

    # --- the answer ---

    def part(self, item: Item, period: tuple[date | None, date], names: set[str] | None) -> F:
        """The share of an item inside programmes and period, with days after as_of never inside."""
        share, hits = self.hits(item, period, names)
        return share * F(len(hits), len(self.days(item)))

    def hits(self, item: Item, period: tuple[date | None, date], names: set[str] | None) -> tuple[F, list[date]]:
        weights = item.get("shares") or {item.get("programme"): 1}
        inside = sum((F(str(w)) for p, w in weights.items() if names is None or p in names), F(0))
        share = inside / sum((F(str(w)) for w in weights.values()), F(0))
        days = self.days(item)
        start, end = period
        if self.query.get("view") == "cohort" and "type" not in item:
            posted = [self.local(i["posted"]) for i in self.insights if i["id"] == item.get("insight")]
            if not posted or (start and posted[0] < start) or posted[0] >= end or posted[0] > self.today:
                return F(0), []
            start, end = None, date.max
        hits = [d for d in days if (start is None or start <= d) and d < end and d <= self.today]
        return share, hits if share else []

    def answer(self, period: tuple[date | None, date], names: set[str] | None) -> Item:
        self.count()

        def inside(item: Item) -> F:
            return self.part(item, period, names)

        live = [(o, inside(o["b"])) for o in self.counted if inside(o["b"])]
        paid = [(c, inside(c["c"])) for c in self.paid if inside(c["c"])]
        said = any(inside(o["b"]) for o in self.usable)
        lost = [(i["id"], why, is_cost) for i, why, is_cost in self.missing if inside(i)]
        no_cost = any(is_cost for _, _, is_cost in lost)
        cost = None if no_cost else sum((c["v"] * p for c, p in paid), F(0))
        sums = {k: sum((float(o[k]) * float(p) for o, p in live), 0.0) if said else None for k in ("v", "lo", "hi")}
        cash = sum((o["v"] * o["cash"] * p for o, p in live), F(0)) if said else None
        grades = {o["grade"] for o, _ in live if o["v"]}

        def pct(benefit: Any) -> float | None:
            return None if benefit is None or not cost else (float(benefit) - float(cost)) / float(cost) * 100

        metric = self.query["metric"]
        count = self.results(period, names)
        refused = None
        if no_cost and metric != "benefit":
            refused = "COST_MISSING"
        elif not said and metric not in ("cost", "intention", "unit_cost"):
            refused = "NO_BENEFIT_DATA"
        elif metric == "roi" and not cost:
            refused = "NO_COST"
        elif metric == "unit_cost" and not count:
            refused = "NO_OUTCOME"
        used = {name for o, _ in live for name in o["used"]} | {name for c, _ in paid for name in c["used"]}
        return {
            "benefit": sums["v"], "benefit_low": sums["lo"], "benefit_high": sums["hi"],
            "cash_benefit": cash, "cost": cost,
            "net": None if cost is None or not said else sums["v"] - float(cost),  # type: ignore[operator]
            "roi_pct": pct(sums["v"]), "roi_low_pct": pct(sums["lo"]), "roi_high_pct": pct(sums["hi"]),
            "cash_roi_pct": pct(cash),
            "grade": "estimated" if "estimated" in grades else "measured" if grades else None,
            "measured": sum((o["v"] * p for o, p in live if o["grade"] == "measured"), F(0)),
            "estimated": sum((o["v"] * p for o, p in live if o["grade"] == "estimated"), F(0)),
            "asserted": sum((o["v"] * inside(o["b"]) for o in self.asserted), F(0)),
            "not_counted": sorted((i["id"], why) for i, why in self.removed if inside(i)),
            "missing": sorted((own, why) for own, why, _ in lost),
            "partial": any(not is_cost for _, _, is_cost in lost),
            "attributed": any("incremental_share" in o["used"] for o, _ in live),
            "defaults_used": sorted(used), "refused": refused,
            **self.in_months(live, paid, period, names, said=said and not no_cost),
            "maturity": self.maturity(period, names),
            "outcome_count": count,
            "unit_cost": None if cost is None or not count else cost / count,
        }  # fmt: skip

    def in_months(
        self, live: list[Any], paid: list[Any], period: tuple[date | None, date], names: set[str] | None, *, said: bool
    ) -> Item:  # fmt: skip
        """NPV and payback, from what every single day brought."""
        months: dict[tuple[int, int], F] = {}
        for items, sign, key in ((live, 1, "b"), (paid, -1, "c")):
            for one, part in items:
                value = one["v"] if isinstance(one["v"], F) else F(one["v"])
                _, hits = self.hits(one[key], period, names)
                for day in hits:
                    held = (day.year, day.month)
                    months[held] = months.get(held, F(0)) + sign * value * part / len(hits)
        if not said:
            return {"npv": None, "payback_months": None}
        if not months:
            return {"npv": 0, "payback_months": 0}
        (year, month), (last_year, last_month) = min(months), max(months)
        count = (last_year - year) * 12 + last_month - month + 1
        net = [months.get((year + (month - 1 + m) // 12, (month - 1 + m) % 12 + 1), F(0)) for m in range(count)]
        rate = float(self.settings.get("discount_rate_annual", "0.1"))
        npv = sum(float(one) / (1 + rate) ** (m / 12) for m, one in enumerate(net))
        sums = [sum(net[: m + 1], F(0)) for m in range(count)]
        if all(s >= 0 for s in sums):
            return {"npv": npv, "payback_months": 0}
        for m in range(1, count):
            if all(s >= 0 for s in sums[m:]):
                return {"npv": npv, "payback_months": m + float(-sums[m - 1] / net[m])}
        return {"npv": npv, "payback_months": None}

    def dated(self, day: str, period: tuple[date | None, date]) -> bool:
        start, end = period
        local = self.local(day)
        return (start is None or start <= local) and local < end and local <= self.today

    def results(self, period: tuple[date | None, date], names: set[str] | None) -> F:
        gone = self.gone(self.outcomes)
        return sum(
            (
                F(str(o["count"] or 0))
                for o in self.outcomes
                if o["metric"] == self.query.get("outcome") and o["id"] not in gone
                and (names is None or o["programme"] in names) and self.dated(o["date"], period)
            ),
            F(0),
        )  # fmt: skip

    def maturity(self, period: tuple[date | None, date], names: set[str] | None) -> F | None:
        posted = [
            i["posted"] for i in self.insights
            if (names is None or i["programme"] in names) and self.dated(i["posted"], period)
        ]  # fmt: skip
        lag = self.settings.get("lag_days", 90)
        return F(sum((self.today - self.local(p)).days >= lag for p in posted), len(posted)) if posted else None
