"""HTML from outside becomes what its reader sees."""

import pytest

from adapters import html


@pytest.mark.parametrize(
    ("given", "seen"),
    [
        ("<p>One &amp; two</p><p>three</p>", "One & two\nthree"),
        ("a<br>b<br/>c", "a\nb\nc"),
        ("<script>alert(1)</script>ok<style>p{}</style>", "ok"),
        ("<ul><li>a<li>b</ul>", "a\nb"),
        ('<a href="javascript:x">link</a> <img src=x onerror=y>', "link"),
        ("5 &lt; 6 and x < y", "5 < 6 and x < y"),
        ("&lt;script&gt;shown, not run&lt;/script&gt;", "<script>shown, not run</script>"),
        ("plain  text\n\n\nhere", "plain text\nhere"),
        ("broken <b>bold", "broken bold"),
        ("<p title='>'>odd</p>", "odd"),
        ("a&nbsp;b", "a b"),
        ("<!-- hidden -->shown", "shown"),
        ("", ""),
    ],
)
def test_a_reader_sees(given: str, seen: str) -> None:
    assert html.connect()(given) == seen
