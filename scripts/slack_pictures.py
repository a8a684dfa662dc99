"""Takes the pictures of Earshot in Slack: draws what the demo posts as Block Kit, shows it on a page of our own.

Writes docs/pictures/slack-{digest,alert,roi,rows,home}-{light,dark}.png, digest and roi on a phone too, with the
system's own Chromium; Slack itself is not asked. `--data DIR` keeps the demo's state, so that a second run is quick.
"""

from __future__ import annotations

import argparse
import asyncio
import shutil
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright
from posted import play, posted
from slack_page import page

from adapters.chat.slack import home
from adapters.chat.slack.blocks import Look, draw, rows_blocks
from bot.model.message import Message

_FONT = Path(__file__).resolve().parents[1] / "adapters" / "charts" / "font"
_NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
_LOOKS = {"light": (780, False), "dark": (780, True), "phone": (390, False)}
_ON_PHONES = ("digest", "roi")
_ROWS_HIGH = 960
_HOME_HIGH = 1500


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What one picture shows: blocks, the title of a modal, whether one person alone sees it, its height if cut.

    `home`: it is App Home.
    """

    blocks: list[Any]
    modal: str = ""
    private: bool = False
    high: int = 0
    home: bool = False


async def _shown(data: Path) -> Mapping[str, Shown]:
    """What the demo posted, as Slack would draw it."""
    found = await posted(data)
    title, blocks = rows_blocks(found.rows)
    return {
        "digest": Shown(blocks=_drawn(found.digest)),
        "alert": Shown(blocks=_drawn(found.alert)),
        "roi": Shown(blocks=_drawn(found.roi), private=True),
        "rows": Shown(blocks=blocks, modal=title, high=_ROWS_HIGH),
        "home": Shown(blocks=list(home.view(found.home)), high=_HOME_HIGH, home=True),
    }


def _drawn(message: Message) -> list[Any]:
    return list(draw(message, key="", look=Look()).blocks)


def take(shown: Mapping[str, Shown], folder: Path) -> list[Path]:
    """Takes every picture in every look; gives the files."""
    path = next((found for name in _NAMES if (found := shutil.which(name))), None)
    if path is None:
        sys.exit("no Chromium here: install the system package chromium")
    folder.mkdir(parents=True, exist_ok=True)
    taken = []
    with sync_playwright() as playwright, tempfile.TemporaryDirectory(prefix="earshot-slack-") as made:
        browser = playwright.chromium.launch(executable_path=path, args=["--headless", "--no-sandbox", "--disable-gpu"])
        for name, one in shown.items():
            for look, (wide, dark) in _LOOKS.items():
                if look == "phone" and name not in _ON_PHONES:
                    continue
                file = Path(made) / f"{name}-{look}.html"
                words = page(
                    one.blocks, dark=dark, font=_FONT.as_uri(), modal=one.modal, only_you=one.private, home=one.home
                )  # fmt: skip
                file.write_text(words, "utf-8")
                view = browser.new_page(
                    viewport={"width": min(wide, 600) if one.modal else wide, "height": one.high or 200},
                    device_scale_factor=1.5,
                )
                view.goto(file.as_uri())
                view.evaluate("document.fonts.ready")
                taken.append(folder / f"slack-{name}-{look}.png")
                view.screenshot(path=taken[-1], full_page=not one.high)
                view.close()
        browser.close()
    return taken


def main() -> None:
    """Reads the command line."""
    reader = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    reader.add_argument("folder", nargs="?", type=Path, default=Path("docs/pictures"))
    reader.add_argument("--data", type=Path, help="where the demo keeps its state")
    asked = reader.parse_args()
    with tempfile.TemporaryDirectory(prefix="earshot-pictures-") as folder:
        data = asked.data or Path(folder)
        play(data)
        for path in take(asyncio.run(_shown(data)), asked.folder):
            sys.stdout.write(f"{path}\n")


if __name__ == "__main__":
    main()
