"""The crash script at its smallest, as a child of its own with a data folder of its own."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_every_act_survives_kills():
    environment = {k: v for k, v in os.environ.items() if not k.startswith("MINGCHUANG_")}
    words = ["--rounds", "4", "--writers", "2", "--seconds", "6", "--seed", "3"]
    done = subprocess.run(
        [sys.executable, str(ROOT / "scripts" / "crash"), *words],
        env=environment,
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=240,
    )
    assert done.returncode == 0, done.stdout
    assert "All is well." in done.stdout
