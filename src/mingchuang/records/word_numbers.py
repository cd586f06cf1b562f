"""Automatic numbers of a Word file, as the reader of the file sees them. Used in the child."""

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
DIGITS = "零一二三四五六七八九"
CHINESE = {
    "chineseCounting",
    "chineseCountingThousand",
    "japaneseCounting",
    "taiwaneseCountingThousand",
    "ideographDigital",
    "chineseLegalSimplified",
}


def chinese(n: int) -> str:
    """Return 1 to 99 in Chinese numerals; larger numbers in figures."""
    if n > 99:
        return str(n)
    tens, ones = divmod(n, 10)
    head = "" if tens == 0 else "十" if tens == 1 else DIGITS[tens] + "十"
    return head + (DIGITS[ones] if ones or not tens else "")


def written(n: int, how: str) -> str:
    """Return a number in one of Word's formats; unknown ones in figures."""
    if how in CHINESE:
        return chinese(n)
    if how in ("lowerLetter", "upperLetter") and n <= 26:
        return chr(n - 1 + ord("a" if how == "lowerLetter" else "A"))
    if how == "decimalEnclosedCircle" and n <= 20:
        return chr(0x245F + n)
    if how in ("lowerRoman", "upperRoman") and n < 40:
        ones = ["", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX"][n % 10]
        text = "X" * (n // 10) + ones
        return text if how == "upperRoman" else text.lower()
    return str(n)


def _value(element, tag: str, default: str = "") -> str:
    found = element.find(W + tag)
    return default if found is None else found.get(W + "val", default)


class Numbers:
    """Counts the numbered paragraphs of a file in their order."""

    def __init__(self, root):
        self.levels: dict[str, dict[int, tuple[str, str, int]]] = {}
        self.counts: dict[str, list[int]] = {}
        self.abstract: dict[str, str] = {}
        if root is None:
            return
        kinds = {}
        for kind in root.iter(W + "abstractNum"):
            kinds[kind.get(W + "abstractNumId")] = {
                int(level.get(W + "ilvl")): (
                    _value(level, "numFmt", "decimal"),
                    _value(level, "lvlText"),
                    int(_value(level, "start", "1") or 1),
                )
                for level in kind.iter(W + "lvl")
            }
        for num in root.iter(W + "num"):
            key = num.get(W + "numId")
            self.abstract[key] = _value(num, "abstractNumId")
            self.levels[key] = kinds.get(self.abstract[key], {})

    def next(self, num: str, level: int) -> tuple[str, str, int] | None:
        """Count a paragraph; returns ``(kind, number as written, count)`` or None when it has none.

        ``kind`` is ``bullet``, ``plain`` (1. 2. 3., which a list shows by itself) or ``written``.
        """
        levels = self.levels.get(num)
        if not levels or level not in levels:
            return None
        how, text, _start = levels[level]
        if how == "bullet":
            return "bullet", "", 0
        if how == "none" or not text:
            return None
        counts = self.counts.setdefault(self.abstract[num], [])
        while len(counts) <= level:
            counts.append(levels.get(len(counts), ("", "", 1))[2] - 1)
        counts[level] += 1
        del counts[level + 1 :]
        for n in range(level + 1):
            text = text.replace(f"%{n + 1}", written(max(counts[n], 1), levels.get(n, (how,))[0]))
        plain = how == "decimal" and levels[level][1] in (f"%{level + 1}.", f"%{level + 1}、")
        return ("plain" if plain else "written"), text, counts[level]
