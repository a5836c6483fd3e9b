"""The project's own labelled corpus: records, splits and their proofs."""

from training.corpus.records import CORPUS, CorpusError, Record, load_split

__all__ = ["CORPUS", "CorpusError", "Record", "load_split"]
