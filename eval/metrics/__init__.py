"""Local metrics: a module per folder, loadable with `evaluate.load("eval/metrics/NAME")`, each with a card."""
