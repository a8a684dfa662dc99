"""Keyword groups: the language of their queries, which texts match and why, which nearly do."""

from bot.listening.groups.matcher import Matcher, near_miss
from bot.listening.groups.query import Query, parse, words

__all__ = ["Matcher", "Query", "near_miss", "parse", "words"]
