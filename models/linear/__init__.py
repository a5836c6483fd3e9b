"""The baseline: linear models on n-grams and named features, fitted with scikit-learn, run with numpy."""
