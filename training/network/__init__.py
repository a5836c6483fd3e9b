"""Training of the network: rows from the corpus, the torch module, losses, folds, calibration, export."""
