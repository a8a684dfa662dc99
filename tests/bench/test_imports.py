from bench.imports import Run, table


def _runs(*seconds: float) -> list[Run]:
    return [Run(whole_s=one, work_s=one / 2, peak_mib=100) for one in seconds]


def _found(ours: float) -> dict[str, list[Run]]:
    return {
        "earshot, taken in": _runs(ours, ours), "earshot import": _runs(2 * ours, 2 * ours),
        "obsei": _runs(12, 12), "obsei + VADER": _runs(24),
    }  # fmt: skip


def test_the_bar_is_held_against_the_peer_without_understanding() -> None:
    lines = list(table(_found(4.5), 9000))
    assert any(line.startswith("earshot, taken in / obsei: 2.7x") for line in lines)
    assert any(line.endswith("TARGET NOT MET") for line in lines)


def test_target_and_goal_are_told_apart() -> None:
    assert any(line.endswith("target met, goal not") for line in table(_found(3), 9000))
    assert any(line.endswith("goal met") for line in table(_found(2), 9000))
