"""The answer to `/roi` as a message: words before figures, cash at the same size, every figure opening its entries.

Buttons: `open:roi` asks again with its value, `open:share` shares the message, `open:entry` opens the form of an entry
(`cost=time`, `benefit=fix`, `aim=`, `rates=`, `edit=costs/ID`, then `&programme=ID`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from bot.model.message import Actions, Block, Button, Chart, Header, Message, Span, Text
from bot.roi.case import KINDS, Case, paragraph, total
from bot.roi.causes import causes_line
from bot.roi.changes import within
from bot.roi.headline import headline
from bot.roi.lacking import intention_blocks, mend, refused_blocks
from bot.roi.parts import (
    aims_line,
    kind_line,
    learning_line,
    missing_line,
    not_counted_line,
    placeholder_line,
    requests_line,
)
from bot.roi.rounding import money
from bot.texts import charts, questions
from bot.texts import money as texts


def card(case: Case) -> Message:
    """The answer, or the refusal with what is known, for the asker alone."""
    metric = case.asked.metric
    if metric == "intention":
        blocks = intention_blocks(case)
    elif case.answer.refused is not None:
        blocks = refused_blocks(case)
    else:
        below = {"cost": _cost_kinds, "unit_cost": _counted, "maturity": _nothing}.get(metric, _worth)
        blocks = [*headline(case), *below(case), *_tail(case)]
    blocks = [*_topic(case), *blocks]
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


def _topic(case: Case) -> list[Block]:
    """What the topic that was asked about is called: customers' words, and so below the title."""
    label = case.topics.get(case.asked.topic or "")
    if label is None:
        return []
    return [Text(line=(Span(text=texts.topic_head(), style="faint"), Span(text=label)))]


def _worth(case: Case) -> list[Block]:
    whole = not case.asked.part_of_worth
    if case.splits or case.answer.by is not None:
        # The table above says what it is made of.
        return [*_warnings(case), *(Text(line=line) for line in (not_counted_line(case),) if line)]
    lines = [kind_line(case, kind) for kind in KINDS if whole or case.of_kind(kind)]
    lines += [learning_line(case), aims_line(case), requests_line(case), causes_line(case)] if whole else []
    return [*_warnings(case), *(Text(line=line) for line in (*lines, not_counted_line(case)) if line)]


def _nothing(_: Case) -> list[Block]:
    return []


def _counted(case: Case) -> list[Block]:
    return [*_warnings(case), Text(line=learning_line(case))]


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
    lines = () if case.asked.metric == "maturity" else (placeholder_line(case), missing_line(case))
    blocks: list[Block] = [Text(line=line) for line in lines if line]
    drawn = _chart(case)
    blocks += [drawn] if drawn is not None else []
    return [*blocks, Actions(insight=None, buttons=_buttons(case), menu=_menu(case))]


def _drawn(value: Decimal | None, case: Case) -> float | None:
    """An amount as a chart draws it, to the cent."""
    return None if value is None else float(money(value, case.currency))


def _by_month(case: Case) -> Chart:
    """Worth, from all low to all high cases, and spent month by month; what cannot be said of a month is a gap."""
    lines = [line for line, _ in case.splits]
    worth = tuple(_drawn(line.figures.benefit, case) for line in lines)
    spent = tuple(_drawn(line.figures.cost, case) for line in lines)
    low, high = (tuple(_drawn(line.ends[at], case) for line in lines) for at in (0, 1))
    names, ends = (questions.METRICS["benefit"], questions.METRICS["cost"]), (texts.low_series(), texts.high_series())
    return Chart(
        kind="line",
        title=texts.month_title(case.currency),
        alt=texts.month_alt(lines[0].key, lines[-1].key),
        x=tuple(f"{line.key}-01" for line in lines),
        # The area is in the colour of the line before it.
        series=((names[1], spent), (names[0], worth), (ends[0], low), (ends[1], high)),
        unit=case.currency,
        band=ends,
        mark=_mark(case, [line.key for line in lines]),
    )


def _mark(case: Case, months: Sequence[str]) -> tuple[str, str] | None:
    """The newest change in these months, at its month."""
    first, last = date.fromisoformat(f"{months[0]}-01"), date.fromisoformat(f"{months[-1]}-01")
    found = within(case.changes, first, last + timedelta(days=31), programme=case.asked.programme)
    shown = [one for one in found if f"{one.day:%Y-%m}" in months]
    if not shown:
        return None
    return f"{shown[-1].day:%Y-%m}-01", charts.changed_mark(shown[-1].what, len(shown) - 1)


def _chart(case: Case) -> Chart | None:
    """Bars of worth by kind against cost; a kind without data is a gap."""
    answer = case.answer
    if case.asked.by == "month" and len(case.splits) > 1:
        return _by_month(case)
    if answer.benefit is None or answer.cost is None or case.asked.metric in ("cost", "unit_cost", "maturity"):
        return None
    values = [case.worth_of(kind) for kind in KINDS]
    labels = (*(texts.KINDS[kind] for kind in KINDS), questions.METRICS["cost"])
    return Chart(
        kind="bar",
        title=texts.chart_title(case.currency),
        alt=texts.chart_alt(case.money(answer.benefit), case.money(answer.cost)),
        x=labels,
        series=((case.currency, tuple(_drawn(one, case) for one in (*values, answer.cost))),),
        unit=case.currency,
    )


def _buttons(case: Case) -> tuple[Button, ...]:
    asks = tuple(
        Button(label=texts.BUTTONS[name], act="open:roi", value=f"{_plain(case)} {name}")
        for name in ("how", "rows", "surer", "sheet")
    )
    return (*asks, Button(label=texts.BUTTONS["share"], act="open:share"))


def _plain(case: Case) -> str:
    """The question without what it asks for besides."""
    return " ".join(word for word in case.asked.question.split() if word not in case.asked.show)


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
        Button(label=texts.set_yours(name), act="open:entry", value="rates=") for name in case.answer.defaults_used
    ]
    left_out = Button(label=texts.BUTTONS["not counted"], act="open:roi", value=f"{_plain(case)} not counted")
    return (*((left_out,) if case.answer.not_counted else ()), *found, *mend(case))
