"""What is said where no figure can be: why not, what is known, and the entries that would change it; and aims."""

from __future__ import annotations

from bot.model.message import Actions, Block, Button, Span, Text
from bot.roi.case import Case, paragraph
from bot.roi.parts import aims_line, learning_line, missing_line, not_counted_line, requests_line, sure
from bot.texts import money as texts
from bot.texts import questions, refusals
from bot.texts.opened import SURER


def mend(case: Case) -> tuple[Button, ...]:
    """A button for each entry that lacks something."""
    found = []
    for one in case.answer.missing:
        kind = "costs" if case.cost(one.id) is not None else "benefits"
        what = f"{one.reason.replace('_', ' ')}: {case.plain_name(one.id)}"
        found.append(Button(label=texts.add(what), act="open:entry", value=f"edit={kind}/{one.id}"))
    return tuple(found)


def intention_blocks(case: Case) -> list[Block]:
    """The answer to a question about aims."""
    found, answer = case.intention, case.answer
    programme = case.asked.programme or next(iter(case.names), "")
    adding = Button(label=texts.add("an aim"), act="open:entry", value=f"aim=&programme={programme}")
    if answer.refused is not None and answer.period is None:
        return refused_blocks(case)
    if found is None or not found.aims:
        return [paragraph(refusals.no_aims()), Actions(insight=None, buttons=(adding,))]
    blocks: list[Block] = []
    if found.score is None or found.coverage is None:
        blocks.append(paragraph(refusals.no_score()))
    else:
        score = case.figure(texts.score(found.score), "intention", style="strong")
        line: list[str | Span] = [f"{questions.METRICS['intention']}: ", score, texts.score_of(found.coverage)]
        if found.cost_per_point is not None:
            line += [" · ", case.figure(case.money(found.cost_per_point, cents=True), "spent"), texts.a_point()]
        blocks.append(paragraph(*line))
    if answer.refused is not None:
        blocks.append(paragraph(refusals.refused(answer.refused, answer.notes)))
    return [*blocks, Text(line=aims_line(case)), Actions(insight=None, buttons=(adding,), menu=mend(case))]


def refused_blocks(case: Case) -> list[Block]:
    """Why not, what is known, and the entry that would change it."""
    answer = case.answer
    code = answer.refused or ""
    blocks: list[Block] = [paragraph(refusals.refused(code, answer.notes))]
    if answer.period is None:
        return blocks
    posted, programme = case.posted(), case.asked.programme or next(iter(case.names), "")
    if answer.cost is not None:
        blocks.append(paragraph(refusals.known_so_far(), case.amount(answer.cost, "spent", strong=True)))
    if answer.benefit is not None:
        blocks.append(paragraph(f"{questions.METRICS['benefit']}: ", case.amount(answer.benefit, "worth", strong=True)))
        blocks += [paragraph(*sure(case))]
    counts: list[str | Span] = [case.figure(refusals.posted(len(posted)), "insights"), refusals.posted_tail()]
    counts += [" · ", case.figure(refusals.acts(len(case.acted)), "acts"), refusals.acts_tail()]
    blocks.append(paragraph(*counts))
    lines = [learning_line(case), aims_line(case), requests_line(case)] if not case.asked.part_of_worth else []
    lines += [not_counted_line(case), missing_line(case)]
    blocks += [Text(line=line) for line in lines if line]
    if code == "NO_BENEFIT_DATA" and not case.asked.part_of_worth:
        blocks.append(paragraph(refusals.first_figure()))
    firsts = 0 if case.asked.part_of_worth else {"NO_BENEFIT_DATA": 3, "NO_COST": 1}.get(code, 0)
    offered = tuple(
        Button(label=label, act="open:entry", value=f"{form}&programme={programme}")
        for label, form in refusals.FIRST_ENTRIES[:firsts]
    )
    kind = case.asked.kind
    if code == "NO_BENEFIT_DATA" and kind is not None:
        blocks.append(paragraph(SURER.get(kind, "")))
        form = f"benefit={kind}&programme={programme}"
        offered = (Button(label=texts.add(texts.BENEFITS[kind]), act="open:entry", value=form),)
    mending = mend(case)
    return [*blocks, *([Actions(insight=None, buttons=(*offered, *mending))] if offered or mending else [])]
