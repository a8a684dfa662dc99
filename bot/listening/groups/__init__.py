"""Keyword groups: the language of their queries, which mentions match and why, which nearly do."""

from bot.listening.groups.facts import About
from bot.listening.groups.matcher import Matcher, check, near_miss
from bot.listening.groups.query import parse
from bot.listening.groups.spelling import words
from bot.listening.groups.tree import Query, names

__all__ = ["About", "Matcher", "Query", "check", "names", "near_miss", "parse", "words"]
