"""PDF files: text page by page, text under boxes, and everything that acts or hides.

Objects are read one by one, whether or not anything refers to them, so that a script cannot hide
behind an unusual path.
"""

import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pdfminer.pdfdocument import PDFDocument, PDFEncryptionError, PDFPasswordIncorrect
from pdfminer.pdfexceptions import PDFException, PDFObjectNotFound
from pdfminer.pdfinterp import PDFResourceManager
from pdfminer.pdfpage import PDFPage
from pdfminer.pdfparser import PDFParser
from pdfminer.pdftypes import PDFStream, resolve1, stream_value
from pdfminer.psexceptions import PSException
from pdfminer.utils import decode_text

from mingchuang.inspection.collect import Collector, Refused, TooLarge
from mingchuang.inspection.page import SECONDS, Interpreter, Sheet

MAX_PAGES, MAX_OBJECTS, MAX_PAGE_BYTES = 2_000, 300_000, 32 * 1024 * 1024
_ACTIONS = {"JavaScript", "Launch", "ImportData", "SubmitForm", "GoToR", "GoToE", "Rendition"}
_SILENT = {"Link", "Popup", "Widget"}


def _name(value: Any) -> str:
    name = getattr(resolve1(value), "name", "")
    return name.decode("latin-1") if isinstance(name, bytes) else str(name)


def _text(value: Any) -> str:
    value = resolve1(value)
    return decode_text(value).strip("\x00") if isinstance(value, bytes) else ""


def _dicts(value: Any, depth: int = 0) -> Iterator[dict[str, Any]]:
    """Yield a dictionary and those directly inside it; references are visited as objects."""
    if isinstance(value, PDFStream):
        value = value.attrs
    if depth > 100:
        raise RecursionError
    if isinstance(value, dict):
        yield value
        for inner in value.values():
            yield from _dicts(inner, depth + 1)
    elif isinstance(value, list):
        for inner in value:
            yield from _dicts(inner, depth + 1)


def read(path: Path, notes: Collector) -> None:
    """Read a .pdf file into ``notes``; raises Refused or TooLarge."""
    with path.open("rb") as file:
        try:
            document = PDFDocument(PDFParser(file))
        except (PDFPasswordIncorrect, PDFEncryptionError) as error:
            raise Refused("encrypted", "password") from error
        except (PDFException, PSException, ValueError, TypeError, KeyError) as error:
            raise Refused("unreadable", "structure") from error
        if document.encryption is not None:
            notes.add("encrypted", "document")
        _objects(document, notes)
        _properties(document, notes)
        _hidden_layers(document, notes)
        _pages(document, notes)


def _objects(document: PDFDocument, notes: Collector) -> None:
    seen: set[int] = set()
    for xref in document.xrefs:
        for number in xref.get_objids():
            if number in seen:
                continue
            seen.add(number)
            if len(seen) > MAX_OBJECTS:
                raise Refused("too_large", f"{MAX_OBJECTS} objects")
            try:
                value = document.getobj(number)
            except PDFObjectNotFound:
                continue
            except Exception:  # what cannot be read may hold anything
                notes.add("unreadable", f"object {number}")
                continue
            try:
                for entry in _dicts(value):
                    _entry(entry, f"object {number}", notes)
            except RecursionError:
                notes.add("unreadable", f"object {number}")


def _entry(entry: dict[str, Any], place: str, notes: Collector) -> None:
    action = _name(entry.get("S"))
    if action in _ACTIONS or "JS" in entry:
        notes.add("javascript", f"{place}: {action or 'JS'}")
    if _name(entry.get("Type")) == "Filespec" and ("EF" in entry or "RF" in entry):
        notes.shown("embedded_file", place, _text(entry.get("UF")) or _text(entry.get("F")))
    elif _name(entry.get("Type")) == "EmbeddedFile" or "EF" in entry:
        notes.add("embedded_file", place)
    if "XFA" in entry:
        notes.add("javascript", f"{place}: XFA")
    if "AA" in entry and resolve1(entry["AA"]):
        notes.add("javascript", f"{place}: AA")
    if _name(entry.get("FT")) == "Tx" and (value := _text(entry.get("V"))):
        notes.text(f"{place}: form field", value)


def _properties(document: PDFDocument, notes: Collector) -> None:
    for info in document.info:
        for key, value in info.items():
            text = _text(value).strip()
            if not text or key in ("CreationDate", "ModDate", "Trapped"):
                continue
            place = f"properties: {key}"
            if key in ("Author", "Manager", "Company", "LastModifiedBy"):
                notes.shown("author", place, text)
            elif re.search(r"[a-zA-Z]:\\|\\\\|/(?:Users|home)/", text):
                notes.shown("property", place, text)
            if key not in ("Producer", "Creator"):
                notes.text(place, text, listed=False)
    metadata = resolve1(document.catalog.get("Metadata"))
    if isinstance(metadata, PDFStream):
        try:
            packet = stream_value(metadata).get_data()[:200_000].decode("utf-8", "replace")
        except Exception:
            return
        for name in ("creator", "Author", "title", "description"):
            for match in re.findall(rf"<(?:\w+:){name}\b[^>]*>(.*?)</", packet, re.S):
                text = re.sub(r"<[^>]*>", " ", match).strip()
                if text and name in ("creator", "Author"):
                    notes.shown("author", f"metadata: {name}", text)
                notes.text(f"metadata: {name}", text, listed=False)


def _hidden_layers(document: PDFDocument, notes: Collector) -> None:
    layers = resolve1(document.catalog.get("OCProperties"))
    default = resolve1(layers.get("D")) if isinstance(layers, dict) else None
    for layer in resolve1(default.get("OFF")) or [] if isinstance(default, dict) else []:
        layer = resolve1(layer)
        if isinstance(layer, dict):
            notes.shown("hidden_text", "layer", _text(layer.get("Name")))


def _pages(document: PDFDocument, notes: Collector) -> None:
    device = Sheet(PDFResourceManager(caching=True))
    interpreter = Interpreter(device.rsrcmgr, device)
    number = 0
    for number, page in enumerate(PDFPage.create_pages(document), 1):
        place = f"page {number}"
        if number > MAX_PAGES or time.process_time() > SECONDS:
            notes.add("unread_page", f"{place} and after it")
            return
        try:
            if sum(len(stream_value(c).get_data()) for c in page.contents) > MAX_PAGE_BYTES:
                raise TooLarge(place)
            interpreter.process_page(page)
            device.covers += [
                (device.on_page(box), float("inf")) for box in _annotations(page, place, notes)
            ]
        except (TooLarge, MemoryError):
            raise
        except Exception:
            notes.add("unreadable", place)
            continue
        text = device.lines()
        notes.text(place, text)
        if device.undefined > 5 and device.undefined * 2 > len(device.glyphs):
            notes.add("unread_page", f"{place}: letters without meaning")
        elif not text.strip():
            if device.images or device.paths:
                notes.add("unread_page", place)
        elif device.images and len(text.strip()) < 20:
            notes.add("unread_page", f"{place}: picture")
        for kind, hidden in (("covered_text", device.covered()), ("hidden_text", device.unseen())):
            if hidden.strip():
                notes.shown(kind, place, hidden)
    if not number:
        raise Refused("unreadable", "pages")


def _annotations(page: PDFPage, place: str, notes: Collector) -> list[list[Any]]:
    """Report comments; return the boxes that dark or redacting annotations lay over the page."""
    covers: list[list[Any]] = []
    for annotation in resolve1(page.annots) or []:
        entry = resolve1(annotation)
        if not isinstance(entry, dict):
            continue
        kind, text = _name(entry.get("Subtype")), _text(entry.get("Contents")).strip()
        if kind not in _SILENT and text:
            notes.shown("comment", f"{place}: {kind}", text)
            notes.text(f"{place}: {kind}", text, listed=False)
        if kind in ("Redact", "Square", "Highlight", "FreeText"):
            colour = resolve1(entry.get("IC" if kind == "Square" else "C")) or []
            opaque = resolve1(entry.get("CA", 1)) or 0
            dark = bool(colour) and max(float(resolve1(c)) for c in colour) < 0.35
            if len(colour) == 4:
                dark = float(resolve1(colour[3])) > 0.65
            covering = kind == "Redact" or (dark and float(opaque) > 0.5)
            box = resolve1(entry.get("Rect")) or []
            if (covering or (kind == "FreeText" and colour)) and len(box) == 4:
                covers.append(box)
    return covers
