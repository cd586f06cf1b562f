"""The tantivy index: a folder beside the database, one writer, many readers."""

import json
import os
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import rjieba
import tantivy
from django.conf import settings

from mingchuang.search import tokens

VERSION = "1"
"""Of schema and tokens together; another version on disk means: build anew."""
WEIGHTS = {"title": 4.0, "number": 4.0, "body": 1.0}


@dataclass(frozen=True)
class Document:
    """What the index keeps of one object: nothing that could be shown, only what can be found."""

    key: str
    title: str
    number: str
    body: str


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("key", stored=True, tokenizer_name="raw")
    for name in WEIGHTS:
        builder.add_text_field(name, stored=False, tokenizer_name="whitespace")
    return builder.build()


class Index:
    """One index folder. ``position`` is the log index up to which it has followed."""

    def __init__(self, root: Path):
        self.root = root
        meta = root / "meta.version"
        if root.exists() and (not meta.exists() or meta.read_text() != VERSION):
            shutil.rmtree(root)
        root.mkdir(parents=True, exist_ok=True)
        if not meta.exists():  # never truncated: another process reading it would begin anew
            temporary = root / f"meta.{os.getpid()}.tmp"
            temporary.write_text(VERSION)
            temporary.replace(meta)
        folder = root / "index"
        folder.mkdir(exist_ok=True)
        self.index = tantivy.Index(_schema(), path=str(folder))

    @property
    def position(self) -> int:
        """First log entry not in the index."""
        try:
            return int(json.loads((self.root / "position").read_text()))
        except (FileNotFoundError, ValueError):
            return 0

    def write(self, documents: Iterable[Document], gone: Iterable[str], position: int) -> None:
        """Replace documents, remove others, commit, then store the position."""
        writer = self.index.writer(heap_size=64_000_000, num_threads=1)
        for key in gone:
            writer.delete_documents_by_term("key", key)
        for document in documents:
            writer.delete_documents_by_term("key", document.key)
            writer.add_document(
                tantivy.Document(
                    key=document.key,
                    title=f"{tokens.START} " + " ".join(tokens.tokens(document.title)),
                    number=" ".join(tokens.tokens(document.number)),
                    body=" ".join(tokens.tokens(document.body)),
                )
            )
        writer.commit()
        writer.wait_merging_threads()
        temporary = self.root / "position.tmp"
        temporary.write_text(json.dumps(position))
        temporary.replace(self.root / "position")

    def search(self, query: str, limit: int, offset: int = 0) -> tuple[list[str], int]:
        """Return the keys that match every word of ``query``, best first, and how many there are."""
        self.index.reload()
        asked = tokens.phrases(query, rjieba.cut)
        if not asked:
            return [], 0
        parts = [(tantivy.Occur.Must, self._anywhere(phrase)) for phrase in asked]
        begins = [tokens.START, *tokens.tokens(query)]
        if len(begins) > 1:
            parts.append(
                (
                    tantivy.Occur.Should,
                    tantivy.Query.boost_query(self._phrase("title", begins), 6.0),
                )
            )
        found = self.index.searcher().search(
            tantivy.Query.boolean_query(parts), limit=limit, offset=offset, count=True
        )
        searcher = self.index.searcher()
        return [searcher.doc(address)["key"][0] for _score, address in found.hits], found.count

    def keys(self) -> set[str]:
        """Return every key in the index."""
        self.index.reload()
        searcher = self.index.searcher()
        found = searcher.search(tantivy.Query.all_query(), limit=max(1, searcher.num_docs))
        return {searcher.doc(address)["key"][0] for _score, address in found.hits}

    def _phrase(self, name: str, words: list[str]) -> tantivy.Query:
        schema = self.index.schema
        if len(words) == 1:
            return tantivy.Query.term_query(schema, name, words[0])
        return tantivy.Query.phrase_query(schema, name, words)

    def _anywhere(self, words: list[str]) -> tantivy.Query:
        single = len(words) == 1 and len(words[0]) == 1 and not words[0].isascii()
        options = []
        for name, weight in WEIGHTS.items():
            if single:  # one character: whatever pair begins or ends with it
                query = tantivy.Query.regex_query(self.index.schema, name, f".?{words[0]}.?")
            else:
                query = self._phrase(name, words)
            options.append((tantivy.Occur.Should, tantivy.Query.boost_query(query, weight)))
        return tantivy.Query.boolean_query(options)


@cache
def index() -> Index:
    """Return this node's index."""
    return Index(Path(settings.DATA) / "search")


def reset() -> None:
    """Throw the index away."""
    index.cache_clear()
    shutil.rmtree(Path(settings.DATA) / "search", ignore_errors=True)
