"""Reading replies with trained models: tensors and weights, no knowledge of customers.

This package imports nothing else of the project. All that a prediction needs lies in one checkpoint folder.
"""

from models.calibration import Calibration, LabelCalibration
from models.checkpoint import CheckpointError, fingerprint
from models.interface import (
    Example,
    Prediction,
    QuestionPrediction,
    ReplyQualityClassifier,
    TextEmbedder,
    Turn,
    load_classifier,
)

__all__ = [
    "Calibration",
    "CheckpointError",
    "Example",
    "LabelCalibration",
    "Prediction",
    "QuestionPrediction",
    "ReplyQualityClassifier",
    "TextEmbedder",
    "Turn",
    "fingerprint",
    "load_classifier",
]
