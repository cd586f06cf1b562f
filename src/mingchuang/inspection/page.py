"""One PDF page as drawn, in order: letters, and what is painted over them afterwards."""

import time
from dataclasses import dataclass
from typing import Any

from pdfminer.pdfdevice import PDFTextDevice
from pdfminer.pdffont import PDFUnicodeNotDefined
from pdfminer.pdfinterp import PDFPageInterpreter, PDFResourceManager
from pdfminer.pdftypes import resolve1
from pdfminer.utils import apply_matrix_pt, mult_matrix

from mingchuang.inspection.collect import TooLarge
from mingchuang.inspection.fold import characters

SECONDS = 20
"""Processor time after which no page is begun and the one in hand is given up."""
MAX_GLYPHS, MAX_BOXES = 100_000, 3_000
_LEAST = 4.0  # points; a thinner filled box is a line of a table
_INVISIBLE = (3, 7)  # text rendering modes
Box = tuple[float, float, float, float]


@dataclass(slots=True)
class Glyph:
    """One letter: its box in points from the page's corner, and when it was drawn."""

    box: Box
    text: str
    order: int
    invisible: bool
    white: bool


def _box(points: list[tuple[float, float]]) -> Box:
    xs, ys = [x for x, _y in points], [y for _x, y in points]
    return min(xs), min(ys), max(xs), max(ys)


def _light(colour: Any) -> float | None:
    """Return how light a colour is, 0 to 1; None for patterns."""
    parts = colour if isinstance(colour, list | tuple) else [colour]
    try:
        values = [float(part) for part in parts]
    except (TypeError, ValueError):
        return None
    if len(values) == 4:
        return (1 - values[3]) * (1 - sum(values[:3]) / 3)
    return sum(values) / len(values) if values else None


class Interpreter(PDFPageInterpreter):
    """Follows transparency, which the library leaves out, for the device to ask."""

    device: "Sheet"

    def init_state(self, ctm: Any) -> None:
        """Begin a page or a form: what was set outside a form still holds in it."""
        super().init_state(ctm)
        self.kept: list[tuple[float, bool]] = []

    def do_q(self) -> None:
        """Keep the state."""
        super().do_q()
        self.kept.append((self.device.opacity, self.device.blended))

    def do_Q(self) -> None:
        """Take the state back."""
        super().do_Q()
        if self.kept:
            self.device.opacity, self.device.blended = self.kept.pop()

    def do_gs(self, name: Any) -> None:
        """Set the opacity of fills and whether colours are mixed with what lies below."""
        states = resolve1(self.resources.get("ExtGState")) or {}
        state = resolve1(states.get(getattr(name, "name", ""))) or {}
        if "ca" in state:
            self.device.opacity = float(resolve1(state["ca"]))
        if "BM" in state:
            mode = resolve1(state["BM"])
            mode = resolve1(mode[0]) if isinstance(mode, list) and mode else mode
            self.device.blended = getattr(mode, "name", "Normal") not in ("Normal", "Compatible")


class Sheet(PDFTextDevice):
    """Keeps a page's letters and the boxes painted on it."""

    ctm: Any

    def __init__(self, manager: PDFResourceManager) -> None:
        """Begin without a page."""
        super().__init__(manager)
        self._clear()

    def _clear(self) -> None:
        self.glyphs: list[Glyph] = []
        self.covers: list[tuple[Box, float]] = []
        self.fills: list[Box] = []
        self.images = self.paths = self.undefined = self.order = self.drawn = 0
        self.opacity, self.blended = 1.0, False
        self.mode = 0
        self.area: Box = (0, 0, 0, 0)

    def begin_page(self, page: Any, ctm: Any) -> None:
        """Forget the page before."""
        self._clear()
        self.page_ctm = ctm
        self.area = self.on_page(page.cropbox)

    def _count(self) -> None:
        """Stop in the middle of a page that would take all the time there is."""
        self.drawn += 1
        if self.drawn % 1000 == 0 and time.process_time() > SECONDS:
            raise TooLarge(f"more than {SECONDS} s")

    def on_page(self, box: Any) -> Box:
        """Return a box of the file, such as an annotation's, in the page's coordinates."""
        x0, y0, x1, y1 = (float(resolve1(value)) for value in box)
        corners = ((x0, y0), (x1, y1), (x0, y1), (x1, y0))
        return _box([apply_matrix_pt(self.page_ctm, corner) for corner in corners])

    def render_string(self, textstate: Any, seq: Any, ncs: Any, graphicstate: Any) -> None:
        """Remember the text mode for the letters that follow."""
        self.mode = textstate.render
        super().render_string(textstate, seq, ncs, graphicstate)

    def render_char(
        self,
        matrix: Any,
        font: Any,
        fontsize: float,
        scaling: float,
        rise: float,
        cid: int,
        ncs: Any,
        graphicstate: Any,
    ) -> float:
        """Keep one letter; return its advance."""
        self._count()
        advance = float(font.char_width(cid) * fontsize * scaling)
        try:
            text = characters(font.to_unichr(cid))
        except PDFUnicodeNotDefined:
            text, self.undefined = "\ufffd", self.undefined + 1
        if len(self.glyphs) < MAX_GLYPHS:
            low = font.get_descent() * fontsize + rise
            if font.is_vertical():
                corners = [(-fontsize / 2, advance), (fontsize / 2, 0.0)]
            else:
                corners = [(0.0, low), (advance, low + fontsize)]
            box = _box([apply_matrix_pt(matrix, corner) for corner in corners])
            self.order += 1
            light = _light(graphicstate.ncolor)
            white = light is not None and light > 0.97 and not self._on_colour(box)
            self.glyphs.append(Glyph(box, text, self.order, self.mode in _INVISIBLE, white))
        return advance

    def _on_colour(self, box: Box) -> bool:
        x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
        return self.images > 0 or any(
            a <= x <= c and b <= y <= d for a, b, c, d in self.fills[-MAX_BOXES:]
        )

    def paint_path(self, gstate: Any, stroke: bool, fill: bool, evenodd: bool, path: Any) -> None:
        """Keep the boxes that are filled, and whether they cover what is below."""
        self.paths += 1
        self._count()
        if not fill or len(self.fills) > MAX_BOXES * 4:
            return
        light = _light(gstate.ncolor)
        covering = self.opacity >= 0.7 and (
            not self.blended or (light is not None and light < 0.35)
        )
        outline: list[tuple[float, float]] = []
        for segment in [*path, ("m", 0, 0)]:
            if segment[0] == "m" and outline:
                self._outline(outline, covering, light)
                outline = []
            if len(segment) >= 3:
                outline.append(apply_matrix_pt(self.ctm, segment[-2:]))

    def _outline(
        self, points: list[tuple[float, float]], covering: bool, light: float | None
    ) -> None:
        box = _box(points)
        self.order += 1
        if light is None or light < 0.97:
            self.fills.append(box)
        upright = {round(x, 1) for x, _y in points}, {round(y, 1) for _x, y in points}
        rectangle = len(points) <= 5 and len(upright[0]) == 2 and len(upright[1]) == 2
        thick = min(box[2] - box[0], box[3] - box[1]) >= _LEAST
        if covering and rectangle and thick and len(self.covers) < MAX_BOXES:
            self.covers.append((box, self.order))

    def render_image(self, name: str, stream: Any) -> None:
        """Count pictures; one without transparency covers what is below it."""
        self.images += 1
        self.order += 1
        if not any(key in stream.attrs for key in ("SMask", "Mask", "ImageMask", "IM")):
            corners = ((0, 0), (1, 0), (0, 1), (1, 1))
            box = _box([apply_matrix_pt(self.ctm, corner) for corner in corners])
            if not self.blended and self.opacity >= 0.7:
                self.covers.append((box, self.order))

    def begin_figure(self, name: str, bbox: Any, matrix: Any) -> None:
        """Enter a form: its own coordinates hold until it ends."""
        self._outside = [*getattr(self, "_outside", []), self.ctm]
        self.set_ctm(mult_matrix(matrix, self.ctm))

    def end_figure(self, name: str) -> None:
        """Leave a form."""
        self.set_ctm(self._outside.pop())

    def covered(self) -> str:
        """Return the visible text that something painted later lies over."""
        found = []
        for glyph in self.glyphs:
            if glyph.invisible or not glyph.text.strip():
                continue
            x0, y0, x1, y1 = glyph.box
            area = max((x1 - x0) * (y1 - y0), 0.01)
            for (a, b, c, d), order in self.covers:
                if order > glyph.order:
                    width, height = min(x1, c) - max(x0, a), min(y1, d) - max(y0, b)
                    if width > 0 and height > 0 and width * height > 0.6 * area:
                        found.append(glyph.text)
                        break
        return "".join(found)

    def unseen(self) -> str:
        """Return text in no colour, white on white, or off the page; not the layer under a scan."""
        left, bottom, right, top = self.area
        found = []
        for glyph in self.glyphs:
            x, y = (glyph.box[0] + glyph.box[2]) / 2, (glyph.box[1] + glyph.box[3]) / 2
            off = not (left - 1 <= x <= right + 1 and bottom - 1 <= y <= top + 1)
            if off or ((glyph.invisible or glyph.white) and not self.images):
                found.append(glyph.text)
        return "".join(found)

    def lines(self) -> str:
        """Return the page's text by position: lines, and tabs where columns are apart."""
        glyphs = sorted(self.glyphs, key=lambda g: -(g.box[1] + g.box[3]))
        rows: list[list[Glyph]] = []
        for glyph in glyphs:
            middle = (glyph.box[1] + glyph.box[3]) / 2
            if rows:
                first = rows[-1][0].box
                if abs((first[1] + first[3]) / 2 - middle) <= (first[3] - first[1]) / 2:
                    rows[-1].append(glyph)
                    continue
            rows.append([glyph])
        return "\n".join(_line(sorted(row, key=lambda g: g.box[0])) for row in rows)


def _line(row: list[Glyph]) -> str:
    pieces, end = [], None
    for glyph in row:
        height = max(glyph.box[3] - glyph.box[1], 1)
        if end is not None:
            gap = (glyph.box[0] - end) / height
            pieces.append("\t" if gap > 1.2 else " " if gap > 0.15 else "")
        pieces.append(glyph.text)
        end = max(glyph.box[2], end or 0)
    return "".join(pieces)
