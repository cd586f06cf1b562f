"""Editions from tables: what changes, codes and published items stay, and the office's screens."""

import io
import json
import re
from dataclasses import replace
from datetime import date

import pytest

import small_district as d
from mingchuang import clock
from mingchuang.catalogue import acts
from mingchuang.catalogue import public as catalogue
from mingchuang.catalogue.models import Edition, Obligation, Occasion, Owed
from mingchuang.catalogue.standard import editions, reading, writing
from mingchuang.records import sheets
from mingchuang.records.errors import NotReady

pytestmark = pytest.mark.db


def data():
    made = json.loads(json.dumps(d.EDITION))
    for row in made["obligations"]:
        row["basis"] = [{"name": "条例", "article": "第二十条"}]
    return made


def rows():
    """The rows of the edition as an office keeps them, without the column of codes."""
    return [replace(row, extra={}) for row in editions.as_rows(data())]


def sent(table, name="table.xlsx", **fields):
    file = io.BytesIO(writing.as_xlsx(table))
    file.name = name
    return {"code": "MC-2026", "name": "新目录", "source": "区政务公开办", "table": file} | fields


@pytest.fixture
def office(signed_in):
    acts.load_edition(data() | {"version": "2026.2"}, unit="QFB", by=d.roles(d.OFFICE))
    return signed_in(d.OFFICE)


# Tables and editions


def test_an_edition_as_a_table_and_back_is_the_same_edition():
    before = data()
    table = editions.as_rows(before)
    assert {change.what for change in editions.changes(table, before["obligations"])} == {"same"}
    after = editions.edition_from(table, before, code="MC-2026", version="x", name="x", source="x")
    for old, new in zip(before["obligations"], after["obligations"], strict=True):
        assert {key: value or "" for key, value in old.items()} == {
            key: value or "" for key, value in new.items() if key in old
        }


def test_a_row_renamed_is_another_and_one_moved_is_the_same():
    table = rows()
    table[0].level2 = "部门收支"
    table[1], table[2] = table[2], table[1]
    found = editions.changes(table, data()["obligations"])
    assert [(change.what, change.code) for change in found] == [
        ("new", ""),
        ("same", "MC-030"),
        ("same", "MC-029"),
        ("same", "MC-035"),
        ("same", "MC-036"),
        ("gone", "MC-001"),
    ]


def twins(n):
    """An edition in which ``n`` rows have the same names and other elements."""
    one = data()["obligations"][0]
    return [
        one
        | {"code": f"MC-{k}", "elements": [{"code": "e1", "name": f"内容{k}", "required": True}]}
        for k in range(n)
    ]


def test_a_row_put_in_front_of_others_of_the_same_names_shifts_none_of_them():
    old = twins(4)
    table = [replace(row, extra={}) for row in editions.as_rows({"obligations": old})]
    table[2].elements = "●内容2、日期"  # one is changed, and a new one is put in front
    table.insert(0, replace(table[0], elements="●全新内容", extra={}))
    assert [before and before["code"] for _row, before in editions.matched(table, old)] == [
        None,
        "MC-0",
        "MC-1",
        "MC-2",
        "MC-3",
    ]


def test_a_table_with_codes_is_matched_by_them_first(tmp_path):
    old = twins(3)
    table = editions.as_rows({"obligations": old})
    table.insert(0, replace(table[0], elements="●全新内容", extra={}))
    table[2].level3, table[3].elements = "改名", "●改了内容"
    file = tmp_path / "t.xlsx"
    file.write_bytes(writing.as_xlsx(table))
    found, problems = reading.read(sheets.read(file))
    assert problems == []
    assert [before and before["code"] for _row, before in editions.matched(found, old)] == [
        None,
        "MC-0",
        "MC-1",
        "MC-2",
    ]
    renamed = [change for change in editions.changes(found, old) if change.code == "MC-1"]
    assert renamed[0].columns["level3"] == ("", "改名")
    made = editions.edition_from(
        found, {"obligations": old}, code="x", version="1", name="x", source="x"
    )
    assert not any("extra" in row for row in made["obligations"])


def test_what_changed_is_told_by_column():
    table = rows()
    table[1].time_limit = "每季度首月15日前"
    table[1].carriers = ["政府网站", "其他：院内公示屏"]
    (change,) = [c for c in editions.changes(table, data()["obligations"]) if c.what == "changed"]
    assert change.columns == {
        "time_limit": ("自形成或者变更之日起20个工作日内", "每季度首月15日前"),
        "carriers": ("政府网站", "政府网站、其他：院内公示屏"),
    }


def test_elements_keep_their_codes_and_new_ones_get_new():
    known = [{"code": "e1", "name": "价格", "required": True, "help": "单位元"}]
    assert editions.elements_of("1.依据 2.价格；〇减免", known) == [
        {"code": "e2", "name": "依据", "required": True, "help": ""},
        {"code": "e1", "name": "价格", "required": True, "help": "单位元"},
        {"code": "e3", "name": "减免", "required": False, "help": ""},
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "《中华人民共和国预算法》第十四条、《条例》第二十条第（七）项",
            [("中华人民共和国预算法", "第十四条"), ("条例", "第二十条第（七）项")],
        ),
        ("《关于做好公开的通知》（国办发〔2019〕54号）", [("关于做好公开的通知（国办发〔2019〕54号）", "")]),
        ("区政府有关规定", [("区政府有关规定", "")]),
        ("", []),
    ],
)  # fmt: skip
def test_bases_are_read_with_their_articles(text, expected):
    assert [(one["name"], one["article"]) for one in editions.basis_of(text)] == expected


# The office's screens


def test_a_table_is_looked_at_before_it_is_an_edition(office):
    table = rows()
    table[1].time_limit = "见附件"
    page = office.post("/desk/catalogue/table/", sent(table) | {"look": "1"})
    text = page.content.decode()
    assert page.status_code == 200 and "MC-029" in text and "见附件" in text
    assert Obligation.objects.get(code="MC-029", edition="MC-2026").time_limit != "见附件"
    brought = page.context["rows"]
    answer = office.post(
        "/desk/catalogue/table/",
        {"code": "MC-2026", "name": "新目录", "source": "办", "rows": brought, "load": "1"},
    )
    assert answer.status_code == 302
    edition = Edition.objects.get(current=True)
    assert (edition.version, edition.name) == ("2026.3", "新目录")
    assert Obligation.objects.get(code="MC-029", edition=edition).time_limit == "见附件"
    listed = office.get("/desk/catalogue/").content.decode()
    assert "“见附件”" in listed


def test_a_table_for_a_later_day_waits(office):
    fields = {"code": "MC-2027", "effective_on": "2026-05-01", "load": "1"}
    assert office.post("/desk/catalogue/table/", sent(rows(), **fields)).status_code == 302
    coming = Edition.objects.get(pk="MC-2027")
    assert (coming.current, coming.waiting, coming.effective_on) == (False, True, date(2026, 5, 1))
    assert Edition.objects.get(current=True).pk == "MC-2026"


def test_an_edition_says_from_and_until_when_it_was_used(office, client, signed_in):
    acts.assign("MC-001", kinds=["organ"], sectors=["government"], unit="QFB", by=d.roles(d.OFFICE))
    assert Edition.objects.get(current=True).effective_on == clock.today()  # its own day
    fields = {"code": "MC-2027", "effective_on": "2026-05-01", "load": "1"}
    office.post("/desk/catalogue/table/", sent(rows(), **fields))
    d.tick()
    assert [one.coming for one in catalogue.issues()].count(True) == 1
    with clock.at("2026-05-01T08:00"):
        assert [one.coming for one in catalogue.issues()].count(True) == 0  # its day has come
        acts.take_effect("MC-2027")
        d.tick()
        old = Edition.objects.get(pk="MC-2026")
        assert (old.current, old.used_until) == (False, date(2026, 4, 30))
        page = signed_in(d.OFFICE).get("/desk/catalogue/").content.decode()
        assert "2026年4月30日" in page and f"/items/{old.obj}/" in page
        assert client.get(f"/items/{old.obj}/").headers["Location"].startswith("/lists/catalogue/")
        public = client.get("/lists/catalogue/").content.decode()
        assert "待启用" not in public


def test_a_list_of_items_shows_how_many_it_holds(office):
    items = {"edition": "key-x", "version": "1", "name": "要点", "source": "办", "items": [{}, {}]}
    acts.load_edition(items, unit="QFB", by=d.roles(d.OFFICE), current=False)
    page = office.get("/desk/catalogue/")
    assert page.context["items"] == {"key-x": 2}


def test_a_row_that_is_not_understood_is_shown_and_nothing_changes(office):
    head, body = writing.table(rows())
    body[2][head[1].index("全社会")] = "大概"
    text = "\r\n".join(",".join(line) for line in [*head, *body])
    file = io.BytesIO(text.encode("gb18030"))
    file.name = "table.csv"
    page = office.post("/desk/catalogue/table/", sent(rows()) | {"table": file, "load": "1"})
    assert page.status_code == 422
    assert "大概" in page.content.decode() and "全社会" in page.content.decode()
    assert Edition.objects.get(current=True).version == "2026.2"


@pytest.mark.parametrize(
    ("name", "content", "word"),
    [
        ("新目录.xlsx", b"PK nothing", "新目录.xlsx"),
        ("t.doc", b"x", "t.doc"),
        ("t.jsonl", b"{}", "t.jsonl"),
        ("目" * 90 + ".csv", b"a,b\r\n1,2", "公开事项"),
    ],
)
def test_a_file_that_is_no_table_is_refused_by_its_own_name(office, name, content, word):
    file = io.BytesIO(content)
    file.name = name
    page = office.post("/desk/catalogue/table/", sent(rows()) | {"table": file, "look": "1"})
    (box,) = re.findall(
        r'role="alert">.*?</table>|role="alert">.*?</ul>', page.content.decode(), re.S
    )
    assert page.status_code == 422 and word in box and "jsonl" not in box.replace("t.jsonl", "")


def test_the_form_names_no_code_and_wants_a_file_until_one_was_looked_at(office):
    form = office.get("/desk/catalogue/table/").context["form"]
    assert not form["code"].value() and "MC-2026" in form["code"].help_text
    assert form.fields["table"].required
    page = office.post("/desk/catalogue/table/", {"code": "MC-2027", "name": "x", "source": "x"})
    assert page.status_code == 422 and "table" in page.context["form"].errors
    page = office.post("/desk/catalogue/table/", sent(rows()) | {"look": "1"})
    assert not page.context["form"].fields["table"].required


def test_a_new_row_is_owed_by_nobody_until_the_office_says_by_whom(office):
    table = rows()
    table.append(reading.Understood("x", 9, "医疗卫生", "医疗安全", "", "统计", "办法", "每年3月底前", "医院", ["政府网站"], ["全社会"], "", ["主动"], ["县级"]))  # fmt: skip
    office.post("/desk/catalogue/table/", sent(table) | {"load": "1"})
    new = Obligation.objects.get(edition__current=True, code="MC-037")
    assert not Owed.objects.filter(obligation=new).exists()
    assert (
        f"/desk/catalogue/rows/{new.code}/units/" in office.get("/desk/catalogue/").content.decode()
    )
    answer = office.post(
        f"/desk/catalogue/rows/{new.code}/units/", {"kinds": ["hospital"], "sectors": ["health"]}
    )
    assert answer.status_code == 302
    owed = Owed.objects.get(obligation__code="MC-037", obligation__edition__current=True)
    assert (owed.unit_id, owed.since) == ("YY1", clock.today())
    page = office.post(f"/desk/catalogue/rows/{new.code}/units/", {"kinds": ["hospital"]})
    assert page.status_code == 422
    assert office.get("/desk/catalogue/rows/none/units/").status_code == 404


def test_units_are_assigned_to_a_row_of_a_waiting_edition_before_its_day(office):
    table = rows()
    table.append(replace(table[0], level2="新事项", extra={}))
    fields = {"code": "MC-2027", "effective_on": "2026-05-01", "load": "1"}
    office.post("/desk/catalogue/table/", sent(table, **fields))
    address = "/desk/catalogue/rows/MC-037/units/"
    assert f"{address}?edition=MC-2027" in office.get("/desk/catalogue/").content.decode()
    assert office.get(address).status_code == 404
    assert "2026年5月1日" in office.get(f"{address}?edition=MC-2027").content.decode()
    said = {"kinds": ["hospital"], "sectors": ["health"]}
    assert office.post(f"{address}?edition=MC-2027", said).status_code == 302
    assert Obligation.objects.get(code="MC-037").applies == said
    assert not Owed.objects.filter(obligation__code="MC-037").exists()


def test_a_pilot_is_set_and_extended_on_the_page(office):
    chosen = {"code": "MC-001", "units": ["FGJ"]}
    page = office.post("/desk/catalogue/pilot/", chosen)
    assert page.status_code == 200 and page.context["stopping"] == ["区政府办公室"]
    assert not Obligation.objects.get(code="MC-001", edition__current=True).applies.get("pilot")
    answer = office.post("/desk/catalogue/pilot/", chosen | {"stopping": "1"})
    assert answer.status_code == 302
    assert "试点" in office.get("/desk/owed/FGJ/").content.decode()
    page = office.post("/desk/catalogue/pilot/", {"code": "MC-001", "units": ["YY1"]})
    assert page.status_code == 422
    assert office.post("/desk/catalogue/pilot/", {"code": "MC-001"}).status_code == 302
    assert set(
        Owed.objects.filter(obligation__code="MC-001", until=None).values_list("unit", flat=True)
    ) == {"QFB", "FGJ"}


def test_how_a_row_is_fulfilled_is_published_with_its_post(office):
    row = Owed.objects.get(unit="YY1", obligation__code="MC-030")
    with pytest.raises(NotReady):  # without a link it would be nowhere
        acts.arrange(row.pk, how="link", post="办公室主任", by=d.roles(d.OFFICER))
    acts.add_link(
        row.pk,
        title="停诊通知",
        platform="预约平台",
        url="https://yy.mingchuang.example/",
        actor=d.person(d.OFFICER),
    )
    acts.arrange(row.pk, how="link", post="办公室主任", by=d.roles(d.OFFICER))
    row.refresh_from_db()
    assert (row.how, row.post) == ("link", "办公室主任")
    with pytest.raises(NotReady):
        acts.arrange(row.pk, how="onsite", post="", by=d.roles(d.OFFICER))
    with pytest.raises(NotReady):
        acts.arrange(row.pk, how="nowhere", post="", by=d.roles(d.OFFICER))


# Events and notices on their pages


def test_an_event_is_recorded_on_its_page_and_struck_out(office, signed_in):
    table = rows()
    table[0].time_limit = "本级人大批准后20日内"
    office.post("/desk/catalogue/table/", sent(table) | {"load": "1"})
    d.tick()
    officer = signed_in(d.BUREAU)
    assert "MC-001" in officer.get("/desk/owed/FGJ/events/").content.decode()
    said = {"name": "人大批准预算", "on": "2026-02-26", "obligations": ["MC-001"]}
    assert officer.post("/desk/owed/FGJ/events/", said).status_code == 302
    d.tick()
    page = officer.get("/desk/owed/FGJ/events/").content.decode()
    assert "人大批准预算" in page and "3月18日" in page
    owed = officer.get("/desk/owed/FGJ/?show=soon").content.decode()
    assert "3月18日" in owed
    event = Occasion.objects.get()
    officer.post(f"/desk/events/{event.pk}/strike/", {"why": " "})
    event.refresh_from_db()
    assert event.obligations == ["MC-001"]
    officer.post(f"/desk/events/{event.pk}/strike/", {"why": "日期有误"})
    event.refresh_from_db()
    assert event.obligations == [] and event.note == "日期有误"


NOTICE = "一、元旦：1月1日（周五）至3日（周日）放假，共3天。"


def test_a_notice_is_looked_at_and_only_a_compared_one_is_loaded(office):
    from test_catalogue_dues import NOTICE as WHOLE

    said = {"year": "2027", "source": "国办发明电", "text": WHOLE}
    page = office.post("/desk/catalogue/holidays/", said | {"look": "1"})
    assert page.status_code == 200 and "2月5日" in page.content.decode()
    assert office.post("/desk/catalogue/holidays/", said | {"load": "1"}).status_code == 422
    wrong = said | {"text": NOTICE.replace("周五", "周四"), "look": "1"}
    page = office.post("/desk/catalogue/holidays/", wrong)
    assert page.status_code == 422 and "元旦" in page.content.decode()
    done = office.post("/desk/catalogue/holidays/", said | {"load": "1", "compared": "on"})
    assert done.status_code == 302
    clock.use([])
