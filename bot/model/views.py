"""What the desk hands to a chat: pages to be drawn, questions to be answered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, TypeAlias

from bot.model.insight import Insight, InsightId, StatusChange
from bot.model.mention import MentionId, Untrusted
from bot.model.message import Button, Chart, Line, Message
from bot.model.people import PersonId, Place
from bot.model.rows import Counts, Row, Rows
from bot.model.theme import ThemeEvent, ThemeId


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """A question: `command` is how it was asked (`/roi`, `/earshot`, `@Earshot`), `text` the rest.

    `channel` is what the place is called, where it is a channel of an outside chat; `private`: not everyone of the
    organisation may read it; `outside`: people of another organisation are in it too. What is recorded with the same
    `key` is kept once.
    """

    command: Literal["roi", "earshot", "mention"]
    text: str
    person: PersonId
    place: Place | None = None
    thread: str | None = None
    insight: InsightId | None = None
    channel: str = ""
    private: bool = False
    outside: bool = False
    key: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One thing that a doctor looked at: how it is, and what to do where it is not well."""

    name: str
    state: Literal["ok", "warning", "fault"]
    words: str
    fix: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What came of an act: `words` for the person alone, `moved` False when nothing changed.

    `stale` is set when the status had changed meanwhile: the chat offers to do it anyway.
    `ask` names a form that is needed first, `insight` the one that was touched, `entry` the ledger's that was kept.
    """

    words: str
    moved: bool = True
    stale: bool = False
    insight: InsightId | None = None
    ask: str = ""
    entry: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenRows:
    """Open a figure: the rows behind it, one page (20 rows; 0 = all, for CSV)."""

    person: PersonId
    rows: Rows
    page: int = 1
    title: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenTopic:
    """Open a theme's page, as it stands or as it was shown at a past date."""

    person: PersonId
    theme: ThemeId
    as_of: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenInsight:
    """Open one insight's card, history and told-list."""

    person: PersonId
    insight: InsightId


Opening: TypeAlias = OpenRows | OpenTopic | OpenInsight


@dataclass(frozen=True, slots=True, kw_only=True)
class Facet:
    """How a set splits: name on the screen, count, and the smaller set it opens."""

    name: str
    count: int
    rows: Rows


@dataclass(frozen=True, slots=True, kw_only=True)
class RowView:
    """One row of the drawer: the mention and the words around it, redacted as the reader may see it."""

    row: Row
    when: str
    source: str
    author: Untrusted | None
    text: Untrusted
    mood: str
    reason: str
    department: str
    redacted: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class RowsPage:
    """The evidence drawer: exactly the rows, as many as the figure says."""

    rows: Rows
    title: Line
    counts: Counts
    subtitle: str
    sources: tuple[Facet, ...]
    moods: tuple[Facet, ...]
    views: tuple[RowView, ...]
    note: str
    page: int
    pages: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicPage:
    """A theme's page: history by week, insights and their status, quotes, events, and what service made of it."""

    theme: ThemeId
    label: Untrusted
    name: str | None
    state: str
    summary: Line
    weekly: Chart | None
    insights: tuple[tuple[Insight, Message], ...]
    history: tuple[tuple[StatusChange, str], ...]
    events: tuple[tuple[ThemeEvent, str], ...]
    quotes: tuple[RowView, ...]
    as_of: datetime
    now: bool = True
    service: Message | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldRow:
    """A customer behind a fixed problem: their mention, an editable draft, and whether they were told."""

    view: RowView
    draft: str
    told: datetime | None
    by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class InsightPage:
    """One insight: its card, its history in words, and (once fixed) the told-list."""

    insight: Insight
    card: Message
    history: tuple[str, ...]
    told: tuple[ToldRow, ...]
    told_count: int


Page: TypeAlias = RowsPage | TopicPage | InsightPage


@dataclass(frozen=True, slots=True, kw_only=True)
class DepartmentLine:
    """A department on the board: what reached it and how many acts it took (never per person)."""

    name: str
    insights: Line
    acts: int
    acted_on: int
    spread: str


Health: TypeAlias = Literal["ok", "silent", "failing", "refused", "paused"]
"""How a source is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceLine:
    """A source on the board with its health: last item, how far it was read, since when it fails, when asked next.

    `source` is its name in mentions, `bad` how many of its items were set aside, `budget` how often it is asked.
    """

    name: str
    mentions: Line
    newest: str
    state: Health
    words: str
    owner: str
    source: str = ""
    through: str = ""
    failing: str = ""
    due: str = ""
    error: str = ""
    bad: int = 0
    budget: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """The board: topics over time, sentiment by hour of a keyword group, departments, sources."""

    topics: Chart | None
    topic_lines: tuple[tuple[ThemeId, Untrusted, Line], ...]
    group: str | None
    groups: tuple[str, ...]
    hours: Chart | None
    hours_note: str
    departments: tuple[DepartmentLine, ...]
    sources: tuple[SourceLine, ...]
    notices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingLine:
    """A setting as shown: value, where it comes from, and whether it may be changed here."""

    key: str
    value: str
    origin: str
    locked: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One thing to do before Earshot is of use, and what opens it where that can be done here."""

    words: str
    done: bool
    button: Button | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Home:
    """One person's own page: what it is, what is theirs, what they can do, what is set.

    `steps` are for the first admin alone, until all are done; `notices` are for admins. `more` is the number of open
    insights behind those shown; `department` is the person's own, `digest` the one whose digest hour they may change,
    '' for none.
    """

    value: str
    department: str
    steps: tuple[Step, ...]
    notices: tuple[str, ...]
    actions: tuple[Button, ...]
    insights: tuple[Message, ...]
    more: int
    taken: tuple[Line, ...]
    settings: tuple[SettingLine, ...]
    digest: str
    help: str
    buttons: tuple[Button, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingChange:
    """A change asked for: `subject` as in SettingEvent, `form` the fields."""

    person: PersonId
    subject: str
    form: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonLine:
    """A colleague in the settings."""

    id: PersonId
    name: str
    department: str
    role: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingsPage:
    """Settings, people and the last audited changes; `words` says what the change did."""

    lines: tuple[SettingLine, ...]
    people: tuple[PersonLine, ...]
    audit: tuple[str, ...]
    words: str = ""
    link: str = ""
    preview: RowsPage | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Bring:
    """A file somebody drops on the import page. dry shows five rows.

    `mapping` corrects the guess: our key -> its column (several joined by ` + `, '' for none).
    """

    person: PersonId
    name: str
    data: bytes
    mapping: Mapping[str, str] = field(default_factory=dict)
    dry: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Brought:
    """What came of an import: guessed columns and five rows when dry, else counts and bad lines.

    `mapping` as in Bring; each row of `sample` holds the columns as they are and our keys as they would become. `keys`
    are what a column can be (key and label), where that is not what a mention has.
    """

    columns: tuple[str, ...]
    mapping: Mapping[str, str]
    sample: tuple[Mapping[str, str], ...]
    kept: int
    unchanged: int
    bad: tuple[tuple[int, str], ...]
    words: str
    keys: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """A mention id with its row view, for answers that list messages."""

    id: MentionId
    view: RowView


@dataclass(frozen=True, slots=True, kw_only=True)
class BadLine:
    """An item of a source that could not be read: when it came, where it stands there, why."""

    at: str
    place: Untrusted
    why: Untrusted


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceCard:
    """A source on the sources' page. `fixed`: the file sets it up; `set_up`: it is asked or delivers, not imported.

    `budget` is how often it is asked and how much at most; `hook` the path to which it delivers, '' where it does not.
    """

    line: SourceLine
    kind: str
    fixed: bool
    set_up: bool
    budget: str = ""
    hook: str = ""
    bad: tuple[BadLine, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceKind:
    """A kind of source that can be set up, the settings that it cannot do without, and what who does so agrees to."""

    name: str
    what: str
    needs: tuple[str, ...]
    duty: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TriedLine:
    """A mention that came when a source was tried; personal data is redacted."""

    at: str
    author: Untrusted
    text: Untrusted


@dataclass(frozen=True, slots=True, kw_only=True)
class SourcesPage:
    """All sources, the kinds that there are, and what a change did: `words`, and of a try what came."""

    cards: tuple[SourceCard, ...]
    kinds: tuple[SourceKind, ...]
    groups: tuple[str, ...] = ()
    words: str = ""
    tried: tuple[TriedLine, ...] = ()


What = Literal["add", "test", "pause", "resume", "remove"]
"""What may be done to a source on its page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceChange:
    """A change of a source that is asked for. `form` are the settings of one that is added."""

    person: PersonId
    what: What
    name: str
    form: Mapping[str, str] = field(default_factory=dict, repr=False)
