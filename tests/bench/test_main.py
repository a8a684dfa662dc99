from bench import __main__ as runner

ONE = runner.Bench(name="one", title="One", short=("--rounds", "2"), full=("--rounds", "9"))
TWO = runner.Bench(name="two", title="Two")


def test_a_section_tells_the_command_and_holds_the_table() -> None:
    text = runner.section(ONE, "a  1\nb  2", full=True)
    assert text.startswith("## One\n\n`python -m bench.one --rounds 9` on ")
    assert text.endswith("```text\na  1\nb  2\n```")


def test_a_new_section_goes_to_the_end_and_a_known_one_keeps_its_place() -> None:
    page = runner.put(runner.put("# Benchmarks\n", ONE, "first"), TWO, "second")
    again = runner.put(page, ONE, "better")
    assert again == page.replace("first", "better")
    assert again.index("better") < again.index("second")


def test_a_measurement_that_says_nothing_was_not_measured() -> None:
    code, said = runner.run(["python", "-c", "pass"])
    assert (code, said) == (runner.NOT_MEASURED, "")


def test_a_bar_that_is_not_met_is_told_by_the_exit_code_and_its_table_is_kept() -> None:
    assert runner.run(["python", "-c", "print('table'); raise SystemExit(1)"]) == (1, "table")
