"""Takes the pictures of Earshot in Microsoft Teams: draws what the demo posts as Adaptive Cards and shows them.

Writes docs/pictures/teams-{digest,alert,roi,rows,more}-{light,dark}.png, digest and roi on a phone too, with the
system's own Chromium; Teams itself is not asked. npm brings the renderer (`--renderer DIR`: a folder that has it).
`--data DIR` keeps the demo's state, so that a second run is quick.
"""

from __future__ import annotations

import argparse
import asyncio
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright
from posted import play, posted
from teams_page import PACKAGES, page

from adapters.chat.teams.cards import Look, draw, more_card, rows_card
from bot.model.message import Message

_FONT = Path(__file__).resolve().parents[1] / "adapters" / "charts" / "font"
_NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
_LOOKS = {"light": (820, False), "dark": (820, True), "phone": (380, False)}
_ON_PHONES = ("digest", "roi")
_HIGH = 1000
Shown = tuple[str, Mapping[str, Any]]
"""The title of a dialog, '' for a message; the card."""


async def _shown(data: Path) -> Mapping[str, Shown]:
    """What the demo posted, as cards."""
    found = await posted(data)
    return {
        "digest": ("", _drawn(found.digest)), "alert": ("", _drawn(found.alert)), "roi": ("", _drawn(found.roi)),
        "rows": rows_card(found.rows, state={}), "more": more_card(found.digest, key=""),
    }  # fmt: skip


def _drawn(message: Message) -> Mapping[str, Any]:
    return draw(message, key="", look=Look()).card


def renderer(folder: Path) -> Path:
    """The folder of modules with the renderer, brought by npm if it is not there."""
    modules = folder / "node_modules"
    if not (modules / "adaptivecards").is_dir():
        npm = shutil.which("npm") or sys.exit("no npm here: install Node.js, or name a folder with --renderer")
        told = [npm, "install", "--silent", "--no-audit", "--no-fund", "--ignore-scripts", "--prefix", str(folder)]
        subprocess.run([*told, *PACKAGES], check=True, stdout=subprocess.DEVNULL)
    return modules


def take(shown: Mapping[str, Shown], folder: Path, modules: Path) -> list[Path]:
    """Takes every picture in every look; gives the files."""
    path = next((found for name in _NAMES if (found := shutil.which(name))), None)
    if path is None:
        sys.exit("no Chromium here: install the system package chromium")
    folder.mkdir(parents=True, exist_ok=True)
    taken = []
    with sync_playwright() as playwright, tempfile.TemporaryDirectory(prefix="earshot-teams-") as made:
        browser = playwright.chromium.launch(executable_path=path, args=["--headless", "--no-sandbox", "--disable-gpu"])
        for name, (title, card) in shown.items():
            for look, (wide, dark) in _LOOKS.items():
                if look == "phone" and name not in _ON_PHONES:
                    continue
                file = Path(made) / f"{name}-{look}.html"
                words = page(card, modules=modules, dark=dark, font=_FONT.as_uri(), dialog=title, phone=look == "phone")
                file.write_text(words, "utf-8")
                view = browser.new_page(
                    viewport={"width": min(wide, 680) if title else wide, "height": 200}, device_scale_factor=1.5
                )
                view.goto(file.as_uri())
                view.evaluate("document.fonts.ready")
                if faults := view.evaluate("window.faults ?? ['nothing was drawn']"):
                    sys.exit(f"{name}: {faults}")
                taken.append(folder / f"teams-{name}-{look}.png")
                high = int(view.evaluate("document.documentElement.scrollHeight"))
                if title and high > _HIGH:
                    view.set_viewport_size({"width": min(wide, 680), "height": _HIGH})
                view.screenshot(path=taken[-1], full_page=not (title and high > _HIGH))
                view.close()
        browser.close()
    return taken


def main() -> None:
    """Reads the command line."""
    reader = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    reader.add_argument("folder", nargs="?", type=Path, default=Path("docs/pictures"))
    reader.add_argument("--data", type=Path, help="where the demo keeps its state")
    reader.add_argument("--renderer", type=Path, help="where npm put the renderer")
    asked = reader.parse_args()
    with tempfile.TemporaryDirectory(prefix="earshot-pictures-") as folder:
        data = asked.data or Path(folder)
        play(data)
        modules = renderer(asked.renderer or Path(folder))
        for path in take(asyncio.run(_shown(data)), asked.folder, modules):
            sys.stdout.write(f"{path}\n")


if __name__ == "__main__":
    main()
