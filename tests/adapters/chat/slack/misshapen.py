"""Signed requests of another shape than Slack sends: fields that are missing, of another type, too long, or that lead
elsewhere. Part of the table in `forged`.
"""

from __future__ import annotations

from collections.abc import Mapping

from tests.adapters.chat.slack.requests import (
    ANA,
    BOT,
    LUMO,
    Json,
    click,
    command,
    event,
    message,
    reaction,
    shortcut,
    submission,
    view,
)


def challenge(**more: object) -> Json:
    """What Slack asks of a new address."""
    return {
        "token": "verification",
        "challenge": "3eZbrw1aBm2rZgRNFdxV2595E9CY3gmdALWMmHkvFXO7",
        "type": "url_verification",
        **more,
    }


def events() -> Mapping[str, Json]:
    """Events by what is wrong with them."""
    mention = event()["event"]
    return {
        "no type": less(event(), "type"),
        "an unknown type": event(type="event_callbacks"),
        "a type that is a list": event(type=[]),
        "no event": less(event(), "event"),
        "an event that is a string": event(event="app_mention"),
        "an event that is null": event(event=None),
        "an event that is a list": event(event=[mention]),
        "an event without type": event(less(mention, "type")),
        "an event type that is a number": event({**mention, "type": 5}),
        "an event that is a click, too": event(user={"id": ANA}),
        "an event with a team that is a number": event(team=5),
        "no event id": less(event(), "event_id"),
        "an empty event id": event(event_id=""),
        "an event id that is a number": event(event_id=7),
        "an event id with a colon": event(event_id="Ev1:2"),
        "an event id of a kilobyte": event(event_id="E" * 1000),
        "an event id with NUL": event(event_id="Ev\0"),
        "an event id that is an object": event(event_id={"a": 1}),
        "authorizations that are a string": event(authorizations="all"),
        "authorizations of strings": event(authorizations=["x"]),
        "authorizations with a number": event(authorizations=[{"team_id": 5, "user_id": BOT}]),
        "a mention without user id as text": event({**mention, "user": {"id": ANA}}),
        "a mention whose text is a list": event({**mention, "text": ["a"]}),
        "a mention without text": event(less(mention, "text")),
        "a mention whose channel is a number": event({**mention, "channel": 5}),
        "a mention without channel": event(less(mention, "channel")),
        "a mention whose ts is a number": event({**mention, "ts": 1779999999.0001}),
        "a mention whose ts is no instant": event({**mention, "ts": "then"}),
        "a mention in a thread that is none": event({**mention, "thread_ts": "../../1"}),
        "a channel with a slash": event({**mention, "channel": "C0/../x"}),
        "a user with a blank": event({**mention, "user": "U0 1"}),
        "a reaction without item": event(less(reaction(), "item")),
        "a reaction on a string": event(reaction(item="message")),
        "a reaction without ts": event(reaction(item={"type": "message", "channel": "C01"})),
        "a reaction that is a list": event(reaction(reaction=["+1"])),
        "a reaction without a name": event(reaction(reaction="")),
        "a reaction of nobody": event(less(reaction(), "user")),
        "a message without channel": event(less(message(), "channel")),
        "a message without ts": event(less(message(), "ts")),
        "an edit without message": event(message(subtype="message_changed")),
        "an edit whose message is a string": event(message(subtype="message_changed", message="hello")),
        "an edit whose text is an object": event(message(subtype="message_changed", message={"ts": "1.2", "text": {}})),
        "a delete without ts": event(message(subtype="message_deleted")),
        "a subtype that is a list": event(message(subtype=["me_message"])),
        "a parent that is a list": event(message(thread_ts="1.2", parent_user_id=[])),
        "an opened home of nobody": event({"type": "app_home_opened", "tab": "home", "channel": "D01"}),
        "a challenge that is a list": challenge(challenge=["a"]),
        "a challenge that is missing": less(challenge(), "challenge"),
        "a challenge of ten kilobytes": challenge(challenge="x" * 10_000),
        "a challenge that is a page": challenge(challenge="<script>alert(1)</script>"),
    }


def less(body: Json, *names: str) -> Json:
    """The body without these fields."""
    return {key: value for key, value in body.items() if key not in names}


def commands() -> Mapping[str, Json]:
    """Slash commands by what is wrong with them."""
    return {
        "no user": less(command(), "user_id"),
        "a command that holds an event": command(event="app_mention"),
        "a command with a view": command(view="V1"),
        "no channel": less(command(), "channel_id"),
        "no trigger": less(command(), "trigger_id"),
        "an empty trigger": command(trigger_id=""),
        "no slash": command(command="roi"),
        "only a slash": command(command="/"),
        "a name with blanks": command(command="/roi all"),
        "a user that is no id": command(user_id="ana@lumo"),
        "a channel that is no id": command(channel_id="#support"),
        "an answer elsewhere": command(response_url="https://evil.example/x"),
        "an answer to this machine": command(response_url="http://127.0.0.1:8765/"),
        "an answer to a file": command(response_url="file:///etc/passwd"),
        "an answer to a look-alike": command(response_url="https://hooks.slack.com.evil.example/x"),
        "an answer with a name in it": command(response_url="https://hooks.slack.com@evil.example/x"),
        "an answer that is no address": command(response_url="https://["),
        "neither command nor payload": {"text": "hello", "team_id": LUMO},
        "a text of a megabyte of words": command(text="x" * 50_000),
    }


def interactions() -> Mapping[str, Json]:
    """Clicks and shortcuts by what is wrong with them."""
    act = click()["actions"][0]
    return {
        "no type": less(click(), "type"),
        "an unknown type": click(type="dialog_submission"),
        "a type that is a number": click(type=1),
        "no user": less(click(), "user"),
        "a user that is a string": click(user=ANA),
        "a user without id": click(user={}),
        "a user whose id is a list": click(user={"id": [ANA]}),
        "no trigger": less(click(), "trigger_id"),
        "a trigger that is a number": click(trigger_id=5),
        "no actions": less(click(), "actions"),
        "an empty list of actions": click(actions=[]),
        "actions that are an object": click(actions=act),
        "actions of strings": click(actions=["take"]),
        "a hundred actions": click(actions=[act] * 100),
        "an action without id": click(actions=[less(act, "action_id")]),
        "an action without block": click(actions=[less(act, "block_id")]),
        "an action id of a kilobyte": click(actions=[{**act, "action_id": "a" * 1000}]),
        "a value that is an object": click(actions=[{**act, "value": {"a": 1}}]),
        "a value of ten kilobytes": click(actions=[{**act, "value": "x" * 10_000}]),
        "a chosen option that is a string": click(actions=[{**act, "selected_option": "x"}]),
        "a chosen option without value": click(actions=[{**act, "selected_option": {}}]),
        "a channel that is a string": click(channel="C01"),
        "a channel without id": click(channel={"name": "x"}),
        "a message that is a list": click(message=[]),
        "a message whose ts is a number": click(message={"ts": 5}),
        "a container that is a string": click(container="message"),
        "an answer elsewhere": click(response_url="https://evil.example"),
        "an answer that is a list": click(response_url=["https://hooks.slack.com/x"]),
        "a shortcut without name": less(shortcut(), "callback_id"),
        "a shortcut whose name is a list": shortcut(callback_id=[]),
        "a shortcut on nothing": less(shortcut(), "message"),
        "a shortcut on a string": shortcut(message="hello"),
        "a shortcut nowhere": less(shortcut(), "channel"),
        "a shortcut on a text that is a number": shortcut(message={"ts": "1.2", "text": 5}),
        "a click that holds an event": click(event=event()["event"]),
        "a click with authorizations": click(authorizations=5),
        "a click that is a command, too": click(command="/roi"),
        "options without action": click(type="block_suggestion"),
    }


def views() -> Mapping[str, Json]:
    """Forms that are sent off, by what is wrong with them."""
    return {
        "no view": less(submission(), "view"),
        "a view that is a string": submission(view="V1"),
        "no id": submission(less(view(), "id")),
        "no name": submission(less(view(), "callback_id")),
        "a name that is a number": submission(view(callback_id=1)),
        "metadata that is an object": submission(view(private_metadata={})),
        "metadata of ten kilobytes": submission(view(private_metadata="x" * 10_000)),
        "no state": submission(less(view(), "state")),
        "a state that is a list": submission(view(state=[])),
        "values that are a list": submission(view(state={"values": []})),
        "a block that is a string": submission(view(state={"values": {"a": "b"}})),
        "an entry that is a string": submission(view(state={"values": {"a": {"b": "c"}}})),
        "an entry whose value is a list": submission(
            view(state={"values": {"a": {"b": {"type": "plain_text_input", "value": []}}}})
        ),
        "an entry without type": submission(view(state={"values": {"a": {"b": {"value": "c"}}}})),
        "a chosen option that is a string": submission(
            view(state={"values": {"a": {"b": {"type": "static_select", "selected_option": "c"}}}})
        ),
        "chosen options that are a string": submission(
            view(state={"values": {"a": {"b": {"type": "checkboxes", "selected_options": "c"}}}})
        ),
        "chosen people that are objects": submission(
            view(state={"values": {"a": {"b": {"type": "multi_users_select", "selected_users": [{}]}}}})
        ),
        "a date that is a number": submission(
            view(state={"values": {"a": {"b": {"type": "datepicker", "selected_date": 7}}}})
        ),
        "answers elsewhere": submission(response_urls=[{"response_url": "https://evil.example"}]),
        "answers that are strings": submission(response_urls=["https://hooks.slack.com/x"]),
        "no trigger": less(submission(), "trigger_id"),
    }
