"""Grows the trees of the appraiser (gradient boosting, Friedman 2001) and writes them as ONNX."""

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy
from onnx import TensorProto, checker, helper
from onnxruntime import InferenceSession
from sklearn.ensemble import HistGradientBoostingClassifier

from dragoman.extract.appraisal import Signs

__all__ = ["Sample", "grow"]

TREES = {
    "max_iter": 150,
    "learning_rate": 0.05,
    "max_leaf_nodes": 15,
    "min_samples_leaf": 40,
    "l2_regularization": 5.0,
    "max_features": 0.3,
}
SETS = 3  # of trees, of which the mean is taken: they differ in the signs that each split was offered


@dataclass
class Sample:
    """What the appraiser is told of a candidate of a text that the tables were not taught on, and what it was: 0 no
    event, 1 one of which something is wrong, 2 one told right.
    """

    signs: Signs
    case: int
    weight: float


def grow(samples: Sequence[Sample]) -> bytes:
    """The appraiser's trees as an ONNX file, which names the signs in its metadata."""
    names = sorted({name for one in samples for name in one.signs})
    rows = numpy.array([[one.signs.get(n, math.nan) for n in names] for one in samples], dtype=numpy.float32)
    weight = numpy.array([one.weight for one in samples])
    cases = [s.case for s in samples]
    grown = [HistGradientBoostingClassifier(**TREES, random_state=n).fit(rows, cases, weight) for n in range(SETS)]
    made = exported(grown, names)
    (told,) = InferenceSession(made).run(["probabilities"], {"signs": rows})
    odds = numpy.mean([trees.decision_function(rows) for trees in grown], axis=0)
    shares = numpy.exp(odds - odds.max(axis=1, keepdims=True))
    if abs(told - shares / shares.sum(axis=1, keepdims=True)).max() > 1e-4:
        raise SystemExit("the trees say something else as ONNX than as grown: is this the pinned scikit-learn?")
    return made


def exported(grown: Sequence[HistGradientBoostingClassifier], names: Sequence[str]) -> bytes:
    """The mean of sets of trees as one ONNX node; scikit-learn has no public way to their nodes, and skl2onnx 1.20
    fails on missing values.
    """
    steps = [step for trees in grown for step in trees._predictors]
    found = [(case, tree.nodes) for step in steps for case, tree in enumerate(step)]
    nodes = [(t, n, node) for t, (_, tree) in enumerate(found) for n, node in enumerate(tree)]
    leaves = [(t, n, found[t][0], float(node["value"]) / len(grown)) for t, n, node in nodes if node["is_leaf"]]
    columns = {
        "nodes_treeids": [t for t, _, _ in nodes],
        "nodes_nodeids": [n for _, n, _ in nodes],
        "nodes_featureids": [int(node["feature_idx"]) for _, _, node in nodes],
        "nodes_modes": ["LEAF" if node["is_leaf"] else "BRANCH_LEQ" for _, _, node in nodes],
        "nodes_values": [0.0 if node["is_leaf"] else float(node["num_threshold"]) for _, _, node in nodes],
        "nodes_truenodeids": [int(node["left"]) for _, _, node in nodes],
        "nodes_falsenodeids": [int(node["right"]) for _, _, node in nodes],
        "nodes_missing_value_tracks_true": [int(node["missing_go_to_left"]) for _, _, node in nodes],
        "class_treeids": [t for t, _, _, _ in leaves],
        "class_nodeids": [n for _, n, _, _ in leaves],
        "class_ids": [case for _, _, case, _ in leaves],
        "class_weights": [value for _, _, _, value in leaves],
    }
    node = helper.make_node(
        "TreeEnsembleClassifier",
        ["signs"],
        ["case", "probabilities"],
        domain="ai.onnx.ml",
        post_transform="SOFTMAX",
        classlabels_int64s=[0, 1, 2],
        base_values=numpy.mean([trees._baseline_prediction.ravel() for trees in grown], axis=0).tolist(),
        **columns,
    )
    graph = helper.make_graph(
        [node],
        "appraiser",
        [helper.make_tensor_value_info("signs", TensorProto.FLOAT, [None, len(names)])],
        [
            helper.make_tensor_value_info("case", TensorProto.INT64, [None]),
            helper.make_tensor_value_info("probabilities", TensorProto.FLOAT, [None, 3]),
        ],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("ai.onnx.ml", 3)], ir_version=8)
    helper.set_model_props(model, {"signs": json.dumps(names)})
    checker.check_model(model)
    made: bytes = model.SerializeToString(deterministic=True)
    return made
