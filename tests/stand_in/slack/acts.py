"""What people do in a workspace, each act delivered to the app as Slack would; the app's answer comes back.

Every act takes the workspace (a Team or its id) first. Acts that no client allows raise `filling.NotThere`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.stand_in.slack import filling, payloads, submission, views
from tests.stand_in.slack.answer import Answer
from tests.stand_in.slack.speaking import Speaking
from tests.stand_in.slack.state import Json, Team, View
from tests.stand_in.slack.telling import NOT_TOLD


class Acts(Speaking):
    """The people of all workspaces."""

    async def command(  # noqa: PLR0917
        self, team: Team | str, user: str, channel: str, name: str, text: str = ""
    ) -> Answer:  # fmt: skip
        """Type a slash command (`command(team, user, channel, "/roi", "last quarter")`)."""
        at = self._team(team)
        place = self._place(at, channel, user)
        if at.commands is not None and name not in at.commands:
            raise filling.NotThere(f"{name} is not a command of the app")
        fields = payloads.command(at, at.users[user], place, name=name, text=text, base=self.url)
        return await self.delivery.interaction(at, fields, kind="slash_commands")

    async def press(  # noqa: PLR0917
        self, team: Team | str, user: str, message_ts: str, action_id: str, value: Any = None, *, channel: str = "",
        block_id: str = "",
    ) -> Answer:  # fmt: skip
        """Press a button or choose an option (by its value or its text) on a message."""
        at = self._team(team)
        message = at.message(message_ts, channel)
        if message.ephemeral and message.seen_by != user:
            raise filling.NotThere(f"{user} does not see this message")
        self._place(at, message.channel, user)
        where, one = filling.element(message.blocks, action_id, block_id=block_id, value=value)
        action = filling.action(where, one, value, at=at.next_ts())
        values = {} if one["type"] == "button" else {where: {action_id: _state(action)}}
        payload = payloads.pressed(at, at.users[user], message, action, values=values, base=self.url)
        return await self.delivery.interaction(at, payload)

    async def press_in_view(  # noqa: PLR0917
        self, team: Team | str, user: str, view_id: str, action_id: str, value: Any = None, *, block_id: str = "",
        values: Mapping[str, Any] | None = None,
    ) -> Answer:  # fmt: skip
        """Press or choose in a modal or on a Home tab; `values`: what was filled in by then."""
        at = self._team(team)
        view = self._view(at, user, view_id)
        blocks = views.described(at, view)["blocks"]
        where, one = filling.element(blocks, action_id, block_id=block_id, value=value)
        action = filling.action(where, one, value, at=at.next_ts())
        state = filling.filled([_loose(block) for block in blocks], dict(values or {}))
        return await self.delivery.interaction(
            at, payloads.pressed_in_view(at, at.users[user], view, action, values=state)
        )

    async def shortcut(
        self, team: Team | str, user: str, callback_id: str, message_ts: str = "", *, channel: str = ""
    ) -> Answer:
        """Use a shortcut: of a message if there is a timestamp, else a global one."""
        at = self._team(team)
        if at.shortcuts is not None and callback_id not in at.shortcuts:
            raise filling.NotThere(f"{callback_id} is not a shortcut of the app")
        if not message_ts:
            payload = payloads.global_shortcut(at, at.users[user], callback_id)
        else:
            message = at.message(message_ts, channel)
            self._place(at, message.channel, user)
            payload = payloads.message_shortcut(at, at.users[user], message, callback_id, base=self.url)
        return await self.delivery.interaction(at, payload)

    async def submit(
        self, team: Team | str, user: str, view_id: str, values: Mapping[str, Any] | None = None
    ) -> Answer:  # fmt: skip
        """Fill in a modal (block_id or action_id -> what was entered, chosen by value or text) and send it."""
        at = self._team(team)
        view = self._view(at, user, view_id)
        if view.body["type"] != "modal" or "submit" not in view.body:
            raise filling.NotThere("this view cannot be submitted")
        state = filling.filled(views.described(at, view)["blocks"], dict(values or {}))
        answer = await self.delivery.interaction(at, payloads.submitted(at, at.users[user], view, state))
        return submission.obeyed(at, view, answer, now=self.now()) if answer.ok else answer

    async def close(self, team: Team | str, user: str, view_id: str, *, all_of_them: bool = False) -> Answer:
        """Close a modal, or the whole pile; the app hears of it only with notify_on_close."""
        at = self._team(team)
        view = self._view(at, user, view_id)
        for one in at.views.values():
            if one is view or (all_of_them and one.root == view.root):
                one.open = False
        if not view.body.get("notify_on_close"):
            return NOT_TOLD
        return await self.delivery.interaction(at, payloads.closed(at, at.users[user], view, cleared=all_of_them))

    async def suggest(  # noqa: PLR0917
        self, team: Team | str, user: str, view_id: str, action_id: str, typed: str
    ) -> Answer:  # fmt: skip
        """Type into an external menu; the app answers with options."""
        at = self._team(team)
        view = self._view(at, user, view_id)
        where, _ = filling.element(views.described(at, view)["blocks"], action_id)
        payload = payloads.suggestion(at, at.users[user], view, block_id=where, action_id=action_id, value=typed)
        return await self.delivery.interaction(at, payload)

    async def home(self, team: Team | str, user: str, tab: str = "home") -> Answer:
        """Open the app's Home (or its messages)."""
        at = self._team(team)
        event: Json = {
            "type": "app_home_opened", "user": user, "channel": at.dm(user).id, "tab": tab, "event_ts": at.next_ts()
        }  # fmt: skip
        if tab == "home" and user in at.homes:
            event["view"] = views.described(at, at.homes[user])
        return await self.tell(at, event)

    def _view(self, team: Team, user: str, view_id: str) -> View:
        home = team.homes.get(user)
        view = home if home is not None and home.id == view_id else team.views.get(view_id)
        if view is None or view.user != user or not view.open:
            raise filling.NotThere(f"{user} has no view {view_id} open")
        return view


def _state(action: Json) -> Json:
    return {name: value for name, value in action.items() if name not in ("action_id", "block_id", "action_ts")}


def _loose(block: Json) -> Json:
    """While a modal stands, a required field may still be empty."""
    return block | {"optional": True} if block["type"] == "input" else block
