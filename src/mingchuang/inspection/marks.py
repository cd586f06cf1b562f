"""Marks that forbid publication: secrecy, internal use, copy numbers, notes on openness.

A mark is told from a mention by its form: laws and notices speak of 秘密 and 工作秘密 all the time, a
mark stands alone on its line, in brackets, with a star (GB/T 9704-2012, 7.2.2) or after 密级：.
"""

import re
from collections.abc import Iterator

from mingchuang.inspection.numbers import Found

_ALONE = r"(?:^|(?<=[\t\[(【<《|]))[ ]{0,8}"
_END = r"(?=[ ]{0,8}(?:$|[\t\])】>》|,.!;、。★]))"
_INTERNAL = (
    r"内部(?:资料|文件|材料|刊物|明电|情况|参考|掌握|使用|传阅)|仅供(?:内部|领导|本单位|系统内|会议|委员|与会)\w{0,6}|工作秘密|"
    r"(?:不得|严禁|禁止|请勿)(?:外传|公开|上网|对外提供|扩散|翻印)|注意保存|(?:阅后|会后|用后)(?:收回|退回|销毁|即焚)|妥善保管,?不得外传"
)
_SECRECY = re.compile(
    r"(?:绝密|机密|秘密)\s*[★☆*＊◆]"
    r"|[★☆]\s*(?:\d+\s*(?:年|个月)|长期)"
    r"|(?:密级|秘密等级|保密等级|涉密等级)\s*[:\s]\s*[(\[]?(?:绝密|机密|秘密|内部|工作秘密)"
    rf"|{_ALONE}(?:绝\s?密|机\s?密|秘\s?密)(?:件|级|文件|资料)?{_END}"
    r"|㊙|保密期限\s*[:]\s*(?:\d|长期)"
    r"|份\s?号\s*[:]?\s*(?:№|No\.?)?\s*\d{3,}",
    re.MULTILINE,
)
_INSIDE = re.compile(
    rf"{_ALONE}(?:本?(?:件|文|资料|文件|材料)?(?:为|系|属于?|是))?(?:{_INTERNAL})[\u4e00-\u9fff]{{0,4}}{_END}"
    rf"|(?:本|此|该|以上|下列)(?:件|文|文件|资料|材料|内容|表|稿)[^\n,;。]{{0,8}}?(?:为|系|属于?|是)[^\n,;。]{{0,8}}?(?:{_INTERNAL})"
    r"|(?:内部|保密)(?:资料|文件|材料)\s*[,、!\s]\s*(?:注意|不得|严禁|请勿|妥善|仅供|切勿)"
    r"|(?:仅供|只供)(?:内部|系统内|本单位|领导)\w{0,4}(?:使用|参考|参阅|传阅|掌握|查阅)"
    r"|(?:不得|严禁|请勿)外传",
    re.MULTILINE,
)
# 《…内部资料…》, 内部资料性出版物, 保守工作秘密: spoken of, not marked.
_SPOKEN = re.compile(
    r"(?:性|管理|的|和|与|及|、|以及|审查|范围|事项|清单|保护|制度|条例|规定|办法)"
)
_CLOSED = r"(?:依申请公开|不予公开|不公开|删减后公开|删减公开|不宜公开|免予公开|部分公开|内部公开)"
_NOTE = re.compile(
    rf"[(\[【]\s*(?:此件|本件|本文件|此文)\s*{_CLOSED}\s*[)\]】]"
    rf"|^\s*(?:此件|本件){_CLOSED}\s*$"
    rf"|(?:公开属性|公开方式|公开类型|公开类别|公开选项|公开形式|信息公开选项|公开性质)\s*[:\s]\s*{_CLOSED}(?![/、或])"
    rf"|[☑√■✓✔☒]\s*{_CLOSED}",
    re.MULTILINE,
)


# What a text must hold before the patterns above are worth trying.
_SECRECY_WORD = re.compile(r"[密★☆㊙]|份\s?号")
_INSIDE_WORD = re.compile(
    r"内部|[仅只]供|工作秘密|不得|严禁|禁止|请勿|注意保存|[阅会用]后|妥善保管|保密"
)
_CLOSED_WORD = re.compile(_CLOSED)


def marks(text: str) -> Iterator[Found]:
    """Find marks of secrecy and internal use, and notes that a document is not open."""
    for match in _SECRECY.finditer(text) if _SECRECY_WORD.search(text) else ():
        yield "secrecy", *match.span(), True
    for match in _INSIDE.finditer(text) if _INSIDE_WORD.search(text) else ():
        if not (_SPOKEN.match(text, match.end()) or _in_title(text, match.start())):
            yield "secrecy", *match.span(), True
    for match in _NOTE.finditer(text) if _CLOSED_WORD.search(text) else ():
        yield "note_not_open", *match.span(), True


def _in_title(text: str, place: int) -> bool:
    """Whether the place lies inside 《…》, which names a document and is no mark."""
    before = text[max(0, place - 60) : place + 1]
    return before.rfind("《") > before.rfind("》") or before.rfind("<") > before.rfind(">")
