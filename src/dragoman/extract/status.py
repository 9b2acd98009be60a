"""Status: whether a trigger tells of what occurred, goes on, is planned, proposed, cancelled, alleged or denied.

The nearest word decides: 1. the trigger's own negation; 2. the verb that calls it off, whatever it was before ("the
planned visit was cancelled"); 3. its auxiliary, adverb or modifier; 4. the verbs, adjectives and nouns that govern it,
inside out, until a clause of its own begins; 5. the type's own habit (talks go on); 6. it occurred.
"""

from spacy.tokens import Token

from dragoman.extract.draft import Draft, Knowledge, Trigger

__all__ = ["set_status"]

_UPWARD = {
    "xcomp",
    "ccomp",
    "advcl",
    "acl",
    "pcomp",
    "dobj",
    "nsubjpass",
    "nsubj",
    "pobj",
    "prep",
    "conj",
    "attr",
    "compound",
    "appos",
    "oprd",
    "agent",
    "dative",
}
_REACH = 6
# What words around a deed that is done by saying it do not make of it: "its continued support" is told once more.
_NOT_OF_MOMENTS = {"occurred", "proposed", "alleged", "ongoing"}


def set_status(draft: Draft, know: Knowledge, trigger: Trigger) -> None:
    """Fills `status`, `status_reason`, and for a negated change its turned form."""
    words = know.lexicon.status
    negated = _is_negated(trigger.token, know)
    key = f"{trigger.frame.type}.{trigger.frame.change}"
    if negated and key in words.negated_changes:
        trigger.frame = trigger.frame.model_copy(update={"change": words.negated_changes[key]})
        trigger.status, trigger.status_reason = "ongoing", "negated change"
        return
    if trigger.frame.status:
        trigger.status, trigger.status_reason = ("denied", "negated") if negated else (trigger.frame.status, "frame")
        return
    if negated:
        trigger.status, trigger.status_reason = "denied", "negated"
        return
    trigger.status, trigger.status_reason = (
        _called_off(know, trigger.token)
        or _near(know, trigger)
        or _governed(know, trigger)
        or _habit(know, trigger)
        or ("occurred", "default")
    )
    _check_day(draft, trigger)


def _check_day(draft: Draft, trigger: Trigger) -> None:
    """What lies wholly after the publication has not occurred."""
    after = trigger.when and trigger.when.earliest and draft.published and trigger.when.earliest > draft.published
    if after and trigger.status == "occurred":
        trigger.status, trigger.status_reason = "planned", "after publication"


def _is_negated(token: Token, know: Knowledge) -> bool:
    negations = know.lexicon.status.negations
    for child in token.children:
        if child.dep_ == "neg" or (child.dep_ in {"det", "preconj", "advmod"} and child.lower_ in negations):
            return True
    if token.pos_ in {"NOUN", "PROPN"} and token.dep_ in {"dobj", "nsubjpass", "attr"}:
        return any(c.dep_ == "neg" for c in token.head.children)
    return False


def _called_off(know: Knowledge, token: Token) -> tuple[str, str] | None:
    """Whether the verb whose object it is cancels it; a verb with its particle counts as one ("call off")."""
    verb = token.head
    if token.dep_ not in {"dobj", "nsubjpass"} or any(c.dep_ == "neg" for c in verb.children):
        return None
    lemma = verb.lemma_.lower()
    phrases = [lemma, *(f"{lemma} {c.lower_}" for c in verb.children if c.dep_ == "prt")]
    governors = know.lexicon.status.governors
    found = next((p for p in phrases if governors.get(p) == "cancelled"), None)
    return ("cancelled", f"object of {found}") if found else None


def _near(know: Knowledge, trigger: Trigger) -> tuple[str, str] | None:
    words = know.lexicon.status
    lemma = trigger.token.lemma_.lower()
    calls_off = trigger.frame.part == "verb" and trigger.frame.change is None and trigger.token.tag_ != "VBG"
    if calls_off and words.governors.get(lemma) == "cancelled":
        return "cancelled", "its own verb"
    carrier = trigger.token.head
    called_off = (
        trigger.token.dep_ in {"dobj", "nsubjpass"} and words.governors.get(carrier.lemma_.lower()) == "cancelled"
    )
    if called_off and not any(c.dep_ == "neg" for c in carrier.children):
        return "cancelled", f"object of {carrier.lemma_.lower()}"
    for child in trigger.token.children:
        lower = child.lower_
        if child.dep_ in {"aux", "auxpass"} and lower in words.auxiliaries and not _past_perfect(trigger.token):
            return words.auxiliaries[lower], f"auxiliary {lower}"
        if child.dep_ == "advmod" and lower in words.adverbs:
            return words.adverbs[lower], f"adverb {lower}"
        if child.dep_ in {"amod", "compound", "nmod"} and child.i < trigger.token.i:
            status = words.modifiers.get(lower) or words.modifiers.get(child.lemma_.lower())
            if status and not (trigger.frame.type in words.momentary and status in _NOT_OF_MOMENTS):
                return status, f"modifier {lower}"
    if trigger.token.tag_ == "VBG" and any(c.dep_ == "aux" and c.lemma_ == "be" for c in trigger.token.children):
        if trigger.frame.type in {"visit", "meeting"} and any(
            c.lower_ in {"tomorrow", "soon"} for c in trigger.token.sent
        ):
            return "planned", "progressive with a day to come"
        if trigger.frame.type not in words.momentary:
            return "ongoing", "progressive"
    if trigger.token.dep_ == "ROOT" and any(c.dep_ == "aux" and c.lower_ == "to" for c in trigger.token.children):
        return "planned", "infinitive of a headline"
    return None


def _past_perfect(token: Token) -> bool:
    return any(c.dep_ == "aux" and c.lower_ in {"had", "has"} for c in token.children)


def _governed(know: Knowledge, trigger: Trigger) -> tuple[str, str] | None:
    """What the words above the trigger make of it."""
    words, speech = know.lexicon.status, know.lexicon.speech.verbs
    momentary = trigger.frame.type in words.momentary
    node = trigger.token
    for _ in range(_REACH):
        edge, head = node.dep_, node.head
        if head == node or edge not in _UPWARD:
            return None
        if edge == "nsubj" and head.pos_ in {"VERB", "AUX"} and head.lemma_.lower() not in words.governors:
            return _clause(know, head, momentary)
        lemma = head.lemma_.lower()
        if edge == "conj":
            node = head
            if head.pos_ in {"VERB", "AUX"}:
                found = _clause(know, head, momentary)
                if found and not any(c.dep_ == "aux" for c in trigger.token.children):
                    return found
            continue
        if head.pos_ in {"VERB", "AUX", "ADJ", "NOUN"}:
            status = words.governors.get(lemma)
            if status and not (momentary and status in _NOT_OF_MOMENTS) and not _says(edge, lemma):
                if any(c.dep_ == "neg" for c in head.children) and status in {"planned", "occurred", "ongoing"}:
                    return "denied", f"not {lemma}"
                if status != "occurred" or edge in {"dobj", "nsubjpass", "xcomp", "pobj"}:
                    if status == "alleged" and _is_refuted(know, head):
                        return "denied", f"claim refuted, {lemma}"
                    return status, f"governor {lemma}"
            if head.pos_ in {"VERB", "AUX"}:
                if edge == "ccomp" and lemma in speech:
                    return None
                found = _clause(know, head, momentary)
                if found:
                    return found
        node = head
    return None


def _is_refuted(know: Knowledge, claim: Token) -> bool:
    """Whether a claim is itself the object of a denial ("dismissed reports alleging …")."""
    above = list(claim.ancestors)[:3]
    return any(know.lexicon.status.governors.get(a.lemma_.lower()) == "denied" for a in above)


def _says(edge: str, lemma: str) -> bool:
    """A plain promise or agreement to a noun ("agreed the treaty") plans nothing: only its verb complement does."""
    return edge in {"dobj", "pobj"} and lemma in {"agree", "decide", "promise", "order", "begin", "start"}


def _clause(know: Knowledge, verb: Token, momentary: bool) -> tuple[str, str] | None:
    """The auxiliary or negation of a verb above the trigger."""
    for child in verb.children:
        if child.dep_ in {"aux", "auxpass"} and child.lower_ in know.lexicon.status.auxiliaries and not momentary:
            return know.lexicon.status.auxiliaries[child.lower_], f"auxiliary {child.lower_} above"
    if verb.dep_ == "ROOT" and any(c.dep_ == "aux" and c.lower_ == "to" for c in verb.children):
        return "planned", "infinitive of a headline above"
    return None


def _habit(know: Knowledge, trigger: Trigger) -> tuple[str, str] | None:
    nouns = know.lexicon.status.ongoing_nouns.get(trigger.frame.type, frozenset())
    if trigger.frame.part == "noun" and trigger.token.lemma_.lower() in nouns and not trigger.when:
        return "ongoing", "habit of the noun"
    return None
