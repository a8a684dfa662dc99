"""Charts: same bytes, gaps stay gaps, nothing that a strict policy would refuse."""

import hashlib
import re
import subprocess
import sys
from pathlib import Path

import pytest

from adapters.charts import connect
from bot.model.message import Chart
from tests.house import ROOT

GAP = Chart(
    kind="line",
    title="Mentions by week",
    alt="falls",
    unit="a week",
    x=tuple(f"week {n}" for n in range(8)),
    series=(('eSIM <lost> & "found"', (9, 8, 7, None, None, 6, None, 5)), ("compared with", (3, 3, 3, 3, 3, 3, 3, 3))),
)
KINDS = [
    GAP,
    Chart(kind="bar", title="Worth", alt="a", x=("Sales", "Retention"), series=(("€", (12000, None)),)),
    Chart(
        kind="stacked",
        title="Mood",
        alt="a",
        x=("10:00", "11:00"),
        series=(("positive", (1, 2)), ("negative", (0, None))),
    ),
    Chart(
        kind="line",
        title="Fixed",
        alt="a",
        x=("2026-08-03", "2026-08-10", "2026-08-17", "2026-08-24"),
        series=(
            ("came", (9, 8, 5, 2)),
            ("expected", (None, None, 8, 9)),
            ("least", (None, None, 5, 5)),
            ("most", (None, None, 12, 15)),
        ),
        band=("least", "most"),
        mark=("2026-08-17", "fixed 17 Aug"),
    ),
    Chart(kind="line", title="Nothing", alt="a", x=(), series=()),
    Chart(kind="line", title="Silent", alt="a", x=("a", "b"), series=(("s", (None, None)),)),
]


@pytest.mark.parametrize("chart", KINDS, ids=lambda chart: str(chart.title))
@pytest.mark.parametrize("dark", [False, True])
async def test_a_chart_is_the_same_bytes_twice_and_fits_a_strict_policy(chart: Chart, dark: bool) -> None:
    first, second = await connect().svg(chart, dark=dark), await connect().svg(chart, dark=dark)
    assert first == second
    assert first.startswith("<svg ")
    assert not re.search(r"<script|<style|style=|<image|\bon\w+=|https?://(?!www\.w3\.org/)", first)


async def test_a_gap_is_drawn_as_a_gap_and_never_as_zero() -> None:
    drawn = await connect().svg(GAP)
    lines = re.findall(r'aria-roledescription="line mark" d="([^"]*)"', drawn)
    assert [line.count("M") for line in lines] == [3, 1]


async def test_two_charts_share_no_ids_on_one_page() -> None:
    charts = connect()
    drawn = [await charts.svg(KINDS[1]), await charts.svg(KINDS[2]), await charts.svg(KINDS[1], dark=True)]
    ids = [set(re.findall(r'id="([^"]+)"', one)) for one in drawn]
    assert not (ids[0] & ids[1] or ids[1] & ids[2] or ids[0] & ids[2])
    for one in drawn:
        assert set(re.findall(r"url\(#([^)]+)\)", one)) <= set(re.findall(r'id="([^"]+)"', one))


async def test_text_from_outside_in_a_label_stays_text() -> None:
    hostile = Chart(
        kind="bar",
        title="t",
        alt="a",
        x=("<script>alert(1)</script>", "'];alert(1)//"),
        series=(("</svg><img src=x>", (1, 2)),),
    )
    drawn = await connect().svg(hostile)
    assert "<script" not in drawn
    assert "<img" not in drawn


async def test_a_picture_is_a_png() -> None:
    assert (await connect().png(GAP)).startswith(b"\x89PNG")


async def test_only_so_many_charts_are_kept() -> None:
    charts = connect(keep=2)
    for number in range(4):
        await charts.svg(Chart(kind="bar", title=str(number), alt="", x=("a",), series=(("s", (number,)),)))
    assert len(charts._kept) == 2  # type: ignore[attr-defined]


def test_the_drawing_libraries_wait_for_the_first_chart() -> None:
    code = "import sys, adapters.charts as c; c.connect(); assert not {'altair', 'vl_convert'} & set(sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT)


@pytest.mark.parametrize("folder", ["adapters/charts/font", "adapters/chat/workspace/static/vendor", "tests/vendor"])
def test_what_others_made_is_what_was_taken_and_has_its_licence(folder: str) -> None:
    place = ROOT / folder
    named = dict(line.split("  ")[::-1] for line in (place / "SHA256SUMS").read_text().splitlines())
    assert {path.name for path in place.iterdir()} - {"SHA256SUMS"} == set(named)
    for name, digest in named.items():
        assert hashlib.sha256((place / name).read_bytes()).hexdigest() == digest, name
    kinds = {Path(name).stem.split("-")[0].lower() for name in named if not name.startswith("LICENSE")}
    licences = {Path(name).stem.removeprefix("LICENSE-").lower() for name in named if name.startswith("LICENSE")}
    assert kinds == licences


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("narrow", [False, True])
async def test_a_band_is_an_area_between_its_ends_and_a_mark_a_line_with_its_words(dark: bool, narrow: bool) -> None:
    (chart,) = (one for one in KINDS if one.band)
    drawn = await connect().svg(chart, dark=dark, narrow=narrow)
    assert drawn.count('aria-roledescription="line mark"') == 2
    assert drawn.count('aria-roledescription="area mark"') == 1
    assert drawn.count('aria-roledescription="rule mark"') == 1
    assert "fixed 17 Aug" in drawn
    assert "least" not in drawn and "most" not in drawn  # the ends of the band are no lines of their own
