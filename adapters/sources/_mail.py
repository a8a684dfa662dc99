"""A mail as a turn of a service conversation: what a person wrote, without what it quotes; machines are left out.

Sources: RFC 5322 (messages), RFC 3834 (what machines send says so).
"""

from __future__ import annotations

import hashlib
import re
from datetime import UTC
from email import message_from_bytes, policy
from email.errors import MessageError
from email.message import EmailMessage
from email.utils import parseaddr, parsedate_to_datetime
from typing import Final

from bot.errors import BadMention
from bot.ports.sources import Plain
from bot.texts import files as words

_QUOTED: Final = re.compile(r"^(?:>.*|(?:On|Am|Le|El) .{0,200}(?:wrote|schrieb|écrit|escribió) ?:)[ \t]*$", re.M)
_ID: Final = re.compile(r"<([^<>\s]+)>")


def letter(raw: bytes, *, plain: Plain, source: str, where: str) -> dict[str, object] | None:
    """The mention JSON of a mail; None where a machine sent it.

    Raises:
        BadMention: it is none that can be read.
    """
    try:
        return _letter(raw, plain=plain, source=source)
    except (MessageError, LookupError, ValueError, TypeError, AttributeError) as wrong:
        # The standard library's parser meets odd mails in all of these ways.
        raise BadMention(where=where, what="the mail", found=str(wrong)[:80], expected=words.a_mail()) from wrong


def _letter(raw: bytes, *, plain: Plain, source: str) -> dict[str, object] | None:
    mail = message_from_bytes(raw, policy=policy.default)
    assert isinstance(mail, EmailMessage)
    if str(mail.get("Auto-Submitted", "no")).strip().lower() != "no":
        return None
    if str(mail.get("Precedence", "")).strip().lower() in ("bulk", "list", "junk"):
        return None
    name, address = parseaddr(str(mail.get("From", "")))
    at = parsedate_to_datetime(str(mail.get("Date", "")))
    found = _ID.findall(str(mail.get("Message-ID", "")))
    id_ = found[0] if found else hashlib.sha256(raw).hexdigest()[:32]
    before = [*_ID.findall(str(mail.get("References", ""))), *_ID.findall(str(mail.get("In-Reply-To", "")))]
    body, subject = _body(mail, plain), str(mail.get("Subject", "")).strip()
    text = f"{subject}\n{body}".strip() if not before else body or subject
    row: dict[str, object] = {
        "source": source, "id": id_, "at": (at if at.tzinfo else at.replace(tzinfo=UTC)).isoformat(), "text": text,
        "kind": "service", "conversation": before[0] if before else id_, "channel": "email", "visibility": "internal",
    }  # fmt: skip
    if before:
        row["in_reply_to"] = before[-1]
    if address:
        row["author"] = {"id": address.lower(), "name": name or address}
    return row


def _body(mail: EmailMessage, plain: Plain) -> str:
    """What was written, without what is quoted in it; with it, where nothing else is there."""
    part = mail.get_body(preferencelist=("plain", "html"))
    if part is None:
        return ""
    said = part.get_content()
    if not isinstance(said, str):
        return ""
    text = plain(said) if part.get_content_type() == "text/html" else said.strip()
    own = re.sub(r"\n{3,}", "\n\n", _QUOTED.sub("", text)).strip()
    return own or text
