from bot.model.rows import Rows
from bot.ports.memory import Store
from bot.testing.samples import at, kept, removed


async def test_what_was_kept_is_counted_and_listed(store: Store) -> None:
    await store.commit([kept(1, theme=7, groups=("brand",)), kept(2, author="ana"), kept(3, author="ana", copy_of=2)])
    counts = await store.count(Rows())
    assert (counts.mentions, counts.people, counts.copies) == (3, 2, 1)
    assert [row.id for row in await store.listed(Rows(text="Charger!"))] == [1, 2, 3]
    await store.commit([removed(2)])
    assert [row.id for row in await store.listed(Rows(since=at(), until=at(1)), newest=True)] == [3, 1]
    assert (await store.series("group", ["brand"], unit="day", since="2026-10-05", until="2026-10-06")) == {
        "brand": {"2026-10-05": {"negative": 1}}
    }
    assert (await store.full([r.id for r in await store.listed(Rows())]))[0].groups == (("brand", "matched brand"),)
