"""What a figure of an answer is made of: the list that opens, as long as the figure says and adding up to it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from bot.model.answer import Answer, Entry
from bot.model.ledger import Benefit, Cost
from bot.model.ledger import Span as Days
from bot.model.mention import Untrusted
from bot.model.message import Actions, Block, Button, Header, Line, Message, Span, Table, Text
from bot.model.rows import Rows
from bot.roi.case import KIND_OF, Case, paragraph, spread, total
from bot.roi.causes import causes
from bot.roi.parts import sure
from bot.roi.words import inputs
from bot.texts import entries, questions, refusals, worth
from bot.texts import money as texts
from bot.texts import opened as words


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """One entry of a list; `amount` is rounded so that the list adds up to its figure."""

    id: str
    amount: Decimal
    entry: Entry


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """The entries behind one amount. `figure` is the amount, rounded as it is shown with cents."""

    part: str
    figure: Decimal
    rows: tuple[Listed, ...]


Take = Callable[[Entry], Decimal]


def listings(case: Case, part: str) -> tuple[Listing, ...] | None:
    """The lists of money behind a part of the answer; None where the part is no money."""
    answer = case.answer
    worth: Mapping[str, tuple[Iterable[Entry], Take]] = {
        "worth": (answer.benefits, lambda entry: entry.value),
        "low": (answer.benefits, lambda entry: entry.low),
        "high": (answer.benefits, lambda entry: entry.high),
        "cash": ((entry for entry in answer.benefits if entry.cash), lambda entry: entry.cash),
        "spent": (answer.costs, lambda entry: entry.value),
    }
    both = {"roi": ("worth", "spent"), "cash_roi": ("cash", "spent"), "rows": ("worth", "spent")}
    head, _, rest = part.partition(":")
    if part in both:
        return tuple(_listing(case, one, *worth[one]) for one in both[part])
    if part in worth:
        return (_listing(case, part, *worth[part]),)
    chosen: list[Entry]
    if part in ("measured", "estimated"):
        chosen = [entry for entry in answer.benefits if entry.grade == part]
    elif head in ("of", "topic", "channel"):
        keys: Mapping[str, Callable[[Entry], str]] = {
            "of": lambda one: one.kind,
            "topic": lambda one: case.topic_of(one.id),
            "channel": lambda one: case.channel_of(one.id),
        }
        key = keys[head]
        # Only worth has topics and channels; a kind is one of worth or one of cost.
        held = (*answer.benefits, *answer.costs) if head == "of" else answer.benefits
        chosen = [entry for entry in held if key(entry) == rest]
    elif head == "kind":
        chosen = [entry for entry in answer.benefits if KIND_OF.get(entry.kind) == rest]
    elif head == "spent":
        chosen = [entry for entry in answer.costs if entry.kind == rest]
    else:
        return None
    return (_listing(case, part, chosen, lambda entry: entry.value),)


def _listing(case: Case, part: str, entries: Iterable[Entry], take: Take) -> Listing:
    mine = tuple(entries)
    places = 0 if case.currency == "JPY" else 2
    amounts = spread([take(entry) for entry in mine], places)
    rows = (Listed(id=entry.id, amount=amount, entry=entry) for entry, amount in zip(mine, amounts, strict=True))
    return Listing(part=part, figure=total(amounts), rows=tuple(rows))


def opened(case: Case, part: str) -> Message | None:
    """The list behind a part of the answer; None where an answer has no such part."""
    head, _, rest = part.partition(":")
    money = listings(case, part)
    other: Mapping[str, Callable[[], list[Block]]] = {
        "insights": lambda: _insights(case),
        "requests": lambda: _requests(case, rest),
        "restated": lambda: _restated(case),
        "causes": lambda: _causes(case),
        "acts": lambda: _acts(case),
        "learning": lambda: _outcomes(case),
        "intention": lambda: _aims(case, None),
        "not_counted": lambda: [_left_out(case, {one.id for one in case.answer.not_counted})],
        "how": lambda: how(case),
        "surer": lambda: surer(case),
        "sheet": lambda: [Text(line=(case.figure(words.download(), "sheet.xlsx"),))],
        "aim": lambda: _aims(case, rest),
        "entry": lambda: _facts(case, rest),
    }
    if money is not None:
        blocks = [block for one in money for block in _drawn(case, one)]
        blocks += [_left_out(case, {one.id for one in case.answer.not_counted})] if part == "rows" else []
        blocks += [paragraph(case.answer.formula, faint=True)] if part in ("roi", "cash_roi") else []
    elif head in other:
        blocks = other[head]()
    else:
        return None
    title = words.TITLES.get(part) or case.plain_name(rest)
    called = case.label(rest) if head == "entry" else title
    # A name that somebody typed stands below the title: it may hold what a customer wrote.
    named = [paragraph(Span(text=called, style="strong"))] if called not in (title, rest) else []
    shown = (Header(text=title), paragraph(case.asked.canonical, faint=True), *named, *blocks)
    return Message(blocks=shown, summary=texts.summary(case.asked.canonical, title), private=True)


def _drawn(case: Case, listing: Listing) -> list[Block]:
    rows = tuple(_row(case, one) for one in listing.rows)
    amount = texts.amount(listing.figure, case.currency, cents=True)
    together = Span(text=f"{words.TITLES.get(listing.part, '')}: {words.total(len(rows), amount)}", style="strong")
    return [Table(head=words.HEAD, rows=rows), Text(line=(together,))]


def _row(case: Case, listed: Listed) -> tuple[Line, ...]:
    entry = listed.entry
    recorded: Benefit | Cost | None = case.benefit(entry.id) if entry.grade is not None else case.cost(entry.id)
    kind = "benefits" if entry.grade is not None else "costs"
    note, by = _noted(case, kind, entry.id)
    days = "" if recorded is None else _days(recorded.when)
    part = f", {words.days(entry.days_in, entry.days)}" if entry.days_in != entry.days else ""
    return (
        (case.figure(entry.id, f"entry:{entry.id}"),),
        (Span(text=_what(case, entry.id, entry.kind)),),
        _plain(days + part),
        _plain(texts.amount(listed.amount, case.currency, cents=True)),
        _plain("" if entry.grade is None else texts.GRADES[entry.grade]),
        (Span(text=note),),
        _plain(by),
    )


def _plain(text: str) -> Line:
    return (Span(text=text),)


def _what(case: Case, name: str, kind: str) -> str | Untrusted:
    label, plain = case.label(name), texts.BENEFITS.get(kind) or texts.COSTS.get(kind, kind)
    return plain if label == name else label


def _noted(case: Case, kind: str, name: str) -> tuple[Untrusted, str]:
    entered = case.entered.get((kind, name))
    return (Untrusted(""), "") if entered is None else (Untrusted(entered.note or entered.category), entered.by)


def _days(when: Days) -> str:
    return questions.days_words(when.start, when.end)


def _left_out(case: Case, names: set[str]) -> Table:
    rows: list[tuple[Line, ...]] = []
    for one in case.answer.not_counted:
        recorded = case.benefit(one.id) or case.cost(one.id)
        if one.id not in names or recorded is None:
            continue
        kind = "benefits" if isinstance(recorded, Benefit) else "costs"
        note, by = _noted(case, kind, one.id)
        keeper = case.plain_name(one.reason.partition(":")[2]) if ":" in one.reason else ""
        what = recorded.kind if isinstance(recorded, Benefit) else recorded.type
        rows.append(
            (
                (case.figure(one.id, f"entry:{one.id}"),),
                (Span(text=_what(case, one.id, what)),),
                _plain(_days(recorded.when)),
                _plain(refusals.not_counted(one.reason, keeper)),
                (Span(text=note),),
                _plain(by),
            )
        )
    return Table(head=words.LEFT_OUT_HEAD, rows=tuple(rows))


def _counted(head: tuple[str, ...], rows: Sequence[tuple[Line, ...]]) -> list[Block]:
    return [Table(head=head, rows=tuple(rows)), paragraph(words.counted(len(rows)))]


def _insights(case: Case) -> list[Block]:
    rows = []
    for one in case.posted():
        age = (case.today - one.posted).days
        number = one.id.removeprefix("insight-")
        cells = (case.names.get(one.programme, one.programme), questions.day_words(one.posted), str(age))
        old = _plain(words.yes_no(age >= case.lag_days))
        rows.append((_insight(int(number)), *(_plain(cell) for cell in cells), old))
    return _counted(words.INSIGHTS_HEAD, rows)


def _insight(number: int) -> Line:
    """An insight's own page, and the mentions it stands on."""
    return (
        Span(text=f"insight-{number}", href=f"/insight/{number}"),
        Span(text=" · "),
        Span(text=words.its_mentions(), opens=Rows(insight=number)),
    )


def _requests(case: Case, part: str) -> list[Block]:
    """The insights behind one figure of the requests."""
    found = case.requests
    chosen = {"voiced": found.voiced, "built": found.built, "told": found.told}.get(part, ())
    built, told = set(found.built), set(found.told)
    rows: list[tuple[Line, ...]] = []
    for number in chosen:
        label = case.topics.get(str(case.themes.get(number, "")), Untrusted(""))
        cells = (_plain(words.yes_no(number in one)) for one in (built, told))
        rows.append((_insight(number), (Span(text=label),), *cells))
    return _counted(words.REQUESTS_HEAD, rows)


def _causes(case: Case) -> list[Block]:
    """Each result that names its insight, with the days between them."""
    rows: list[tuple[Line, ...]] = []
    for one in causes(case):
        entry = (case.figure(one.entry, f"entry:{one.entry}"),)
        cells = (questions.day_words(one.posted), questions.day_words(one.begins), str(one.days))
        number = one.insight.removeprefix("insight-")
        insight = _insight(int(number)) if number.isdigit() else _plain(one.insight)
        rows.append((entry, (Span(text=case.label(one.entry)),), insight, *(_plain(cell) for cell in cells)))
    return _counted(words.CAUSES_HEAD, rows)


def _restated(case: Case) -> list[Block]:
    """What counts differently since the answer's day."""
    rows: list[tuple[Line, ...]] = []
    for name, then, now in case.restated.changed if case.restated is not None else ():
        values = (_plain(case.money(one, cents=True)) for one in (then, now))
        rows.append(((case.figure(name, f"entry:{name}"),), (Span(text=case.label(name)),), *values))
    return [Table(head=worth.RESTATED_HEAD, rows=tuple(rows))]


def _acts(case: Case) -> list[Block]:
    rows: list[tuple[Line, ...]] = []
    for one in case.acted:
        name = _insight(one.insight)
        day = questions.day_words(one.at.astimezone(case.zone).date())
        rows.append((name, _plain(one.kind), _plain(one.department), _plain(day)))
    return _counted(words.ACTS_HEAD, rows)


def _outcomes(case: Case) -> list[Block]:
    scope = case.scope()
    rows = []
    for one in case.ledger.outcomes:
        if scope is None or one.count is None:
            continue
        if not scope.holds_day(one.day) or not scope.holds_programme(one.programme):
            continue
        _, by = _noted(case, "outcomes", one.id)
        first = (
            _plain(one.id),
            _plain(case.names.get(one.programme, one.programme)),
            (Span(text=Untrusted(one.metric)),),
        )
        rows.append((*first, *(_plain(cell) for cell in (questions.day_words(one.day), texts.plain(one.count), by))))
    return _counted(words.OUTCOMES_HEAD, rows)


def _aims(case: Case, only: str | None) -> list[Block]:
    mine = {result.id for result in case.intention.aims} if case.intention else set()
    rows = []
    for aim in case.ledger.aims:
        if aim.id not in mine or only not in (None, aim.id):
            continue
        _, by = _noted(case, "aims", aim.id)
        seen: list[tuple[date, Decimal]] = [(one.day, one.value) for one in aim.observations if one.day <= case.today]
        rows += [
            (
                (Span(text=Untrusted(aim.metric)),),
                _plain(questions.day_words(day)),
                _plain(texts.plain(value)),
                _plain(by),
            )
            for day, value in seen
        ]
    return _counted(words.OBSERVED_HEAD, rows)


def _facts(case: Case, name: str) -> list[Block]:
    """One entry with everything that was entered, and what of it counts."""
    found: Benefit | Cost | None = case.benefit(name) or case.cost(name)
    if found is None:
        return []
    facts: list[tuple[str, str]] = [("date", _days(found.when))]
    if isinstance(found, Benefit):
        facts += [("kind", texts.BENEFITS[found.kind]), ("basis", found.basis or "")]
        facts += [(key, "not known" if one is None else texts.plain(one)) for key, one in found.inputs.items()]
        facts += [(key, one or "") for key, one in (("channel", found.channel), ("unit", found.unit))]
        facts += [("pool", found.pool or ""), ("role", found.role or "")]
    else:
        facts += [("type", texts.COSTS[found.type]), ("role", found.role or "")]
        facts += [("what for", entries.CATEGORIES.get(found.category, found.category))]
        facts += [(key, "" if one is None else texts.plain(one)) for key, one in _spent(found)]
    for entry in (*case.answer.benefits, *case.answer.costs):
        if entry.id == name:
            ends = (("counts as", entry.value), ("low case", entry.low), ("high case", entry.high))
            facts += [(key, case.money(value, cents=True)) for key, value in ends]
            facts += [("in the period", words.days(entry.days_in, entry.days))]
    facts += [("not counted", refusals.not_counted(one.reason, one.reason.partition(":")[2]))
              for one in case.answer.not_counted if one.id == name]  # fmt: skip
    facts += [("missing", refusals.lacking(one.reason)) for one in case.answer.missing if one.id == name]
    kind = "benefits" if isinstance(found, Benefit) else "costs"
    note, by = _noted(case, kind, name)
    entered = case.entered[kind, name].recorded if (kind, name) in case.entered else None
    since = "" if entered is None else questions.day_words(entered.astimezone(case.zone).date())
    facts += [("recorded by", by), ("recorded on", since)]
    rows = [(_plain(key.replace("_", " ")), _plain(value)) for key, value in facts if value]
    rows += [(_plain("note"), (Span(text=note),))] if note else []
    number = (found.insight or "").removeprefix("insight-") if isinstance(found, Benefit) else ""
    rows += [(_plain("insight"), _insight(int(number)))] if number.isdigit() else []
    return [Table(head=words.FACTS_HEAD, rows=tuple(rows)), *_mending(case, found)]


def _mending(case: Case, found: Benefit | Cost) -> list[Block]:
    """What can be done with an entry that stands: change it, or take it back. An order's credit has none of its own."""
    kind = "benefits" if isinstance(found, Benefit) else "costs"
    gone = {one.id for one in case.answer.not_counted if one.reason in ("voided", "superseded")}
    if found.id in gone or (kind, found.id) not in case.entered:
        return []
    value = f"{kind}/{found.id}"
    change = Button(label=entries.change_it(), act="open:entry", value=f"edit={value}")
    back = Button(label=entries.take_back(), act="open:entry", value=f"void={value}")
    return [Actions(insight=None, buttons=(change, back))]


def _spent(cost: Cost) -> tuple[tuple[str, Decimal | None], ...]:
    return (("hours", cost.hours), ("rate", cost.rate), ("amount", cost.amount))


def how(case: Case) -> list[Block]:
    """The formula with its figures, the inputs, and what else was noted."""
    answer: Answer = case.answer
    lines = [answer.formula, *inputs(answer), *answer.notes, words.nothing_set()]
    return [paragraph(line) for line in lines if line]


def surer(case: Case) -> list[Block]:
    """What would turn estimates into measurements, entry by entry."""
    lines: list[tuple[str | Span, ...]] = [tuple(sure(case))] if case.answer.grade is not None else []
    for entry in case.answer.benefits:
        if entry.grade != "measured" and entry.kind in words.SURER:
            label = case.figure(case.label(entry.id), f"entry:{entry.id}", style="strong")
            lines.append((label, f": {words.SURER[entry.kind]}"))
    lines += [(words.own_figure(name),) for name in case.answer.defaults_used]
    lines += [(Span(text=case.label(one.id)), f": {refusals.lacking(one.reason)}.") for one in case.answer.missing]
    lines += [(words.early(),)] if "TOO_EARLY" in case.answer.warnings else []
    return [paragraph(*line) for line in lines] or [paragraph(words.sure_already())]
