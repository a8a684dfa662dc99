from bot.texts.pages import hours_note, net_mood


def test_net_mood_is_said_in_points_with_its_interval() -> None:
    said = net_mood(-0.32, -0.405, 0.001)
    assert said == "Positive less negative: −32 points (likely −40 to 0), corrected for misreadings."


def test_a_total_stands_in_the_note_where_there_is_one() -> None:
    assert "points" in hours_note(50, 48, (0.1, 0.0, 0.2))
    assert "points" not in hours_note(5, 4)
