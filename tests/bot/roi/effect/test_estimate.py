"""The model against a second one, written from the text alone."""

from dataclasses import asdict, replace

import numpy as np
import pytest

from bench.effect_worlds import AFTER, BEFORE, draw, kinds
from bot.roi.effect.estimate import Ratios, band, change, learn, ratios
from bot.roi.effect.pooled import Shared
from tests.bot.roi.effect import plain

BEFORE_, AFTER_ = range(BEFORE), list(range(BEFORE, BEFORE + AFTER))
SEVERAL = [0, 3, 6, 9, 11]


def _world(kind: int) -> np.ndarray[tuple[int, ...], np.dtype[np.int64]]:
    return draw(list(kinds())[kind], np.random.default_rng([7, kind])).plain


def _six(shared: Shared) -> plain.Six:
    found = asdict(shared)
    return plain.Six(**{name: found[name] for name in ("m", "tau", "sigma_s", "sigma_x", "phi", "sigma_e")})


def _ratios(kind: int) -> Ratios:
    counts = _world(kind)
    return ratios(counts, counts.sum(axis=0), BEFORE_)


@pytest.mark.parametrize("kind", SEVERAL)
def test_ratios_and_noise_are_those_of_the_text(kind: int) -> None:
    r, v = plain.data(_world(kind), BEFORE)
    found = _ratios(kind)
    assert found.r == pytest.approx(r)
    assert found.v == pytest.approx(v)


@pytest.mark.parametrize("kind", SEVERAL)
def test_no_neighbour_of_the_six_numbers_is_more_likely(kind: int) -> None:
    r, v = plain.data(_world(kind), BEFORE)
    best = _six(learn(_ratios(kind), BEFORE_))
    top = plain.posterior(best, r, v, BEFORE)
    for name in ("m", "tau", "sigma_s", "sigma_x", "phi", "sigma_e"):
        for factor in (0.97, 1.03):
            other = replace(best, **{name: getattr(best, name) * factor})
            assert plain.posterior(other, r, v, BEFORE) <= top + 1e-4, name


def test_from_elsewhere_no_better_maximum_is_found() -> None:
    """The search starts at one place; far-off places are no more likely."""
    r, v = plain.data(_world(3), BEFORE)
    top = plain.posterior(_six(learn(_ratios(3), BEFORE_)), r, v, BEFORE)
    rng = np.random.default_rng(5)
    for _ in range(30):
        tau, sigma_s, sigma_x, sigma_e = np.exp(rng.normal(-1, 1, 4))
        far = plain.Six(float(rng.normal(-3.5, 0.5)), tau, sigma_s, sigma_x, float(rng.uniform(0.05, 0.95)), sigma_e)
        assert plain.posterior(far, r, v, BEFORE) <= top


@pytest.mark.parametrize("kind", SEVERAL)
def test_effect_and_deviation_are_those_of_the_text(kind: int) -> None:
    found = _ratios(kind)
    shared = learn(found, BEFORE_)
    r, v = plain.data(_world(kind), BEFORE)
    for topic in (0, 11, 29):
        b, sd = plain.effect(_six(shared), r[topic], v[topic], before=BEFORE, after=AFTER_)
        one = change(found, topic, shared, before=BEFORE_, after=AFTER_)
        assert (one.b, one.sd) == pytest.approx((b, sd))
        assert (one.low, one.high) == pytest.approx((b - 1.812 * sd, b + 1.812 * sd))


def test_weeks_between_are_left_out_but_time_goes_on() -> None:
    found = _ratios(6)
    shared = learn(found, BEFORE_)
    r, v = plain.data(_world(6), BEFORE)
    late = AFTER_[2:]
    b, sd = plain.effect(_six(shared), r[4], v[4], before=BEFORE, after=late)
    one = change(found, 4, shared, before=BEFORE_, after=late)
    assert (one.b, one.sd) == pytest.approx((b, sd))


def test_a_fixed_topic_is_left_out_of_what_others_are_compared_with() -> None:
    counts = _world(0)
    total = counts.sum(axis=0)
    found = ratios(counts, total - counts[2], BEFORE_, fixed=[2])
    assert found.c[5] == pytest.approx(total - counts[2] - counts[5])
    assert found.c[2] == pytest.approx(total - counts[2])


def test_what_was_never_said_costs_no_number() -> None:
    """Ten silent topics and one: no infinite, no warning."""
    counts = np.zeros((11, 20), np.int64)
    counts[0] = 3
    found = ratios(counts, counts.sum(axis=0), range(14))
    shared = learn(found, range(14))
    one = change(found, 0, shared, before=range(14), after=range(15, 20))
    assert np.isfinite([one.b, one.sd, one.low, one.high]).all()


def test_the_band_of_a_week_holds_its_middle_and_widens_with_time() -> None:
    found = _ratios(6)
    shared = learn(found, BEFORE_)
    said = band(found, 3, shared, before=BEFORE_, later=AFTER_)
    assert (said.low < said.middle).all() and (said.middle < said.high).all()
    reach = np.log((said.high + 0.5) / (said.middle + 0.5))
    assert reach[-1] > reach[0]
