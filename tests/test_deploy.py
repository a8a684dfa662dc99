"""The files that start several processes name the roles that there are, as often as they promise."""

from __future__ import annotations

from collections import Counter

import yaml

from bot.compose.sharing import ROLES
from tests.house import ROOT

PARTS = sorted(set(ROLES) - {"all"})


def test_compose_starts_two_of_each_part_on_one_server() -> None:
    made = yaml.safe_load((ROOT / "compose.scale.yaml").read_text("utf-8"))["services"]
    found = {one["command"][2]: one["deploy"]["replicas"] for one in made.values() if "command" in one}
    assert found == dict.fromkeys(PARTS, 2)
    assert {one["environment"]["DATABASE_URL"] for one in made.values() if "command" in one} == {
        "postgresql://earshot@postgres/earshot"
    }


def test_kubernetes_starts_each_part_and_only_who_leads_answers_people() -> None:
    made = list(yaml.safe_load_all((ROOT / "deploy" / "kubernetes.yaml").read_text("utf-8")))
    pods = {
        one["spec"]["template"]["spec"]["containers"][0]["args"][2]: one for one in made if one["kind"] == "Deployment"
    }
    assert sorted(pods) == PARTS
    assert Counter(one["kind"] for one in made)["Service"] == 2
    probe = pods["think"]["spec"]["template"]["spec"]["containers"][0]["readinessProbe"]
    assert probe["httpGet"]["path"] == "/ready"
    assert all(one["spec"]["template"]["spec"]["terminationGracePeriodSeconds"] > 10 for one in pods.values())
