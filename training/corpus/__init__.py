"""The project's own labelled corpus: records, splits and their proofs."""

from training.corpus.records import CORPUS, Record, load_split

__all__ = ["CORPUS", "Record", "load_split"]
