"""Personal names in lists, forms and the usual turns of prose. A heuristic: no segmenter is asked.

A name counts only where its form says so: a whole cell of a row, after a label (姓名：), before a
sex (张三，男) or a title (张三同志). Names already masked (王某, 李*) do not count.
"""

import re
from pathlib import Path

from mingchuang.inspection.stars import COMPOUND

_SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏"
    "钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文庞樊兰殷施陶洪翟安颜倪"
    "严牛温芦季俞章鲁葛伍韦申尤毕聂丛焦向柳邢路岳齐梅莫庄辛管祝左涂谷祁时舒耿牟卜詹关苗凌费纪靳盛童欧甄项曲成游阳裴席"
    "卫查屈鲍位覃霍翁隋植甘景薄单包司柏宁柯阮桂闵强柴华车冉房边辜吉饶刁瞿戚丘古米池滕晋苑邬臧畅宫来嵺苟全褚廉简娄盖符"
    "奚木穆党燕郎邸冀谈姬屠连郜晏栾郁商蒙计喻揭窦迟宇敖糜鄢冷卓花仇艾蓝都巩稽井练仲乐虞卞封竺冼原官衣楚佟栗匡宗应台巫"
    "鞠僧桑荆谌银扬明沙薄伏岑习胥蔺"
)
# Words that look like names. Those of the first paragraph begin longer words as well (高新区); those
# of the second are only not names themselves: 高端 is a word, 高端明 may be a person.
_BEGINNINGS, _WORDS = (
    frozenset(block.split())
    for block in Path(__file__).with_name("not_names.txt").read_text(encoding="utf-8").split("\n\n")
)
# Endings that no name has, but offices, amounts and headings do.
_ENDINGS = "局区县市镇乡村街科处股室所站院校会部厅办队费款率量额号员期度类病症级岁元亩项份次户组社州省国法条章节款癌炎损疾者性型证名址话的等"

_SURNAME = f"(?:{'|'.join(COMPOUND)}|[{''.join(dict.fromkeys(_SURNAMES))}])"
_GIVEN = r"[\u4e00-\u9fff]{1,2}"
NAME = rf"(?:{_SURNAME}{_GIVEN}|[\u4e00-\u9fff]{{2,6}}·[\u4e00-\u9fff]{{2,8}})"

LABELS = (
    "姓名|户主|申请人|当事人|患者|病人|被告人|监护人|家长|救助对象|保障对象|残疾人|受助人|学生|孕妇|产妇|配偶|子女|"
    "父亲|母亲|儿子|女儿|村民|居民|村民代表|群众|市民|孤儿|儿童|本人|死者|伤者|受害人|被害人|举报人|信访人|承租人|"
    "车主|驾驶人|持证人|持卡人|开户人|收款人|领取人|供养人|供养对象"
)
_CELL = re.compile(r"[^\s,、;:|()\[\]【】/。\"“”<>《》=]+")
_WHOLE = re.compile(NAME)
_LABELLED = re.compile(
    rf"(?:{LABELS})(?:\(?[^()\n:]{{0,8}}\)?)?(?:是|为)?[: \t]{{1,3}}(?P<name>{NAME})(?![\u4e00-\u9fff])"
    rf"|(?:{LABELS})(?P<joined>{NAME})(?=[,(]|因|患|系|于|家中|身患)"
    rf"|(?<![\u4e00-\u9fff])(?P<sexed>{NAME})[,、( \t]{{1,2}}(?:男|女)(?![\u4e00-\u9fff])"
    rf"|(?<![\u4e00-\u9fff])(?P<titled>{NAME})(?:同志|先生|女士|小朋友|同学|一家|一户|家庭)"
    rf"|(?<![\u4e00-\u9fff])(?P<ill>{NAME})(?:因?患有?|身患|确诊|被确诊|因病|因残|系)"
)
_SENTENCE = re.compile(r"[\u4e00-\u9fff]{14}")
# Two characters set apart so that names of two and three are of one width.
_APART = re.compile(
    rf"(?<![\u4e00-\u9fff])(?:{_SURNAME}) {{1,4}}[\u4e00-\u9fff](?![\u4e00-\u9fff])"
)


def looks_like_name(token: str) -> bool:
    """Whether a whole cell or word may be a person's name in full."""
    bare = token.replace(" ", "")
    return (
        bool(_WHOLE.fullmatch(bare))
        and bare not in _WORDS
        and bare not in _BEGINNINGS
        and bare[:2] not in _BEGINNINGS
        and ("·" in bare or bare[-1] not in _ENDINGS)
        and "某" not in bare
    )


def _listed(line: str, spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the names in a sentence that have another one right before or behind: 张三、李四."""
    starts, ends = {a for a, _b in spans}, {b for _a, b in spans}
    return [
        (a, b)
        for a, b in spans
        if (a - 1 in ends and line[a - 1] == "、") or (b + 1 in starts and line[b] == "、")
    ]


def find(line: str) -> list[tuple[int, int]]:
    """Return the spans of names in one line of folded text, in order, none overlapping."""
    cells = [m.span() for m in _CELL.finditer(line)]
    spans = [(a, b) for a, b in cells if looks_like_name(line[a:b])]
    if "。" in line or ("\t" not in line and _SENTENCE.search(line)):
        spans = _listed(line, spans)
    spans += [m.span() for m in _APART.finditer(line) if looks_like_name(m.group())]
    for match in _LABELLED.finditer(line):
        group = match.lastgroup or ""
        if looks_like_name(match.group(group)):
            spans.append(match.span(group))
    spans.sort()
    found: list[tuple[int, int]] = []
    for span in spans:
        if not found or span[0] >= found[-1][1]:
            found.append(span)
    return found
