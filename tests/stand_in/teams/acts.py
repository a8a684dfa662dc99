"""What people do with cards and dialogs.

msteams-docs work-with-universal-actions-for-adaptive-cards: Action.Execute is the invoke adaptiveCard/action, answered
with {"statusCode", "type", "value"}: a card is shown to who pressed, a message to them too. Dialogs: a submit action
with data.msteams.type task/fetch opens one, its submit action sends task/submit; answers are {"task": {"type":
"continue" | "message", "value"}} or nothing, which closes it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.stand_in.teams import answers, filling, payloads
from tests.stand_in.teams.answer import Answer, NotThere, not_told
from tests.stand_in.teams.payloads import Setting
from tests.stand_in.teams.posts import Dialog, Post, actions_of
from tests.stand_in.teams.rooms import Rooms
from tests.stand_in.teams.state import Json, Tenant

_THEME = {"theme": "default"}


class Acts(Rooms):
    """The people of all tenants."""

    async def press(
        self, tenant: Tenant | str, who: str, activity_id: str, named: str = "", *,
        data: Mapping[str, Any] | None = None, inputs: Mapping[str, Any] | None = None,
    ) -> Answer:  # fmt: skip
        """Press an action of a posted card, by its title, verb or id, or by entries of its data."""
        at, post = self._seen(tenant, who, activity_id)
        card = post.seen(at.by.key)
        pressed = filling.action(card, named, data=data)
        return await self._pressed(at, post, card, pressed, dict(inputs or {}))

    async def refresh(self, tenant: Tenant | str, who: str, activity_id: str) -> Answer:
        """Ask for this person's own view of a card, as its `refresh` says: by hand, unless the client does it."""
        at, post = self._seen(tenant, who, activity_id)
        wanted = post.card.get("refresh") or {}
        if not wanted.get("action"):
            raise NotThere("this card is not refreshed")
        # For whom it names, or for everybody where it names nobody, the client asks unbidden.
        unbidden = at.by.id in wanted.get("userIds", [at.by.id])
        action = dict(wanted["action"])
        return await self._executed(
            at, post, action, dict(action.get("data") or {}), trigger="automatic" if unbidden else "manual"
        )

    async def open_dialog(
        self, tenant: Tenant | str, who: str, activity_id: str, named: str = "", *,
        data: Mapping[str, Any] | None = None,
    ) -> Answer:  # fmt: skip
        """Press what opens a dialog; `tenant.dialog(who)` is what then stands before their eyes."""
        at, post = self._seen(tenant, who, activity_id)
        card = post.seen(at.by.key)
        pressed = filling.action(card, named, data=data)
        if not _opens(pressed):
            raise NotThere(f"{named} opens no dialog")
        return await self._pressed(at, post, card, pressed, {})

    async def submit_dialog(
        self, tenant: Tenant | str, who: str, inputs: Mapping[str, Any] | None = None, *, named: str = "",
        data: Mapping[str, Any] | None = None,
    ) -> Answer:  # fmt: skip
        """Fill in the dialog (field's id -> what was entered) and send it with its first, or this, submit action."""
        held = self._tenant(tenant)
        dialog = self._dialog(held, who)
        pressed = self._submit(dialog, named, data)
        entered = filling.filled(dialog.card, dict(inputs or {}))
        own = pressed.get("data") if isinstance(pressed.get("data"), dict) else {}
        post = held.conversations[dialog.conversation].posts.get(dialog.activity_id)
        at = self._at(held, held.conversations[dialog.conversation], held.who(who))
        value: Json = {"data": {**(own or {}), **entered}, "context": _THEME}
        activity = payloads.invoke(at, held.next_event(), "task/submit", value, post=post)
        return answers.of_task(held, dialog, await self.delivery.send(activity))

    def close_dialog(self, tenant: Tenant | str, who: str) -> None:
        """Close the dialog; the bot is told nothing."""
        self._dialog(self._tenant(tenant), who).open = False

    async def invoke(self, tenant: Tenant | str, where: str, who: str, name: str, *, value: Any = None) -> Answer:
        """Any other invoke (`composeExtension/query`, `signin/verifyState`, ...): Teams has many, and gets more."""
        at = self._setting(self._tenant(tenant), where, who)
        return await self.delivery.send(payloads.invoke(at, at.tenant.next_event(), name, value))

    async def event(self, tenant: Tenant | str, where: str, who: str, name: str, *, value: Any = None) -> Answer:
        """Any event (`application/vnd.microsoft.readReceipt`, a meeting's, ...)."""
        at = self._setting(self._tenant(tenant), where, who)
        made = payloads.activity(at, "event", at.tenant.next_event())
        return await self.delivery.send({**made, "name": name, "value": value})

    async def _pressed(  # noqa: PLR0917
        self, at: Setting, post: Post, card: Json, pressed: Json, entered: Mapping[str, Any]
    ) -> Answer:  # fmt: skip
        kind = pressed["type"]
        if kind == "Action.OpenUrl":
            return not_told("a browser opens", shown=str(pressed.get("url")))
        if kind in ("Action.ShowCard", "Action.ToggleVisibility"):
            return not_told("the client does that alone")
        own = pressed.get("data") if isinstance(pressed.get("data"), dict) else {}
        gathered = {} if pressed.get("associatedInputs") == "none" else filling.filled(card, entered)
        data = {**(own or {}), **gathered}
        if kind == "Action.Execute":
            return await self._executed(at, post, pressed, data, trigger="manual")
        if _opens(pressed):
            return await self._opened(at, post, data)
        return await self._sent(at, post, data)

    async def _executed(
        self, at: Setting, post: Post, pressed: Json, data: Json, *, trigger: str
    ) -> Answer:  # fmt: skip
        action = {"type": "Action.Execute", "data": data}
        action |= {name: pressed[name] for name in ("id", "title", "verb") if name in pressed}
        value: Json = {"action": action, "trigger": trigger}
        activity = payloads.invoke(at, at.tenant.next_event(), "adaptiveCard/action", value, post=post)
        return answers.of_action(post, at.by.key, await self.delivery.send(activity))

    async def _opened(self, at: Setting, post: Post, data: Json) -> Answer:
        value: Json = {"data": data, "context": _THEME}
        activity = payloads.invoke(at, at.tenant.next_event(), "task/fetch", value, post=post)
        dialog = Dialog(user=at.by.key, conversation=at.place.id, activity_id=post.id, task={}, open=False)
        return answers.of_task(at.tenant, dialog, await self.delivery.send(activity))

    async def _sent(self, at: Setting, post: Post, data: Json) -> Answer:
        """A plain submit action is a message without words (imBack, messageBack: with), the data as its value."""
        way = data.get("msteams") or {}
        text = str(way.get("text") or (way.get("value") if way.get("type") == "imBack" else "") or "")
        made = payloads.message(at, at.tenant.next_id(), text, root=post.root, mention=False)
        made |= {"replyToId": post.id, "value": way.get("value", data) if way.get("type") == "messageBack" else data}
        return await self.delivery.send(made if text else {**made, "text": None})

    def _seen(self, tenant: Tenant | str, who: str, activity_id: str) -> tuple[Setting, Post]:
        held = self._tenant(tenant)
        post = held.find(activity_id)
        at = self._setting(held, post.conversation, who)
        if post.deleted or post.seen_by not in ("", at.by.key):
            raise NotThere(f"{who} does not see {activity_id}")
        return at, post

    def _dialog(self, tenant: Tenant, who: str) -> Dialog:
        found = tenant.dialog(who)
        if found is None:
            raise NotThere(f"{who} has no dialog open")
        return found

    def _submit(self, dialog: Dialog, named: str, data: Mapping[str, Any] | None) -> Json:
        if named or data:
            found = filling.action(dialog.card, named, data=data)
            if found["type"] != "Action.Submit":
                raise NotThere(f"{named} is no Action.Submit, and dialogs send nothing else")
            return found
        for one in actions_of(dialog.card):
            if one["type"] == "Action.Submit":
                return one
        raise NotThere("this dialog has no Action.Submit")


def _opens(pressed: Json) -> bool:
    data = pressed.get("data")
    way = (data.get("msteams") or {}) if isinstance(data, dict) else {}
    return pressed["type"] == "Action.Submit" and way.get("type") == "task/fetch"
