"""Draws charts with altair and vl-convert: imported at the first chart, in one thread, cached."""

from __future__ import annotations

import asyncio
import hashlib
import re
from collections import OrderedDict
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Final

from adapters.charts.spec import Look, spec
from bot.model.message import Chart
from bot.ports.world import Charts

if TYPE_CHECKING:
    from collections.abc import Callable

_FONTS: Final = Path(__file__).parent / "font"
_IDS = re.compile(r'(id="|url\(#|href="#)([A-Za-z][\w-]*)')
_SIZE = re.compile(r'<svg ([^>]*?)width="(\d+(?:\.\d+)?)" height="(\d+(?:\.\d+)?)"')


def connect(*, keep: int = 256) -> Charts:
    """Charts drawn here, the last `keep` of them remembered."""
    return _Drawn(keep)


def icon(svg: str, side: int) -> bytes:
    """A square drawing as PNG, `side` pixels wide; what it does not paint stays transparent."""
    import vl_convert

    box = re.search(r'viewBox="0 0 (\d+)', svg)
    return bytes(vl_convert.svg_to_png(svg, scale=side / int(box[1]) if box else 1.0, ppi=72))


class _Drawn:
    """One thread draws; what was drawn is kept by the hash of its spec."""

    def __init__(self, keep: int) -> None:
        self._keep = keep
        self._kept: OrderedDict[str, bytes] = OrderedDict()
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="charts")
        self._ready = False

    async def svg(self, chart: Chart, *, dark: bool = False, narrow: bool = False) -> str:
        """The chart as SVG without scripts or inline style."""
        asked = Look(dark=dark, narrow=narrow)
        drawn = await self._once(f"svg:{asked}:{chart!r}", lambda name: self._svg(chart, asked, name=name))
        return drawn.decode("utf-8")

    async def png(self, chart: Chart) -> bytes:
        """The chart as PNG on a white ground, at twice the size."""
        return await self._once(f"png:{chart!r}", lambda _: self._png(chart))

    async def _once(self, key: str, draw: Callable[[str], bytes]) -> bytes:
        digest = hashlib.sha256(key.encode()).hexdigest()
        if digest not in self._kept:
            loop = asyncio.get_running_loop()
            self._kept[digest] = await loop.run_in_executor(self._thread, draw, f"c{digest[:10]}")
            while len(self._kept) > self._keep:
                self._kept.popitem(last=False)
        self._kept.move_to_end(digest)
        return self._kept[digest]

    def _svg(self, chart: Chart, look: Look, *, name: str) -> bytes:
        import vl_convert

        self._prepare()
        drawn: str = vl_convert.vegalite_to_svg(spec(chart, look))
        # Two charts on one page must not share ids, and a page decides how wide a chart is.
        drawn = _IDS.sub(lambda found: f"{found[1]}{name}-{found[2]}", drawn)
        return _SIZE.sub(r"<svg \1", drawn, count=1).encode()

    def _png(self, chart: Chart) -> bytes:
        import vl_convert

        self._prepare()
        drawn: bytes = vl_convert.vegalite_to_png(spec(chart, Look(ground=True)), scale=2)
        return drawn

    def _prepare(self) -> None:
        """Gives the bundled font to the renderer, once; what it draws then depends on no font of the machine."""
        if not self._ready:
            import vl_convert

            vl_convert.register_font_directory(str(_FONTS))
            self._ready = True
