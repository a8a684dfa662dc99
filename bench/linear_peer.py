"""VADER, and a TF-IDF with a linear model, on the same splits; runs in `.bench/linear`, not beside Earshot's packages.

python bench/linear_peer.py FOLDER     splits as JSON in FOLDER (see bench/understanding.py); one JSON line out
"""

from __future__ import annotations

import json
import sys
import time
from importlib import import_module
from pathlib import Path
from typing import Any

MOODS = ("positive", "negative", "neutral")


def main() -> None:
    """Prints a figure by name, and texts a CPU second."""
    folder = Path(sys.argv[1])
    found: dict[str, float] = {}
    for name in ("bank", "bank10", "domains20", "oos"):
        found |= routing(name, json.loads((folder / f"{name}.json").read_text("utf-8")))
    found |= moods(json.loads((folder / "moods.json").read_text("utf-8")))
    print(json.dumps(found))


def features(texts: list[str]) -> Any:
    """Words and pairs, and pieces of words of 2 to 5 letters, each weighed by rarity."""
    vectorizer = import_module("sklearn.feature_extraction.text").TfidfVectorizer
    make_union = import_module("sklearn.pipeline").make_union

    words = vectorizer(ngram_range=(1, 2), sublinear_tf=True)
    pieces = vectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True)
    return make_union(words, pieces).fit(texts)


def routing(name: str, splits: list[dict[str, Any]]) -> dict[str, float]:
    """The share of texts that a linear SVM gives their name, or how well it tells what is none of its own."""
    import numpy as np

    roc_auc_score = import_module("sklearn.metrics").roc_auc_score
    machine = import_module("sklearn.svm").LinearSVC

    scores, began, read = [], time.process_time(), 0
    for split in splits:
        made = features([text for text, _ in split["train"]])
        model = machine(C=1.0).fit(made.transform([text for text, _ in split["train"]]), [y for _, y in split["train"]])
        began = time.process_time()
        said = model.decision_function(made.transform([text for text, _ in split["dev"]]))
        read = len(split["dev"])
        if name == "oos":
            scores.append(roc_auc_score([int(y != "oos") for _, y in split["dev"]], said.max(axis=1)))
        else:
            right = np.array([y for _, y in split["dev"]])
            scores.append(float((model.classes_[said.argmax(axis=1)] == right).mean()))
    rate = read / (time.process_time() - began)
    return {f"tfidf {name}": float(np.mean(scores)), f"tfidf {name} rate": rate}


def moods(split: dict[str, Any]) -> dict[str, float]:
    """Macro F1 of the four groups (cuts chosen on a tenth kept back), and macro recall, of both."""
    import numpy as np

    regression = import_module("sklearn.linear_model").LogisticRegression
    f1_score = import_module("sklearn.metrics").f1_score
    intensity = import_module("vaderSentiment.vaderSentiment").SentimentIntensityAnalyzer

    groups = (*MOODS, "ambiguous")
    made = features([text for text, _ in split["train"]])
    train = made.transform([text for text, _ in split["train"]])
    kept = made.transform([text for text, _ in split["kept"]])
    began = time.process_time()
    dev = made.transform([text for text, _ in split["dev"]])
    rate = len(split["dev"]) / (time.process_time() - began)
    chances, scores = [], []
    for group in groups:
        held = {part: np.array([group in y for _, y in split[part]]) for part in ("train", "kept", "dev")}
        model = regression(solver="liblinear").fit(train, held["train"])
        sure = model.predict_proba(kept)[:, 1]
        cut = max(np.linspace(0.1, 0.7, 61), key=lambda cut: f1_score(held["kept"], sure >= cut))
        chance = model.predict_proba(dev)[:, 1]
        chances.append(chance)
        scores.append(f1_score(held["dev"], chance >= cut))
    analyzer = intensity()
    began = time.process_time()
    compound = np.array([analyzer.polarity_scores(text)["compound"] for text, _ in split["dev"]])
    vader_rate = len(compound) / (time.process_time() - began)
    vader = np.where(compound >= 0.05, 0, np.where(compound <= -0.05, 1, 2))
    table = np.stack(chances[:3])
    return {
        "tfidf moods f1": float(np.mean(scores)), "tfidf moods recall": recall(split["dev"], table.argmax(axis=0)),
        "vader moods recall": recall(split["dev"], vader), "tfidf moods rate": rate, "vader moods rate": vader_rate,
    }  # fmt: skip


def recall(rows: list[Any], said: Any) -> float:
    """The mean over the three moods of how many texts of that mood alone are told to have it."""
    import numpy as np

    return float(np.mean([
        np.mean([place == one for (_, labels), one in zip(rows, said, strict=True) if labels == [mood]])
        for place, mood in enumerate(MOODS)
    ]))  # fmt: skip


if __name__ == "__main__":
    main()
