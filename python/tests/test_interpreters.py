"""Interpreters that a person types into, and the oldest one that the package is for."""
from __future__ import annotations

import ast
import os
import subprocess
import sys
import unittest

from test_calls import HERE, HUB, hub

OLDEST = (3, 9)
TYPED = """
import seetrain
first = seetrain.init(project="typed")
seetrain.log({"loss": 1.0})
1 / 0
second = seetrain.init(project="typed")
seetrain.log({"loss": 2.0})
"shown by the prompt"
seetrain.finish()
seetrain.log({"loss": 3.0})
third = seetrain.init(project="typed", settings={"capture_console": False})
print("IDS", first.id, second.id, third.id)
"""


class Interactive(unittest.TestCase):
    def test_several_runs_in_one_interpreter_outlive_mistakes_at_its_prompt(self) -> None:
        env = {**os.environ, "PYTHONPATH": os.path.dirname(HERE), "SEETRAIN_URL": HUB}
        outcome = subprocess.run([sys.executable, "-i", "-q"], input=TYPED, env=env, capture_output=True, text=True, timeout=60)
        self.assertEqual(outcome.returncode, 0, outcome.stderr)
        self.assertIn("ZeroDivisionError", outcome.stderr)
        ids = next(line for line in outcome.stdout.splitlines() if "IDS" in line).split()[-3:]
        found = [hub.run(run_id) for run_id in ids]
        self.assertEqual([run["state"] for run in found], ["finished"] * 3)
        self.assertEqual([float(run["metrics"]["loss"]["last"]) if run["metrics"] else None for run in found], [3.0, 2.0, None])
        shown = hub.get(f"/api/v1/runs/{ids[1]}/console")["rows"]
        self.assertIn("'shown by the prompt'", [row["text"] for row in shown])


class Syntax(unittest.TestCase):
    def test_all_of_the_package_is_read_by_the_oldest_python(self) -> None:
        count = 0
        for folder, _, names in os.walk(os.path.join(os.path.dirname(HERE), "seetrain")):
            for name in names:
                if name.endswith(".py"):
                    path = os.path.join(folder, name)
                    with open(path, encoding="utf-8") as file:
                        ast.parse(file.read(), path, feature_version=OLDEST)
                    count += 1
        self.assertGreater(count, 40)
