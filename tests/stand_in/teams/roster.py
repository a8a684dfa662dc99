"""Who is in a conversation and what a team is: members (all, paged, one), a team, its channels."""

from __future__ import annotations

from typing import Any

from tests.stand_in.teams.connector import Asked, Method, Refused
from tests.stand_in.teams.state import Json, User


def described(one: User) -> Json:
    """A member as the roster shows them."""
    given, _, family = one.name.partition(" ")
    return {
        "id": one.id, "name": one.name, "givenName": given, "surname": family, "email": one.email,
        "userPrincipalName": one.email, "userRole": one.role, "tenantId": one.tenant, "objectId": one.aad,
        "aadObjectId": one.aad,
    }  # fmt: skip


def members(asked: Asked) -> tuple[int, Any]:
    """All members at once."""
    place = asked.place()
    asked.rate("look", place.id)
    return 200, [described(asked.tenant.users[key]) for key in place.members]


def paged(asked: Asked) -> tuple[int, Any]:
    """Members, a page at a time."""
    place = asked.place()
    asked.rate("look", place.id)
    size, start = int(asked.query.get("pageSize", "200")), int(asked.query.get("continuationToken") or "0")
    found: Json = {"members": [described(asked.tenant.users[key]) for key in place.members[start : start + size]]}
    if start + size < len(place.members):
        found["continuationToken"] = str(start + size)
    return 200, found


def member(asked: Asked) -> tuple[int, Any]:
    """One member, by their id here or in the directory."""
    place = asked.place()
    asked.rate("look", place.id)
    try:
        found = asked.tenant.who(asked.path["member"])
    except KeyError:
        found = None
    if found is None or found.key not in place.members:
        raise Refused(404, "MemberNotFoundInConversation", "Member not found in conversation.")
    return 200, described(found)


def team(asked: Asked) -> tuple[int, Any]:
    """A team."""
    asked.path = {**asked.path, "conversation": asked.path["team"]}
    place = asked.place()
    asked.rate("look", place.id)
    if place.team is None:
        raise Refused(404, "ConversationNotFound", "Conversation not found.")
    channels = [one for one in asked.tenant.conversations.values() if one.team is place.team and not one.deleted]
    return 200, {
        "id": place.team.id, "name": place.team.name, "aadGroupId": place.team.group_id, "tenantId": asked.tenant.id,
        "type": "standard", "channelCount": len(channels), "memberCount": len(place.members),
    }  # fmt: skip


def channels(asked: Asked) -> tuple[int, Any]:
    """A team's channels; General has no name here."""
    asked.path = {**asked.path, "conversation": asked.path["team"]}
    place = asked.place()
    asked.rate("look", place.id)
    held = [one for one in asked.tenant.conversations.values() if one.team is place.team and not one.deleted]
    listed = [
        {"id": one.id, "type": one.membership, **({"name": one.name} if one.id != place.id else {})}
        for one in held
        if one.listed
    ]
    return 200, {"conversations": listed}


METHODS: list[tuple[str, str, str, Method]] = [
    ("GET", "/v3/conversations/{conversation}/members", "members", members),
    ("GET", "/v3/conversations/{conversation}/pagedmembers", "pagedmembers", paged),
    ("GET", "/v3/conversations/{conversation}/members/{member}", "member", member),
    ("GET", "/v3/teams/{team}", "team", team),
    ("GET", "/v3/teams/{team}/conversations", "channels", channels),
]
