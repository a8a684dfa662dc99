import pytest

from bot.model.insight import InsightKind
from bot.model.signal import SignalKind
from bot.signals.ladder import meaning, number, strength


def test_the_ladder_is_that_of_the_method() -> None:
    kinds: tuple[SignalKind, ...] = (
        "seen", "reaction", "tag", "reply", "acknowledged", "routed", "action", "fixed", "told", "negative",
    )  # fmt: skip
    assert [strength(kind) for kind in kinds] == [0, 1, 2, 2, 3, 3, 5, 8, 10, -1]


@pytest.mark.parametrize("emoji", ["👍", "👍🏽", ":+1:", "thumbsup::skin-tone-3", "❤️", "🔥", "like", "3️⃣", ":three:"])
def test_thumbs_hearts_and_numbers_are_useful(emoji: str) -> None:
    assert meaning(emoji, "spike") == "reaction"


@pytest.mark.parametrize("emoji", ["👎", "👎🏿", "-1", ":thumbsdown:"])
def test_only_a_thumb_down_is_negative(emoji: str) -> None:
    assert meaning(emoji, "praise") == "negative"


@pytest.mark.parametrize("emoji", ["✅", "✔️", "👀", "white_check_mark", "🦄"])
def test_a_tick_and_what_nobody_knows_mean_seen(emoji: str) -> None:
    assert meaning(emoji, "risk") == "seen"


@pytest.mark.parametrize("emoji", ["😢", "😡", "rage", "😱"])
@pytest.mark.parametrize(
    ("kind", "counted"), [("risk", "reaction"), ("spike", "reaction"), ("praise", "seen"), ("request", "seen")]
)
def test_sorrow_and_anger_are_never_against_the_insight(emoji: str, kind: InsightKind, counted: SignalKind) -> None:
    assert meaning(emoji, kind) == counted


def test_an_organisation_may_say_what_an_emoji_means() -> None:
    assert meaning("🦄", "spike", {"🦄": "acknowledged"}) == "acknowledged"
    assert meaning(":shipit:", "spike", {"shipit": "action"}) == "action"
    assert meaning("👎", "spike", {"👎": "seen"}) == "seen"


@pytest.mark.parametrize(("emoji", "entry"), [("1️⃣", 1), ("5⃣", 5), ("five", 5), (":two:", 2), ("0️⃣", None), ("👍", None)])
def test_a_keycap_names_the_entry_of_a_digest(emoji: str, entry: int | None) -> None:
    assert number(emoji) == entry
