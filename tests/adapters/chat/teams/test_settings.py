"""Ids of Teams mean the same whether they are written in small letters, as Teams does, or as a portal shows them."""

from __future__ import annotations

from bot.config import read_settings

TENANT, ANA = "1F0B6A4E-8C1D-4C0E-9A77-0C9B4B5D2E01", "A0000000-0000-4000-8000-00000000000A"


def test_ids_are_compared_regardless_of_case() -> None:
    settings = read_settings({
        "organisation": {"name": "Lumo"},
        "teams": {"app_id": "app", "app_password": "x", "tenant_id": TENANT.lower()},
        "departments": [{"name": "support", "channels": [f"teams:{TENANT}/19:AbC@thread.tacv2"]}],
        "people": [{"name": "Ana", "ids": [f"teams:{TENANT}/{ANA}", "slack:T0TEST01/U0TEST01"]}],
    })  # fmt: skip
    assert settings.departments[0].channels == (f"teams:{TENANT.lower()}/19:AbC@thread.tacv2",)
    assert settings.people[0].ids == (f"teams:{TENANT}/{ANA}".lower(), "slack:T0TEST01/U0TEST01")
    assert settings.teams.all_tenants() == (TENANT.lower(),)
