"""The first lines of an answer: the figure in words and digits, its range, cash at the same size, how sure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal

from bot.model.answer import Answer, Metric
from bot.model.mention import Untrusted
from bot.model.message import Block, Line, Span, Table, Text
from bot.roi.asked import Asked
from bot.roi.case import Case, paragraph
from bot.roi.parts import sure
from bot.roi.rounding import percent
from bot.roi.views import Split
from bot.texts import money as texts
from bot.texts import questions, worth

Row = tuple[Line, ...]


def headline(case: Case) -> list[Block]:
    """The figure that was asked for, and what it is held against."""
    ways: Mapping[Metric, Callable[[Case], list[Block]]] = {
        "roi": _roi, "cost": _cost, "benefit": _benefit, "net": _net, "npv": _npv, "payback": _payback,
        "unit_cost": _unit_cost, "maturity": _maturity,
    }  # fmt: skip
    lines = ways[case.asked.metric](case)
    if case.no_rate:
        lines.insert(0, paragraph(worth.no_rate(case.no_rate, case.currency)))
    return [*lines, *_against(case), *_restated(case)]


def _roi(case: Case) -> list[Block]:
    answer = case.answer
    assert answer.roi_pct is not None
    roi = percent(answer.roi_pct)
    first = paragraph(
        f"{texts.verdict(roi)}: ",
        case.figure(texts.percent(roi), "roi", style="strong"),
        *_range(case, answer.roi_low_pct, answer.roi_high_pct),
    )
    lines = [first, *_cash(case)]
    if "cash" in case.asked.show:
        lines.reverse()
    return [*lines, _sum(case)]


def _net(case: Case) -> list[Block]:
    head = paragraph(f"{questions.METRICS['net']}: ", case.amount(case.answer.net, "roi", strong=True))
    return [head, *_cash(case), _sum(case)]


def _cost(case: Case) -> list[Block]:
    return [paragraph(f"{questions.METRICS['cost']}: ", case.amount(case.answer.cost, "spent", strong=True))]


def _benefit(case: Case) -> list[Block]:
    answer = case.answer
    low, high = case.amount(answer.benefit_low, "low"), case.amount(answer.benefit_high, "high")
    head = questions.METRICS["benefit"]
    whole = case.amount(answer.benefit, "worth", strong=True)
    lines: list[Block] = [paragraph(f"{head}: ", whole, f"   {texts.all_cases()}", low, " to ", high)]
    return [*lines, *_cash(case), paragraph(*sure(case))]


def _npv(case: Case) -> list[Block]:
    rate = case.ledger.settings.discount_rate_annual
    figure = case.amount(case.answer.npv, "roi", strong=True)
    return [paragraph(worth.npv_head(), figure, worth.discounted(rate)), _sum(case)]


def _payback(case: Case) -> list[Block]:
    months = case.answer.payback_months
    if months is None:
        return [paragraph(case.figure(worth.not_paid_back(), "roi", style="strong")), _sum(case)]
    figure = case.figure(worth.paid_back(percent(months)), "roi", style="strong")
    return [paragraph(figure, worth.undiscounted()), _sum(case)]


def _unit_cost(case: Case) -> list[Block]:
    unit, outcome = case.answer.unit, Untrusted(case.asked.outcome or "")
    assert unit is not None
    if unit.each is None:
        return []
    line: list[str | Span] = [case.figure(case.money(unit.each, cents=True), "spent", style="strong"), texts.each()]
    line += [": ", case.amount(case.answer.cost, "spent"), worth.spent_for()]
    line += [case.figure(texts.plain(unit.count), "learning"), " ", Span(text=outcome)]
    blocks: list[Block] = [paragraph(*line)]
    versus = case.asked.versus
    if versus is not None:
        blocks.append(_unit_versus(case, versus))
    return blocks


def _unit_versus(case: Case, versus: str) -> Block:
    unit = case.answer.unit
    assert unit is not None
    name, asked = case.names.get(versus, versus), case.about(versus)
    if unit.versus is None:
        return paragraph(worth.no_unit_cost(name))
    line: list[str | Span] = [f"{name}: ", case.figure(case.money(unit.versus, cents=True), "spent", asked=asked)]
    line += [texts.each(), *([worth.ratio(unit.ratio)] if unit.ratio is not None else [])]
    return paragraph(*line)


def _maturity(case: Case) -> list[Block]:
    posted = case.posted()
    if case.answer.maturity is None or not posted:
        return [paragraph(worth.no_insights())]
    old = sum((case.today - one.posted).days >= case.lag_days for one in posted)
    share = case.figure(texts.share(case.answer.maturity), "insights", style="strong")
    return [paragraph(share, worth.old_enough(old, len(posted), case.lag_days))]


def _range(case: Case, low: Decimal | None, high: Decimal | None) -> tuple[str | Span, ...]:
    if low is None or high is None:
        return ()
    ends = [texts.percent(percent(end)) for end in (low, high)]
    return (f"   {texts.all_cases()}", case.figure(ends[0], "low"), " to ", case.figure(ends[1], "high"))


def _cash(case: Case) -> list[Block]:
    answer = case.answer
    if answer.cash_benefit is None:
        return []
    came = case.figure(case.money(answer.cash_benefit), "cash")
    rest = texts.cash_rest(all_cash=answer.cash_benefit == answer.benefit)
    if case.asked.metric == "roi" and answer.cash_roi_pct is not None:
        head = case.figure(texts.percent(percent(answer.cash_roi_pct)), "cash_roi", style="strong")
        return [paragraph(texts.in_cash(), head, "   ", came, rest)]
    return [paragraph(texts.in_cash(), came, rest)]


def _sum(case: Case) -> Block:
    """Worth - spent = net, and how sure."""
    answer = case.answer
    whole, spent, net = (
        case.amount(value, part)
        for value, part in ((answer.benefit, "worth"), (answer.cost, "spent"), (answer.net, "roi"))
    )
    return paragraph(whole, " worth - ", spent, " spent = ", net, "   ", *sure(case))


def _against(case: Case) -> list[Block]:
    """The other period or programme beside this one, and the lines into which it is split."""
    answer, blocks = case.answer, list[Block]()
    other = answer.comparison
    if other is not None and other.period is not None:
        asked = case.over(other.period)
        days = questions.days_words(other.period.start, other.period.end)
        then = _main(case, other)
        line: list[str | Span] = [f"Against {days}: "]
        line += [worth.no_figure() if then is None else case.figure(then, _part(case), asked=asked)]
        if answer.change is not None:
            relative = "" if answer.change_pct is None else f" ({texts.percent(percent(answer.change_pct))})"
            moved = texts.points(answer.change) if case.asked.metric == "roi" else case.money(answer.change)
            line += [f" · change {moved}{relative}"]
        blocks.append(paragraph(*line))
    if case.other is not None and case.asked.versus is not None:
        blocks.append(_versus(case, case.other, case.asked.versus))
    if case.splits:
        blocks.append(_split(case))
    elif answer.by is not None:
        blocks.append(_by_programme(case))
    return blocks


def _versus(case: Case, other: Answer, versus: str) -> Block:
    name, asked = case.names.get(versus, versus), case.about(versus, metric=case.asked.metric)
    shown, mine = _main(case, other), _main(case, case.answer)
    line: list[str | Span] = [worth.against(name)]
    if shown is None:
        return paragraph(*line, worth.no_figure_of(other.refused))
    line.append(case.figure(shown, _part(case), asked=asked, style="strong"))
    if "TOO_EARLY" in (*other.warnings, *case.answer.warnings):
        line.append(worth.not_ranked())
    elif mine is not None:
        line.append(worth.which_is_better(_value(case, case.answer), _value(case, other), case.asked.metric))
    return paragraph(*line)


def _part(case: Case) -> str:
    return {"benefit": "worth", "cost": "spent", "unit_cost": "spent"}.get(case.asked.metric, "roi")


def _value(case: Case, answer: Answer) -> Decimal | None:
    if case.asked.metric == "roi":
        return answer.roi_pct
    if case.asked.metric == "unit_cost":
        return None if answer.unit is None else answer.unit.each
    return {"net": answer.net, "benefit": answer.benefit, "cost": answer.cost, "npv": answer.npv}.get(
        case.asked.metric
    )  # fmt: skip


def _main(case: Case, answer: Answer) -> str | None:
    value = _value(case, answer)
    if value is None:
        return None
    if case.asked.metric == "roi":
        return texts.percent(percent(value))
    return case.money(value, cents=True if case.asked.metric == "unit_cost" else None)


def _split(case: Case) -> Table:
    """One row for each line of a split; every figure opens its own question."""
    by = case.asked.by or "credit"
    whole = by in ("department", "month", "credit") and case.asked.metric != "benefit"
    rows: list[Row] = []
    for line, asked in case.splits:
        name: str | Untrusted = worth.split_name(by, line.key)
        if by == "topic":
            name = case.topics.get(line.key, name)
        parts = ("worth", "spent", "roi") if whole else ("worth",) if case.asked.metric == "benefit" else ("spent",)
        cells: list[Line] = [(Span(text=name),)]
        for part in parts:
            opens = part if by in ("department", "month", "credit") else _lines_part(by, line.key)
            cells.append(_cell(case, line, part, asked=asked, opens=opens))
        if whole:
            cells.append(_percentage(case, line, asked))
        rows.append(tuple(cells))
    return Table(head=worth.split_head(by, whole=whole, worth=case.asked.metric == "benefit"), rows=tuple(rows))


def _lines_part(by: str, key: str) -> str:
    return {"kind": f"of:{key}", "topic": f"topic:{key}", "channel": f"channel:{key}"}[by]


def _cell(case: Case, line: Split, part: str, *, asked: Asked, opens: str) -> Line:
    found = line.figures
    value = {"worth": found.benefit, "spent": found.cost, "roi": found.net}[part]
    if value is None:
        return (Span(text=worth.no_data(), style="faint"),)
    return (case.figure(case.money(value), opens, asked=asked),)


def _percentage(case: Case, line: Split, asked: Asked) -> Line:
    if line.figures.roi_pct is None:
        return (Span(text=worth.no_data(), style="faint"),)
    shown = case.figure(texts.percent(percent(line.figures.roi_pct)), "roi", asked=asked)
    return (shown, *([Span(text=f" {texts.too_early()}", style="faint")] if line.early else []))


def _by_programme(case: Case) -> Table:
    assert case.answer.by is not None
    rows: list[Row] = []
    ranked = [*case.answer.ranking, *(name for name in case.answer.by if name not in case.answer.ranking)]
    for name in ranked:
        line = Split(key=name, figures=case.answer.by[name], early=name not in case.answer.ranking)
        asked = case.about(name)
        cells: list[Line] = [(Span(text=case.names.get(name, name)),)]
        cells += [_cell(case, line, part, asked=asked, opens=part) for part in ("worth", "spent", "roi")]
        rows.append((*cells, _percentage(case, line, asked)))
    return Table(head=texts.BY_PROGRAMME, rows=tuple(rows))


def _restated(case: Case) -> list[Block]:
    """What the same days come to by what is known now, where that is another figure."""
    found = case.restated
    if found is None:
        return []
    if not found.changed:
        return [Text(line=(Span(text=worth.never_restated()),), faint=True)]
    now = _main(case, found.now)
    count = case.figure(worth.restated(len(found.changed)), "restated")
    return [paragraph(count, worth.restated_now(questions.METRICS[case.asked.metric], now))]
