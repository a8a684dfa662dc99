"""A page as a tree, as far as somebody without scripts looks at it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

_ALONE = frozenset(
    "area base br col embed hr img input link meta source track wbr path circle rect line use polyline".split()
)
_APART = frozenset("p div section article li h1 h2 h3 tr td th form figure blockquote figcaption header br".split())
_UNSEEN = frozenset(("script", "style", "svg", "template"))


@dataclass(slots=True)
class Node:
    """An element; its parts are elements and words."""

    tag: str
    attrs: dict[str, str]
    parts: list[Node | str] = field(default_factory=list)

    def __getitem__(self, name: str) -> str:
        return self.attrs.get(name, "")

    @property
    def classes(self) -> frozenset[str]:
        """Its classes."""
        return frozenset(self["class"].split())

    def below(self) -> Iterator[Node]:
        """Every element in it, in order."""
        for part in self.parts:
            if isinstance(part, Node):
                yield part
                yield from part.below()

    def all(self, tag: str = "", cls: str = "", **attrs: str) -> list[Node]:
        """The elements in it with this tag, class and attributes."""
        return [
            one for one in self.below()
            if tag in ("", one.tag) and (not cls or cls in one.classes)
            and all(one.attrs.get(name.rstrip("_")) == value for name, value in attrs.items())
        ]  # fmt: skip

    def first(self, tag: str = "", cls: str = "", **attrs: str) -> Node | None:
        """The first of them."""
        return next(iter(self.all(tag, cls, **attrs)), None)

    def one(self, tag: str = "", cls: str = "", **attrs: str) -> Node:
        """The first of them, which must be there."""
        found = self.first(tag, cls, **attrs)
        assert found is not None, f"no {tag}.{cls} {attrs} in {self.text[:300]!r}"
        return found

    @property
    def text(self) -> str:
        """What it says; blocks stand apart."""
        return " ".join("".join(self._words()).split())

    def _words(self) -> Iterator[str]:
        for part in self.parts:
            if isinstance(part, str):
                yield part
            elif part.tag not in _UNSEEN:
                apart = " " if part.tag in _APART else ""
                yield apart
                yield from part._words()
                yield apart


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open = [Node("", {})]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        node = Node(tag, {name: value or "" for name, value in attrs})
        self.open[-1].parts.append(node)
        if tag not in _ALONE:
            self.open.append(node)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open[-1].parts.append(Node(tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        if any(one.tag == tag for one in self.open[1:]):
            while self.open.pop().tag != tag:
                pass

    def handle_data(self, data: str) -> None:
        self.open[-1].parts.append(data)


def read(text: str) -> Node:
    """The page."""
    reader = _Reader()
    reader.feed(text)
    reader.close()
    return reader.open[0]
