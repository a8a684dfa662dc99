"""What the command line says to whoever looks after Earshot: lists, serving, copies, settings."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.texts.figures import counted, named, whole
from bot.texts.terminal import add_channel

# --- the reader ---


def no_quality() -> str:
    """An encoder lies in the data folder, and what runs it is not installed."""
    return "the extra that uses this file is not installed"


def install_quality() -> str:
    """How it is installed."""
    return 'Install it: pip install "earshot[quality]".'


def no_encoder() -> str:
    """The encoder is not in the data folder."""
    return "the encoder of the quality extra is not here"


def wrong_encoder() -> str:
    """What lies in the data folder is not the encoder that was measured."""
    return "this is not the encoder that was measured"


def build_encoder() -> str:
    """How it is built."""
    return "Build it with training/distil.py --quality (docs/model-card.md), and put it there."


# --- lists ---


def themes_head() -> tuple[str, ...]:
    """The columns of the list of topics."""
    return ("id", "topic", "mentions", "people", "since", "last")


def no_themes() -> str:
    """No topic yet."""
    return "No topics yet: a topic needs 5 mentions from 3 people."


def insights_head() -> tuple[str, ...]:
    """The columns of the list of insights."""
    return ("id", "kind", "topic", "mentions", "people", "status", "departments", "found")


def no_insights() -> str:
    """No insight yet."""
    return "Nothing worth saying was found yet."


def sources_head() -> tuple[str, ...]:
    """The columns of the list of sources."""
    return ("source", "mentions in 28 days", "health", "asked", "owner")


def no_sources() -> str:
    """No source yet."""
    return "No source has spoken yet: earshot import FILE"


def groups_head() -> tuple[str, ...]:
    """The columns of the list of keyword groups."""
    return ("group", "version", "mentions", "query")


def no_groups() -> str:
    """No group yet."""
    return "No keyword groups yet: add [[groups]] to earshot.toml, or in the workspace under Settings."


def a_channel(name: str) -> str:
    """An id that a channel has too."""
    return f"{name}, which is a department's channel too"


def in_the_file() -> str:
    """Somebody whom the settings name."""
    return "a name or id that stands in earshot.toml"


def out_of_the_file() -> str:
    """What to do about it."""
    return "somebody whom that file does not name: take them out of it first, and start Earshot again"


def several(name: str, authors: Sequence[str]) -> str:
    """Which authors are called so."""
    return f"{len(authors)} called {name!r} ({', '.join(authors)})"


def outbox_head() -> tuple[str, ...]:
    """The columns of the outbox."""
    return ("id", "state", "kind", "where", "due", "tries", "error")


def outbox_empty() -> str:
    """Nothing waits."""
    return "Nothing waits to be posted."


def outbox_dead(number: int) -> str:
    """Posts that were given up on."""
    return f"{counted(number, 'post')} given up on: see `earshot outbox dead list`."


def retried(number: int) -> str:
    """Closed channels and workspaces are tried at once."""
    if not number:
        return "Nothing is closed."
    return f"{counted(number, 'closed channel or workspace', 'closed channels or workspaces')} will be tried at once."


def none_dead() -> str:
    """Nothing was given up on."""
    return "No post was given up on."


def settled(number: int, *, again: bool) -> str:
    """What came of them."""
    return f"{counted(number, 'post')} " + ("will be sent again by `earshot serve`." if again else "dropped.")


def no_such_posts() -> str:
    """None of the numbers names one."""
    return "No post with such a number was given up on."


# --- serving ---


def serving(address: str) -> str:
    """Where the workspace is."""
    return f"Earshot: {address}"


def first_link(link: str) -> str:
    """The link of the first admin."""
    return f"First login (once, 7 days): {link}"


def one_shard_first() -> str:
    """Vectors of another kind while several shards are thought."""
    return "texts cannot be compared in another way while several processes think about them"


def set_one_shard() -> str:
    """What to do about that."""
    return "Stop all of them, set store.shards = 1, start one, run the command, and set it back"


def dealt_otherwise(held: int, wanted: int) -> str:
    """The number of shards is not that of the data."""
    return f"store.shards is {wanted} here and {held} in the data"


def same_shards() -> str:
    """What to do about that."""
    return "Give every process the same number; to change it, stop all that think, then start them"


def stands_by() -> str:
    """Another process thinks."""
    return "standing by: another process thinks"


def lost_the_lead() -> str:
    """Another process took over."""
    return "another process took over"


def role_needs_server(role: str) -> str:
    """Only processes that share a server can divide the work."""
    return f"the role {role} is for several processes that share one PostgreSQL, and memory is a file here"


def name_a_server() -> str:
    """How to share the work."""
    return "Name the server with DATABASE_URL (docs/postgresql.md), or leave --role out"


def ready() -> str:
    """It works."""
    return "ready"


def stop_with() -> str:
    """How to end it."""
    return "Stop with Ctrl-C."


def stopping() -> str:
    """It ends."""
    return "Stopping: what is in flight ends first."


def port_taken(port: int) -> tuple[str, str]:
    """The port is in use, and the remedy."""
    return f"port {port} is in use", "Stop the other program, or choose a port with --port or EARSHOT_PORT."


def not_bound(host: str, port: int, why: str) -> tuple[str, str]:
    """The address cannot be listened on, and the remedy."""
    return f"cannot listen on {host}:{port} ({why})", "Choose another http.host or http.port."


def missing(*, departments: int, unreachable: Sequence[str]) -> list[str]:
    """What serving lacks, each with its remedy."""
    said = []
    if not departments:
        said.append("No departments yet, so nothing is routed or posted: add [[departments]] to earshot.toml.")
    if unreachable:
        said.append(f"Without a channel: {', '.join(unreachable)}. {add_channel()}")
    return said


# --- copies ---


def backed_up(path: str, held: str) -> str:
    """A backup was written."""
    return f"{path}: {held}, checked."


def restored(path: str, held: str) -> str:
    """A backup is in place."""
    return f"Restored into {path}: {held}."


def taken_out_again(number: int) -> str:
    """What had been taken out since the backup was made is out again."""
    return f"{counted(number, 'mention')} that had been removed since the backup was made: removed again."


def held(mentions: int, themes: int, insights: int) -> str:
    """How much there is."""
    return named([counted(mentions, "mention"), counted(themes, "topic"), counted(insights, "insight")])


# --- reading again, teaching ---


def rereading() -> str:
    """The label of the progress bar."""
    return "Reading again"


def reread(number: int) -> str:
    """What came of it."""
    return f"{counted(number, 'mention')} read otherwise than before."


def taught(new: int, known: int) -> str:
    """What was learnt."""
    return f"{counted(new, 'example')} learnt" + (f", {whole(known)} known already." if known else ".")


def no_labels(keys: Sequence[str]) -> str:
    """Nothing to score."""
    return f"No line has a label: add one or more of {', '.join(keys)} beside text."


def no_corrections() -> str:
    """Nobody corrected anything."""
    return "Nobody has corrected a mood or a department yet."


def file_or_corrections() -> str:
    """Neither or both were given."""
    return "Give a file of labelled texts, or --corrections."


def below_least(label: str, accuracy: float, least: float) -> str:
    """A label is read worse than it must be."""
    return f"{label}: accuracy {accuracy:.1%} is below {least:.1%}."


# --- what is asked of a serving Earshot ---


def failed_inside(kind: str) -> str:
    """Work failed in a way nobody foresaw."""
    return f"“{kind}” failed inside Earshot: a fault of ours. The log of `earshot serve` has the details."


def correct_queries() -> str:
    """What to do about a query that cannot be read."""
    return "Correct it; `earshot match` tries a query on texts."


def of_request() -> str:
    """What is wrong, before its key."""
    return "The request's"


def a_text() -> str:
    """What was expected."""
    return "text"


def a_whole_number() -> str:
    """What was expected."""
    return "a whole number"


def a_list() -> str:
    """What was expected."""
    return "a list"


def yes_or_no() -> str:
    """What was expected."""
    return "true or false"


def two_texts() -> str:
    """What was expected."""
    return "two texts"


def a_date() -> str:
    """What was expected."""
    return "a date such as 2026-10-05"


def a_moment() -> str:
    """What was expected."""
    return "an instant with its offset, such as 2026-10-05T09:00:00+02:00"


# --- settings ---


def config_head() -> tuple[str, ...]:
    """The columns of the list of settings."""
    return ("setting", "value", "from")


def default() -> str:
    """Nobody set it."""
    return "default"


def added(who: str, at: datetime) -> str:
    """A colleague added it."""
    return f"added {at:%Y-%m-%d}" + (f" by {who}" if who else "")


def public_on_own_port() -> str:
    """What the outside calls would stand on the workspace's port."""
    return "what chats call would be open on the workspace's own port"


def set_edge_port() -> str:
    """What to do about it."""
    return "Set http.edge_port (EARSHOT_EDGE_PORT) and expose that port alone, or set http.single_port = true."


# --- where memory is ---


def no_store_address(found: str) -> str:
    """The setting names no store; the address itself may hold a password."""
    return f"store.url ({found}) is not an address of a store"


def store_address() -> str:
    """What an address of a store looks like."""
    return "Write sqlite:///path or postgresql://user:password@host/database, or leave it out."


def no_scale() -> str:
    """PostgreSQL is named, its library is not there."""
    return "PostgreSQL needs a library that is not installed"


def install_scale() -> str:
    """How to get it."""
    return "Install it with: pip install 'earshot[scale]'"


def data_on_server() -> str:
    """A command that works on the data file, where there is none."""
    return "the data is on a PostgreSQL server, not in a file"


def server_tools() -> str:
    """What to use there."""
    return "Use PostgreSQL's own tools: pg_dump and pg_restore, or pg_basebackup with the archived log."


def same_store() -> str:
    """A move to where it comes from."""
    return "both addresses are the same"


def no_such_file() -> str:
    """A file that is to be moved is not there."""
    return "there is no such file"


def brought_up() -> str:
    """A database that was brought back knows what happened since."""
    return "Who was taken out since stays out, and what was posted since is not posted again."


def tables_upgraded() -> str:
    """The tables are this version's."""
    return "The tables are those of this version. Processes of the version before go on; exchange them one by one."


def one_or_the_other() -> str:
    """Two addresses, or the option for the tables alone."""
    return "Give SOURCE and TARGET, or --schema alone."


def moved(tables: int, mentions: int) -> str:
    """A move has ended."""
    rows = counted(mentions, "mention")
    return f"All {tables} tables are there and the same, with {rows}. Name the new address now."
