from __future__ import annotations

import io

import numpy as np
import pytest

from bot.understanding.content import arrays_in


def written(*arrays: np.ndarray[tuple[int, ...], np.dtype[np.generic]]) -> bytes:
    buffer = io.BytesIO()
    for one in arrays:
        np.save(buffer, one)
        buffer.write(bytes(-buffer.tell() % 64))
    return buffer.getvalue()


def test_arrays_are_read_in_place_as_they_were_written() -> None:
    first, second = np.arange(7, dtype=np.int32), np.ones((3, 5), dtype=np.float16)
    content = written(first, second)
    found = arrays_in(memoryview(content))
    assert [(one.dtype.str, one.shape) for one in found] == [("<i4", (7,)), ("<f2", (3, 5))]
    assert all((one == other).all() for one, other in zip(found, (first, second), strict=True))
    assert not any(one.flags.owndata or one.flags.writeable for one in found)


def test_one_array_as_numpy_saves_it_is_read_too() -> None:
    buffer = io.BytesIO()
    np.save(buffer, np.arange(3))
    assert [one.tolist() for one in arrays_in(buffer.getvalue())] == [[0, 1, 2]]


@pytest.mark.parametrize(
    "content", [b"no array at all", written(np.arange(100))[:200], written(np.asfortranarray(np.ones((3, 2))))]
)
def test_damaged_bytes_are_refused(content: bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        arrays_in(content)
