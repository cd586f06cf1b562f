"""The cell 公开渠道和载体: ticked boxes in whatever glyphs, or a plain list, as names of carriers."""

import re
import unicodedata
from functools import lru_cache

from mingchuang.catalogue.rules import CARRIERS

OTHER = "其他"
_ELEVENTH = CARRIERS[10]
_SYNONYMS = {
    "行政服务中心": "政务服务中心",
    "政务服务大厅": "政务服务中心",
    "纸质载体": "纸质媒体",
    "政府门户网站": "政府网站",
    "门户网站": "政府网站",
    "新闻发布会/听证会": "发布会/听证会",
    "听证会/发布会": "发布会/听证会",
    "发布会听证会": "发布会/听证会",
    "现场/入户": "入户/现场",
    "入户现场": "入户/现场",
    "广播电视台": "广播电视",
    "广播/电视": "广播电视",
    "政府公开查阅点": "公开查阅点",
    "信息公开查阅点": "公开查阅点",
    "政府信息公开查阅点": "公开查阅点",
    "两微一端(微博/微信/客户端)": "两微一端",
}
_BOARD = re.compile(
    r"(?:(?:社区|企事业单位|企业|事业单位|单位|村|村居|居|村委会|居委会|村\(居\)委会|村\(居\)|村\(社区\)|村级|村务|镇村|街道)[/、或和]?)*公示栏(?:\((?:含)?电子屏\)|/电子屏|电子屏)?"
)
_YES, _NO = "■☑√✓✔▲●☒✅◆★", "□☐○〇◯△◇£"
_LOST = re.compile(r"(?<![A-Za-z])[tRþüP](?=\s*[\u4e00-\u9fff])")
"""A tick whose Wingdings font was lost."""
_NUMBER = re.compile(
    r"(?:^|(?<=[\s;；,，、。]))(?:\d{1,2}[.、．)）](?!\d(?!2345))|[（(]\d{1,2}[）)]|[①-⑳])\s*"
)
_SCANNED = re.compile(
    r"口(?=\s*(?:政府|两微|发布会|广播|纸质|公开|公共|政务|行政|便民|入户|社区|精准|其他|村|单位))"
)
"""An empty box that a scanner took for a character, before the name of a carrier."""
_PLACEHOLDER = re.compile(
    r"请?(?:注明|说明|填写|列明|具体)(?:名称|渠道|具体名称|具体渠道)?|…+|\.+|×+"
)
"""What a form prints where the name of another carrier goes."""
_PLAIN = re.compile(r"[、，；,;。|]|\s+")


def read(text: str) -> list[str]:
    """Return the carriers a cell names, each once, in its order.

    One of the thirteen by its name, any other as ``其他：NAME``; ``其他`` alone when it is ticked
    without a name. With boxes only what is ticked counts; without, all that is listed.
    """
    return list(_read(text))


@lru_cache(maxsize=4096)
def _read(text: str) -> tuple[str, ...]:
    text = re.sub(r"[_＿]+", " ", text)
    text = _LOST.sub("■", text)
    boxed = re.search(f"[{_YES}{_NO}]", text)
    if boxed:
        text = _SCANNED.sub("□", text)
        pieces = re.split(f"([{_YES}{_NO}])", text)
        # What stands before the first box is a list of its own.
        found = _listed(pieces[0])
        for mark, piece in zip(pieces[1::2], pieces[2::2], strict=True):
            if mark in _YES:
                found += _ticked(piece)
    elif _SCANNED.match(text.strip()):
        found = []  # empty boxes only
    else:
        found = _listed(text)
    return tuple(dict.fromkeys(found))


def _ticked(piece: str) -> list[str]:
    """Return what one ticked box stands for: blanks and breaks belong to its name."""
    name = _name(re.sub(r"\s+", "", piece))
    if name.startswith(OTHER):
        return _others(piece)
    if name in CARRIERS:
        return [name]
    parts = [part for part in re.split(r"[、，；,;]", piece) if part.strip()]
    if len(parts) > 1:
        return [each for part in parts for each in _ticked(part)]
    return [_said(name)] if name else []


def _listed(text: str) -> list[str]:
    """Return the names of a plain or numbered list; a name broken over lines is put together."""
    text = _NUMBER.sub("、", text)
    if re.match(rf"\s*{OTHER}\s*[：:（(]", text):
        return _others(text)
    tokens = [token.strip() for token in _PLAIN.split(text) if token and token.strip()]
    found, place = [], 0
    while place < len(tokens):
        for last in range(min(len(tokens), place + 4), place, -1):
            name = _name("".join(tokens[place:last]))
            if name in CARRIERS or last == place + 1:
                break
        place = last
        if name.startswith(OTHER) and len(name) > len(OTHER):
            found += _others(name)
        elif name:
            found.append(name if name in CARRIERS else _said(name))
    return found


def _others(piece: str) -> list[str]:
    """Return the entries of 其他: each name after it, or 其他 alone."""
    rest = re.sub(rf"^\s*{OTHER}\s*(?:渠道|载体|方式)?\s*[：:]?", "", piece.strip())
    rest = re.sub(r"\s*[\r\n]+\s*", "", rest.strip())
    rest = re.sub(r"^[（(](.*)[）)]$", r"\1", rest)
    names = [
        re.sub(r"\s+", "", name).strip("。.:：") for name in re.split(r"[、，；,;]|\s{2,}", rest)
    ]
    found = [_said(name) for name in names if name and not _PLACEHOLDER.fullmatch(name)]
    return found or [OTHER]


def _said(name: str) -> str:
    known = _name(name)
    return known if known in CARRIERS else f"{OTHER}：{name}"


def _name(text: str) -> str:
    """Return one of the thirteen names for its spellings and synonyms, else the text as written."""
    plain = unicodedata.normalize("NFKC", text).strip(" .。:：;；,，、")
    plain = plain.replace(" ", "").replace("\\", "/")
    if plain in CARRIERS:
        return plain
    if plain in _SYNONYMS:
        return _SYNONYMS[plain]
    if _BOARD.fullmatch(plain):
        return _ELEVENTH
    return text.strip(" .。;；,，、")
