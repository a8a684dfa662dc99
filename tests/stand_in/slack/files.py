"""Uploading a file in three steps (docs.slack.dev/messaging/working-with-files).

files.getUploadURLExternal (filename, length) -> POST the bytes to upload_url -> files.completeUploadExternal (files,
channel_id, thread_ts, initial_comment). The bytes must be as many as announced.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from aiohttp import web

from tests.stand_in.slack import messages, showing
from tests.stand_in.slack.api import Asked, Method, Refused
from tests.stand_in.slack.state import Channel, File, Json, Message, Team


def announced(asked: Asked) -> Json:
    """files.getUploadURLExternal."""
    asked.scope("files:write")
    name, length = asked.need("filename"), asked.number("length", 0)
    if length <= 0:
        raise Refused("invalid_arguments")
    made = File(id=asked.team.next_id("F"), name=name, length=length, by=asked.team.bot.id)
    asked.team.files[made.id] = made
    return {"upload_url": f"{asked.base}/upload/{asked.team.id}/{made.id}", "file_id": made.id}


def completed(asked: Asked) -> Json:
    """files.completeUploadExternal."""
    asked.scope("files:write")
    team, named = asked.team, asked.args.get("files")
    if not isinstance(named, list) or not named:
        raise Refused("invalid_arguments")
    held = [team.files.get(str(one.get("id"))) for one in named if isinstance(one, dict)]
    if any(one is None or one.content is None for one in held):
        raise Refused("file_not_found" if None in held else "file_update_failed")
    files = [one for one in held if one is not None]
    channel = messages.reachable(asked, asked.text("channel_id"), may_read=False) if asked.text("channel_id") else None
    if channel is not None and team.bot.id not in channel.members:
        raise Refused("not_in_channel")
    for one, entry in zip(files, named, strict=True):
        one.complete, one.title = True, str(entry.get("title", one.name))
    if channel is not None:
        _shared(asked, channel, files)
    return {"files": [described(one) for one in files]}


def info(asked: Asked) -> Json:
    """files.info."""
    asked.scope("files:read")
    held = asked.team.files.get(asked.need("file"))
    if held is None:
        raise Refused("file_not_found")
    return {"file": described(held)}


def described(one: File) -> Json:
    """A file as Slack shows it."""
    kind = one.name.rpartition(".")[2]
    return {"id": one.id, "name": one.name, "title": one.title, "size": one.length, "filetype": kind,
            "user": one.by, "channels": one.channels, "mode": "hosted"}  # fmt: skip


def _shared(asked: Asked, channel: Channel, files: list[File]) -> None:
    team = asked.team
    for one in files:
        one.channels.append(channel.id)
    message = Message(
        ts=team.next_ts(asked.now), channel=channel.id, user=team.bot.id, text=asked.text("initial_comment"),
        at=asked.now, bot_id=team.bot.bot_id, app_id=team.app_id, thread_ts=asked.text("thread_ts") or None,
        subtype="file_share", files=[described(one) for one in files],
    )  # fmt: skip
    showing.add(team, channel, message)
    asked.emit(team, showing.said(team, channel, message))


async def upload(teams: Mapping[str, Team], request: web.Request) -> web.StreamResponse:
    """The bytes."""
    team = teams.get(request.match_info["team"])
    held = team.files.get(request.match_info["file"]) if team else None
    if held is None or held.complete:
        return web.Response(status=404, text="not found")
    content = await _bytes(request)
    if len(content) != held.length:
        return web.Response(status=400, text="length does not match")
    held.content = content
    return web.Response(text=f"OK - {len(content)}")


async def _bytes(request: web.Request) -> bytes:
    if not request.content_type.startswith("multipart/"):
        return await request.read()
    parts: list[Any] = list((await request.post()).values())
    return bytes(parts[0].file.read()) if parts and hasattr(parts[0], "file") else b""


METHODS: dict[str, Method] = {
    "files.getUploadURLExternal": announced, "files.completeUploadExternal": completed, "files.info": info
}  # fmt: skip
