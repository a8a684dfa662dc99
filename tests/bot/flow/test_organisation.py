"""What the file says is the floor; what people add is an event that applies at once."""

from __future__ import annotations

from collections.abc import Mapping

from bot.config import read_settings
from bot.flow.organisation import Organisation, organisation
from bot.model.changes import SettingEvent
from bot.model.people import PersonId, Place
from tests.bot.flow.rig import MORNING
from tests.bot.flow.small import ORGANISATION


def _with(*events: tuple[str, Mapping[str, object] | None]) -> Organisation:
    kept = [SettingEvent(subject=subject, person=None, at=MORNING, new=new) for subject, new in events]
    return organisation(read_settings(ORGANISATION), kept)


def test_what_the_file_names_stays_as_it_says() -> None:
    found = _with(
        ("person:workspace:ana", {"role": "admin"}), ("department:support", None), ("group:chargers", {"query": "x"})
    )
    ana = found.person("workspace:ana")
    assert ana is not None
    assert ana.role == "editor"
    assert [one.name for one in found.departments()] == ["support", "quality"]
    assert [one.query for one in found.groups] == ["charger OR charging"]


def test_who_is_added_is_known_by_each_id_until_archived() -> None:
    added = ("person:workspace:nia", {"name": "Nia", "role": "editor", "ids": ["workspace:nia", "slack:T/U"]})
    found = _with(added).person("slack:T/U")
    assert found is not None
    assert (found.id, found.name, found.role) == (PersonId("workspace:nia"), "Nia", "editor")
    assert _with(added, ("person:workspace:nia", None)).person("slack:T/U") is None


def test_an_unknown_role_is_the_least() -> None:
    found = _with(("person:workspace:nia", {"role": "boss"})).person("workspace:nia")
    assert found is not None
    assert found.role == "viewer"


def test_a_department_that_is_added_has_a_channel_of_its_name_and_keeps_what_a_change_leaves_open() -> None:
    found = _with(("department:sales", {"about": "Prices"}), ("department:sales", {"digest": "10:00"}))
    sales = found.department("SALES")
    assert sales is not None
    assert (sales.about, sales.digest) == ("Prices", "10:00")
    assert found.department_of(Place(platform="workspace", workspace="", channel="sales")) == sales


def test_each_edit_of_a_keyword_group_is_a_version() -> None:
    found = _with(
        ("group:a", {"query": "x"}), ("group:a", {"query": "y"}), ("group:b", {"query": "z"}), ("group:b", None)
    )
    assert [(one.name, one.query, one.version) for one in found.groups[1:]] == [("a", "y", 2)]


def test_mutes_and_less_come_and_go() -> None:
    found = _with(
        ("mute:7", {"until": 20}), ("mute:8", {"until": 9}), ("mute:8", None), ("less:support:3", {"insight": 1})
    )
    assert (dict(found.muted), found.less) == ({7: 20}, frozenset({("support", 3)}))


def test_an_insight_belongs_to_the_programme_whose_scope_matches_else_to_the_first() -> None:
    settings = read_settings(
        {
            **ORGANISATION,
            "programmes": [
                {"id": "all"},
                {"id": "hot", "departments": ["quality"]},
                {"id": "brand", "groups": ["chargers"]},
            ],
        }
    )
    found = organisation(settings, [])
    assert found.programme_for(["quality"], []) == "hot"
    assert found.programme_for(["support"], ["chargers"]) == "brand"
    assert found.programme_for([], []) == "all"
