"""Words of the settings page and of imports."""

from __future__ import annotations

from collections.abc import Mapping


def in_file() -> str:
    """Where a setting comes from that cannot be changed here."""
    return "set in earshot.toml, the environment, or the default"


def origin(fixed: bool) -> str:
    """Where a keyword group comes from."""
    return "set in earshot.toml" if fixed else "added here"


def origin_of_hour(fixed: bool) -> str:
    """Where a department's digest hour comes from."""
    return "set in earshot.toml" if fixed else "moved here, or the default"


def audit(
    at: str, who: str, subject: str, *, old: Mapping[str, object] | None, new: Mapping[str, object] | None
) -> str:
    """One line of the audit log."""
    before = ", ".join(f"{key} {value}" for key, value in (old or {}).items())
    after = ", ".join(f"{key} {value}" for key, value in (new or {}).items()) if new is not None else "removed"
    return f"{at} {who}: {subject}" + (f" from {before}" if before else "") + (f" to {after}" if after else "")


def invited(name: str) -> str:
    """An invitation was made."""
    return f"This link lets {name} in, once, within 7 days:"


def granted(who: str, name: str, role: str, *, before: str) -> str:
    """All admins are told that somebody was given a role with power."""
    by = who or "Whoever runs this Earshot"
    return f"{by} gave {name} the role {role}" + (f" (before: {before})." if before else ".")


def changed(name: str) -> str:
    """A person was changed."""
    return f"{name} was changed."


def group_saved(name: str, version: int, matched: int) -> str:
    """A keyword group was saved."""
    return f"“{name}” saved as version {version}: {matched:,} stored mentions match."


def matched(why: str) -> str:
    """Why a mention matches."""
    return f"matches: {why}"


def near_miss(why: str) -> str:
    """Why a mention nearly matches."""
    return f"near miss: {why}"


def preview_title(number: int, days: int) -> str:
    """The title of a preview."""
    return f"{number:,} of the last {days} days match"


def preview_note(matches: int, near: int) -> str:
    """What a preview shows."""
    return f"the newest {min(matches, 20)} matches and {near} near misses, each with the reason"


def dry() -> str:
    """What an import shows before anything is stored."""
    return "This is what the first rows would become. Correct the columns, then import."


def imported(kept: int, unchanged: int, bad: int) -> str:
    """What came of an import."""
    words = f"{kept:,} imported, {unchanged:,} known already"
    return words + (f", {bad:,} could not be read (listed below)" if bad else "")


def named_by_import() -> str:
    """Why a mention went where an import's mapping says."""
    return "named by the import's mapping"


def hour_set(department: str, hour: str) -> str:
    """The digest hour was moved."""
    return f"The digest of {department} comes at {hour} from now on."
