"""Rows fulfilled on another platform or on the spot: acts, screens, and what never becomes public."""

import io
import json
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

import small_district as d
from mingchuang.catalogue import acts, links
from mingchuang.catalogue.models import Elsewhere, Fulfilment, OnSite, Owed
from mingchuang.ledger.models import Outbox
from mingchuang.project import archive
from mingchuang.publishing import acts as publishing
from mingchuang.publishing import work
from mingchuang.publishing.freeze import freeze
from mingchuang.publishing.models import Draft
from mingchuang.records import blobs
from mingchuang.records.errors import NotAllowed, NotReady
from mingchuang.records.models import Part, Record

pytestmark = pytest.mark.db

LINK = {
    "title": "医用耗材采购结果",
    "platform": "公共资源交易平台",
    "url": "https://ggzy.mingchuang.example/yy1/1",
}
SHOWN = {
    "title": "困难患者救助对象公示（第1期，6人）",
    "place": "门诊楼一层公示栏",
    "shown_from": date(2026, 2, 24),
    "shown_to": date(2026, 3, 5),
}


def row(code="MC-029", unit="YY1") -> Owed:
    return Owed.objects.select_related("obligation").get(unit=unit, obligation__code=code)


@pytest.fixture
def for_some():
    """The row MC-030 as one that is for specific groups."""
    owed = row("MC-030")
    owed.obligation.audience = ["特定群体"]
    owed.obligation.save()
    return owed


def photo(kind="JPEG") -> bytes:
    """A picture that says where it was taken and by which camera."""
    image = Image.new("RGB", (80, 60), "white")
    exif = image.getexif()
    exif[0x010F] = "Camera of somebody"
    exif.get_ifd(0x8825)[1] = "N"
    out = io.BytesIO()
    image.save(out, kind, exif=exif)
    return out.getvalue()


def add(who=d.OFFICER, code="MC-029", **changes) -> Elsewhere:
    return acts.add_link(row(code).pk, **LINK | changes, actor=d.person(who))


def register(owed, who=d.OFFICER, picture=None, **changes) -> OnSite:
    return acts.register_on_site(owed.pk, **SHOWN | changes, photo=picture, actor=d.person(who))


def head_of(obj: str) -> dict:
    newest = Record.objects.filter(obj=obj).order_by("-ver").first()
    return json.loads(bytes(newest.parts.get(name="head").content))


def body_of(obj: str) -> dict:
    newest = Record.objects.filter(obj=obj).order_by("-ver").first()
    return json.loads(bytes(newest.body))


def listed(code: str, unit="YY1") -> str:
    """Return how the published list says that a row is fulfilled."""
    newest = Record.objects.filter(kind="owed-list", unit=unit).order_by("-ver").first()
    rows = json.loads(bytes(newest.parts.get(name="rows").content))
    return next(each["how"] for each in rows if each["code"] == code)


# Links


def test_a_link_is_a_record_and_the_way_the_row_is_fulfilled():
    link = add()
    assert head_of(link.obj) == LINK
    body = body_of(link.obj)
    assert (body["obligation"], body["how"], body["standing"]) == ("MC-029", "link", "reachable")
    assert row().how == listed("MC-029") == "link"
    d.tick()
    found = Fulfilment.objects.get(obj=link.obj)
    assert (found.unit, found.obligation, found.how) == ("YY1", "MC-029", "link")


def test_a_link_put_right_is_its_next_version_and_is_looked_at_anew():
    link = add()
    Elsewhere.objects.update(failed=5, state="unreachable")
    acts.change_link(link.obj, **LINK | {"title": "采购结果"}, actor=d.person(d.OFFICER))
    assert body_of(link.obj)["standing"] == "unreachable"
    new = LINK | {"url": "https://ggzy.mingchuang.example/yy1/2"}
    acts.change_link(link.obj, **new, actor=d.person(d.OFFICER))
    link.refresh_from_db()
    assert (link.state, link.failed, link.looked_at) == ("reachable", 0, None)
    assert body_of(link.obj)["standing"] == "reachable"
    acts.change_link(link.obj, **new, actor=d.person(d.OFFICER))
    assert Record.objects.filter(obj=link.obj).count() == 3  # the same again is no version


def test_when_the_last_link_ends_the_row_is_fulfilled_here_again():
    one, two = add(), add(title="第二批采购结果")
    acts.end_link(one.obj, why="平台已撤下该页", actor=d.person(d.OFFICER))
    assert row().how == "link"
    assert head_of(one.obj)["note"] == "平台已撤下该页"
    acts.end_link(two.obj, actor=d.person(d.OFFICER))
    assert row().how == listed("MC-029") == "published"
    d.tick()
    assert not Fulfilment.objects.exists()
    with pytest.raises(NotReady):
        acts.end_link(two.obj, actor=d.person(d.OFFICER))
    with pytest.raises(NotReady):
        acts.change_link(two.obj, **LINK, actor=d.person(d.OFFICER))


def test_a_row_for_groups_falls_back_to_the_other_way_and_never_to_a_page(for_some):
    link = acts.add_link(for_some.pk, **LINK, actor=d.person(d.OFFICER))
    shown = register(for_some)
    assert listed("MC-030") == "onsite"
    acts.end_on_site(shown.obj, actor=d.person(d.OFFICER))
    assert listed("MC-030") == "link"
    acts.end_link(link.obj, actor=d.person(d.OFFICER))
    assert listed("MC-030") == "onsite"


@pytest.mark.parametrize("who", [d.TEACHER, d.SIGNER, d.OFFICE, d.AUDITOR, d.ADMINISTRATOR])
def test_only_an_officer_of_the_unit_enters_changes_and_ends(who, for_some):
    link, shown = add(), register(for_some)
    before = Record.objects.count()
    for refused in (
        lambda: add(who),
        lambda: acts.change_link(link.obj, **LINK | {"title": "x"}, actor=d.person(who)),
        lambda: acts.end_link(link.obj, actor=d.person(who)),
        lambda: register(for_some, who),
        lambda: acts.change_on_site(
            shown.obj, **SHOWN | {"title": "x"}, photo=None, actor=d.person(who)
        ),
        lambda: acts.end_on_site(shown.obj, actor=d.person(who)),
    ):
        with pytest.raises(NotAllowed):
            refused()
    assert Record.objects.count() == before


BAD_ADDRESSES = [
    "",
    "ggzy.mingchuang.gov.cn/a",
    "ftp://ggzy.mingchuang.gov.cn/a",
    "javascript:alert(1)",
    "file:///etc/passwd",
    "https:///a",
    "https://user:secret@ggzy.mingchuang.gov.cn/a",
    "https://user@ggzy.mingchuang.gov.cn/a",
    "https://ggzy.mingchuang.gov.cn:port/a",
    "https://ggzy.mingchuang.gov.cn/a b",
    "https://localhost/a",
    "https://intranet/a",
    "https://oa.local/a",
    "http://127.0.0.1/a",
    "http://127.1/a",
    "http://2130706433/a",
    "http://0x7f000001/a",
    "http://10.0.0.8/a",
    "http://192.168.1.1:8080/a",
    "http://169.254.169.254/latest/meta-data/",
    "http://[::1]/a",
    "http://[::ffff:10.0.0.1]/a",
    "https://ggzy.mingchuang.gov.cn\\@10.0.0.1/",
    "https://ggzy.mingchuang.gov.cn/" + "a" * 500,
]


@pytest.mark.parametrize("url", BAD_ADDRESSES)
def test_an_address_that_readers_cannot_open_is_refused(url):
    with pytest.raises(NotReady) as refused:
        add(url=url)
    assert len(refused.value.problems) == 1
    assert not Outbox.objects.exists() and not Elsewhere.objects.exists()


@pytest.mark.parametrize(
    "url",
    [
        "https://ggzy.mingchuang.gov.cn",
        "http://ggzy.mingchuang.gov.cn:8080/公告/1?期=2#a",
        "https://政务.中国/a",
        "http://8.8.8.8/a",
    ],
)
def test_an_address_that_readers_can_open_is_taken(url):
    assert links.split(url)
    assert add(url=url).url == url


def test_everything_that_is_wrong_is_said_at_once():
    with pytest.raises(NotReady) as refused:
        add(title=" ", platform="", url="x")
    assert len(refused.value.problems) == 3


PERSONAL = ["张伟身份证号11010519491231002X", "联系电话13812345678", "王小明、刘芳", "王小明"]


@pytest.mark.parametrize("words", PERSONAL)
def test_nothing_personal_comes_into_a_record(words, for_some):
    link = add()
    before = Record.objects.count()
    for refused in (
        lambda: add(title=words),
        lambda: add(platform=words),
        lambda: register(for_some, title=words),
        lambda: register(for_some, place=words),
        lambda: acts.end_link(link.obj, why=words, actor=d.person(d.OFFICER)),
    ):
        with pytest.raises(NotReady):
            refused()
    assert Record.objects.count() == before


def test_an_address_with_somebodys_number_is_refused():
    with pytest.raises(NotReady):
        add(url="https://a.gov.cn/11010519491231002X")


def test_a_row_that_is_not_owed_is_not_fulfilled(for_some):
    acts.set_not_owed(for_some.pk, note="没有这项业务", by=d.roles(d.OFFICE))
    with pytest.raises(NotReady):
        register(for_some)
    with pytest.raises(NotReady):
        acts.add_link(for_some.pk, **LINK, actor=d.person(d.OFFICER))


# On the spot


def test_what_was_shown_on_the_spot_is_a_record_with_place_and_days(for_some):
    shown = register(for_some)
    body = body_of(shown.obj)
    assert (body["how"], body["standing"]) == ("onsite", "shown")
    assert (body["shown_from"], body["shown_to"]) == ("2026-02-24", "2026-03-05")
    assert head_of(shown.obj) == {"title": SHOWN["title"], "place": SHOWN["place"]}
    assert listed("MC-030") == "onsite"
    d.tick()
    found = Fulfilment.objects.get(obj=shown.obj)
    assert (found.how, found.days) == ("onsite", ["2026-02-24"])


@pytest.mark.parametrize(
    "changes",
    [
        {"title": ""},
        {"place": " "},
        {"shown_from": date(2026, 3, 3)},  # tomorrow
        {"shown_to": date(2026, 2, 23)},
        {"title": "公" * 201},
    ],
)
def test_a_registration_that_cannot_be_is_refused(changes, for_some):
    with pytest.raises(NotReady) as refused:
        register(for_some, **changes)
    assert len(refused.value.problems) == 1


def test_what_everybody_must_see_is_not_shown_on_the_spot_only():
    with pytest.raises(NotReady):
        register(row())
    owed = row()
    owed.obligation.carriers = ["入户/现场", "公开查阅点"]
    owed.obligation.save()
    assert register(owed).obj


def test_a_registration_is_changed_and_a_new_photo_alone_is_no_record(for_some):
    shown = register(for_some)
    later = SHOWN | {"shown_to": date(2026, 3, 9)}
    acts.change_on_site(shown.obj, **later, photo=None, actor=d.person(d.OFFICER))
    assert body_of(shown.obj)["shown_to"] == "2026-03-09"
    acts.change_on_site(shown.obj, **later, photo=(photo(), "板.jpg"), actor=d.person(d.OFFICER))
    assert Record.objects.filter(obj=shown.obj).count() == 2
    shown.refresh_from_db()
    first = shown.photo
    assert first
    acts.change_on_site(shown.obj, **later, photo=None, actor=d.person(d.OFFICER))
    shown.refresh_from_db()
    assert shown.photo == first


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("板.gif", photo()),
        ("板.jpg", b"<html>"),
        ("板.jpg", photo()[:100]),
        ("板.png", photo()),
        ("板.jpg", b"\xff\xd8\xff" + b"0" * (10 * 1024 * 1024)),
        ("板.jpg", b""),
    ],
)
def test_a_photo_that_is_none_is_refused(name, data, for_some):
    with pytest.raises(NotReady) as refused:
        register(for_some, picture=(data, name))
    assert len(refused.value.problems) == 1
    assert not OnSite.objects.exists()


@pytest.mark.parametrize(("kind", "name"), [("JPEG", "板.jpg"), ("PNG", "板.PNG")])
def test_the_photo_is_cleaned_and_kept_while_it_is_named(kind, name, for_some):
    shown = register(for_some, picture=(photo(kind), name))
    kept = blobs.read(shown.photo)
    with Image.open(io.BytesIO(kept)) as image:
        assert image.format == kind
        assert not image.getexif()
    assert b"Camera" not in kept
    blobs.sweep(age=-60)
    assert blobs.read(shown.photo) == kept
    OnSite.objects.update(photo="")
    blobs.sweep(age=-60)
    with pytest.raises(FileNotFoundError):
        blobs.read(shown.photo)


def test_the_photo_stands_in_no_record_and_at_no_public_address(for_some, client, signed_in):
    shown = register(for_some, picture=(photo(), "公示栏照片.jpg"))
    d.tick()
    for record in Record.objects.all():
        said = bytes(record.body) + b"".join(
            bytes(part.content or b"") for part in record.parts.all()
        )
        assert shown.photo.encode() not in said
        assert "公示栏照片" not in said.decode()
    assert not Part.objects.filter(blob=shown.photo).exists()
    page = client.get(f"/items/{shown.obj}/")
    assert page.status_code == 200
    for word in (shown.photo, "公示栏照片", "photo", "<img"):
        assert word not in page.content.decode().partition("<main")[2].partition("</main")[0]
    for address in (
        f"/items/{shown.obj}/v1/files/1/公示栏照片.jpg",
        f"/items/{shown.obj}/v1/parts/photo",
        f"/blobs/{shown.photo[:2]}/{shown.photo}",
    ):
        assert client.get(address).status_code == 404
    address = f"/desk/owed/rows/{for_some.pk}/elsewhere/{shown.obj}/photo/"
    assert client.get(address).status_code == 302
    for who, status in ((d.OFFICER, 200), (d.SIGNER, 200), (d.AUDITOR, 200), (d.TEACHER, 403)):
        assert signed_in(who).get(address).status_code == status, who
    answer = signed_in(d.OFFICE).get(address)
    assert answer.content == blobs.read(shown.photo)
    assert answer["Content-Type"] == "image/jpeg"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in answer["Cache-Control"]


def test_the_photo_is_in_no_export(for_some, tmp_path):
    shown = register(for_some, picture=(photo(), "公示栏照片.jpg"))
    d.tick()
    archive.export(tmp_path / "out")
    kept = blobs.read(shown.photo)
    written = [file for file in (tmp_path / "out").rglob("*") if file.is_file()]
    assert any(shown.obj in str(file) for file in written)
    for file in written:
        data = file.read_bytes()
        assert data != kept
        assert shown.photo.encode() not in data


# Rows for specific groups


def group_draft(for_some, **changes) -> Draft:
    return d.write("MC-030", **changes)


def stops(draft) -> list[str]:
    """Return the places that block a draft and that nobody can release."""
    return [f.place for f in work.findings(freeze(draft)) if f.blocking and not f.kind]


def test_a_document_for_groups_without_names_is_published(for_some):
    assert d.publish("MC-030", title="救助对象公示情况")


def test_a_document_for_groups_carries_no_list_of_persons(for_some):
    draft = group_draft(for_some)
    draft = publishing.arrange(
        draft.pk, revision=draft.revision, actor=draft.drafter, window_end=date(2026, 3, 20)
    )
    draft = publishing.set_persons(
        draft.pk,
        revision=draft.revision,
        columns=["姓名"],
        rows=[["欧阳罕见"]],
        actor=draft.drafter,
    )
    assert stops(draft) == ["persons"]
    with pytest.raises(NotReady):
        publishing.submit(
            draft.pk, revision=draft.revision, actor=draft.drafter, plea="依法公示七天"
        )


@pytest.mark.parametrize(
    "words",
    ["救助对象电话13812345678。", "王小明、刘芳、陈晓东。", "患者王小明，患尿毒症。"],
)
def test_names_and_personal_data_in_it_cannot_be_released(words, for_some):
    draft = group_draft(for_some, body=d.text(words))
    assert stops(draft) == ["body"]
    with pytest.raises(NotReady):
        publishing.submit(draft.pk, revision=draft.revision, actor=draft.drafter, plea="依法公示")
    assert Draft.objects.get(pk=draft.pk).state == "writing"


def test_the_same_words_in_a_row_for_everybody_can_be_released():
    draft = d.write("MC-030", body=d.text("救助对象电话13812345678。"))
    assert stops(draft) == []
    submitted = publishing.submit(
        draft.pk, revision=draft.revision, actor=draft.drafter, plea="窗口公用手机"
    )
    assert submitted.state == "review"


# Screens


def address(owed: Owed, rest="") -> str:
    return f"/desk/owed/rows/{owed.pk}/elsewhere/{rest}"


def fields(prefix: str, action: str, values: dict) -> dict:
    return {"action": action} | {f"{prefix}-{name}": value for name, value in values.items()}


def test_the_row_is_shown_in_plain_words(signed_in, for_some):
    shown = signed_in(d.OFFICER).get(address(for_some)).content.decode()
    for words in ("时间", "条例第二十条", "自形成或者变更之日起20个工作日内", "特定群体"):
        assert words in shown
    assert "政府网站" in shown
    assert 'value="onsite"' in shown
    everybody = signed_in(d.OFFICER).get(address(row())).content.decode()
    assert 'value="onsite"' not in everybody


def test_a_link_is_added_changed_and_ended_on_the_desk(signed_in):
    officer = signed_in(d.OFFICER)
    answer = officer.post(address(row()), fields("link", "link", LINK))
    assert answer.status_code == 302
    link = Elsewhere.objects.get()
    one = address(row(), f"{link.obj}/")
    assert LINK["url"] in officer.get(one).content.decode()
    assert officer.post(one, LINK | {"title": "采购结果"}).status_code == 302
    link.refresh_from_db()
    assert link.title == "采购结果"
    assert officer.post(one, {"end": "1", "ending-why": "平台已撤下"}).status_code == 302
    link.refresh_from_db()
    assert link.ended
    assert officer.post(one, {"end": "1"}).status_code == 422


def test_errors_stand_at_their_fields(signed_in, for_some):
    officer = signed_in(d.OFFICER)
    answer = officer.post(
        address(for_some), fields("link", "link", LINK | {"url": "http://10.0.0.8/", "title": ""})
    )
    assert answer.status_code == 422
    assert set(answer.context["forms"]["link"].errors) == {"url", "title"}
    assert answer.context["forms"]["onsite"].errors == {}
    sent = SHOWN | {
        "title": "王小明",
        "shown_to": "2026-02-01",
        "photo": SimpleUploadedFile("板.gif", b"GIF89a"),
    }
    answer = officer.post(address(for_some), fields("onsite", "onsite", sent))
    assert set(answer.context["forms"]["onsite"].errors) == {"title", "shown_to", "photo"}
    sent = SHOWN | {"photo": SimpleUploadedFile("板.jpg", b"no picture")}
    answer = officer.post(address(for_some), fields("onsite", "onsite", sent))
    assert set(answer.context["forms"]["onsite"].errors) == {"photo"}
    assert not OnSite.objects.exists() and not Elsewhere.objects.exists()


def test_it_is_registered_with_a_photo_on_the_desk(signed_in, for_some):
    officer = signed_in(d.OFFICER)
    sent = SHOWN | {"photo": SimpleUploadedFile("板.jpg", photo())}
    answer = officer.post(address(for_some), fields("onsite", "onsite", sent))
    assert answer.status_code == 302
    shown = OnSite.objects.get()
    assert shown.by == d.person(d.OFFICER).pk
    assert f"{shown.obj}/photo/" in officer.get(address(for_some)).content.decode()
    one = address(for_some, f"{shown.obj}/")
    given = officer.get(one).context["form"].initial
    assert given["place"] == SHOWN["place"]
    assert officer.post(one, SHOWN | {"place": "住院楼公示栏"}).status_code == 302
    shown.refresh_from_db()
    assert (shown.place, bool(shown.photo)) == ("住院楼公示栏", True)
    assert officer.post(one, {"end": "1"}).status_code == 302
    assert body_of(shown.obj)["standing"] == "ended"


@pytest.mark.parametrize("who", [d.OFFICER, d.SIGNER, d.OFFICE])
def test_the_way_and_the_post_are_set_by_those_who_may(who, signed_in):
    answer = signed_in(who).post(
        address(row()), fields("arrange", "arrange", {"how": "published", "post": "职员"})
    )
    assert answer.status_code == 302
    assert (row().how, row().post) == ("published", "职员")


def test_a_platform_without_a_link_is_refused_and_an_old_one_is_pointed_at(signed_in):
    answer = signed_in(d.OFFICER).post(
        address(row()), fields("arrange", "arrange", {"how": "link", "post": "职员"})
    )
    assert answer.status_code == 422 and row().how == "published"
    Owed.objects.filter(pk=row().pk).update(how="link")
    page = signed_in(d.OFFICER).get(f"/desk/owed/{row().unit_id}/").content.decode()
    assert f"{address(row())}#link" in page
    link = acts.add_link(row().pk, **LINK, actor=d.person(d.OFFICER))
    for _night in range(3):
        acts.looked(link.obj, link.url, ok=False, at=d.NOW)
    page = signed_in(d.OFFICER).get(f"/desk/owed/{row().unit_id}/").content.decode()
    assert f"{address(row())}#link" not in page  # it is there, and does not answer


def test_an_officer_is_told_who_switches_rows_off(signed_in):
    page = signed_in(d.OFFICER).get("/desk/owed/YY1/").content.decode()
    assert "明窗示范区人民政府办公室 0500-8600 1100" in page
    assert "0500-8600 1100" not in signed_in(d.OFFICE).get("/desk/owed/YY1/").content.decode()


def test_others_see_and_change_nothing(signed_in, for_some):
    shown = register(for_some)
    assert signed_in(d.TEACHER).get(address(for_some)).status_code == 403
    for who in (d.DEPARTMENT, d.AUDITOR):
        client = signed_in(who)
        page = client.get(address(for_some))
        assert page.status_code == 200
        assert b'name="action"' not in page.content
        for action in ("link", "onsite", "arrange"):
            answer = client.post(address(for_some), {"action": action})
            assert answer.status_code == 403
        assert client.post(address(for_some, f"{shown.obj}/"), {"end": "1"}).status_code == 403
    other = row("MC-029")
    assert signed_in(d.OFFICER).get(address(other, f"{shown.obj}/")).status_code == 404
