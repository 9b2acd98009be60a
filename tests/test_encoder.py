"""The encoder: what it is asked, what its answers hang on, and that it is the one of the model card."""

import hashlib
from importlib.resources import files

import pytest
from factory import document

from dragoman.errors import KnowledgeError
from dragoman.extract.draft import Cast, Draft, Scores
from dragoman.extract.encoder import ROLES, STATUSES, Encoder, encode, kind, likelihood, passages
from dragoman.extract.pipeline import Reader
from dragoman.extract.scored_casts import add_scored_casts

SENTENCE = "Chile's foreign minister visited Peru on Monday and condemned the raid on Bolivia."


def drafted(reader: Reader, text: str) -> Draft:
    """A text with its triggers, before any score."""
    (draft,) = reader.drafts([document(text, "2024-05-08")], lasting=True)
    return draft


def scored(reader: Reader, text: str) -> Draft:
    """A text with its triggers, scored."""
    draft = drafted(reader, text)
    reader.weigh(draft, Encoder.load())
    return draft


def of(draft: Draft, word: str) -> Scores:
    """The scores of the first trigger on `word`."""
    found = next(t.scores for t in draft.triggers if t.token.text == word)
    assert found is not None
    return found


def test_a_passage_is_a_sentence_with_triggers_and_what_is_named_in_it(reader: Reader) -> None:
    draft = drafted(reader, f"Nothing happened here.\n\n{SENTENCE}")
    (passage,) = passages(draft, reader.know.gazetteer)
    assert passage.text == SENTENCE
    assert {t.token.text for t in passage.triggers} >= {"visited", "condemned"}
    assert {passage.text[start:end] for start, end, _ in passage.mentions} >= {"Peru", "Bolivia"}
    assert [(passage.text[start:end], edtf) for start, end, edtf in passage.times] == [("Monday", "2024-05-06")] or [
        passage.text[start:end] for start, end, _ in passage.times
    ] == ["on Monday"]


def test_what_is_read_is_the_sentence_and_no_padding(reader: Reader) -> None:
    (passage,) = passages(drafted(reader, SENTENCE), reader.know.gazetteer)
    pieces = encode(passage, Encoder.load().tokenizer, {}).pieces
    assert len(SENTENCE.split()) < len(pieces) < 2 * len(SENTENCE.split())


def test_what_lies_beyond_the_reach_of_the_network_is_left_out(reader: Reader) -> None:
    far = "It was said, " * 60 + "that Chile visited Peru."
    (passage,) = passages(drafted(reader, far), reader.know.gazetteer)
    encoder = Encoder.load()
    kinds = {kind(t): n for n, t in enumerate(passage.triggers)}
    assert encode(passage, encoder.tokenizer, kinds).triggers == []
    assert all(t.scores is None for t in scored(reader, far).triggers)


def test_probabilities_sum_to_one(reader: Reader) -> None:
    import math

    scores = of(scored(reader, SENTENCE), "visited")
    assert set(scores.status) == set(STATUSES)
    assert sum(map(math.exp, scores.status.values())) == pytest.approx(1, abs=1e-4)
    assert {"CHL", "PER", "BOL"} <= scores.roles.keys()
    assert sum(map(math.exp, scores.roles["PER"])) == pytest.approx(1, abs=1e-4)


def test_who_may_be_meant_and_is_not_named_is_put_before_the_sentence(reader: Reader) -> None:
    draft = drafted(reader, "Kenya met Togo on Friday.\n\nThe raid was condemned on Monday.")
    passage = list(passages(draft, reader.know.gazetteer))[-1]
    assert passage.text.endswith(" : The raid was condemned on Monday.")
    assert {(passage.text[start:end], id_) for start, end, id_ in passage.mentions} == {
        ("Kenya", "KEN"),
        ("Togo", "TGO"),
    }
    assert {passage.text[at:].split()[0].strip(".") for at in passage.spans} >= {"condemned"}
    assert [passage.text[start:end].split()[-1] for start, end, _ in passage.times] == ["Monday"]


def test_a_person_is_one_mention_however_many_words_his_name_has(reader: Reader) -> None:
    draft = drafted(reader, "Kenyan Foreign Minister Ann Wanjiru Otieno visited Peru.")
    (passage,) = passages(draft, reader.know.gazetteer)
    assert [passage.text[s:e] for s, e, id_ in passage.mentions if id_ == "KEN"] == ["Kenyan", "Ann Wanjiru Otieno"]


def test_a_score_does_not_depend_on_what_else_is_told(reader: Reader) -> None:
    alone = of(scored(reader, SENTENCE), "visited")
    among = of(scored(reader, f"Rain fell.\n\n{SENTENCE}\n\nSpain thanked Italy."), "visited")
    assert alone == among


def test_who_is_not_named_may_be_given_a_role(reader: Reader) -> None:
    """Parties named before the sentence are scored like those in it."""
    roles = of(scored(reader, "Kenya met Togo on Friday.\n\nThe raid was condemned on Monday."), "condemned").roles
    assert roles.keys() == {"KEN", "TGO"}


def test_the_network_knows_the_guest_from_the_host(reader: Reader) -> None:
    roles = of(scored(reader, SENTENCE), "visited").roles
    actor, target = ROLES.index("actor"), ROLES.index("target")
    assert roles["CHL"][actor] > roles["CHL"][target]
    assert roles["PER"][target] > roles["PER"][actor]


def test_a_planned_visit_scores_as_planned(reader: Reader) -> None:
    status = of(scored(reader, "Chile's president will visit Peru next month."), "visit").status
    assert max(status, key=status.__getitem__) == "planned"


def test_the_likelihood_of_a_cast_counts_everybody_named() -> None:
    from dragoman.extract.draft import Actor

    certain, never = 0.0, -9.0
    scores = Scores(
        0.0,
        0.0,
        {},
        {},
        {"CHL": (never, certain, never, never), "PER": (never, never, certain, never)},
        {},
    )
    both = Cast({"actor": [Actor("CHL")], "target": [Actor("PER")]}, "none")
    one = Cast({"actor": [Actor("CHL")]}, "none")
    assert likelihood(scores, both) == 0.0
    assert likelihood(scores, one) == never


def test_the_cast_that_the_scores_make_likeliest_is_added_once(reader: Reader) -> None:
    draft = scored(reader, "The raid on Bolivia was condemned in Chile and in Peru on Monday.")
    count = [len(t.casts) for t in draft.triggers]
    add_scored_casts(draft, reader.know)
    assert [len(t.casts) for t in draft.triggers] == count


def test_a_network_that_cannot_be_read_is_one_error(tmp_path) -> None:  # type: ignore[no-untyped-def]
    broken = tmp_path / "encoder.onnx"
    broken.write_bytes(b"no network")
    with pytest.raises(KnowledgeError, match=r"encoder\.onnx"):
        Encoder(broken, broken)


def test_the_network_is_the_one_of_the_model_card() -> None:
    from conftest import ROOT

    digest = hashlib.sha256((files("dragoman") / "data/learned/encoder.onnx").read_bytes()).hexdigest()
    assert digest in (ROOT / "docs" / "reader.md").read_text(encoding="utf-8")
