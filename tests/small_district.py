"""A district small enough to build in a second: four units, eighteen people, five obligations.

It is made by the importers and acts a real district uses. Functions here do what people do at
their desks, so that a test says only what it is about.
"""

import csv
import json
from datetime import datetime, timedelta
from pathlib import Path

from django.contrib.auth.hashers import make_password

from mingchuang import clock
from mingchuang.catalogue import acts as catalogue
from mingchuang.catalogue.desk import context_of
from mingchuang.catalogue.models import Owed
from mingchuang.ledger import keys, sequencer
from mingchuang.ledger.models import LogHead
from mingchuang.people.importers import COLUMNS, staff_from
from mingchuang.people.models import Post, User
from mingchuang.people.reading import posts_on, roles_of
from mingchuang.publishing import acts, files
from mingchuang.publishing.models import Draft
from mingchuang.records import projections, richtext
from mingchuang.units import rules as unit_rules
from mingchuang.units.importers import units_from
from mingchuang.units.roles import OPERATOR

ORIGIN = "demo.test/log"
PASSWORD = "four-units-and-a-school"
NOW = datetime(2026, 3, 2, 10, 0, tzinfo=clock.SHANGHAI)
"""The instant at which every test of the district begins: a Monday morning."""
OPENING = NOW - timedelta(days=20)

UNITS = [
    {
        "code": "QFB",
        "name": "明窗示范区人民政府办公室",
        "short_name": "区政府办公室",
        "name_en": "Office of the District Government",
        "kind": "organ",
        "sector": "government",
        "order": "20",
        "uscc": "11990101990102742W",
        "phone": "0500-8600 1100",
        "address": "曦光路1号3楼",
        "hours": "工作日 8:30–17:30",
        "duty": "推进全区政务公开。",
    },
    {
        "code": "FGJ",
        "name": "明窗示范区发展和改革局",
        "short_name": "区发展和改革局",
        "name_en": "Development and Reform Bureau",
        "kind": "organ",
        "sector": "government",
        "parent": "QFB",
        "order": "30",
        "uscc": "11990101990104115F",
        "phone": "0500-8600 2100",
        "address": "曦光路1号5楼",
        "hours": "工作日 8:30–17:30",
        "duty": "编制发展规划。",
    },
    {
        "code": "YY1",
        "name": "明窗示范区第一人民医院",
        "short_name": "区第一人民医院",
        "name_en": "First People's Hospital",
        "kind": "hospital",
        "sector": "health",
        "parent": "FGJ",
        "order": "220",
        "uscc": "12990101990130145R",
        "phone": "0500-8600 2020",
        "address": "檐下路88号",
        "hours": "急诊全天",
        "duty": "承担常见病、多发病诊治。",
    },
    {
        "code": "XX2",
        "name": "竹牖镇小学",
        "short_name": "竹牖镇小学",
        "name_en": "Zhuyou Town Primary School",
        "kind": "school",
        "sector": "education",
        "parent": "QFB",
        "order": "240",
        "uscc": "12990101990132888D",
        "phone": "0500-8600 3750",
        "address": "竹影路31号",
        "hours": "教学日 7:50–16:40",
        "duty": "实施六年制义务教育。",
    },
]

OFFICER, OFFICER2, DEPARTMENT, SECRECY, SIGNER = (
    "yun.shu",
    "wen.qing",
    "ke.shen",
    "bao.mi",
    "qian.fa",
)
DUTY, FIRST, ADMIN = "zhi.ban", "di.yi", "guan.li"
TEACHER, HEAD = "mo.wen", "bai.shouzhuo"
OFFICE, OFFICE2, ADMINISTRATOR, AUDITOR = "an.jing", "bei.he", "xi.tong", "shen.ji"
BUREAU = "fa.gai"

PEOPLE = [
    (OFFICER, "云舒", "YY1", "officer", ""),
    (OFFICER2, "文清", "YY1", "officer", ""),
    (DEPARTMENT, "柯慎", "YY1", "department_reviewer", ""),
    (SECRECY, "包密", "YY1", "secrecy_reviewer", ""),
    (SIGNER, "钱发", "YY1", "signer", ""),
    (DUTY, "支班", "YY1", "duty_signer", SIGNER),
    (FIRST, "狄宜", "YY1", "first_responsible", ""),
    (ADMIN, "管理", "YY1", "unit_admin", ""),
    (TEACHER, "莫问", "XX2", "officer", ""),
    (HEAD, "白守拙", "XX2", "secrecy_reviewer", ""),
    (HEAD, "白守拙", "XX2", "signer", ""),
    (HEAD, "白守拙", "XX2", "first_responsible", ""),
    (OFFICE, "安静", "QFB", "office", ""),
    (OFFICE2, "贝合", "QFB", "office", ""),
    (ADMINISTRATOR, "席通", "QFB", "administrator", ""),
    (AUDITOR, "沈计", "QFB", "auditor", ""),
    (BUREAU, "法盖", "FGJ", "officer", ""),
    ("ju.shen", "居审", "FGJ", "department_reviewer", ""),
    ("ju.mi", "居密", "FGJ", "secrecy_reviewer", ""),
    ("ju.fa", "居发", "FGJ", "signer", ""),
]

STEPS = [
    {"step": "department", "roles": ["department_reviewer"]},
    {"step": "secrecy", "roles": ["secrecy_reviewer"]},
    {"step": "sign", "roles": ["signer", "duty_signer"]},
]
SCHOOL_STEPS = [*STEPS[1:2], {"step": "sign", "roles": ["signer"]}]


def _obligation(code, category, level1, title, kinds, sectors, elements):
    return {
        "code": code,
        "category": category,
        "level1": level1,
        "level2": title,
        "title": title,
        "title_en": f"Obligation {code}",
        "elements": [
            {"code": f"e{n}", "name": name, "required": n == 1}
            for n, name in enumerate(elements, start=1)
        ],
        "basis": ["条例第二十条"],
        "time_limit": "自形成或者变更之日起20个工作日内",
        "organ": "各单位",
        "applies": {"kinds": kinds, "sectors": sectors},
        "carriers": ["政府网站"],
        "audience": ["全社会"],
        "method": ["主动公开"],
        "tiers": ["县级"],
        "facet": "事",
        "source": "test",
        "confidence": "test",
    }


EDITION = {
    "edition": "MC-2026",
    "version": "2026.1",
    "name": "小区目录",
    "source": "为测试编写",
    "categories": [
        {
            "code": "finance",
            "name": "财政预决算",
            "name_en": "Budgets",
            "children": [{"code": "finance.budget", "name": "部门预算", "name_en": "Unit budgets"}],
        },
        {
            "code": "health",
            "name": "医疗卫生",
            "name_en": "Health",
            "children": [
                {"code": "health.price", "name": "医疗价格", "name_en": "Prices of care"},
                {"code": "health.service", "name": "就医服务", "name_en": "Services"},
            ],
        },
        {
            "code": "education",
            "name": "教育",
            "name_en": "Education",
            "children": [{"code": "education.fees", "name": "收费公示", "name_en": "Fees"}],
        },
    ],
    "obligations": [
        _obligation(
            "MC-001",
            "finance.budget",
            "财政预决算",
            "部门预算",
            ["organ"],
            ["government"],
            ["收支"],
        ),
        _obligation(
            "MC-029",
            "health.price",
            "医疗卫生",
            "医疗服务价格",
            ["hospital"],
            ["health"],
            ["价格", "依据"],
        ),
        _obligation(
            "MC-030",
            "health.service",
            "医疗卫生",
            "门诊时间",
            ["hospital"],
            ["health"],
            ["时间"],
        ),
        _obligation(
            "MC-035", "education.fees", "教育", "收费公示", ["school"], ["education"], ["项目"]
        ),
        _obligation("MC-036", "education", "教育", "食堂就餐", ["school"], ["education"], ["食谱"]),
    ],
}


def write_csv(path: Path, columns, rows) -> Path:
    """Write dictionaries as a csv table."""
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, columns, restval="")
        table.writeheader()
        table.writerows(rows)
    return path


def staff_rows():
    """Return the staff table's rows."""
    return [
        {
            "username": username,
            "name": name,
            "unit": unit,
            "role": role,
            "title": "职员",
            "portfolio": "公开工作",
            "phone": "0500-8600 2021",
            "start": "2026-01-01",
            "end": "2028-12-31",
            "document": "明示政办〔2026〕1号",
            "deputy_of": principal,
        }
        for username, name, unit, role, principal in PEOPLE
    ]


def build(scratch: Path) -> None:
    """Fill an empty database and data folder."""
    with clock.at(OPENING):
        keys.create(ORIGIN)
        LogHead.objects.get_or_create(pk=1, defaults={"size": 0})
        table = write_csv(scratch / "units.csv", unit_rules.FIELDS, UNITS)
        done = units_from(table, by=OPERATOR, second=OPERATOR, office_exists=False)
        assert done.saved, done.bad
        table = write_csv(scratch / "staff.csv", COLUMNS, staff_rows())
        done = staff_from(table, by=OPERATOR, second=OPERATOR)
        assert done.saved, done.bad
        User.objects.update(password=make_password(PASSWORD))
        office = person(OFFICE)
        acts.set_chain(unit=None, kind="", steps=STEPS, actor=office)
        acts.set_chain(
            unit="XX2",
            kind="",
            steps=SCHOOL_STEPS,
            actor=office,
            same_person=person(HEAD),
            document="竹小办〔2026〕2号",
        )
        catalogue.load_edition(json.loads(json.dumps(EDITION)), unit="QFB", by=roles_of(office))
        catalogue.publish_owed_lists(by=roles_of(office))
        tick()


def tick() -> int:
    """Do what the worker does in one round."""
    return sequencer.run_once() + projections.follow_all()


def person(username: str) -> User:
    """Return an account."""
    return User.objects.get(username=username)


def roles(username: str):
    """Return what somebody may appear as now."""
    return roles_of(person(username))


def text(words: str) -> list:
    """Return a paragraph as rich text."""
    return richtext.clean(f"<p>{words}</p>")


TITLES = {"MC-029": "医疗服务价格表", "MC-030": "门诊时间安排", "MC-035": "本学期收费公示"}
OFFICERS = {"YY1": OFFICER, "XX2": TEACHER, "FGJ": BUREAU}


def content(**changes) -> dict:
    """Return the content of a complete disclosure, with changes."""
    return {
        "title": "医疗服务价格表",
        "summary": "常用项目的价格",
        "keywords": ["价格"],
        "formed_on": "2026-02-27",
        "body": text("现将有关事项公布如下。"),
        "sections": {"e1": text("挂号费一元。")},
    } | changes


def write(obligation: str = "MC-029", unit: str = "YY1", officer: str = "", **changes) -> Draft:
    """Open a draft for an owed row and fill it in."""
    writer = person(officer or OFFICERS[unit])
    row = Owed.objects.select_related("obligation").get(unit=unit, obligation__code=obligation)
    draft = acts.open_draft(
        "disclosure",
        unit,
        actor=writer,
        obligation=obligation,
        edition="MC-2026@2026.1",
        context=context_of(row),
    )
    given = {"title": TITLES.get(obligation, "公开信息")} | changes
    return acts.save(
        draft.pk, revision=draft.revision, content=content(**given), raw={}, actor=writer
    )


def attach(draft: Draft, name: str = "价目.txt", data: bytes = b"one yuan\n", **words):
    """Attach a small file to a draft."""
    taken = files.take(name, data)
    return acts.attach(
        draft.pk, **taken, title=words.pop("title", name), actor=draft.drafter, **words
    )


def submit(draft: Draft) -> Draft:
    """Hand a draft in as its drafter."""
    draft = Draft.objects.get(pk=draft.pk)
    return acts.submit(draft.pk, revision=draft.revision, actor=draft.drafter)


def holder(unit: str, names, day=None) -> User:
    """Return the first person who holds one of these roles in a unit."""
    post = posts_on(day or clock.today()).filter(unit=unit, role__in=names).order_by("pk").first()
    return post.user


def approve(draft: Draft, decision: str = "open", note: str = ""):
    """Let the right person approve the step a draft waits at; attachments are decided first."""
    draft = Draft.objects.get(pk=draft.pk)
    step = draft.chain["steps"][draft.step]
    who = holder(draft.unit_id, step["roles"])
    if step["step"] == "secrecy":
        for file in draft.files.all():
            acts.decide_file(draft.pk, file.key, decision=decision, note=note, actor=who)
    return acts.approve(draft.pk, actor=who)


def finish(draft: Draft, **how):
    """Approve every step that is left; returns the receipt of publication."""
    receipt = None
    while Draft.objects.get(pk=draft.pk).state == "review":
        receipt = approve(draft, **how)
    return receipt


def publish(obligation: str = "MC-029", unit: str = "YY1", attachments=(), **changes) -> str:
    """Write, submit, approve and publish one disclosure; returns its object id."""
    draft = write(obligation, unit, **changes)
    for name, data in attachments:
        attach(draft, name, data)
    submit(draft)
    return finish(draft).obj


def amend(obj: str, amendment: str = "correction", note: str = "更正一处错误", **changes):
    """Amend a published item through its whole chain; returns the receipt."""
    last = acts.published(obj)
    draft = acts.open_amendment(obj, amendment=amendment, note=note, actor=last.drafter)
    if amendment == "change":
        changes.setdefault("changed_on", clock.today().isoformat())
    acts.save(draft.pk, revision=draft.revision, content=changes, raw={}, actor=last.drafter)
    submit(draft)
    return finish(draft)


def withdraw(obj: str, reason: str = "wrong", note: str = "价格写错了", successor: str = ""):
    """Withdraw a published item as the leader of its unit."""
    unit = acts.published(obj).unit_id
    leader = holder(unit, ["signer"])
    return acts.withdraw(obj, reason=reason, note=note, actor=leader, successor=successor)


def post_of(username: str, role: str) -> Post:
    """Return somebody's confirmed post."""
    return Post.objects.get(user__username=username, role=role, state="confirmed")


def group(**changes) -> dict:
    """Return the facts of a leading group, with changes."""
    return {
        "name": "政务公开工作领导小组",
        "document": "明示卫〔2026〕2号",
        "document_name": "关于成立政务公开工作领导小组的通知",
        "since": "2026-02-10",
        "until": "",
        "office": "设在院办公室",
        "office_phone": "0500-8600 2021",
        "members": [
            {"place": "组长", "name": "狄宜", "title": "院长", "portfolio": "主持全面工作"},
            {"place": "成员", "name": "柯慎", "title": "科长", "portfolio": ""},
        ],
    } | changes


def task(**changes) -> dict:
    """Return a work point, with changes."""
    return {
        "source": "points",
        "document": "明公开〔2026〕1号",
        "document_name": "2026年政务公开工作要点",
        "number": 1,
        "title": "公开医疗服务价格",
        "text": "价格表全部公开并按期更新。",
        "lead": "YY1",
        "supporting": ["FGJ"],
        "due": datetime(2026, 6, 30).date(),
        "links": ["MC-029"],
    } | changes
