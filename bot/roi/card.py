"""The answer to `/roi` as a message: words before figures, cash at the same size, every figure opening its entries.

Buttons: `open:roi` asks again with its value, `open:share` shares the message, `open:entry` opens the form of an entry
(`cost=time`, `benefit=fix`, `aim=`, `edit=costs/ID`, then `&programme=ID`), `open:setting` the form of a setting.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal

from bot.model.answer import Answer
from bot.model.message import Actions, Block, Button, Chart, Header, Line, Message, Span, Table, Text
from bot.roi.case import KINDS, Case, paragraph, total
from bot.roi.lacking import intention_blocks, mend, refused_blocks
from bot.roi.parts import (
    aims_line,
    kind_line,
    learning_line,
    missing_line,
    not_counted_line,
    placeholder_line,
    sure,
)
from bot.roi.rounding import percent
from bot.texts import money as texts
from bot.texts import questions

Row = tuple[Line, ...]


def card(case: Case) -> Message:
    """The answer, or the refusal with what is known, for the asker alone."""
    metric = case.asked.metric
    if metric == "intention":
        blocks = intention_blocks(case)
    elif case.answer.refused is not None:
        blocks = refused_blocks(case)
    elif metric == "cost":
        blocks = [*_headline(case), *_cost_kinds(case), *_tail(case)]
    else:
        blocks = [*_headline(case), *_warnings(case), *_worth(case), *_tail(case)]
    return Message(
        blocks=(Header(text=case.asked.canonical), *blocks),
        summary=texts.summary(case.asked.canonical, _spoken(blocks)),
        private=True,
    )


def shared(message: Message, by: str, case: Case) -> Message:
    """The same answer for a channel: marked with who, when and how it was worked out, and without its buttons."""
    blocks = tuple(block for block in message.blocks if not isinstance(block, Actions))
    signed = texts.shared(by, case.as_of, case.zone)
    return replace(message, blocks=(*blocks, paragraph(signed, faint=True)), private=False)


def _spoken(blocks: Iterable[Block]) -> str:
    """The first lines in words, for screen readers."""
    texts_only = [block for block in blocks if isinstance(block, Text)][:3]
    lines = ("".join(span.text for span in block.line if isinstance(span.text, str)) for block in texts_only)
    return " ".join(line.strip() for line in lines)


def _headline(case: Case) -> list[Block]:
    answer, asked = case.answer, case.asked
    lines: list[Block] = []
    if asked.metric == "roi" and answer.roi_pct is not None:
        roi = percent(answer.roi_pct)
        first = paragraph(
            f"{texts.verdict(roi)}: ",
            case.figure(texts.percent(roi), "roi", style="strong"),
            *_range(case, answer.roi_low_pct, answer.roi_high_pct),
        )
        lines += [first, *_cash(case)]
        if "cash" in asked.show:
            lines.reverse()
    elif asked.metric == "cost":
        lines += [paragraph(f"{questions.METRICS['cost']}: ", case.amount(answer.cost, "spent", strong=True))]
    elif asked.metric == "benefit":
        low, high = case.amount(answer.benefit_low, "low"), case.amount(answer.benefit_high, "high")
        worth = case.amount(answer.benefit, "worth", strong=True)
        lines += [paragraph(f"{questions.METRICS['benefit']}: ", worth, f"   {texts.all_cases()}", low, " to ", high)]
        lines += _cash(case)
    else:
        lines += [paragraph(f"{questions.METRICS['net']}: ", case.amount(answer.net, "roi", strong=True)), *_cash(case)]
    if asked.metric in ("roi", "net"):
        lines += [_sum(case)]
    elif asked.metric == "benefit":
        lines += [paragraph(*sure(case))]
    return [*lines, *_against(case)]


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
    worth, spent, net = (
        case.amount(value, part)
        for value, part in ((answer.benefit, "worth"), (answer.cost, "spent"), (answer.net, "roi"))
    )
    return paragraph(worth, " worth - ", spent, " spent = ", net, "   ", *sure(case))


def _against(case: Case) -> list[Block]:
    """The other period beside this one, and the same by programme."""
    answer, blocks = case.answer, list[Block]()
    other = answer.comparison
    if other is not None and other.period is not None:
        asked = case.over(other.period)
        days = questions.days_words(other.period.start, other.period.end)
        then = _main(case, other)
        line: list[str | Span] = [f"Against {days}: "]
        line += ["no figure" if then is None else case.figure(then, _part(case), asked=asked)]
        if answer.change is not None:
            relative = "" if answer.change_pct is None else f" ({texts.percent(percent(answer.change_pct))})"
            moved = texts.points(answer.change) if case.asked.metric == "roi" else case.money(answer.change)
            line += [f" · change {moved}{relative}"]
        blocks.append(paragraph(*line))
    if answer.by is not None:
        blocks.append(_by_programme(case))
    return blocks


def _part(case: Case) -> str:
    return {"roi": "roi", "net": "roi", "benefit": "worth", "cost": "spent"}.get(case.asked.metric, "rows")


def _main(case: Case, answer: Answer) -> str | None:
    if case.asked.metric == "roi":
        return None if answer.roi_pct is None else texts.percent(percent(answer.roi_pct))
    value = {"net": answer.net, "benefit": answer.benefit, "cost": answer.cost}.get(case.asked.metric)
    return None if value is None else case.money(value)


def _by_programme(case: Case) -> Table:
    assert case.answer.by is not None
    rows: list[Row] = []
    ranked = [*case.answer.ranking, *(name for name in case.answer.by if name not in case.answer.ranking)]
    for name in ranked:
        figures, asked = case.answer.by[name], case.about(name)
        cells: list[Line] = [(Span(text=case.names.get(name, name)),)]
        for value, part in ((figures.benefit, "worth"), (figures.cost, "spent"), (figures.net, "roi")):
            known = None if value is None else case.money(value)
            cells.append(
                (Span(text="no data", style="faint") if known is None else case.figure(known, part, asked=asked),)
            )
        roi = figures.roi_pct
        early = name not in case.answer.ranking
        shown = Span(text="no data", style="faint")
        if roi is not None:
            shown = case.figure(texts.percent(percent(roi)), "roi", asked=asked)
        cells.append(
            (shown, *([Span(text=f" {texts.too_early()}", style="faint")] if early and roi is not None else []))
        )
        rows.append(tuple(cells))
    return Table(head=texts.BY_PROGRAMME, rows=tuple(rows))


def _warnings(case: Case) -> list[Block]:
    found: list[Block] = []
    for name in case.answer.warnings:
        posted = case.posted()
        if name == "TOO_EARLY" and posted:
            mature = sum((case.today - one.posted).days >= case.lag_days for one in posted)
            before, figure, after = texts.still_early(
                mature, len(posted), lag_days=case.lag_days, newest=posted[-1].posted
            )
            found.append(paragraph(before, case.figure(figure, "insights"), after))
        else:
            found.append(paragraph(texts.warning(name)))
    beside = len(case.answer.beside)
    notes = case.answer.notes[: len(case.answer.notes) - beside]
    return [*found, *(paragraph(note, faint=True) for note in notes)]


def _worth(case: Case) -> list[Block]:
    lines = [kind_line(case, kind) for kind in KINDS]
    lines += [learning_line(case), aims_line(case), not_counted_line(case)]
    return [Text(line=line) for line in lines if line]


def _cost_kinds(case: Case) -> list[Block]:
    rows = []
    for kind, label in texts.COSTS.items():
        mine = [entry for entry in case.answer.costs if entry.kind == kind]
        if mine:
            figure = case.figure(case.money(total(entry.value for entry in mine)), f"spent:{kind}")
            rows.append(paragraph(f"{label.capitalize()}   ", figure, f"   {texts.entries(len(mine))}"))
    return [*_warnings(case), *rows]


def _tail(case: Case) -> list[Block]:
    """Placeholders, what is missing, the chart and the buttons."""
    blocks: list[Block] = [Text(line=line) for line in (placeholder_line(case), missing_line(case)) if line]
    drawn = _chart(case)
    blocks += [drawn] if drawn is not None else []
    return [*blocks, Actions(insight=None, buttons=_buttons(case), menu=_menu(case))]


def _chart(case: Case) -> Chart | None:
    """Bars of worth by kind against cost; a kind without data is a gap."""
    answer = case.answer
    if answer.benefit is None or answer.cost is None or case.asked.metric == "cost":
        return None
    values = [case.worth_of(kind) for kind in KINDS]
    labels = (*(texts.KINDS[kind] for kind in KINDS), questions.METRICS["cost"])
    return Chart(
        kind="bar",
        title=texts.chart_title(case.currency),
        alt=texts.chart_alt(case.money(answer.benefit), case.money(answer.cost)),
        x=labels,
        series=((case.currency, tuple(None if one is None else float(one) for one in (*values, answer.cost))),),
        unit=case.currency,
    )


def _buttons(case: Case) -> tuple[Button, ...]:
    again = replace(case.asked, show=frozenset())
    words = again.question.split()
    plain = " ".join(word for word in words if word not in case.asked.show)
    asks = tuple(
        Button(label=texts.BUTTONS[name], act="open:roi", value=f"{plain} {name}")
        for name in ("how", "rows", "surer", "sheet")
    )
    return (*asks, Button(label=texts.BUTTONS["share"], act="open:share"))


def _menu(case: Case) -> tuple[Button, ...]:
    programme = case.asked.programme or next(iter(case.names), "")
    found = [
        Button(
            label=texts.add(texts.KINDS[kind].lower()), act="open:entry", value=f"benefit={kind}&programme={programme}"
        )
        for kind in ("sales", "retention")
        if case.worth_of("sales" if kind == "sales" else "retention") is None
    ]
    if case.idle or case.asked.metric == "cost":
        found.append(Button(label=texts.add("hours"), act="open:entry", value=f"cost=time&programme={programme}"))
    found += [
        Button(label=texts.set_yours(name), act="open:setting", value=f"roi.{name}")
        for name in case.answer.defaults_used
    ]
    return (*found, *mend(case))
