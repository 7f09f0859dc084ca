"""A component for spaCy's pipelines: what bilat reads in a text, beside whatever else a pipeline finds in it.

nlp.add_pipe("bilat", config={"side": "KAZ"})
doc = nlp(text)
doc._.bilat.facts        # the reading
doc.spans["bilat"]       # the words that each fact rests on, with its kind as label and its id as span id
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import msgspec
from spacy.language import Language
from spacy.tokens import Doc

from ..errors import OptionError
from ..reading.read import read_document
from ..sources import Metadata, check_metadata, document_from_text
from ..vocabulary import Reading
from .describe import kind_of

KEY = "bilat"
"""The name of the component, of the extension, of the group of spans, and of what a document's `user_data` says of the text."""

_READING = "bilat_reading"  # as JSON: what stands in user_data goes through processes and files with the document
_OPTIONS = {"published": None, "publisher": None, "side": None, "url": None, "title": None}


class BilatComponent:
    """Reads each document's text and keeps the reading with it: `doc._.bilat`, and the spans of its facts in `doc.spans["bilat"]`.

    What is known of a text besides its words stands in the component's config, for all texts, and in `doc.user_data["bilat"]`, for one: `published`
    (EDTF), `publisher`, `side` (ISO 3166-1 alpha-3), `url`, `title`. The offsets of the reading are those of `doc.text`; a span that begins or ends
    inside a token takes in the whole token. `OptionError` for a date or a country that means nothing.
    """

    def __init__(self, options: dict[str, Any]) -> None:
        self.options = options
        check_metadata(Metadata(**options))

    def __call__(self, doc: Doc) -> Doc:
        """Read one document."""
        own = doc.user_data.get(KEY) or {}
        if not isinstance(own, dict) or own.keys() - _OPTIONS.keys():
            raise OptionError(f'doc.user_data["{KEY}"]: {own!r} is not what is known of a text; give a dict with any of {", ".join(_OPTIONS)}')
        reading = read_document(document_from_text(doc.text, Metadata(**{**self.options, **own})))
        doc.user_data[_READING] = reading.to_json()
        places = ((fact, start, end) for fact in reading.facts for start, end in fact.evidence)
        spans = (doc.char_span(start, end, label=kind_of(fact), span_id=fact.id, alignment_mode="expand") for fact, start, end in places)
        doc.spans[KEY] = [span for span in spans if span is not None]
        return doc


@Language.factory(KEY, assigns=["doc._.bilat", "doc.spans"], default_config=_OPTIONS)
def make_component(
    nlp: Language,  # noqa: ARG001
    name: str,  # noqa: ARG001
    published: str | None,
    publisher: str | None,
    side: str | None,
    url: str | None,
    title: str | None,
) -> BilatComponent:
    """Make the component, as `nlp.add_pipe("bilat")` does."""
    return BilatComponent({"published": published, "publisher": publisher, "side": side, "url": url, "title": title})


def _reading_of(doc: Doc) -> Reading | None:
    told = doc.user_data.get(_READING)
    return None if told is None else _decoded(told)


@lru_cache(64)
def _decoded(told: str) -> Reading:
    return msgspec.json.decode(told, type=Reading)


Doc.set_extension(KEY, getter=_reading_of, force=True)
