from datetime import UTC, datetime

import numpy as np

from bot.model.insight import Routed
from bot.model.mention import Kind, MentionId, Untrusted
from bot.model.people import Department, PersonId
from bot.model.rows import Row
from bot.ports.memory import Full
from bot.routing.insights import help_desk, insight_vector, route_insight

DEPARTMENTS = (
    Department(name="product", about="the app and updates"),
    Department(name="support", about="anything a customer needs help with"),
    Department(name="quality", about="defects"),
)
ANA = PersonId("workspace:ana")
MOVED = "similar to one Ana moved here on 22 Sep"


def full(*departments: tuple[str, float, str], kind: Kind = "mention", vector: bytes = b"") -> Full:
    row = Row(
        id=MentionId(1), source="bluesky", source_id="1", at=datetime(2026, 10, 3, tzinfo=UTC), kind=kind,
        text=Untrusted("x"), author=None, url=None, state="live", reason="", language="en", sentiment="negative",
        confidence=0.9, intent="complaint", department=None, theme=1, copy_of=None, copies=0, conversation=None,
        in_reply_to=None, edited=False, visibility="public",
    )  # fmt: skip
    return Full(row=row, vector=vector, voice="v", harm=None, departments=departments, groups=())


def names(found: tuple[Routed, ...]) -> list[str]:
    return [one.department for one in found if one.active]


def test_an_insight_goes_where_its_mentions_point_in_the_mean() -> None:
    mentions = [full(("product", 0.6, "it says “update”")), full(("product", 0.3, "")), full(("quality", 0.2, ""))]
    (found,) = route_insight(mentions, DEPARTMENTS)
    assert (found.department, found.probability, found.reason) == ("product", 0.3, "they say “update”")


def test_a_second_department_is_concerned_when_it_is_nearly_as_much() -> None:
    both = [full(("product", 0.5, ""), ("quality", 0.4, ""))]
    assert names(route_insight(both, DEPARTMENTS)) == ["product", "quality"]
    less = [full(("product", 0.5, ""), ("quality", 0.3, ""))]
    assert names(route_insight(less, DEPARTMENTS)) == ["product"]


def test_who_cares_about_praise_or_wishes_gets_them_whatever_they_are_about() -> None:
    marketing = Department(name="marketing", about="How people speak of us: praise, photos")
    ideas = Department(name="ideas", about="Wishes and plans")
    old = Department(name="old", about="praise", archived=True)
    every = (*DEPARTMENTS, marketing, ideas, old)
    mentions = [full(("product", 0.6, "it says “update”"))]
    assert names(route_insight(mentions, every, kind="praise")) == ["product", "marketing"]
    assert [one.reason for one in route_insight([full()], every, kind="request")] == ["it is a wish"]
    assert names(route_insight(mentions, every, kind="repeat")) == names(route_insight(mentions, every)) == ["product"]


def test_what_points_nowhere_is_nobodys() -> None:
    assert route_insight([full(("product", 0.1, ""))] * 3, DEPARTMENTS) == ()
    assert route_insight([], DEPARTMENTS) == ()


def test_service_contacts_concern_the_department_that_answers_them_with_their_number() -> None:
    mentions = [full(kind="service")] * 58 + [full(("product", 0.9, "it says “log in”"))] * 106
    found = {one.department: one.reason for one in route_insight(mentions, DEPARTMENTS)}
    assert found == {"support": "58 wrote to the help desk", "product": "they say “log in”"}


def test_a_few_service_contacts_ask_for_help() -> None:
    mentions = [full(kind="service"), full(("quality", 0.9, ""))]
    assert {one.department: one.reason for one in route_insight(mentions, DEPARTMENTS)}[
        "support"
    ] == "they ask for help"


def test_the_help_desk_is_named_or_described() -> None:
    assert help_desk(DEPARTMENTS) == "support"
    described = (Department(name="front office", about="all customer service"), Department(name="lab", about="defects"))
    assert help_desk(described) == "front office"
    assert help_desk((Department(name="lab", about="defects"),)) is None


def test_a_correction_of_most_of_its_mentions_is_the_reason() -> None:
    mentions = [full(("quality", 0.97, MOVED))] * 2 + [full(("quality", 0.5, "it says “cable”"))]
    (found,) = route_insight(mentions, DEPARTMENTS)
    assert found.reason == f"they are {MOVED}"


def test_what_a_person_decided_stands() -> None:
    away = Routed(department="product", reason="", probability=0.8, by=ANA, active=False)
    tagged = Routed(department="quality", reason="Ana tagged it", probability=1.0, by=ANA)
    mentions = [full(("product", 0.9, "it says “update”"))]
    assert route_insight(mentions, DEPARTMENTS, before=(away, tagged)) == (tagged, away)


def test_a_department_it_concerned_before_keeps_it() -> None:
    before = route_insight([full(("product", 0.5, "it says “update”"))], DEPARTMENTS)
    after = route_insight([full(("quality", 0.9, ""))] * 5, DEPARTMENTS, before=before)
    assert names(after) == ["quality", "product"]
    assert next(one for one in after if one.department == "product").reason == "they say “update”"


def test_the_order_of_departments_and_mentions_changes_nothing() -> None:
    mentions = [full(("product", 0.5, "it says “b”")), full(("quality", 0.5, "it says “a”"))]
    assert route_insight(mentions, DEPARTMENTS) == route_insight(mentions[::-1], DEPARTMENTS[::-1])


def test_the_vector_of_an_insight_is_the_direction_of_its_mentions() -> None:
    one, two = np.zeros(256, dtype=np.float32), np.zeros(256, dtype=np.float32)
    one[0], two[1] = 1, 1
    found = np.frombuffer(insight_vector([full(vector=one.tobytes()), full(vector=two.tobytes())]), dtype=np.float32)
    assert np.allclose(found[:2], 0.5**0.5)
    assert insight_vector([full()]) == b""
