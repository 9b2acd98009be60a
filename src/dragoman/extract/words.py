"""Words: what the parser's last two steps say of a word, kept for the next time it stands in the same place.

spaCy's attribute ruler and lemmatizer (part of speech, morphology, lemma) look at a word, its tag and its dependency
and take a third of a parse for it. Nearly all words of a text have been seen before with the same tag and dependency.
"""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np
from spacy.attrs import DEP, LEMMA, MORPH, ORTH, POS, TAG
from spacy.language import Language
from spacy.matcher import Matcher
from spacy.pipeline import AttributeRuler
from spacy.pipeline.lemmatizer import Lemmatizer
from spacy.tokens import Doc

if TYPE_CHECKING:
    from spacy.tokens import Token

__all__ = ["Words", "keep_words"]

_RULER, _LEMMATIZER, _OURS = "attribute_ruler", "lemmatizer", "dragoman_words"
_LOOKED_AT = {"TAG", "DEP", "LOWER", "IS_SPACE"}  # by rules whose answer the key of a word decides
_KEPT = 50_000  # words; then it begins anew

_Place = tuple[int, int, int]  # the word where a rule names it or 0, tag, dependency
_Ruled = tuple[bool, int, int, int, str, str]  # begins more, tag, dependency, part of speech, morphology, lemma or ""
_Said = tuple[int, int, int, int, str]  # tag, dependency, part of speech, morphology, lemma


def keep_words(nlp: Language) -> None:
    """Puts `Words` in the place of the two steps, in a pipeline that has both as it expects them."""
    if {_RULER, _LEMMATIZER} <= set(nlp.pipe_names) and _decided_by_word(nlp):
        nlp.add_pipe(_OURS, after=_LEMMATIZER)
        nlp.select_pipes(disable=[*nlp.disabled, _RULER, _LEMMATIZER])


@Language.factory(_OURS)
def _make(nlp: Language, name: str) -> "Words":
    ruler: Any = nlp.get_pipe(_RULER)
    lemmatizer: Any = nlp.get_pipe(_LEMMATIZER)
    return Words(ruler, lemmatizer)


def _decided_by_word(nlp: Language) -> bool:
    """Whether the rules ask for nothing but words, tags and dependencies."""
    ruler, lemmatizer = nlp.get_pipe(_RULER), nlp.get_pipe(_LEMMATIZER)
    return (
        isinstance(ruler, AttributeRuler)
        and isinstance(lemmatizer, Lemmatizer)
        and lemmatizer.mode == "rule"
        and all(set(token) <= _LOOKED_AT for tokens in _rules(ruler) for token in tokens)
    )


class Words:
    """A step of a pipeline: the ruler, run once for each kind of place, and the lemmatizer, once for each word there.

    Where a rule for several words applies, the whole text goes through the steps themselves.
    """

    def __init__(self, ruler: AttributeRuler, lemmatizer: Lemmatizer) -> None:
        self._ruler, self._lemmatizer = ruler, lemmatizer
        self._ruled: dict[_Place, _Ruled] = {}
        self._said: dict[_Place, _Said] = {}
        self._longer, self._begins = Matcher(ruler.vocab), Matcher(ruler.vocab)
        self._beginnings: set[_Place] = set()
        named = []
        for tokens in _rules(ruler):
            named += [_expression(token["LOWER"]) for token in tokens if "LOWER" in token]
            if len(tokens) > 1:
                self._longer.add("longer", [tokens])
                self._begins.add("begins", [tokens[:1]])
        self._named = re.compile("|".join(named) or r"(?!)")

    def __call__(self, doc: Doc) -> Doc:
        """The document with part of speech, morphology and lemma of each word."""
        if len(self._said) > _KEPT:
            self._said.clear()
            self._beginnings.clear()
        keys: list[_Place] = list(map(tuple, doc.to_array([ORTH, TAG, DEP]).tolist()))
        values = []
        for token, key in zip(doc, keys, strict=True):
            if key not in self._said:
                self._said[key] = self._say(token, key)
            tag, dep, pos, morph, lemma = self._said[key]
            values.append((pos, morph, doc.vocab.strings.add(lemma)))
            if (tag, dep) != key[1:]:
                token.tag, token.dep = tag, dep
        if not self._beginnings.isdisjoint(keys) and self._longer(doc):
            return self._lemmatizer(self._ruler(doc))
        if values:
            array: Any = np.array(values, dtype=np.uint64)
            doc.from_array([POS, MORPH, LEMMA], array)
        return doc

    def _say(self, token: "Token", key: _Place) -> _Said:
        """What the two steps say of a word by itself."""
        named = token.is_space or self._named.search(token.lower_)
        place = (token.lower if named else 0, token.tag, token.dep)
        if place not in self._ruled:
            self._ruled[place] = self._rule(token)
        begins, tag, dep, pos, morph, lemma = self._ruled[place]
        if begins:
            self._beginnings.add(key)
        word: Any = Doc(token.vocab, words=[token.text])[0]
        word.pos = pos
        word.set_morph(morph)
        return tag, dep, pos, word.morph.key, lemma or self._lemmatizer.lemmatize(word)[0]

    def _rule(self, token: "Token") -> _Ruled:
        """What the ruler says of a word in such a place, and whether a rule for several words may begin with it."""
        alone = Doc(token.vocab, words=[token.text], tags=[token.tag_], deps=[token.dep_])
        begins = bool(self._begins(alone))
        word: Any = self._ruler(alone)[0]
        return begins, word.tag, word.dep, word.pos, str(word.morph), word.lemma_


def _rules(ruler: AttributeRuler) -> Iterator[list[dict[str, Any]]]:
    """What each rule asks of the words that it is for."""
    rules: Any = ruler.patterns
    return (tokens for rule in rules for tokens in rule["patterns"])


def _expression(wanted: Any) -> str:
    """What a rule asks of a word, as a regular expression."""
    if isinstance(wanted, str):
        return f"^{re.escape(wanted)}$"
    return "|".join(v if how == "REGEX" else "|".join(f"^{re.escape(w)}$" for w in v) for how, v in wanted.items())
