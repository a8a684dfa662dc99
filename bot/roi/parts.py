"""The lines of a ROI answer: worth by kind, what was learned, aims, what is left out, what is missing."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from bot.model.answer import Entry
from bot.model.ledger import Benefit
from bot.model.mention import Untrusted
from bot.model.message import Line, Span
from bot.roi.case import Case, Kind, spread, total
from bot.roi.effect.weeks import judged_from
from bot.roi.own import own_cost
from bot.roi.rounding import money
from bot.texts import money as texts
from bot.texts import refusals, worth

_LISTED = 5
_NAMED = 4
_LEFT_OUT = (
    "no_effect_shown", "not_estimable_yet", "asserted", "no_money_value", "inside_cost_per_contact", "overlap",
    "capped",
)  # fmt: skip
"""Reasons in the order of how much they say."""


def sure(case: Case) -> list[str | Span]:
    """How sure the figure is, with the parts that are measured and estimated."""
    answer, grades = case.answer, case.answer.by_grade
    line: list[str | Span] = [texts.how_sure(answer.grade)]
    if grades is not None and grades.measured is not None and grades.estimated is not None and answer.grade:
        line += [" (", case.amount(grades.measured, "measured"), " measured, "]
        line += [case.amount(grades.estimated, "estimated"), " estimated)"]
    return line


def kind_line(case: Case, kind: Kind) -> Line:
    """One kind of worth: its sum, its grades, and what it is made of."""
    head = f"{texts.KINDS[kind]}   "
    entries = case.of_kind(kind)
    if not entries:
        return (Span(text=head, style="strong"), Span(text=texts.NO_DATA[kind], style="faint"))
    figure = case.figure(case.money(case.worth_of(kind) or Decimal(0)), f"kind:{kind}")
    line = [Span(text=head, style="strong"), figure, Span(text="   ")]
    if len(entries) == 1:
        only = entries[0]
        link = Span(text=f"{worth.LINKS[only.grade or 'estimated']}   ")
        return (*line, link, *_single(case, only), *_moves(entries))
    return (*line, *_several(case, entries, kind), *_moves((*case.largest(kind, _LISTED), *entries)))


def _moves(entries: Sequence[Entry]) -> Line:
    """The business metrics that these entries move."""
    kinds = tuple(dict.fromkeys(one.kind for one in entries))
    return (Span(text=f" · {worth.moves(kinds)}", style="faint"),)


def _single(case: Case, entry: Entry) -> Line:
    benefit = case.benefit(entry.id)
    formula = _sales_formula(case, benefit, entry) if benefit is not None else ""
    note = case.entered[("benefits", entry.id)].note if ("benefits", entry.id) in case.entered else ""
    label = case.figure(case.label(entry.id), f"entry:{entry.id}")
    noted = (Span(text=" ("), Span(text=Untrusted(note)), Span(text=")")) if note else ()
    return (label, *([Span(text=f": {formula}")] if formula else []), *noted)


def _sales_formula(case: Case, benefit: Benefit, entry: Entry) -> str:
    """The formula, if the entry is worth just that; not where a rule or a period cut it."""
    inputs = benefit.inputs
    revenue, refunds = inputs.get("revenue"), inputs.get("refunds")
    margin = inputs.get("gross_margin") or case.ledger.settings.gross_margin
    extra = inputs.get("incremental_share") or case.ledger.settings.incremental_share
    if benefit.kind != "sales" or revenue is None or refunds is None or margin is None:
        return ""
    value = (revenue - refunds) * margin * (1 if extra is None else extra)
    if money(value, case.currency) != money(entry.value, case.currency):
        return ""
    return texts.sales_formula(revenue=revenue, refunds=refunds, margin=margin, extra=extra)


def _several(case: Case, entries: Sequence[Entry], kind: Kind) -> Line:
    """The entries with their worth; the grade stands behind the last one of its run."""
    line: list[Span] = []
    shown = case.largest(kind, _LISTED if len(entries) > _LISTED + 1 else len(entries))
    rest = len(entries) - len(shown)
    values = [entry.value for entry in shown]
    if rest:
        values.append((case.worth_of(kind) or Decimal(0)) - total(values))
    # Odd units go where the list still adds up to the sum before it.
    amounts = spread(values, 2 if case.cents and case.currency != "JPY" else 0)
    for at, entry in enumerate(shown):
        after = shown[at + 1].grade if at + 1 < len(shown) else None
        grade = "" if entry.grade == after else f" {worth.LINKS[entry.grade or 'estimated']}"
        line += [Span(text=" · ")] if at else []
        line += [Span(text=case.label(entry.id)), Span(text=" ")]
        line += [case.figure(case.money(amounts[at]), f"entry:{entry.id}"), Span(text=grade)]
    if rest:
        line += [Span(text=f" · {texts.more(rest)}"), case.figure(case.money(amounts[-1]), f"kind:{kind}")]
    return tuple(span for span in line if span.text)


def learning_line(case: Case) -> Line:
    """Counted results and what each of them cost, beside other programmes that count the same."""
    scope = case.scope()
    counts: dict[tuple[str, str], Decimal] = {}
    for one in case.ledger.outcomes:
        if scope is not None and one.count is not None and scope.holds_day(one.day):
            key = (one.metric, one.programme)
            counts[key] = counts.get(key, Decimal(0)) + one.count
    mine: dict[str, Decimal] = {}
    for (metric, programme), count in counts.items():
        if scope is not None and scope.holds_programme(programme):
            mine[metric] = mine.get(metric, Decimal(0)) + count
    line: list[Span] = []
    for metric, count in mine.items():
        line += [Span(text="; ")] if line else []
        line += [
            case.figure(Untrusted(texts.learned(count, metric)), "learning"),
            *_each(case, case.answer.cost, count, "spent"),
        ]
        for (other, programme), theirs in counts.items():
            if other == metric and scope is not None and not scope.holds_programme(programme):
                asked = case.about(programme)
                line += [Span(text=f"; {case.names.get(programme, programme).lower()}: ")]
                line += [case.figure(texts.plain(theirs), "learning", asked=asked)]
                cost = case.costs.get(programme)
                line += _each(case, cost, theirs, "spent", programme=programme)
    head = Span(text=f"{texts.learning()}   ", style="strong")
    return (head, *line) if line else (head, Span(text=texts.NO_DATA["learning"], style="faint"))


def _each(case: Case, cost: Decimal | None, count: Decimal, part: str, *, programme: str | None = None) -> list[Span]:
    if cost is None or not count:
        return []
    asked = None if programme is None else case.about(programme)
    return [Span(text=", "), case.figure(case.money(cost / count), part, asked=asked), Span(text=texts.each())]


def aims_line(case: Case) -> Line:
    """Each aim: where it began, where it is, what it shall be, and how that stands."""
    line = [Span(text=f"{texts.intention()}   ", style="strong")]
    without = _aimless(case)
    if case.intention is None or not case.intention.aims:
        said = texts.no_data_for(texts.no_aim(without)) if without else texts.NO_DATA["intention"]
        return (*line, Span(text=said, style="faint"))
    aims = {aim.id: aim for aim in case.ledger.aims}
    for at, result in enumerate(case.intention.aims):
        aim = aims[result.id]
        unit = case.entered[("aims", aim.id)].unit if ("aims", aim.id) in case.entered else ""
        words = texts.aim_words(aim.metric, baseline=aim.baseline, actual=result.actual, target=aim.target, unit=unit)
        line += [Span(text=" · ")] if at else []
        line += [case.figure(Untrusted(words), f"aim:{aim.id}"), Span(text=f": {texts.STATUSES[result.status]}")]
    line += [Span(text=f" · {texts.no_aim(without)}")] if without else []
    return tuple(line)


def _aimless(case: Case) -> list[str]:
    """The programmes asked about that something was recorded of and that have no aim."""
    scope = case.scope()
    if scope is None:
        return []
    aimed = {aim.programme for aim in case.ledger.aims}
    entered = {cost.programme for cost in case.ledger.costs} | {case.asked.programme or ""}
    return [name for id_, name in case.names.items()
            if id_ in entered and id_ not in aimed and scope.holds_programme(id_)]  # fmt: skip


def requests_line(case: Case) -> Line:
    """What people asked for: how much of it was built, and of how much they were told."""
    head, found = Span(text=f"{worth.requests_head()}   ", style="strong"), case.requests
    if not found.voiced:
        return (head, Span(text=worth.no_requests(), style="faint"))
    line = [head]
    words = worth.requests(len(found.voiced), len(found.built), len(found.told))
    for part, text in zip(("voiced", "built", "told"), words, strict=True):
        line += [Span(text=" -> ")] if len(line) > 1 else []
        line.append(case.figure(text, f"requests:{part}"))
    return tuple(line)


def not_counted_line(case: Case) -> Line:
    """What is not in the figure, each with its reason."""
    order = {name: at for at, name in enumerate(_LEFT_OUT)}
    # What another entry stands in place of is not left out of anything; the opened list has it.
    named = [one for one in case.answer.not_counted if one.reason not in ("superseded", "voided")]
    reasons = sorted(named, key=lambda one: order.get(one.reason.partition(":")[0], 9))
    if not reasons:
        return ()
    line = [case.figure(texts.not_counted_head(), "not_counted", style="strong"), Span(text="   ")]
    # Every one is in the opened list; here stand as many as fit.
    shown = reasons if len(reasons) <= _NAMED + 1 else reasons[:_NAMED]
    for at, one in enumerate(shown):
        keeper = case.plain_name(one.reason.partition(":")[2]) if ":" in one.reason else ""
        line += [Span(text=" · ")] if at else []
        line += [case.figure(case.label(one.id), f"entry:{one.id}"), *_claimed(case, one.id, one.reason)]
        line += [Span(text=f": {refusals.not_counted(one.reason, keeper)}{_change(case, one.id, one.reason)}")]
    if len(shown) < len(reasons):
        line += [Span(text=" · "), case.figure(texts.more(len(reasons) - len(shown)).strip(), "not_counted")]
    return tuple(line)


def _claimed(case: Case, name: str, reason: str) -> Line:
    """The amount that somebody states, behind the name of a claim."""
    benefit = case.benefit(name)
    stated = benefit.inputs.get("amount") if benefit is not None and reason == "asserted" else None
    if benefit is None or stated is None:
        return ()
    return (Span(text=f" {texts.amount(stated, benefit.currency)}"),)


def _change(case: Case, name: str, reason: str) -> str:
    """How much a fixed theme changed with its interval, or the day from which that can be told."""
    benefit = case.benefit(name)
    if benefit is None or benefit.kind != "fix":
        return ""
    if reason == "not_estimable_yet":
        day = judged_from(benefit.when.start)
        return texts.judged_from(day) if day > case.today else ""
    if reason != "no_effect_shown":
        return ""
    after = benefit.inputs.get("post_count")
    avoided = [benefit.inputs.get(key) for key in ("avoided", "avoided_high", "avoided_low")]
    if not after or any(one is None or after + one <= 0 for one in avoided):
        return ""
    changes = [(after / (after + one) - 1) * 100 for one in avoided if one is not None]
    return texts.change_words(*changes)


def placeholder_line(case: Case) -> Line:
    """Figures of ours that stand in for the organisation's own."""
    used = case.answer.defaults_used
    if case.asked.metric in ("cost", "unit_cost"):
        used = tuple(name for name in used if name == "default_hourly_rate")
    if not used:
        return ()
    words = ", ".join(texts.placeholder(name, case.currency) for name in used)
    return (Span(text=f"{texts.placeholder_head()}   ", style="strong"), Span(text=words))


def missing_line(case: Case) -> Line:
    """Inputs that nobody gave, departments that acted and entered no hours, and what running Earshot costs."""
    line: list[Span] = []
    for one in case.answer.missing:
        line += [Span(text=" · ")] if line else []
        line += [case.figure(case.label(one.id), f"entry:{one.id}"), Span(text=f": {refusals.lacking(one.reason)}")]
    if case.idle and not case.asked.part_of_worth:
        line += [Span(text=" · ")] if line else []
        line += [Span(text=refusals.no_hours(case.idle))]
    if case.ledger.costs and not case.asked.part_of_worth and not own_cost(case.ledger.costs):
        line += [Span(text=" · ")] if line else []
        line += [Span(text=refusals.own_cost())]
    return (Span(text=f"{texts.missing_head()}   ", style="strong"), *line) if line else ()
