"""Creating conversations, posting, replying, editing, deleting.

A post into a channel begins a thread; into `CHANNEL;messageid=ROOT`, or as a reply to a post, it joins one.
`isTargetedActivity=true` (msteams-docs targeted-messages): the recipient alone sees it; it must be a member, is named
when posting and not when editing.
"""

from __future__ import annotations

from typing import Any

from tests.stand_in.teams import activities, drive
from tests.stand_in.teams.connector import Asked, Method, Refused
from tests.stand_in.teams.posts import Post, key_of
from tests.stand_in.teams.state import Conversation, Json, Taken

LARGEST = 100 * 1024


def create(asked: Asked) -> tuple[int, Any]:
    """A personal conversation, or a thread in a channel with its first post."""
    body = asked.body
    channel = ((body.get("channelData") or {}).get("channel") or {}).get("id")
    if channel:
        return _begin(asked, str(channel))
    members = body.get("members") or []
    if len(members) != 1 or body.get("isGroup"):
        raise Refused(400, "BadSyntax", "Bad format of conversation: one member, or a channel")
    # The stock SDK writes tenantID; the service reads names in any case.
    tenant_id = (
        body.get("tenantId") or body.get("tenantID") or ((body.get("channelData") or {}).get("tenant") or {}).get("id")
    )
    if tenant_id != asked.tenant.id:
        raise Refused(400, "BadSyntax", "Incorrect tenant")
    try:
        place = asked.tenant.personal(str(members[0].get("id")))
    except KeyError:
        raise Refused(400, "BadSyntax", "Failed to decrypt pairwise id") from None
    asked.rate("create", place.id)
    if not place.installed:
        raise Refused(403, "ForbiddenOperationException", "The bot is not installed in user's personal scope")
    found: Json = {"id": place.id}
    if body.get("activity"):
        found["activityId"] = _post(asked, place, body["activity"], root="").id
    return 201, found


def post(asked: Asked) -> tuple[int, Any]:
    """A post, a reply, or that the bot types."""
    place = asked.place()
    asked.rate("send", place.id)
    asked.may_write(place)
    if asked.body.get("type") == "typing":
        place.typing += 1
        return 202, {}
    made = _post(asked, place, asked.body, root=_root(asked, place))
    return 201, {"id": made.id}


def edit(asked: Asked) -> tuple[int, Any]:
    """An edit: everybody sees the new one, whatever they saw alone before."""
    place, held = _own(asked)
    if asked.targeted and asked.body.get("recipient"):
        raise Refused(400, "Bad argument", "Recipient passed on update or delete.")
    _fine(asked, asked.body, place)
    held.versions.append(held.activity)
    held.activity = asked.body
    held.views.clear()
    _took(asked, place, held, "edit")
    return 200, {"id": held.id}


def delete(asked: Asked) -> tuple[int, Any]:
    """The bot takes back what it said."""
    place, held = _own(asked)
    held.deleted = True
    _took(asked, place, held, "delete")
    return 200, {}


METHODS: list[tuple[str, str, str, Method]] = [
    ("POST", "/v3/conversations", "create", create),
    ("POST", "/v3/conversations/{conversation}/activities", "post", post),
    ("POST", "/v3/conversations/{conversation}/activities/{activity}", "reply", post),
    ("PUT", "/v3/conversations/{conversation}/activities/{activity}", "edit", edit),
    ("DELETE", "/v3/conversations/{conversation}/activities/{activity}", "delete", delete),
]


def _begin(asked: Asked, channel: str) -> tuple[int, Any]:
    asked.path = {"conversation": channel}
    place = asked.place()
    asked.rate("create", place.id)
    asked.may_write(place)
    made = _post(asked, place, asked.body.get("activity") or {}, root="")
    return 201, {"id": f"{place.id};messageid={made.id}", "activityId": made.id}


def _root(asked: Asked, place: Conversation) -> str:
    named = asked.path["conversation"].partition(";messageid=")[2]
    answered = asked.path.get("activity", "")
    if answered and answered not in place.posts:
        raise Refused(404, "ActivityNotFoundInConversation", "The activity was not found in the conversation.")
    if place.kind != "channel":
        return ""
    if named and named not in place.posts:
        raise Refused(404, "ConversationNotFound", "Conversation not found.")
    return named or (place.posts[answered].root if answered else "")


def _post(asked: Asked, place: Conversation, body: Json, *, root: str) -> Post:
    _fine(asked, body, place)
    seen_by = _recipient(asked, place) if asked.targeted else ""
    made_id = asked.tenant.next_id()
    made = Post(id=made_id, conversation=place.id, root=root or made_id, by="bot", activity=body, at=asked.now,
                seen_by=seen_by)  # fmt: skip
    place.posts[made_id] = made
    _took(asked, place, made, "post")
    return made


def _recipient(asked: Asked, place: Conversation) -> str:
    try:
        who = asked.tenant.who(str((asked.body.get("recipient") or {}).get("id")))
    except KeyError:
        raise Refused(400, "Bad argument", "Missing recipient when creating targeted message.") from None
    if who.key not in place.members or place.kind == "personal":
        raise Refused(400, "Bad argument", "The recipient is no member of the conversation.")
    return who.key


def _own(asked: Asked) -> tuple[Conversation, Post]:
    place = asked.place()
    asked.rate("send", place.id)
    asked.may_write(place)
    held = place.posts.get(asked.path["activity"])
    if held is None or held.deleted or bool(held.seen_by) != asked.targeted:
        raise Refused(404, "ActivityNotFoundInConversation", "The activity was not found in the conversation.")
    if held.by != "bot":
        raise Refused(403, "ForbiddenOperationException", "The message was not sent by the bot.")
    return place, held


def _fine(asked: Asked, body: Json, place: Conversation) -> None:
    if asked.size > LARGEST:
        raise Refused(413, "MessageSizeTooBig", "Message size too large.")
    wrong = activities.problems(body)
    wrong += [said for one in body.get("attachments") or () for said in drive.problems(one, place)]
    if wrong:
        raise Refused(400, "BadSyntax", "; ".join(wrong))


def _took(asked: Asked, place: Conversation, held: Post, method: str) -> None:
    asked.tenant.taken.append(
        Taken(method=method, conversation=place.id, root=held.root, id=held.id, key=key_of(held.activity), at=asked.now)
    )
