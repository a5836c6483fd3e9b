"""Fitting the linear baseline with scikit-learn."""
