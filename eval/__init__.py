"""The evaluation suite: tasks, metrics, baselines, behaviour tests, speed, report, and the gate for releases.

Never `import eval` bare, it shadows the builtin; `from eval.suite import …` and `python -m eval` are fine.
"""
