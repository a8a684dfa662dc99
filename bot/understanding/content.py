"""What lies in the reader's files, read in place: pages of a file that nothing asks for are never in memory."""

from __future__ import annotations

import io
import mmap
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

Content = bytes | memoryview
"""The bytes of a file, or a view of the file itself."""

FOLDER = files("bot.understanding") / "files"
_ALIGNED = 64
_HEAD = 4096


def mapped(name: str) -> Content:
    """Returns one of the reader's files in place: its pages are shared by all processes that read them."""
    path = FOLDER / name
    if not isinstance(path, Path):  # the package lies in an archive
        return path.read_bytes()
    with path.open("rb") as file:
        return memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))


def arrays_in(content: Content) -> list[npt.NDArray[Any]]:
    """Returns the arrays that were written as .npy one after the other, each filled up to 64 bytes; none is copied.

    Raises:
        ValueError: the bytes are damaged.
    """
    found, at = [], 0
    while at < len(content):
        head = io.BytesIO(bytes(content[at : at + _HEAD]))
        if np.lib.format.read_magic(head) != (1, 0):
            raise ValueError("an array is written in another way than this reader knows")
        shape, turned, dtype = np.lib.format.read_array_header_1_0(head)
        count = int(np.prod(shape))
        end = at + head.tell() + count * dtype.itemsize
        if turned or dtype.hasobject or end > len(content):
            raise ValueError(f"an array of {shape} {dtype} cannot be read")
        found.append(np.frombuffer(content, dtype, count, at + head.tell()).reshape(shape))
        at = end + -end % _ALIGNED
    return found
