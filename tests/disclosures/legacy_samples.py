"""Tables as old sites give them: good rows by the thousand, and the ways in which rows are bad."""

import csv
import json

HEADS = {
    "title": "信息标题",
    "unit": "发布机构",
    "category": "栏目",
    "docno": "发文字号",
    "formed": "成文日期",
    "published": "发布日期",
    "body": "正文",
    "attachments": "附件",
    "source": "原地址",
    "index": "索引号",
}
UNITS = ("YY1", "明窗示范区第一人民医院", "区发展和改革局", "QFB", " 竹牖镇小学 ")
FORMS = (
    "{y}-{m}-{d}",
    "{y}年{m}月{d}日",
    "{y}/{m:02}/{d:02}",
    "{y}-{m:02}-{d:02}T08:30:00",
    "{y}.{m}.{d}",
)
TEXT = (
    "<div class=art><p style='text-indent:2em'>各有关单位：</p><p>根据区政府部署，现将第{n}号事项通知如下，"
    "请认真贯彻执行。供水管道抢修期间请提前储水，停水时间另行通知。联系电话：0500-8600 2021。</p>"
    "<table><tr><td>项目</td><td>金额</td></tr><tr><td>挂号费</td><td>1.00</td></tr></table>"
    "<p>此项工作由区发展和改革局负责解释，自印发之日起施行。</p></div>"
)


def good(n: int) -> dict:
    """Return row ``n``, a good one, no two alike."""
    y, m, d = 2015 + n % 10, 1 + n % 12, 1 + n % 27
    return {
        "title": f"关于第{n}号事项的通知",
        "unit": UNITS[n % len(UNITS)],
        "category": ("部门预算", "health.price", "MC-030", "医疗卫生/就医服务", "")[n % 5],
        "docno": (f"明示政办[{y}]{n + 1}号", "", "无")[n % 3],
        "formed": FORMS[n % len(FORMS)].format(y=y, m=m, d=d),
        "published": FORMS[(n + 1) % len(FORMS)].format(y=y, m=m, d=d + 1),
        "body": TEXT.format(n=n) if n % 2 else f"各有关单位：\n\n第{n}号事项通知如下。\n特此通知。",
        "attachments": "",
        "source": f"http://www.old.example.cn/art/{y}/{m}/{d}/art_1229_{n}.html",
        "index": f"OLD/{y}-{n:06}" if n % 2 else "",
    }


BAD = (
    ("missing", "title", {"title": ""}),
    ("title", "title", {"title": "长" * 200 + "#"}),
    ("unit", "unit", {"unit": "不存在局"}),
    ("category", "category", {"category": "没有的栏目"}),
    ("docno", "docno", {"docno": "四十七号文"}),
    ("date", "formed", {"formed": "去年三月"}),
    ("future", "published", {"published": "2031-01-01"}),
    ("order", "published", {"formed": "2019-05-06", "published": "2019-05-05"}),
    ("body", "body", {"body": "<p><img src='/a.png'></p>"}),
    ("absent", "attachments", {"attachments": "没有.pdf"}),
    ("personal", "body", {"body": "联系人手机13912345678。"}),
    ("source", "source", {"source": "/lists/all/"}),
    ("double", "source", None),
)
"""Kinds of error, the column they are found in, and what makes a good row bad in this way.

``#`` stands for the row's number, so that bad rows do not repeat each other.
"""


def rows(count: int, bad: dict[int, int] | None = None) -> list[dict]:
    """Return rows; ``bad`` maps places to the number of the way in which they are bad."""
    table = [good(n) for n in range(count)]
    for n, way in (bad or {}).items():
        change = BAD[way][2] or {"source": table[0]["source"]}
        table[n] |= {name: value.replace("#", f"第{n}号") for name, value in change.items()}
    return table


def write(path, table, heads=HEADS, encoding="utf-8"):
    """Write rows as csv or jsonl under the headings of an old site."""
    named = [{heads[name]: value for name, value in row.items()} for row in table]
    if path.suffix == ".jsonl":
        lines = [json.dumps(row, ensure_ascii=False) for row in named]
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return path
    with path.open("w", encoding=encoding, newline="") as file:
        out = csv.DictWriter(file, list(heads.values()))
        out.writeheader()
        out.writerows(named)
    return path
