"""Fit the weights of index/ranking.py: which sentences of the candidates hold the answer.

    python -m eval.bench.weights --shared ../shared/data --work /tmp/retrieval

A logistic regression over all sentences that search finds for the Natural Questions, each question
counting as one. It reads the library that eval.bench.retrieval made in `--work`; questions whose
candidates hold no answer, or nothing else, teach nothing and are left out.
"""

import argparse
import gzip
import json
from pathlib import Path

import numpy as np

from eval.gold import holds
from index import Library
from index.asked_dates import AskedDates
from index.candidates import find
from index.filters import Filters
from index.ranking import features


def main() -> None:
    """Run it."""
    from sklearn.linear_model import LogisticRegression

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, required=True)
    parser.add_argument("--work", type=Path, required=True)
    arguments = parser.parse_args()
    packed = (arguments.shared / "nq-open" / "nq-open-oracle.jsonl.gz").read_bytes()
    rows = [json.loads(line) for line in gzip.decompress(packed).splitlines()]
    numbers, labels, weights = [], [], []
    with Library.open(arguments.work / "nq", create=False) as library:
        for row in rows:
            question, answers = row["question"], row["answers"]
            undated = AskedDates("none", None, None, (), question)
            vector = library.embedding.get_query_embedding(question)
            found = find(question, vector, library._catalogue, library.vectors, undated, Filters())
            candidates = found.candidates
            held = [
                holds(candidate.text[span.start : span.end], answers)
                for candidate in candidates
                for span in candidate.sentences
            ]
            if 0 < sum(held) < len(held):
                numbers.append(np.concatenate(features(question, candidates)))
                labels += held
                weights += [1 / len(held)] * len(held)
    # Hardly regularised: the four numbers are not of one scale, and there are a million sentences.
    model = LogisticRegression(C=100, max_iter=1000)
    model.fit(np.concatenate(numbers), labels, sample_weight=weights)
    print(f"{len(numbers)} of {len(rows)} questions, {len(labels)} sentences")
    print("weights:", model.coef_[0].round(2))


if __name__ == "__main__":
    main()
