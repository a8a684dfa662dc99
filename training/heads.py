"""Trains the heads that Earshot ships: mood and intent of an English text, out of open data and sentences of ours.

    python training/heads.py --data FOLDER            train, judge, write bot/understanding/files/heads.{npz,json}
    python training/heads.py --data FOLDER --check    train again and compare with what is recorded, write nothing

FOLDER holds goemotions_group_train.csv.gz and goemotions_group_dev.csv.gz (id,labels,text) and
banking77_train.csv.gz (text,category). Nothing but numpy and the package itself is needed. Nine in ten of the texts of
GoEmotions teach, the tenth says how sure the head may be; its dev part and `examples/customers_dev.tsv` judge.

A head at chance level is not saved, nor one that says something else once it is rounded and read back.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import hashlib
import json
import platform
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from typing import cast

import numpy as np
import numpy.typing as npt

from bot.understanding.fitting import design, fit
from bot.understanding.heads import GROUPS, INTENTS, MOODS, Heads, chances_of, confidences, shares_of
from bot.understanding.heads import judge as judge_texts
from bot.understanding.linear import Floats, Linear, as_bytes, read_linear
from bot.understanding.sentiment import seen_in
from bot.understanding.totals import SAID
from bot.understanding.vectors import embed, read_embedding
from bot.understanding.words import plain, words_of

HERE = Path(__file__).resolve().parent
OUT = HERE.parent / "bot" / "understanding" / "files"
Chances = npt.NDArray[np.float64]

GO_TRAIN, GO_DEV, BANK = "goemotions_group_train.csv.gz", "goemotions_group_dev.csv.gz", "banking77_train.csv.gz"
OURS, OURS_DEV = HERE / "examples" / "customers.tsv", HERE / "examples" / "customers_dev.tsv"

# How much a text of each origin counts beside one of GoEmotions.
OUR_WEIGHT, BANK_WEIGHT, BACKGROUND_WEIGHT = 10.0, 0.3, 0.2
TRUST, STEPS, ENOUGH, LEAST = 0.7, 150, 1e-6, 2
UNSURE_BELOW = 0.35
CHANCE_MARGIN = 0.05
"""A head whose area under the curve is not this much above one half has learned nothing."""
SAME = 0.005
"""The rounded head may differ by so much from the exact one."""

# Which intents of Banking77 are reports of a fault, and which ask how things are done. The others are left out, as are
# questions among the faults ("what do I do if ...") and statements among the rest.
FAULTS = frozenset(
    """card_not_working contactless_not_working virtual_card_not_working declined_card_payment
    declined_cash_withdrawal declined_transfer failed_transfer top_up_failed top_up_reverted card_swallowed
    cash_withdrawal_not_recognised card_payment_not_recognised direct_debit_payment_not_recognised compromised_card
    lost_or_stolen_card lost_or_stolen_phone wrong_amount_of_cash_received wrong_exchange_rate_for_cash_withdrawal
    card_payment_wrong_exchange_rate transaction_charged_twice extra_charge_on_statement
    transfer_not_received_by_recipient Refund_not_showing_up balance_not_updated_after_bank_transfer
    balance_not_updated_after_cheque_or_cash_deposit unable_to_verify_identity pin_blocked""".split()
)
ASKED = frozenset(
    """age_limit atm_support card_about_to_expire card_acceptance country_support exchange_rate exchange_via_app
    fiat_currency_support getting_spare_card getting_virtual_card get_physical_card disposable_card_limits
    automatic_top_up change_pin edit_personal_details order_physical_card receiving_money
    supported_cards_and_currencies top_up_by_bank_transfer_charge top_up_by_card_charge top_up_limits
    transfer_into_account transfer_timing visa_or_mastercard verify_my_identity why_verify_identity
    topping_up_by_card""".split()
)
_ASKING = frozenset("how what when where why who which can could do does did is are will would should has have".split())


class Refused(Exception):
    """The data are not there, or the result is not fit to ship."""


@dataclass(slots=True)
class Taught:
    """Texts with targets and how much each target counts, one row a text."""

    texts: list[str] = field(default_factory=list)
    targets: list[list[float]] = field(default_factory=list)
    weights: list[list[float]] = field(default_factory=list)

    def add(self, text: str, *, groups: Iterable[str] | None, intent: str | None, weight: float) -> None:
        """Adds a text of which the groups, the intent or both are known."""
        held = frozenset(groups or ())
        self.texts.append(text)
        self.targets.append([float(one in held) for one in GROUPS] + [float(one == intent) for one in INTENTS])
        self.weights.append(
            [weight * (groups is not None)] * len(GROUPS) + [weight * (intent is not None)] * len(INTENTS)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """Texts as the heads see them."""

    words: list[list[str]]
    vectors: Floats
    signs: Floats


def main(arguments: list[str]) -> int:
    """Trains, judges, and writes the files, or with --check compares them with the record."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=OUT)
    parser.add_argument("--check", action="store_true", help="train again, compare, write nothing")
    options = parser.parse_args(arguments)
    inputs = {name: hashed(options.data / name) for name in (GO_TRAIN, GO_DEV, BANK)}
    inputs |= {path.name: hashed(path) for path in (OURS, OURS_DEV)}
    emotions = table(options.data / GO_TRAIN)
    kept_back = emotions[9::10]
    lessons = taught([row for number, row in enumerate(emotions) if number % 10 != 9], table(options.data / BANK))
    seen = read(lessons.texts)
    made = design(seen.words, seen.vectors, further=seen.signs, least=LEAST)
    exact = fit(
        made, np.array(lessons.targets, dtype=np.float32), loss="each", trust=TRUST,
        weigh=np.array(lessons.weights, dtype=np.float32), steps=STEPS, enough=ENOUGH,
    )  # fmt: skip
    content = as_bytes(exact)
    linear = read_linear(content)
    held, held_read = groups_of(kept_back), read([row["text"] for row in kept_back])
    held_chances = chances_of(held_read.words, held_read.vectors, linear=linear)
    decisions = decide(held_chances, held)
    decisions["said_when"] = said_when(held_read, held, linear=linear, decisions=decisions)
    dev = table(options.data / GO_DEV)
    dev_read = read([row["text"] for row in dev])
    chances = chances_of(dev_read.words, dev_read.vectors, linear=linear)
    figures = judge(chances, groups_of(dev), decisions)
    ours = tsv(OURS_DEV)
    ours_read = read([text for _, _, text in ours])
    our_chances = chances_of(ours_read.words, ours_read.vectors, linear=linear)
    figures |= judge_ours(our_chances, ours, decisions)
    refuse_chance(chances, groups_of(dev), GROUPS)
    refuse_chance(our_chances[:, len(GROUPS) :], np.array([[one == i for one in INTENTS] for i, _, _ in ours]), INTENTS)
    before = judge(chances_of(dev_read.words, dev_read.vectors, linear=exact), groups_of(dev), decisions)
    moved = abs(before["macro_f1"] - figures["macro_f1"])
    if moved > SAME:
        raise Refused(f"rounding moves the macro F1 by {moved:.4f}")
    outputs = {"heads.npz": hashlib.sha256(content).hexdigest()}
    record = provenance(
        inputs, outputs, decisions=decisions, figures=figures, shape=(exact.pieces.shape, exact.bag.shape)
    )
    if options.check:
        kept = json.loads((options.out / "heads.json").read_text("utf-8"))
        same = kept["figures"] == json.loads(json.dumps(figures)) and kept["outputs"] == outputs
        say(json.dumps({"same": same, "recorded": kept["figures"], "now": figures}, indent=1))
        return 0 if same else 1
    (options.out / "heads.npz").write_bytes(content)
    (options.out / "heads.json").write_text(json.dumps(record, indent=1) + "\n", "utf-8")
    say(json.dumps(record, indent=1))
    return 0


def say(line: str) -> None:
    """Writes a line for the person who runs the script."""
    sys.stdout.write(line + "\n")


def hashed(path: Path) -> str:
    """Returns the SHA-256 of a file.

    Raises:
        Refused: it is not there.
    """
    if not path.is_file():
        raise Refused(f"{path} is not there")
    return hashlib.sha256(path.read_bytes()).hexdigest()


def table(path: Path) -> list[dict[str, str]]:
    """Returns the rows of a gzipped CSV file."""
    with gzip.open(path, "rt", encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def tsv(path: Path) -> list[tuple[str, str, str]]:
    """Returns (intent, mood, text) of each sentence of ours."""
    with path.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
    return [(intent, mood, text) for intent, mood, text in rows[1:]]


def taught(emotions: Sequence[dict[str, str]], bank: Sequence[dict[str, str]]) -> Taught:
    """Returns all that the heads learn from."""
    lessons = Taught()
    for number, row in enumerate(emotions):
        held = row["labels"].split("|")
        # What is neither felt nor asked stands for all that wants nothing of anybody.
        idle = held == ["neutral"] and "?" not in row["text"] and number % 4 == 0
        lessons.add(row["text"], groups=held, intent=None, weight=1.0)
        if idle:
            lessons.add(row["text"], groups=None, intent="other", weight=BACKGROUND_WEIGHT)
    for intent, mood, text in tsv(OURS):
        both = ("positive", "negative") if mood == "mixed" else (mood,)
        lessons.add(text, groups=both, intent=intent, weight=OUR_WEIGHT)
    for row in bank:
        words = words_of(plain(row["text"]))
        asks = "?" in words or (bool(words) and words[0] in _ASKING)
        if row["category"] in FAULTS and not asks:
            lessons.add(row["text"], groups=("negative",), intent="complaint", weight=BANK_WEIGHT)
        elif row["category"] in ASKED and asks:
            lessons.add(row["text"], groups=("neutral",), intent="question", weight=BANK_WEIGHT)
    return lessons


def read(texts: Sequence[str]) -> Read:
    """Returns the texts as the heads see them."""
    folder = files("bot.understanding") / "files"
    embedding = read_embedding((folder / "static256.npy").read_bytes(), (folder / "tokenizer.json").read_bytes())
    words = [words_of(plain(text)) for text in texts]
    signs = np.array([seen_in(one).signs for one in words], dtype=np.float32)
    return Read(words=words, vectors=embed(texts, embedding=embedding), signs=signs)


def groups_of(rows: Sequence[dict[str, str]]) -> npt.NDArray[np.bool_]:
    """Returns a row a text: which of GROUPS it belongs to."""
    return np.array([[group in row["labels"].split("|") for group in GROUPS] for row in rows])


def decide(chances: Chances, held: npt.NDArray[np.bool_]) -> dict[str, object]:
    """Returns the cuts and bends that do best on texts that were kept back."""
    single = (held.sum(axis=1) == 1) & ~held[:, 3]
    best, cuts = 0.0, (0.5, 0.5, 0.5)
    for positive in np.linspace(0.3, 0.7, 17):
        for negative in np.linspace(0.2, 0.6, 17):
            found = macro_recall(chances[single], held[single], (positive, negative, 0.5))
            if found > best:
                best, cuts = found, (float(positive), float(negative), 0.5)
    f1_cuts = {
        group: float(max(np.linspace(0.1, 0.7, 61), key=lambda cut: f1(held[:, place], chances[:, place] >= cut)))
        for place, group in enumerate(GROUPS)
    }
    shares = shares_of(chances, cuts)
    said = shares.argmax(axis=1)
    telling = held[:, :3].any(axis=1)
    right = held[np.arange(len(said)), said]
    bends = {
        mood: bend(shares[telling & (said == place), place], right[telling & (said == place)])
        for place, mood in enumerate(MOODS)
    }
    return {
        "cuts": {**dict(zip(MOODS, (round(cut, 4) for cut in cuts), strict=True)), "ambiguous": f1_cuts["ambiguous"]},
        "multi_label_cuts": {group: round(cut, 4) for group, cut in f1_cuts.items()},
        "bends": {mood: [round(number, 4) for number in pair] for mood, pair in bends.items()},
        "unsure_below": UNSURE_BELOW,
    }


def said_when(
    seen: Read, held: npt.NDArray[np.bool_], *, linear: Linear, decisions: dict[str, object]
) -> dict[str, dict[str, float]]:
    """Returns for each true mood how often the reader, rules and all, says which label of a text kept back."""
    heads = Heads(
        linear=linear,
        cuts=tuple(cast(dict[str, float], decisions["cuts"]).values()),
        bends=tuple((pair[0], pair[1]) for pair in cast(dict[str, list[float]], decisions["bends"]).values()),
        unsure_below=UNSURE_BELOW,
    )
    labels = [one.mood.label for one in judge_texts(seen.words, seen.vectors, heads=heads)]
    single = (held.sum(axis=1) == 1) & ~held[:, 3]
    found = {}
    for place, mood in enumerate(MOODS):
        mine = [label for label, plain_, is_it in zip(labels, single, held[:, place], strict=True) if plain_ and is_it]
        found[mood] = {label: round(mine.count(label) / len(mine), 4) for label in SAID}
    return found


def bend(shares: Chances, right: npt.NDArray[np.bool_]) -> tuple[float, float]:
    """Returns offset and slope of the logistic function of log odds that says how often a share is right (Platt)."""
    odds = np.log(np.clip(shares, 1e-6, 1 - 1e-6) / np.clip(1 - shares, 1e-6, 1))
    columns = np.stack([np.ones_like(odds), odds], axis=1)
    found = np.array([0.0, 1.0])
    for _ in range(30):
        chance = 1 / (1 + np.exp(-columns @ found))
        slope = columns.T @ (right - chance)
        curve = (columns * (chance * (1 - chance))[:, None]).T @ columns + 1e-6 * np.eye(2)
        found = found + np.linalg.solve(curve, slope)
    return float(found[0]), float(found[1])


def judge(chances: Chances, held: npt.NDArray[np.bool_], decisions: dict[str, object]) -> dict[str, float]:
    """Returns how good the moods are on labelled texts; intervals are two standard errors over 200 resamples."""
    told = json.loads(json.dumps(decisions))
    cuts = tuple(told["cuts"][mood] for mood in MOODS)
    multi = tuple(told["multi_label_cuts"][group] for group in GROUPS)
    single = (held.sum(axis=1) == 1) & ~held[:, 3]

    def f1_of(rows: npt.NDArray[np.int64]) -> float:
        return float(np.mean([f1(held[rows, at], chances[rows, at] >= cut) for at, cut in enumerate(multi)]))

    def recall_of(rows: npt.NDArray[np.int64]) -> float:
        chosen = rows[single[rows]]
        return macro_recall(chances[chosen], held[chosen], cuts)

    shares = shares_of(chances, cuts)
    said = shares.argmax(axis=1)
    telling = held[:, :3].any(axis=1)
    sure = confidences(shares.max(axis=1), said, [tuple(told["bends"][mood]) for mood in MOODS])
    right = held[np.arange(len(said)), said]
    every = np.arange(len(held))
    picks = np.random.default_rng(0)
    draws = [picks.integers(0, len(held), len(held)) for _ in range(200)]
    return {
        "texts": len(held),
        "macro_f1": round(f1_of(every), 4),
        "macro_f1_interval": round(2 * float(np.std([f1_of(rows) for rows in draws])), 4),
        "macro_recall": round(recall_of(every), 4),
        "macro_recall_interval": round(2 * float(np.std([recall_of(rows) for rows in draws])), 4),
        "calibration_error": round(calibration_error(sure[telling], right[telling]), 4),
        "share_unsure": round(float((sure < told["unsure_below"]).mean()), 4),
        "right_where_sure": round(float(right[telling & (sure >= told["unsure_below"])].mean()), 4),
    }


def judge_ours(
    chances: Chances, rows: Sequence[tuple[str, str, str]], decisions: dict[str, object]
) -> dict[str, float]:
    """Returns how often the head alone, without the rules, is right about sentences of ours it has not seen."""
    told = json.loads(json.dumps(decisions))
    said = shares_of(chances, [told["cuts"][mood] for mood in MOODS]).argmax(axis=1)
    intents = chances[:, len(GROUPS) :].argmax(axis=1)
    plainly = [(MOODS[at], mood) for at, (_, mood, _) in zip(said, rows, strict=True) if mood != "mixed"]
    return {
        "our_texts": len(rows),
        "our_moods_right": round(float(np.mean([one == other for one, other in plainly])), 4),
        "our_intents_right": round(
            float(np.mean([INTENTS[at] == intent for at, (intent, _, _) in zip(intents, rows, strict=True)])), 4
        ),
    }


def f1(held: npt.NDArray[np.bool_], said: npt.NDArray[np.bool_]) -> float:
    """Returns twice what both have, over what each has."""
    return float(2 * (held & said).sum() / max(held.sum() + said.sum(), 1))


def macro_recall(chances: Chances, held: npt.NDArray[np.bool_], cuts: Sequence[float]) -> float:
    """Returns the mean over MOODS of how many texts of a mood are told to have it."""
    said = shares_of(chances, cuts).argmax(axis=1)
    return float(np.mean([(said[held[:, place]] == place).mean() for place in range(len(MOODS))]))


def calibration_error(sure: Chances, right: npt.NDArray[np.bool_]) -> float:
    """Returns the expected calibration error over ten equal bins."""
    bins = np.minimum((sure * 10).astype(int), 9)
    parts = [(bins == number) for number in range(10) if (bins == number).any()]
    return float(sum(abs(sure[one].mean() - right[one].mean()) * one.mean() for one in parts))


def refuse_chance(chances: Chances, held: npt.NDArray[np.bool_], names: Sequence[str]) -> None:
    """Raises Refused where a head tells its texts from others no better than a coin."""
    for place, name in enumerate(names):
        order = chances[:, place].argsort().argsort() + 1.0
        mine = held[:, place]
        area = (order[mine].sum() - mine.sum() * (mine.sum() + 1) / 2) / max(mine.sum() * (~mine).sum(), 1)
        if area < 0.5 + CHANCE_MARGIN:
            raise Refused(f"the head {name} is at chance level (area {area:.3f})")


def provenance(
    inputs: dict[str, str], outputs: dict[str, str], *, decisions: dict[str, object], figures: dict[str, float],
    shape: tuple[tuple[int, ...], tuple[int, ...]],
) -> dict[str, object]:  # fmt: skip
    """Returns the record that is stored beside the file."""
    return {
        "sources": {
            GO_TRAIN: "GoEmotions by groups (monologg/GoEmotions-pytorch, data/group, Apache-2.0)",
            BANK: "Banking77 (PolyAI-LDN/task-specific-datasets, CC BY 4.0), intents mapped as training/heads.py says",
            OURS.name: "written by hand for Earshot, its licence",
        },
        "inputs": inputs,
        "outputs": outputs,
        "labels": [*GROUPS, *INTENTS],
        "known": {"pieces": shape[0][0], "words and pairs": shape[1][0]},
        "settings": {
            "our_weight": OUR_WEIGHT, "bank_weight": BANK_WEIGHT, "background_weight": BACKGROUND_WEIGHT,
            "trust": TRUST, "steps": STEPS, "enough": ENOUGH, "least": LEAST,
        },
        "decisions": decisions,
        "figures": figures,
        "versions": {"python": platform.python_version(), "numpy": np.__version__},
        "machine": platform.machine(),
        "script": "training/heads.py",
    }  # fmt: skip


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except Refused as refusal:
        sys.exit(str(refusal))
