"""Files that a bot offers, and actions in the menu of a message.

msteams-docs bots-filesv4: in a personal chat alone a bot posts a file consent card; who allows it makes the client
open an upload session in the person's OneDrive and send the invoke fileConsent/invoke with uploadInfo; the bot puts
the bytes to uploadUrl with a Content-Range, and shows the file by a file info card. The address is good without a
token, once.

msteams-docs messaging extensions, "create task module": the action of a message sends composeExtension/fetchTask with
messagePayload, its dialog composeExtension/submitAction; the answers are those of other dialogs.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from html import escape
from typing import Any

from aiohttp import web

from tests.stand_in.teams import answers, filling, payloads
from tests.stand_in.teams.acts import Acts
from tests.stand_in.teams.answer import Answer, NotThere
from tests.stand_in.teams.posts import Dialog, Post
from tests.stand_in.teams.state import Conversation, Json, Tenant, guid

CONSENT = "application/vnd.microsoft.teams.card.file.consent"
INFO = "application/vnd.microsoft.teams.card.file.info"
_THEME = {"theme": "default"}


@dataclass(slots=True, kw_only=True)
class File:
    """A file of a person: where it is put, whether it was, and with what in it."""

    id: str
    name: str
    user: str
    content: bytes | None = None
    puts: int = 0


class Drive(Acts):
    """The files of all tenants, and the menus of messages."""

    files: dict[str, File]
    drive_errors: list[int]

    async def consent(
        self, tenant: Tenant | str, who: str, activity_id: str, *, allow: bool = True, url: str = ""
    ) -> Answer:  # fmt: skip
        """Allow or decline a file that the bot offers; `url` puts another address in the place of the drive's."""
        at, post = self._seen(tenant, who, activity_id)
        offered = next((one for one in post.activity.get("attachments") or [] if one["contentType"] == CONSENT), None)
        if offered is None:
            raise NotThere(f"{activity_id} offers no file")
        held = offered["content"]
        value: Json = {"type": "fileUpload", "action": "accept" if allow else "decline"}
        value["context"] = held["acceptContext" if allow else "declineContext"]
        event = at.tenant.next_event()
        if allow:
            made = File(id=guid(at.tenant.id, "file", event), name=str(offered["name"]), user=at.by.key)
            self.files[made.id] = made
            value["uploadInfo"] = {
                "contentUrl": f"{self.url}/drive/{made.id}/{made.name}", "name": made.name, "uniqueId": made.id,
                "uploadUrl": url or f"{self.url}/drive/upload/{made.id}", "fileType": made.name.rpartition(".")[2],
            }  # fmt: skip
        return await self.delivery.send(payloads.invoke(at, event, "fileConsent/invoke", value, post=post))

    def file_of(self, post: Post) -> File:
        """The file that a message of the bot shows."""
        info = next(one for one in post.activity.get("attachments") or [] if one["contentType"] == INFO)
        found = self.files[str(info["content"]["uniqueId"])]
        assert info["contentUrl"] == f"{self.url}/drive/{found.id}/{found.name}"
        return found

    async def put(self, request: web.Request) -> web.Response:
        """An upload session takes a file whole, and once."""
        held = self.files.get(request.match_info["file"])
        if self.drive_errors:
            return web.json_response({}, status=self.drive_errors.pop(0))
        data = await request.read()
        if held is None or request.headers.get("Authorization"):
            return web.json_response({}, status=404 if held is None else 401)
        if request.headers.get("Content-Range") != f"bytes 0-{len(data) - 1}/{len(data)}":
            return web.json_response({}, status=400)
        held.content, held.puts = data, held.puts + 1
        return web.json_response({"id": held.id, "name": held.name}, status=201)

    async def menu(self, tenant: Tenant | str, who: str, activity_id: str, command: str) -> Answer:
        """Choose the bot's action `command` in the menu of anybody's message, wherever the bot is."""
        held = self._tenant(tenant)
        post = held.find(activity_id)
        at = self._setting(held, post.conversation, who)
        value = {**_menu(command), "messagePayload": _payload(held, post)}
        activity = payloads.invoke(at, held.next_event(), "composeExtension/fetchTask", value, post=None)
        activity["conversation"] = payloads.conversation(at, post.root)
        dialog = Dialog(
            user=at.by.key, conversation=at.place.id, activity_id=post.id, task={}, open=False, command=command
        )  # fmt: skip
        return answers.of_task(held, dialog, await self.delivery.send(activity))

    async def submit_dialog(
        self, tenant: Tenant | str, who: str, inputs: Mapping[str, Any] | None = None, *, named: str = "",
        data: Mapping[str, Any] | None = None,
    ) -> Answer:  # fmt: skip
        """Fill in the dialog and send it; one that a message's menu opened says so."""
        held = self._tenant(tenant)
        dialog = self._dialog(held, who)
        if not dialog.command:
            return await super().submit_dialog(tenant, who, inputs, named=named, data=data)
        pressed = self._submit(dialog, named, data)
        entered = filling.filled(dialog.card, dict(inputs or {}))
        own = pressed.get("data") if isinstance(pressed.get("data"), dict) else {}
        post = held.find(dialog.activity_id)
        at = self._at(held, held.conversations[dialog.conversation], held.who(who))
        value = {
            **_menu(dialog.command), "data": {**(own or {}), **entered}, "botMessagePreviewAction": None,
            "messagePayload": _payload(held, post),
        }  # fmt: skip
        activity = payloads.invoke(at, held.next_event(), "composeExtension/submitAction", value, post=None)
        activity["conversation"] = payloads.conversation(at, post.root)
        return answers.of_task(held, dialog, await self.delivery.send(activity))


def problems(attachment: Json, place: Conversation) -> Iterator[str]:
    """What is wrong with an attachment that is a file."""
    kind, content = attachment.get("contentType"), attachment.get("content")
    if kind not in (CONSENT, INFO):
        return
    if place.kind != "personal":
        yield "files are offered and shown in a personal chat alone"
    if not attachment.get("name") or not isinstance(content, dict):
        yield "a file has a name and content"
        return
    wanted = ("description", "sizeInBytes", "acceptContext", "declineContext") if kind == CONSENT else (
        "uniqueId", "fileType"
    )  # fmt: skip
    yield from (f"content.{name} is missing" for name in wanted if name not in content)
    if kind == CONSENT and not isinstance(content.get("sizeInBytes"), int):
        yield "content.sizeInBytes is no number"
    if kind == INFO and not str(attachment.get("contentUrl") or ""):
        yield "contentUrl is missing"


def _menu(command: str) -> Json:
    return {"commandId": command, "commandContext": "message", "requestId": guid("request", command), "context": _THEME}


def _payload(tenant: Tenant, post: Post) -> Json:
    """A message as its menu hands it on."""
    text = post.text or str(post.activity.get("summary") or "")
    author: Json = {"application": {"applicationIdentityType": "bot", "displayName": "Earshot"}, "user": None}
    if post.by != "bot":
        by = tenant.users[post.by]
        author = {"application": None, "user": {
            "userIdentityType": "aadUser", "id": by.aad, "displayName": by.name,
        }}  # fmt: skip
    body = "".join(f"<p>{escape(line)}</p>" for line in text.split("\n"))
    return {
        "id": post.id, "replyToId": None if post.root == post.id else post.root, "deleted": False,
        "createdDateTime": datetime.fromtimestamp(post.at, UTC).isoformat(timespec="milliseconds"),
        "lastModifiedDateTime": None, "subject": None, "summary": None, "importance": "normal", "locale": "en-us",
        "linkToMessage": f"https://teams.microsoft.com/l/message/{post.conversation}/{post.id}", "from": author,
        "body": {"contentType": "html", "content": f"<div>{body}</div>"}, "attachments": [], "mentions": [],
        "reactions": [],
    }  # fmt: skip
