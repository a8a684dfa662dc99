"""How values become HTML."""

from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import escape

from adapters.chat.workspace.render import environment, initials, moment_of, rows_link, safe_href, shown, spark
from bot.model.mention import Untrusted
from bot.model.message import Spark
from bot.model.rows import Rows
from tests.house import ROOT

BERLIN = ZoneInfo("Europe/Berlin")


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_text_from_outside_leaves_no_markup_and_turns_nothing_round(text: str) -> None:
    made = environment(BERLIN).from_string('<p title="{{ x }}">{{ x }}</p>').render(x=Untrusted(text))
    assert made.count("<") == 2
    assert made.count('"') == 2
    assert not set("\u202a\u202e\u2066\u2069\x00\x1b") & set(made)
    assert str(escape(shown(text))) in made


def test_halves_of_characters_do_not_reach_a_page() -> None:
    assert shown(Untrusted("a\ud800b")) == "ab"


def test_text_without_escape_is_an_error_and_not_a_hole() -> None:
    with pytest.raises(TypeError):
        str(Untrusted("x"))


def test_a_small_line_breaks_where_nothing_was_heard() -> None:
    made = str(spark(Spark(values=(1, 2, None, 4, None, 3), alt='a "b" <c>')))
    assert made.count("M") == 2
    assert made.count("<circle") == 3
    assert 'aria-label="a &#34;b&#34; &lt;c&gt;"' in made


@pytest.mark.parametrize("values", [(), (None,), (0.0, 0.0), (5.0,)])
def test_a_small_line_of_almost_nothing_is_drawn(values: tuple[float | None, ...]) -> None:
    assert "NaN" not in str(spark(Spark(values=values, alt="")))


def test_an_address_names_the_set_and_reads_back() -> None:
    rows = Rows(insight=4, text="a&b=c", copies="copies")
    assert rows_link(rows) == "/rows?insight=4&text=a%26b%3Dc&copies=copies"


@pytest.mark.parametrize("href", ["/rows?x=1", "/c/support", "https://tracker.example/LUMO-7"])
def test_ways_into_the_workspace_and_over_https_are_taken(href: str) -> None:
    assert safe_href(href) == href


@pytest.mark.parametrize(
    "href", ["javascript:x", "//e", "/\\e", "http://e", "HTTPS://e", "", "https://", "/a b", "/a\n"]
)
def test_other_ways_are_not(href: str) -> None:
    assert safe_href(href) == ""


def test_initials_are_letters() -> None:
    assert [initials(name) for name in ("Ana Kovač", "ben", "<b> &", "", "李 雷")] == ["AK", "B", "?", "?", "李雷"]


def test_a_date_means_its_last_moment_here() -> None:
    end = moment_of("2026-10-05", BERLIN)
    assert end is not None
    assert end.isoformat() == "2026-10-05T23:59:59+02:00"
    assert moment_of("", BERLIN) is None


def test_no_template_opens_a_hole() -> None:
    for path in (ROOT / "adapters/chat/workspace/templates").glob("*.html"):
        text = path.read_text(encoding="utf-8")
        # A drawing is made by our own charts; everything else is escaped.
        assert text.count("|safe }") == text.count("{{ svg|safe }}"), path
        for hole in ("hx-on", "onclick", "style=", "javascript:", "autoescape false", "<script>"):
            assert hole not in text, (path, hole)
