"""What is personal only beside a person: addresses, illness, birth, minority.

Works line by line: a line is a paragraph, or a row with its cells parted by tabs. Yields
``(kind, start, end, blocking)`` over folded text; for illness and minors the span is the name.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator

from mingchuang.inspection import names
from mingchuang.inspection.numbers import Found

_HAN = "\u4e00-\u9fff"
_N = r"(?:\d{1,4}|[一二三四五六七八九十]{1,3})"

_DOORS = re.compile(
    # 小区3幢2单元201室
    rf"[{_HAN}\d]{{2,24}}?{_N}(?:幢|栋|号楼|座|#楼) ?(?:{_N}单元|-\d{{1,2}}-)? ?(?:[东西]户|\d{{1,5}}(?:室|号|户)?|-\d{{3,5}})"
    # 明窗村3组12号
    rf"|[{_HAN}]{{1,16}}?(?:村|社区)[{_HAN}]{{0,6}}?{_N}(?:组|社|队|小组)[{_HAN}]{{0,6}}?{_N}号"
    # 明窗路8号201室, 明窗巷12号
    rf"|[{_HAN}]{{1,16}}?(?:路|街|巷|弄|大道|里)\d{{1,5}}(?:号|弄)(?:[{_HAN}\d\-]{{0,10}}?\d{{1,5}}(?:室|户))?"
    # 村东12号, 自然村浜西8号
    rf"|[{_HAN}]{{1,12}}(?:自然村|村)[{_HAN}]{{0,6}}{_N}号(?!楼|文|令|公告)"
)
_DOOR = re.compile(
    r"\d(?:幢|栋|座|室|户|号|组|弄|单元)|[一二三四五六七八九十](?:组|幢|栋|号)"
)  # cheap
_HOME = re.compile(
    r"(?:家庭住址|家庭地址|现住址|户籍地址|户籍地|住址|现住|家住|居住地址|居住地|户籍所在地|常住地址|通讯地址\(家\))[^\n:]{0,4}[:\s]{0,3}"
)
_OFFICE = re.compile(
    r"中心|[局厅委]|政府|办公|委员会|公司|医院|学校|小学|中学|大学|幼儿园|大厅|窗口|服务站|派出所|银行|酒店|宾馆|大厦|写字楼|"
    r"机关|地点|项目|工程|单位|会议|法院|检察院|仲裁|事务所|物业|门店|店铺|商铺|药房|诊所|卫生|食堂|厂"
)

_ILL = re.compile(
    r"尿毒症|白血病|恶性肿瘤|[肺胃肝肠腺癌颈鳞膀胱胰喉舌]{1,3}癌|淋巴瘤|脑瘤|精神分裂症|精神障碍|双相情感障碍|抑郁症|癫痫|"
    r"艾滋病|HIV|梅毒|乙肝|丙肝|肝硬化|肺结核|血友病|脑瘫|脑梗死?|脑出血|中风|偏瘫|瘫痪|先天性心脏病|先心病|冠心病|糖尿病|高血压|"
    r"肾衰竭?|肾功能衰竭|重性精神病|精神病|孤独症|自闭症|唐氏综合征|唐氏|帕金森|阿尔茨海默|老年痴呆|红斑狼疮|"
    r"再生障碍性贫血|地中海贫血|尘肺|苯丙酮尿症|"
    r"(?:视力|听力|言语|肢体|智力|精神|多重)残疾|(?:视力|听力|言语|肢体|智力|精神|多重)(?:残疾)?[一二三四1-4]级|残疾[一二三四1-4]级|"
    r"[一二三四]级残疾|重度残疾|残疾证号"
)
_ILL_IN_GENERAL = re.compile(
    r"医院|防治|中心|卫生|科|研究|专业|预防|检查|专家|门诊|管理|筛查|规范|用药|知识|健康|随访|联盟|学组|医师|医生|治疗|康复|救治|"
    r"标志|抗体|抗原|检测|测定|试验|术|药|疫苗|核酸|病毒|化验|诊断|护理|筛|项目|诊疗|服务|分会|协会|办公室|领导小组|基金|的?(?:人员|人群|患者|病人|儿童|老年人)"
)
_MINOR = re.compile(
    r"未成年|未满(?:14|16|18|十四|十六|十八)周岁|留守儿童|孤儿|困境儿童|无人抚养儿童|监护人"
)
_MINOR_IN_GENERAL = re.compile(
    r"(?:人|儿童)?(?:保护|工作|救助|司法|检察|法|思想|教育|关爱|服务|权益|犯罪|审判|健康|之家|领导)"
)
_PUPIL = re.compile(r"学籍号[^\n\d]{0,6}([GLJ]?\d{16,19}[0-9X]?)")

_DAY = r"(?:(?:19|20)\d{2}(?:年\d{1,2}月\d{1,2}日|[-./]\d{1,2}[-./]\d{1,2})|(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])(?!\d))"
_BORN = re.compile(
    rf"(?:出生日期|出生年月日?|出生时间|生日|出生)[^\n\d]{{0,6}}?(?P<labelled>{_DAY})|(?P<told>{_DAY})(?:出生|生)(?![产效活成态前后的])"
)
_SEX = re.compile(r"(?<![" + _HAN + r"])[男女](?![" + _HAN + r"])")
_REACH = 60


# None of them reaches over the end of a line: a text without a hint has no line with one. The
# third is what every match holds, and quicker to look for.
_HINTS = (
    (_DOOR, "address", ""),
    (_ILL, "illness", ""),
    (_MINOR, "minor", ""),
    (_BORN, "birth_date", "生"),
    (_PUPIL, "pupil", "学籍号"),
)


def _lines(text: str) -> Iterator[tuple[int, str]]:
    start = 0
    for line in text.split("\n"):
        yield start, line
        start += len(line) + 1


def _near(span: tuple[int, int], others: list[tuple[int, int]]) -> bool:
    """Whether one of ``others``, in order, lies beside ``span`` within reach, and not in it."""
    at = bisect_left(others, span)
    return any(
        0 <= span[0] - b < _REACH or 0 <= a - span[1] < _REACH
        for a, b in others[max(0, at - 2) : at + 2]
    )


def _address(line: str, before: str, people: list[tuple[int, int]]) -> Iterator[Found]:
    homes = [m.end() for m in _HOME.finditer(line)]
    for match in _DOORS.finditer(line):
        start, end = match.span()
        label = max((home for home in homes if home <= end), default=-1)
        if label >= 0 and end - label <= _REACH and not line[label:start].count("\t"):
            yield "address", max(label, min(start, label)), end, True
            continue
        # The pattern reaches back into the sentence; an office there makes it an office's address.
        if _OFFICE.search(line[max(0, start - 15) : end]):
            continue
        if _near((start, end), people) or re.search(r"姓名|户主|申请人", before):
            yield "address", start, end, True


def _beside(
    kind: str,
    line: str,
    trigger: re.Pattern[str],
    general: re.Pattern[str],
    people: list[tuple[int, int]],
) -> Iterator[Found]:
    places = [m.span() for m in trigger.finditer(line) if not general.match(line, m.end())]
    for start, end in people:
        if _near((start, end), places):
            yield kind, start, end, True


def persons(text: str) -> Iterator[Found]:
    """Find addresses, names with an illness, names of minors, and full dates of birth."""
    hints = [
        (pattern, kind) for pattern, kind, word in _HINTS if word in text and pattern.search(text)
    ]
    if not hints:
        return
    before = ""
    for offset, line in _lines(text):
        wanted = {kind for pattern, kind in hints if pattern.search(line)}
        if "address" in wanted and not _DOORS.search(line):
            wanted.remove("address")
        people = names.find(line) if wanted - {"pupil"} else []
        found: list[Found] = []
        if "address" in wanted:
            found += _address(line, before, people)
        if "illness" in wanted and people:
            found += _beside("illness", line, _ILL, _ILL_IN_GENERAL, people)
        if "minor" in wanted and people:
            found += _beside("minor", line, _MINOR, _MINOR_IN_GENERAL, people)
        if "birth_date" in wanted:
            for match in _BORN.finditer(line):
                group = match.lastgroup or ""
                if group == "labelled" or people or _SEX.search(line):
                    found.append(("birth_date", *match.span(group), True))
        for match in _PUPIL.finditer(line) if "pupil" in wanted else ():
            found.append(("minor", *match.span(1), True))
        for kind, start, end, blocking in found:
            yield kind, offset + start, offset + end, blocking
        before = line
