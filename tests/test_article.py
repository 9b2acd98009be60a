"""Plain text, Markdown and web pages become an article; what they say of themselves is kept."""

import datetime

import pytest

from dragoman.errors import SourceError
from dragoman.model.document import Published
from dragoman.read.article import from_html, from_markdown, from_text, title_of

OCTOBER_10 = datetime.date(2025, 10, 10)

PAGE = """<!DOCTYPE html><html><head><title>Ministers meet in Kabul | The Example Post</title>
<meta property="og:title" content="Ministers meet in Kabul"><meta property="og:site_name" content="The Example Post">
<meta property="og:url" content="https://post.example/kabul">
<meta property="article:published_time" content="2025-10-10T08:00:00Z"></head>
<body><nav><a href="/">Home</a> <a href="/world">World</a></nav><article><h1>Ministers meet in Kabul</h1>
<p>The foreign ministers of both countries met in Kabul on Friday for talks on trade and on the mission there.</p>
<p>They agreed to meet again next month, a spokesman of the ministry told reporters after the talks had ended.</p>
</article><script>alert("no text")</script><footer>Copyright 2019 The Example Post</footer></body></html>"""


def test_the_first_line_before_a_blank_one_is_the_title() -> None:
    assert (
        from_text("Envoy presents credentials\n\nThe envoy presented them on Monday.").title
        == "Envoy presents credentials"
    )


@pytest.mark.parametrize(
    "text",
    [
        "The envoy arrived on Monday.\n\nHe will stay.",
        "Envoy arrives\nand stays\n\nHe came on Monday.",
        "Envoy arrives",
        "October 10, 2025\n\nThe envoy arrived.",
        "word " * 60 + "\n\nThe envoy arrived.",
    ],
)
def test_a_sentence_a_date_or_a_long_paragraph_is_no_title(text: str) -> None:
    assert title_of(text) is None


def test_front_matter_says_what_the_text_does_not() -> None:
    article = from_text(
        "---\ntitle: Envoy named\npublished: 2025-10-10\npublisher: The Example Post\nurl: https://post.example/1\n"
        "id: post-1\n---\nThe envoy was named on Friday.\n"
    )
    assert (article.id, article.publisher, article.url) == ("post-1", "The Example Post", "https://post.example/1")
    assert article.published == (Published(OCTOBER_10, "front matter"),)
    assert article.text == "Envoy named\n\nThe envoy was named on Friday."


def test_a_title_that_the_text_repeats_is_not_put_there_twice() -> None:
    assert from_text("---\ntitle: Envoy named\n---\nEnvoy Named\n\nOn Friday.").text == "Envoy Named\n\nOn Friday."


def test_a_date_in_front_matter_that_is_no_day_is_an_error() -> None:
    with pytest.raises(SourceError, match="not a day"):
        from_text("---\ndate: last week\n---\nThe envoy was named.")


def test_broken_front_matter_is_an_error_and_no_text() -> None:
    with pytest.raises(SourceError, match="front matter is not YAML"):
        from_text("---\ntitle: [Envoy\n---\nThe envoy was named.")


def test_a_text_that_opens_with_a_rule_is_text() -> None:
    assert from_text("---\nThe envoy was named.\n---\nMore.").text.startswith("---\nThe envoy")


def test_line_ends_of_other_systems_count_as_one_character() -> None:
    assert from_text("One line.\r\nAnother.\rThird.").text == "One line.\nAnother.\nThird."


def test_markdown_loses_its_markup_and_keeps_its_words() -> None:
    article = from_markdown(
        "# Envoy *named*\n\nThe [envoy](https://x.example) was\nnamed.\n\n- on **Friday**\n- in Kabul\n"
    )
    assert article.text == "Envoy named\n\nThe envoy was named.\n\non Friday\n\nin Kabul"
    assert article.title == "Envoy named"


def test_a_page_gives_its_article_with_title_publisher_address_and_date() -> None:
    article = from_html(PAGE)
    assert article.title == "Ministers meet in Kabul"
    assert (article.publisher, article.url) == ("The Example Post", "https://post.example/kabul")
    assert article.published == (Published(OCTOBER_10, "metadata"),)


def test_a_page_gives_its_title_once_and_no_menus_or_scripts() -> None:
    text = from_html(PAGE).text
    assert text.split("\n\n")[0] == "Ministers meet in Kabul"
    assert text.count("Ministers meet in Kabul") == 1
    assert len(text.split("\n\n")) == 3
    assert not any(word in text for word in ("alert", "Home", "Copyright"))


def test_a_page_without_a_date_takes_none_from_its_copyright_line() -> None:
    undated = PAGE.replace('<meta property="article:published_time" content="2025-10-10T08:00:00Z">', "")
    assert from_html(undated).published == ()


def test_a_page_without_an_article_is_an_error() -> None:
    with pytest.raises(SourceError, match="no article"):
        from_html("<html><body><script>start()</script></body></html>")
