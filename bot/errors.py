"""The tree of errors. A class's docstring is its message; its fields are the data in it.

EarshotError                 something a person can be told in one sentence
├── BadInput                 what came in is wrong; the rest of the batch goes on
│   ├── BadMention           one mention of an import, webhook or source
│   ├── BadFile              a file that cannot be read as what it should be
│   ├── BadQuery             a keyword group's query, with the position
│   ├── BadQuestion          a question that cannot be parsed
│   ├── BadLedger            an entry of a ROI ledger or query
│   ├── NeedsConfirming      an entry that is kept only if its person says so again
│   └── UnknownPeriod        words that are no period, with the nearest ones
├── ConfigError              a setting, with what would be right
├── NotAllowed               the person's role or membership does not reach
│   └── NotHere              the place is open to others, whoever asks
├── NotFound                 nothing has this id
├── Stale                    the status changed since the person saw it
├── StoreError               memory
│   ├── StoreBusy            another process thinks; nothing was changed
│   │   └── LeaseLost        what this process owned went to another one; nothing was written
│   ├── StoreFull            the disk is full or read-only: nothing was accepted
│   ├── StoreNewer           the schema is from a later version
│   └── StoreDamaged         the file fails its integrity check
└── RemoteError              an outside system
    ├── WrongCredential      it refused who we are: a person must act
    ├── TryLater             a temporary failure, with the seconds to wait
    └── Refused              it will never take this
        └── Closed           it takes nothing there until a person acts
"""

from __future__ import annotations


class EarshotError(Exception):
    """Something went wrong."""

    def __init__(self, **data: object) -> None:
        self.data = data
        text = (type(self).__doc__ or "").split("\n\n")[0].strip()
        super().__init__(text.format(**data))
        for name, value in data.items():
            setattr(self, name, value)


class BadInput(EarshotError):
    """{what} {where}: found {found}, expected {expected}."""


class BadMention(BadInput):
    """{where}: {what} is {found}; expected {expected}."""


class BadFile(BadInput):
    """{where}: {what}. {remedy}"""


class BadQuery(BadInput):
    """{what} at position {position} of {query!r}. {remedy}"""


class BadQuestion(BadInput):
    """{what} {remedy}"""


class BadLedger(BadInput):
    """{item}: {key} is {found}; expected {expected}."""


class NeedsConfirming(BadInput):
    """{what} {remedy}"""


class UnknownPeriod(BadInput):
    """{phrase!r} is not a period. {why}Nearest: {nearest}."""


class ConfigError(EarshotError):
    """{where}: {what}. {remedy}"""


class NotAllowed(EarshotError):
    """{what} needs the role {role}. {remedy}"""


class NotHere(NotAllowed):
    """{what} {remedy}"""


class NotFound(EarshotError):
    """There is no {what} {id}."""


class Stale(EarshotError):
    """{who} set this to {status} at {at}; nothing was changed."""


class StoreError(EarshotError):
    """The store failed: {what}."""


class StoreBusy(StoreError):
    """{what}. {remedy}"""


class LeaseLost(StoreBusy):
    """{what}. {remedy}"""


class StoreFull(StoreError):
    """Nothing was stored: {what}. {remedy}"""


class StoreNewer(StoreError):
    """{where} was written by a newer Earshot (schema {found}, this one knows {known}). {remedy}"""


class StoreDamaged(StoreError):
    """{where} is damaged: {what}. {remedy}"""


class RemoteError(EarshotError):
    """{where}: {what}."""


class WrongCredential(RemoteError):
    """{where} refused the credential: {what}. {remedy}"""


class TryLater(RemoteError):
    """{where} cannot answer now: {what}. Next try in {seconds} s."""


class Refused(RemoteError):
    """{where} will not take this: {what}."""


class Closed(Refused):
    """{where} takes nothing there: {what}. {remedy}"""


def name_of(error: EarshotError) -> str:
    """The name of the class of this tree that the error is of, to be told to another process."""
    return next(one.__name__ for one in type(error).__mro__ if one.__module__ == __name__)


def as_told(name: str, words: str) -> EarshotError:
    """The error of that class, in the words in which another process told it."""
    known = globals().get(name)
    kind = known if isinstance(known, type) and issubclass(known, EarshotError) else EarshotError
    told: type[EarshotError] = type(kind.__name__, (kind,), {"__doc__": "{words}"})
    return told(words=words)
