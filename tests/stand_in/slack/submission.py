"""What Slack does with an app's answer to a submitted modal.

docs.slack.dev/surfaces/modals: an empty answer closes the modal; `response_action` errors (for input blocks of this
view), update, push (at most three deep) or clear.
"""

from __future__ import annotations

from dataclasses import replace

from tests.stand_in.slack import views
from tests.stand_in.slack.answer import Answer
from tests.stand_in.slack.state import Team, View


def obeyed(team: Team, view: View, answer: Answer, *, now: float) -> Answer:
    """Do what the answer says; what Slack would not accept becomes the answer's `reason`."""
    said = answer.json if answer.body.strip() else None
    if not said:
        view.open = False
        return answer
    doing = said.get("response_action")
    if doing == "errors":
        fields = {one.get("block_id") for one in view.body["blocks"] if one["type"] == "input"}
        wrong = not said.get("errors") or set(said["errors"]) - fields
        return replace(answer, reason="invalid_errors") if wrong else answer
    if doing == "clear":
        for one in team.views.values():
            one.open = one.open and one.root != view.root
        return answer
    if doing not in ("update", "push"):
        return replace(answer, reason=f"unknown response_action {doing}")
    found = views.problems(team, said.get("view"))
    if found or (doing == "push" and views.depth(team, view) >= views.DEEPEST):
        return replace(answer, reason=found[0] if found else "push_limit_reached")
    if doing == "update":
        views.replace(view, said["view"], now)
    else:
        views.push(team, view.user, said["view"], previous=view, now=now)
    return answer
