"""Reading with the model leaves no trace outside and tells nobody."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

READ = """
from kg.extract import Pipeline, load_model
from tests.extract.build import article
Pipeline((), load_model()).read(article("Fighters of the Tarvosh Front ambushed a patrol in Homs on Tuesday."))
"""


def test_nothing_is_written_to_home_or_to_the_temporary_folder(tmp_path: Path) -> None:
    home, temporary = tmp_path / "home", tmp_path / "tmp"
    home.mkdir()
    temporary.mkdir()
    env = {k: v for k, v in os.environ.items() if not k.startswith(("ORT_", "XDG_"))}
    env |= {"HOME": str(home), "TMPDIR": str(temporary), "PYTHONPATH": os.pathsep.join(sys.path)}
    env.pop("CI", None)  # onnxruntime keeps quiet there by itself
    subprocess.run([sys.executable, "-c", READ], env=env, check=True, cwd=Path(__file__).parents[3])
    assert not [*home.rglob("*"), *temporary.rglob("*")]
