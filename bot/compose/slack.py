"""Slack, put together: its manifest, and (where it is configured) the adapter with all it needs."""

from __future__ import annotations

from adapters.chat.slack.manifest import manifest, written


def manifest_text(*, url: str | None, as_json: bool) -> str:
    """The app manifest to be given to Slack: for Socket Mode, or for events over HTTP at `url`."""
    return written(manifest(url=url), "json" if as_json else "yaml")
