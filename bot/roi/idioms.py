"""The words of a question and what they mean: a table that is read from the longest phrase to the shortest.

Each row: what is meant, the phrases that mean it, and the phrases that may stand beside those without meaning more.
A word that no row and no name explains is never passed over.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

CURRENCIES: Mapping[str, tuple[str, ...]] = {
    "USD": ("usd", "dollars", "us dollars", "dollar", "$"),
    "EUR": ("eur", "euros", "euro", "€"),
    "GBP": ("gbp", "pounds", "pound", "£"),
    "CHF": ("chf", "francs", "swiss francs"),
    "JPY": ("jpy", "yen", "¥"),
}
PERIODS: Mapping[str, str] = {
    "previous week": "last week",
    "previous month": "last month",
    "previous quarter": "last quarter",
    "previous year": "last year",
    "year to date": "ytd",
    "this year to date": "ytd",
    "so far this year": "ytd",
    "quarter to date": "qtd",
    "month to date": "mtd",
    "week to date": "wtd",
    "since the launch": "since launch",
    "since we launched": "since launch",
    "since the start": "since launch",
    "from launch until today": "since launch",
}
"""Other words for a period of the method."""
FILLERS = frozenset(
    "the a an in on of for from over during our we us its is was are were be do does did what show me give please it"
    " this that its have has".split()
)
VERSUS = (
    "vs", "versus", "v", "against", "compared to", "compared with", "in comparison with", "better than", "worse than",
    "beat", "how does it compare with", "how does it compare to",
)  # fmt: skip
NAMING = ("programme", "program", "campaign", "department", "the", "group", "topic", "theme")
"""Nouns that may stand before a name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Idiom:
    """One row: `means` holds the slots it fills."""

    means: tuple[tuple[str, str], ...]
    keys: tuple[str, ...]
    beside: tuple[str, ...] = ()


def _row(means: str, keys: str, beside: str = "") -> Idiom:
    slots = tuple((slot, value) for slot, _, value in (one.partition("=") for one in means.split()))
    return Idiom(means=slots, keys=tuple(_split(keys)), beside=tuple(_split(beside)))


def _split(text: str) -> list[str]:
    return [" ".join(one.split()) for one in text.split("|") if one.strip()]


_STOPS = "should we stop|should we keep|should we end|is worst|is the worst|is best|is the best|pays least|pays most"
_ROWS = (
    # Money.
    _row("what=roi", "roi|return|return on investment"),
    _row(
        "what=roi",
        "what did we get|what came out|was it worth it|is it worth it|how much did we get back|what did it bring",
        "what we spent|what was spent|money",
    ),
    _row("what=net", "net|profit"),
    _row("what=benefit", "benefit|benefits|worth|value|savings|by worth|by value"),
    _row(
        "what=benefit",
        "save|saved|did we save|what did we save|bring|brought|was worth|were worth|were worth most",
        "how much|how much did|what|by|to",
    ),
    _row("what=cost", "cost|costs|spent|spend|spending", "how much did"),
    _row("what=npv", "npv|net present value"),
    _row("what=payback", "payback|payback time|payback period"),
    _row(
        "what=payback",
        "pay for itself|pays for itself|paid for itself|pay itself back|break even|breaks even",
        "when|how long|until",
    ),
    _row("what=unit_cost", "unit cost|unit costs|cost per|cost of each|cost of a|cost of an"),
    _row("what=unit_cost", "what does a|what does an", "cost"),
    _row(
        "what=intention",
        "return on intention|intention|aim|aims|goal|goals|on track|progress against our aims|stand against its goals",
        "reaching|how far|with|how|doing|against|where|stand|progress",
    ),
    _row("what=maturity", "maturity|mature|how mature"),
    # Parts of worth.
    _row("kind=sales", "sales|sale", "credited to|how much"),
    _row("kind=sales", "sell|sold", "how much"),
    _row(
        "kind=sales",
        "margin|sales margin|margin after returns|margin after refunds|margin on sales|margin net of returns"
        "|margin on sales after returns|what margin did we make",
        "after returns|after refunds",
    ),
    _row(
        "kind=deflection",
        "deflection|deflected calls|deflected contacts|calls avoided|contacts avoided|avoided calls|avoided contacts"
        "|calls deflected|contacts deflected|calls did we avoid|contacts did we avoid",
        "how many",
    ),
    _row("kind=fix", "fixes|the fix|fix|fixing|from fixing|by fixing|the fixes"),
    _row("kind=time_saved", "time saved|saved time|time|hours saved"),
    _row(
        "kind=retention",
        "retention|customers kept|did the customers we helped stay|helped customers stayed|churn avoided",
        "helped customers|of helped customers|among helped customers|how many",
    ),
    _row(
        "kind=spend_change",
        "spend change|change in spend|members spend more|how much more do members spend|change in spending",
        "member|members|v others|vs others|versus others|against others|than others",
    ),
    # What is no money.
    _row("what=effect", "effect|effects|did it work|work|worked|how well did it work|effect estimate",
         "the fix|the fixes|fix|fixes|did"),
    _row("what=effect", "effect of|reduce complaints|do to complaints|complaints gone down since|complaints gone down",
         "on complaints|the fix|the fixes|fixes"),
    _row("what=better", "better|how does it make us better|how did it make us better"
         "|how does it make the organisation better"),
    _row("what=changes", "changes|what changed|which changes|what did we change|what was changed|list the changes",
         "because of|made|came out|what we heard"),
    _row("what=learned", "learned|learnt|what did we learn|what have we learned|what did we learned|lessons"),
    _row("what=influence", "influence|spread|who acted|who acted on|acted on|who took up|who moved whom",
         "which departments|insights|the insights|by department|what came"),
    _row(
        "what=times",
        "times|response times|how fast were we|how long did it take|time to acknowledge|time to take on|time to fix"
        "|time to tell|days to fix|days to tell|days to taken on|insight to fix"
        "|between insight and fix|median time to fix",
        "to acknowledge|to take on|acknowledge|take on|fix|tell|and tell|fix and tell|lag|time|delay|median|how long"
        "|how many days|how fast",
    ),
    _row("what=repeats", "repeat problems|repeat problem|recurring problems|keeps coming back",
         "still open|open|not fixed yet|which|that"),
    _row(
        "what=untold",
        "fixed but not told|fixes not told|not told|not told yet|fixed but not told yet|been told about|not been told"
        "|not been told about|not been told yet|customers not told yet",
        "which fixes|fixes|who|yet|customers",
    ),
    _row(
        "what=funnel",
        "funnel|requests|requests voiced|voiced|people ask for",
        "built|told|and told|built and told|voiced|and what did we build|how many|requests|and",
    ),
    _row("what=contacts", "contacts|contact volume|number of contacts", "how many"),
    _row(
        "what=relationships",
        "relationships|relationship view|repeat authors|repeat customers|unanswered|unanswered customers"
        "|who waits for an answer|who is waiting for an answer|who wrote again|who is still waiting",
        "customers|people|and|still",
    ),
    _row("what=hours", "hours|hours spent|hours worked|time spent|how many hours", "spend|spent"),
    _row("what=mood", "mood|sentiment|excitement|people feel", "about|rise|rising|risen|how|how do"),
    _row("what=mood by=hour", "hourly mood|hourly sentiment"),
    # How it is split and shown.
    _row("by=programme", "by programme|by programmes|by program|per programme|each programme|every programme"
         "|split by programme|rank the programmes|rank programmes"),
    *(_row("by=programme", f"{which} {rest}") for which in ("which programme", "which programmes")
      for rest in (*_split(_STOPS), "are not worth it", "is not worth it", "pay least", "pay most")),
    _row("by=department", "by department|by departments|per department|each department"),
    _row("by=kind", "by kind|by kinds|per kind|each kind"),
    _row("by=channel", "by channel|by channels|per channel|each channel"),
    _row("by=month", "by month|by months|per month|each month|monthly"),
    _row("by=topic", "by topic|by theme|per topic|per theme|top topics|top themes|which topics|which themes"),
    _row("by=hour", "by hour|per hour|hour by hour|each hour"),
    _row("what=cost by=month", "cost per month|costs per month"),
    _row("what=cost by=programme", "cost per programme|costs per programme"),
    _row("what=cost by=department", "cost per department|costs per department"),
    _row("cohort=cohort", "cohort"),
    _row("credit=last", "last touch|by last touch", "and|and by|with"),
    _row("credit=first", "first touch|by first touch", "and|and by|with"),
    _row("credit=linear", "linear|by linear|linear touch", "and|and by|with"),
    _row("show=cash", "cash|cash only|only cash|only the cash|just cash|just the cash|how much of it is cash"),
    _row("show=how", "how|why|formula"),
    _row("show=rows", "rows"),
    _row("show=sources", "sources"),
    _row("show=sheet", "sheet|download sheet"),
    _row("show=not_counted", "not counted|left out|what did you leave out|which entries are not counted",
         "and why|what|why"),
    _row("show=restated", "restated|restatements|what was restated"),
    _row(
        "show=surer",
        "surer|evidence|how sure|how sure are you|how certain|how reliable|can i trust|how confident are you"
        "|how confident|become measured|need to measure|what would make this surer|what evidence would make"
        "|which evidence would make",
        "how|can|how can|figure|number|that number|measured|missing|to|more certain|which|in",
    ),
    _row("own=own", "my programme|my|my own programme"),
    # Never answered with a figure.
    _row("refused=projection", "if fixed|if we fixed|would|will|forecast|projection|what if|next quarter|next year"
         "|next month|next week"),
    _row("refused=exposure", "followers|follower|impressions|likes|reach|fan|fans|advertising equivalent"
         "|advertising equivalents"),
)  # fmt: skip


@cache
def rows() -> Mapping[str, Idiom]:
    """Each phrase with its row."""
    return {key: row for row in _ROWS for key in row.keys}


def keys() -> tuple[str, ...]:
    """Every phrase that means something."""
    return tuple(rows())
