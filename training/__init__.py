"""Making the models: corpus, training, calibration. Nothing here is needed to review a draft."""
