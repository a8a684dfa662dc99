"""Listening, the first stage: what came in becomes a mention or nothing.

- `strict_json` text from outside -> JSON values, or one clear refusal
- `intake` mention JSON -> Mention or Deletion; which version wins; voice, day and hour
- `fields` typed access to the keys of one mention
- `copies` near-copies and reposts of public texts
- `groups` keyword-group language: parse, match with reasons, near-misses
- `privacy` redaction of personal data in what is posted; `personal` is what such data looks like
- `columns` tables of any shape -> mention JSON, by a mapping that is kept; `guess` makes the first one
"""
