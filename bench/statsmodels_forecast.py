"""The peer's part of bench.effect_peer: statsmodels forecasts the same topics. Runs in the peer's environment.

    python bench/statsmodels_forecast.py < ASKED.json > SAID.json

Each topic twice: in the state space of our own model with our six numbers (exact: level, trend and memory as states,
noise by week), and by `UnobservedComponents` fitted to this one topic (deterministic trend, AR(1), irregular), whose
average over the weeks after is drawn 400 times by its simulation smoother.
"""

from __future__ import annotations

import importlib
import json
import sys
import time
import warnings
from typing import Any

import numpy as np

DRAWS = 400


def main() -> None:
    """Forecast every topic that was asked for."""
    statespace = importlib.import_module("statsmodels.tsa.statespace.structural")
    kalman = importlib.import_module("statsmodels.tsa.statespace.kalman_smoother")
    warnings.simplefilter("ignore")
    asked = json.load(sys.stdin)
    began = time.process_time()
    exact = [state_space(kalman, one) for one in asked]
    middle = time.process_time()
    alone = [on_its_own(statespace, one) for one in asked]
    json.dump({
        "exact": exact, "alone": alone, "exact_s": middle - began, "alone_s": time.process_time() - middle,
    }, sys.stdout)  # fmt: skip


def state_space(kalman: Any, one: dict[str, Any]) -> dict[str, Any]:
    """Mean and variance of r in each week after, and the log-likelihood of the weeks before, by the Kalman filter."""
    six, before, weeks = one["six"], one["before"], len(one["r"])
    model = kalman.KalmanSmoother(k_endog=1, k_states=3, k_posdef=1)
    seen = np.array(one["r"]) - six["m"]
    seen[before:] = np.nan
    model.bind(seen[:, None])
    along = (np.arange(weeks) - before / 2) / 26
    model["design"] = np.stack([np.ones(weeks), along, np.ones(weeks)])[None, :, :]
    model["transition"] = np.diag([1.0, 1.0, six["phi"]])
    model["selection"] = np.array([[0.0], [0.0], [1.0]])
    model["state_cov"] = np.array([[six["sigma_x"] ** 2 * (1 - six["phi"] ** 2)]])
    model["obs_cov"] = (six["sigma_e"] ** 2 + np.array(one["v"]))[None, None, :]
    model.initialize_known(np.zeros(3), np.diag([six["tau"] ** 2, six["sigma_s"] ** 2, six["sigma_x"] ** 2]))
    found = model.smooth()
    return {
        "mean": (found.forecasts[0, before:] + six["m"]).tolist(),
        "variance": found.forecasts_error_cov[0, 0, before:].tolist(),
        "likelihood": float(found.llf_obs[:before].sum()),
    }


def on_its_own(statespace: Any, one: dict[str, Any]) -> dict[str, float]:
    """The average of r after against the forecast of a model fitted to this topic alone, and its deviation."""
    r, before = np.array(one["r"]), one["before"]
    kind = {"level": "deterministic trend", "autoregressive": 1}
    fitted = statespace.UnobservedComponents(r[:before], irregular=True, **kind).fit(disp=0, maxiter=200)
    seen = r.copy()
    seen[before:] = np.nan
    model = statespace.UnobservedComponents(seen, irregular=True, **kind)
    model.update(fitted.params)
    draws = model.simulation_smoother()
    averages = []
    for number in range(DRAWS):
        draws.simulate(random_state=np.random.default_rng(number))
        signal = draws.simulated_state[0] + draws.simulated_state[-1]
        averages.append(float(signal[before:].mean()))
    noise = dict(zip(fitted.model.param_names, fitted.params, strict=True)).get("sigma2.irregular", 0.0)
    after = len(r) - before
    return {
        "b": float(r[before:].mean() - np.mean(averages)), "sd": float(np.sqrt(np.var(averages) + noise / after)),
    }  # fmt: skip


if __name__ == "__main__":
    main()
