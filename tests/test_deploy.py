"""The files that start several processes name the roles that there are, as often as they promise."""

from __future__ import annotations

from collections import Counter

import yaml

from adapters.sources.nats.stream import OLDEST
from bot.compose.sharing import ROLES
from tests.house import ROOT

PARTS = sorted(set(ROLES) - {"all"})


def test_compose_starts_two_of_each_part_on_one_server() -> None:
    made = yaml.safe_load((ROOT / "compose.scale.yaml").read_text("utf-8"))["services"]
    ours = [one for one in made.values() if "build" in one]
    found = {one["command"][2]: one["deploy"]["replicas"] for one in ours if one["command"][0] == "serve"}
    assert found == dict.fromkeys(PARTS, 2)
    assert {one["environment"]["DATABASE_URL"] for one in ours} == {"postgresql://earshot@postgres/earshot"}


def test_compose_brings_the_tables_along_before_anything_starts_and_its_nats_writes_before_it_answers() -> None:
    whole = yaml.safe_load((ROOT / "compose.scale.yaml").read_text("utf-8"))
    made = whole["services"]
    assert made["migrate"]["command"] == ["migrate", "--schema"]
    assert {
        one["depends_on"]["migrate"]["condition"] for one in made.values() if one.get("command", [""])[0] == "serve"
    } == {"service_completed_successfully"}
    assert "sync_interval: always" in whole["configs"]["nats"]["content"]
    _, _, version = made["nats"]["image"].partition(":")
    assert tuple(map(int, version.split("."))) >= OLDEST


def test_kubernetes_has_one_job_that_brings_the_tables_along() -> None:
    made = list(yaml.safe_load_all((ROOT / "deploy" / "kubernetes.yaml").read_text("utf-8")))
    (job,) = [one for one in made if one["kind"] == "Job"]
    assert job["spec"]["template"]["spec"]["containers"][0]["args"] == ["migrate", "--schema"]


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
