"""Acts in Teams, from a click to what stands in the channel and what its person sees."""

from __future__ import annotations

from tests.adapters.chat.teams.office import QUALITY, Office, buttons, words_of


async def test_take_it_on_is_one_click_and_stands_in_the_card(office: Office) -> None:
    insight = await office.harm()
    card = office.card()
    answer = await office.press("Take it on")
    assert (await office.now(insight)).status == "acknowledged"
    at_once = answer.json["value"]
    assert "Set to “taken on”." in words_of(at_once)
    assert "Taken on by Ben" in words_of(at_once)
    assert "Take it on" not in buttons(at_once)
    assert "Taken on by Ben" in words_of(card.card)
    assert "Take it on" not in buttons(card.card)
    assert any("Ben took this on" in text for text in office.said(QUALITY)[1:])
