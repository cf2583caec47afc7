"""The page's modules, tested where they are pure: by node's own test runner, without a browser.

The modules have no build step, so node imports the very files that are served.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

HERE = Path(__file__).parent
NODE = shutil.which("node")
OLDEST = (20, 19)  # the first that takes a .js file with `import` in it for a module by itself


def node_version() -> tuple[int, ...]:
    """Return node's version, (0,) where there is none."""
    if NODE is None:
        return (0,)
    said = subprocess.run([NODE, "--version"], capture_output=True, text=True, check=True).stdout
    return tuple(int(number) for number in re.findall(r"\d+", said))


needs_node = pytest.mark.skipif(
    node_version() < OLDEST,
    reason="the page's modules are tested by node 20.19 or newer, which is not installed",
)


@needs_node
@pytest.mark.parametrize("path", sorted(HERE.glob("*.test.mjs")), ids=lambda path: path.name.split(".")[0])
def test_the_module_keeps_its_promises(path):
    """Every test in the file passes; node's report is the message where one does not."""
    done = subprocess.run(
        [NODE, "--test", "--test-reporter=spec", path],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert re.search(r"^\S+ pass [1-9]", done.stdout, flags=re.MULTILINE), "no test ran"
