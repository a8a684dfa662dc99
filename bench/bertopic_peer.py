"""BERTopic on finished vectors; runs in `.bench/bertopic`, not beside Earshot's packages.

python bench/bertopic_peer.py FOLDER --out FILE     texts.json and vectors.npy in FOLDER; clusters.json beside them
"""

from __future__ import annotations

import json
import sys
import time
from importlib import import_module
from pathlib import Path


def main() -> None:
    """Writes each text's topic, and what it cost."""
    import numpy as np

    folder, out = Path(sys.argv[1]), Path(sys.argv[3])
    texts, vectors = json.loads((folder / "texts.json").read_text("utf-8")), np.load(folder / "vectors.npy")
    made = import_module("bertopic").BERTopic(
        umap_model=import_module("umap").UMAP(
            n_neighbors=15, n_components=5, min_dist=0.0, metric="cosine", random_state=0, n_jobs=1
        ),
        calculate_probabilities=False,
    )
    began = time.process_time()
    topics, _ = made.fit_transform(texts, vectors)
    topics = made.reduce_outliers(texts, topics, strategy="embeddings", embeddings=vectors)
    took = time.process_time() - began
    (folder / "clusters.json").write_text(json.dumps([int(one) for one in topics]), "utf-8")
    out.write_text(json.dumps({"took": took, "topics": len(set(topics) - {-1})}), "utf-8")


if __name__ == "__main__":
    main()
