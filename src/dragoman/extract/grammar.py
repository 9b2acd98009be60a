"""Grammar: who does what to whom around a word of a dependency parse, passives, controls and carriers turned round."""

import itertools
from collections.abc import Iterator

from spacy.tokens import Token

from dragoman.knowledge.lexicon import Lexicon

__all__ = ["Grammar", "meant"]

_SUBJECTS = ("nsubj", "csubj")
_DEEP = 4
_JOINING = {"and", "or", ","}
_OF_THE_OBJECT = {"for", "of", "from", "into"}  # "accused Iran of violating", "thanked Austria for hosting"


def meant(token: Token) -> Token:
    """The noun that a relative pronoun stands for ("the deal, which was signed": deal); any other word itself."""
    verb = token.head
    return verb.head if verb.dep_ == "relcl" and token.tag_ in {"WDT", "WP"} else token


class Grammar:
    """The grammatical places of a word; which verbs control or carry others comes from the lexicon."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._nouns = lexicon.nouns

    def subject(self, token: Token, depth: int = 0) -> Token | None:
        """Who does what the verb says: its subject or agent, else the one it shares with the verb it hangs on."""
        passive = any(c.dep_ in {"nsubjpass", "auxpass"} for c in token.children)
        if passive or token.tag_ == "VBN":
            for child in token.children:
                if child.dep_ == "agent" or (child.dep_ == "prep" and child.lower_ == "by" and token.tag_ == "VBN"):
                    return next((c for c in child.children if c.dep_ == "pobj"), None)
            if passive:
                return None
        for child in token.children:
            if child.dep_ in _SUBJECTS:
                return child
        beside = self._compounded(token)
        if beside is not None:
            return beside
        head = token.head
        if depth > _DEEP or head == token:
            return None
        if token.dep_ == "conj" and head.pos_ in {"VERB", "AUX"}:
            return self.subject(head, depth + 1)
        if token.dep_ in {"acomp", "attr", "oprd"} and head.pos_ in {"VERB", "AUX"}:
            return self.subject_or_theme(head, depth + 1)
        if token.dep_ in {"xcomp", "ccomp"} and head.pos_ in {"VERB", "AUX", "ADJ", "NOUN"}:
            return self._controller(head) or self.subject_or_theme(head, depth + 1)
        if token.dep_ in {"advcl", "pcomp"}:
            verb = head if token.dep_ == "advcl" else head.head
            if token.dep_ == "pcomp" and head.lower_ in _OF_THE_OBJECT and self.objects(verb):
                return self.objects(verb)[0]
            return self.subject_or_theme(verb, depth + 1) if verb.pos_ in {"VERB", "AUX", "ADJ"} else None
        if token.dep_ == "acl":
            return head if token.tag_ != "VBN" else None
        return head if token.dep_ == "relcl" else None

    def _compounded(self, token: Token) -> Token | None:
        """The doer joined to a verb by a hyphen ("UN-brokered"), or taken for a part of it ("Portugal summons")."""
        if token.pos_ != "VERB":
            return None
        return next(
            (c for c in token.lefts if c.dep_ in {"npadvmod", "compound"} and c.pos_ in {"NOUN", "PROPN"}), None
        )

    def _controller(self, head: Token) -> Token | None:
        """Of a verb that makes somebody do something ("urged Iran to return"), whom."""
        if head.lemma_.lower() not in self._nouns.object_control:
            return None
        for child in head.children:
            if child.dep_ in {"dobj", "nsubjpass", "dative"}:
                return child
            if child.dep_ == "prep" and child.lower_ in {"on", "upon"}:
                return next((c for c in child.children if c.dep_ == "pobj"), None)
        return None

    def subject_or_theme(self, token: Token, depth: int = 0) -> Token | None:
        """The subject, or of a passive what it is about ("is expected to visit": the one expected)."""
        passive = next((c for c in token.children if c.dep_ == "nsubjpass"), None)
        return passive if passive is not None else self.subject(token, depth)

    def objects(self, token: Token) -> list[Token]:
        """What the verb acts on: its object, or the subject of its passive, also through relative clauses."""
        found = [c for c in token.children if c.dep_ in {"dobj", "obj"}]
        found = found or [c for c in token.children if c.dep_ == "nsubjpass"]
        if found:
            return [meant(c) for c in found]
        participle = token.tag_ == "VBN"
        if participle and token.dep_ in {"acl", "relcl", "amod"}:
            return [token.head]
        if token.dep_ == "xcomp" and any(c.dep_ == "auxpass" for c in token.children):
            theme = self.subject_or_theme(token.head)
            return [theme] if theme is not None else []
        if token.dep_ == "relcl" and any(c.dep_ in _SUBJECTS for c in token.children):
            return [token.head]
        if token.dep_ == "conj" and participle and token.head.pos_ == "VERB":
            return [c for c in token.head.children if c.dep_ == "nsubjpass"]
        return []

    def complements(self, token: Token) -> list[Token]:
        """The verbs under a verb: "pledged to pay", "said that it paid", "called for Chad to pay"."""
        return [
            c
            for c in token.children
            if c.dep_ in {"xcomp", "ccomp"}
            or (c.dep_ == "advcl" and any(m.dep_ == "mark" and m.lower_ == "for" for m in c.children))
        ]

    def theme(self, token: Token) -> list[Token]:
        """What something is done to or happens to ("closed the embassy", "the embassy closed"), with its conjuncts."""
        found = self.objects(token)
        if not found:
            who = next((c for c in token.children if c.dep_ in _SUBJECTS), None)
            if who is None and token.dep_ in {"conj", "xcomp"}:
                who = self.subject_or_theme(token.head)
            found = [meant(who)] if who is not None else []
        more = [c for t in found for c in t.conjuncts]
        return found + more + [o for t in found for o in self.after(t, "of")]

    def after(self, token: Token, preposition: str) -> list[Token]:
        """The objects of a preposition on the token ("from within" and "out of" included)."""
        found: list[Token] = []
        for child in self.followers(token):
            if child.lower_ != preposition or child.dep_ not in {"prep", "agent", "dative", "prt", "advmod"}:
                continue
            for inner in child.children:
                if inner.dep_ in {"pobj", "pcomp"}:
                    if preposition == "between":
                        found += [inner.doc[c.i - 1] for c in inner.subtree if c.dep_ == "cc" and c.i < inner.i]
                    found.append(inner)
                elif inner.dep_ == "prep":
                    found += [o for o in inner.children if o.dep_ == "pobj"]
        return found

    def followers(self, token: Token) -> list[Token]:
        """The children of a token, and what hangs on a day between them ("met today with": with)."""
        days = [c for c in token.children if c.dep_ == "npadvmod"]
        return [*token.children, *(c for day in days for c in day.children if c.dep_ == "prep")]

    def carrier(self, token: Token) -> Token | None:
        """The verb that carries a noun: whose object or subject it is, or on whose "in", "for", "during" it hangs."""
        node = token
        for _ in range(_DEEP):
            head = node.head
            if head == node:
                return None
            if head.pos_ in {"VERB", "AUX"}:
                return head if head.pos_ == "AUX" or head.lemma_.lower() in self._nouns.support_verbs else None
            if node.dep_ not in {"pobj", "conj", "prep", "dobj", "compound", "appos", "pcomp"}:
                return None
            node = head
        return None

    def attendees(self, token: Token) -> Iterator[Token]:
        """Who is said to take part in what a noun names ("a meeting attended by", "talks involving")."""
        for child in token.children:
            if child.dep_ in {"acl", "relcl"} and child.lemma_.lower() in self._nouns.attendee_verbs:
                yield from (c for c in child.children if c.dep_ == "dobj")
                yield from self.after(child, "by")
                yield from self.after(child, "from")
        part = token.head.head if token.dep_ == "pobj" else token
        if part.lemma_.lower() in self._nouns.taking_part:
            yield from (c for c in part.children if c.dep_ == "poss")
        carrier = self.carrier(token)
        if carrier is not None and carrier.lemma_.lower() in self._nouns.attendee_verbs:
            yield from self.after(carrier, "by")
            yield from (c for c in carrier.children if c.dep_ == "dobj" and c.i != token.i)

    def _of_several_means(self, token: Token) -> list[Token]:
        """Whose deed of several means it is: parsers lose "Russian" in "Russian missile and drone strikes"."""
        before = [t for t in token.sent if t.i < token.i]
        listed = False
        while before and (before[-1].lower_ in self._nouns.means or before[-1].lower_ in _JOINING):
            listed |= before.pop().lower_ in _JOINING
        adjectives = itertools.takewhile(lambda t: t.pos_ in {"ADJ", "PROPN"}, reversed(before))
        return list(adjectives) if listed else []

    def slot(self, slot: str, token: Token) -> list[Token]:
        """The heads of the phrases that fill a slot of the trigger (`docs/lexicon.md` lists the slots)."""
        first, _, rest = slot.partition(".")
        if first == "gov" and rest:
            carrier = self.carrier(token)
            return self.after(carrier, rest) if carrier is not None else []
        found = self._plain(first, token)
        return [t for filler in found for t in self._plain(rest, filler)] if rest else found

    def _plain(self, slot: str, token: Token) -> list[Token]:
        if slot == "subj":
            who = self.subject(token)
            return [who] if who is not None else []
        if slot == "obj":
            return self.objects(token)
        if slot == "theme":
            return self.theme(token)[:1]
        if slot == "dat":
            found = [c for c in token.children if c.dep_ in {"dative", "iobj"}]
            return [o for c in found for o in ([c] if c.pos_ != "ADP" else c.children)]
        if slot == "poss":
            return [c for c in token.children if c.dep_ == "poss"]
        if slot == "mod":
            found = [c for c in token.lefts if c.dep_ in {"amod", "compound", "nmod", "npadvmod"}]
            return found + [t for t in self._of_several_means(token) if t not in found]
        if slot == "comp":
            return self.complements(token)
        if slot == "attendees":
            return list(self.attendees(token))
        if slot == "verb":
            above = token.head.head
            return [above] if token.dep_ == "pobj" and above.pos_ == "VERB" else []
        if slot == "gov":
            carrier = self.carrier(token)
            who = self.subject(carrier) if carrier is not None else None
            return [who] if who is not None and token not in list(who.subtree) else []
        return self.after(token, slot)
