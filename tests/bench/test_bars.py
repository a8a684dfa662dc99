from bench.bars import Measured, table


def test_a_figure_keeps_its_floor_or_goal_in_its_own_direction() -> None:
    rows = [
        Measured(name="recall", value=0.97, floor=0.96, goal=0.98),
        Measured(name="false", value=1.5, floor=5, goal=2, at_most=True),
        Measured(name="slow", value=9, floor=5, goal=2, at_most=True),
        Measured(name="count", value=7, digits=0),
    ]
    assert [line.split()[-1] for line in table(rows)[1:]] == ["floor", "goal", "MISSED", "7"]
    assert [row.kept for row in rows] == [True, True, False, True]
