"""From the characters of a file or page to an article: title, paragraphs, publisher, and what it says of its date."""

import datetime
import re
from dataclasses import dataclass, replace

from dragoman.errors import SourceError
from dragoman.model.document import Published
from dragoman.read.published import parse_day

__all__ = ["Article", "from_html", "from_markdown", "from_text", "title_of"]

_FRONT_MATTER = re.compile(r"---[ \t]*\n(.{0,20000}?)\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_LONGEST_TITLE = 200
# htmldate compares with today unless told otherwise; the same page must give the same date on any day.
_DATE_OPTIONS = {"extensive_search": False, "original_date": True, "min_date": "1900-01-01", "max_date": "2999-12-31"}


@dataclass(frozen=True, slots=True)
class Article:
    """What a source says: `text` with its title first, and what it says about itself, None where it is silent."""

    text: str
    title: str | None = None
    id: str | None = None
    url: str | None = None
    publisher: str | None = None
    published: tuple[Published, ...] = ()


def from_text(raw: str) -> Article:
    """The article in a plain text, which may open with YAML front matter.

    Raises:
        SourceError: the front matter is broken.
    """
    about, body = _front_matter(raw)
    return _with_front_matter(about, body.strip())


def from_markdown(raw: str) -> Article:
    """The article in a Markdown text, without its markup; a paragraph, heading or list item becomes a paragraph.

    Raises:
        SourceError: the front matter is broken.
    """
    # Imported here: a question to the record must not wait for a parser that only reading needs.
    from markdown_it import MarkdownIt

    about, body = _front_matter(raw)
    paragraphs = []
    for token in MarkdownIt("commonmark").enable("table").parse(body):
        if token.type == "inline":
            shown = (" " if t.type in ("softbreak", "hardbreak") else t.content for t in token.children or ())
            kept = (t.type not in ("image", "html_inline") for t in token.children or ())
            paragraphs.append("".join(text for text, keep in zip(shown, kept, strict=True) if keep).strip())
        elif token.type in ("fence", "code_block"):
            paragraphs.append(token.content.strip())
    return _with_front_matter(about, "\n\n".join(p for p in paragraphs if p))


def from_html(page: str) -> Article:
    """The article in a web page, without menus, scripts and advertisements.

    Raises:
        SourceError: no article can be made out in the page.
    """
    # Imported here: it takes half a second, which only the reading of pages may cost.
    import trafilatura

    found = trafilatura.bare_extraction(
        page, with_metadata=True, include_comments=False, date_extraction_params=dict(_DATE_OPTIONS)
    )
    if not isinstance(found, trafilatura.settings.Document) or not (found.text or "").strip():
        raise SourceError("no article can be made out in this page", hint="save its text as .txt and read that")
    body = "\n\n".join(line.strip() for line in (found.text or "").split("\n") if line.strip())
    day = parse_day(found.date) if found.date else None
    article = Article(
        text=body,
        title=_clean(found.title),
        url=_clean(found.url),
        publisher=_clean(found.sitename),
        published=(Published(day, "metadata"),) if day else (),
    )
    return _title_first(article)


def title_of(text: str) -> str | None:
    """The first line, where a blank line follows and it reads as a headline: short, and no sentence or date."""
    first, _, rest = text.partition("\n")
    first = first.strip()
    if not rest.strip() or rest.split("\n", 1)[0].strip() or not first or len(first) > _LONGEST_TITLE:
        return None
    return None if first.endswith((".", ":", ";", ",", ".”", '."')) or parse_day(first) else first


def _front_matter(raw: str) -> tuple[dict[str, object], str]:
    """The front matter's fields (none where there is no front matter) and the text after it."""
    text = raw.replace("\r\n", "\n").replace("\r", "\n")
    matched = _FRONT_MATTER.match(text)
    if matched is None:
        return {}, text
    # Imported here, as above.
    import yaml

    try:
        fields = yaml.safe_load(matched[1])
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        problem = str(error).split("\n", 1)[0]
        raise SourceError(f"the front matter is not YAML ({problem})", hint="mend it or take it out") from error
    # A text may simply open with a rule; only a mapping is front matter.
    return (fields, text[matched.end() :]) if isinstance(fields, dict) else ({}, text)


def _with_front_matter(about: dict[str, object], body: str) -> Article:
    stated = about.get("published", about.get("date"))
    claims: tuple[Published, ...] = ()
    if stated is not None:
        day = _as_day(stated)
        if day is None:
            raise SourceError(f"the front matter's date {str(stated)!r} is not a day", hint="write it as 2025-10-10")
        claims = (Published(day, "front matter"),)
    elif "published" in about:
        claims = (Published(None, "withheld"),)
    article = Article(
        text=body,
        title=_clean(about.get("title")),
        id=_clean(about.get("id")),
        url=_clean(about.get("url")),
        publisher=_clean(about.get("publisher")),
        published=claims,
    )
    return _title_first(article)


def _title_first(article: Article) -> Article:
    """The article with its title as the first paragraph of its text, found there or put there."""
    if article.title is None:
        return replace(article, title=title_of(article.text))
    first = article.text.split("\n", 1)[0].strip()
    if not article.text or first.casefold() == article.title.casefold():
        return article
    return replace(article, text=f"{article.title}\n\n{article.text}")


def _as_day(value: object) -> datetime.date | None:
    if isinstance(value, datetime.datetime):
        return value.date()
    return value if isinstance(value, datetime.date) else parse_day(str(value))


def _clean(value: object) -> str | None:
    """One line of text, or None where there is nothing to say."""
    text = " ".join(str(value).split()) if value is not None else ""
    return text or None
