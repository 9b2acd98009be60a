"""Evidence: the shortest stretch of a sentence that tells of an event, from its trigger and those who take part."""

from spacy.tokens import Token

from dragoman.extract.draft import Draft, Trigger
from dragoman.model.document import Evidence

__all__ = ["evidence_of"]

# Clauses below the trigger that say something else.
_APART = {"advcl", "parataxis", "relcl"}
# What hangs on the trigger and only joins it to what comes after.
_JOINTS = {"conj", "cc", "punct"}
_LONGEST = 60  # tokens; a longer clause is cut down to its trigger and fillers
_TRIM = " \t\r\n,;:–—-"


def evidence_of(draft: Draft, trigger: Trigger) -> Evidence:
    """The clause of the trigger, with the heads of its fillers, as a span of the document's text."""
    inside = {t.i for t in _clause(trigger.token)}
    sentence = trigger.token.sent
    wanted = [t for t in (trigger.token, *trigger.tokens) if t.sent == sentence]
    if len(inside) > _LONGEST:
        inside = {trigger.token.i}
    for token in wanted:
        inside |= {token.i} | {t.i for t in _name(token)}
    first, last = min(inside), max(inside)
    text, start = draft.document.text, trigger.paragraph.start
    doc = trigger.paragraph.doc
    begin, end = start + doc[first].idx, start + doc[last].idx + len(doc[last])
    while begin < end and text[begin] in _TRIM:
        begin += 1
    while end > begin and text[end - 1] in _TRIM + ".":
        end -= 1
    return Evidence.of(text, begin, end)


def _clause(token: Token) -> list[Token]:
    """The subtree of the trigger without the clauses that hang on its verb, and without what is joined to it."""
    found = [token]
    apart = _JOINTS | _APART if token.pos_ in {"VERB", "AUX"} else _JOINTS
    stack = [c for c in token.children if c.dep_ not in apart]
    while stack:
        node = stack.pop()
        found.append(node)
        stack.extend(node.children)
    return found


def _name(token: Token) -> list[Token]:
    """The words that belong to a filler's head: its titles, articles and possessors."""
    return [t for t in token.subtree if t.i <= token.i and token.i - t.i < 8]
