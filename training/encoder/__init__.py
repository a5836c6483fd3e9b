"""The German-English sentence encoder: vocabulary, initialisation, distillation, report."""
