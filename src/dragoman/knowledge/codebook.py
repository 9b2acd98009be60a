"""The codebook: the whole vocabulary as one Markdown page, made from the data files and from nothing else.

`python -m dragoman.knowledge.codebook > docs/codebook.md` writes it; a test compares the two.
"""

import sys
from collections.abc import Iterable, Iterator, Sequence

from dragoman.knowledge.ontology import Derivation, EventType, Example, Ontology, PloverType

__all__ = ["codebook"]

_ROLES = {
    "peers": "peers: all parties are `peer`",
    "directed": "directed: `actor` and `target`",
    "either": "peers when they act together, else `actor` and `target`",
}


def codebook(ontology: Ontology) -> str:
    """The page for `ontology`, with a line feed at its end; the same vocabulary gives the same bytes."""
    return "\n".join(_lines(ontology)) + "\n"


def _lines(ontology: Ontology) -> Iterator[str]:
    yield "# Codebook"
    yield ""
    yield "Made from `src/dragoman/data/ontology` by `python -m dragoman.knowledge.codebook`; do not edit."
    yield ""
    yield "## Statuses"
    yield ""
    yield from _table(("status", "meaning"), ontology.statuses.items())
    yield "## Roles"
    yield ""
    yield from _table(("role", "meaning"), ontology.roles.items())
    yield "## Event types"
    yield ""
    for family, meaning in ontology.families.items():
        yield f"### Family {family}"
        yield ""
        yield meaning
        yield ""
        for type_ in ontology.types:
            if type_.family == family:
                yield from _type(type_)
    yield "## PLOVER and CAMEO codes"
    yield ""
    yield "Read from the top; the first row that fits a report gives its code. A dash means that there is none."
    yield ""
    fields = ("type", "change", "roles", "status", "PLOVER", "CAMEO", "mirror", "what the code loses")
    yield from _table(fields, (_derivation(row, ontology) for row in ontology.derivations))
    yield "## PLOVER types"
    yield ""
    header = ("type", "quad", "meaning", "CAMEO roots", "modes")
    yield from _table(header, (_plover(type_) for type_ in ontology.plover_types.values()))
    yield "## CAMEO codes"
    yield ""
    codes = ((c.code, c.does, f"{c.goldstein:g}", str(c.quad), c.plover or "-") for c in ontology.cameo_codes.values())
    yield from _table(("code", "the source does", "Goldstein", "quad", "PLOVER"), codes)


def _table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    for cells in (header, ["---"] * len(header), *rows):
        yield "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"
    yield ""


def _type(type_: EventType) -> Iterator[str]:
    yield f"#### {type_.name}"
    yield ""
    yield type_.definition.strip()
    yield ""
    yield f"Roles: {_ROLES[type_.roles]}."
    yield ""
    if type_.changes:
        yield from _table(("change", "meaning"), type_.change_definitions.items())
    for example in type_.examples:
        yield f"- {_example(example)}"
    yield ""


def _example(example: Example) -> str:
    facts = [example.change] if example.change else []
    facts += [example.status, *(f"{party.id} {party.role}" for party in example.parties)]
    facts += [f"date {example.date}"] if example.date else []
    published = f" (published {example.published})" if example.published else ""
    return f"“{example.text}”{published}: {', '.join(facts)}"


def _plover(type_: PloverType) -> Sequence[str]:
    modes = "; ".join(f"`{mode}` {meaning}" for mode, meaning in type_.modes.items())
    return (type_.name, str(type_.quad), type_.description, ", ".join(type_.cameo_roots), modes)


def _derivation(row: Derivation, ontology: Ontology) -> Sequence[str]:
    plover = "-" if row.plover is None else " ".join(filter(None, (row.plover.type, row.plover.mode)))
    cameo = "-" if row.cameo is None else f"{row.cameo} {ontology.cameo_codes[row.cameo].does}"
    changes = "-" if row.changes == ("",) else ", ".join(row.changes)
    return (
        ", ".join(row.types), changes, row.roles, ", ".join(row.statuses),
        plover, cameo, row.mirror or "-", row.loses,
    )  # fmt: skip


if __name__ == "__main__":
    sys.stdout.write(codebook(Ontology.load()))
