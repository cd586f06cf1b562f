"""The same as last period, templates, and the preview."""

import re

import pytest
from django.urls import reverse

import small_district as d
from mingchuang.publishing import acts, periods
from mingchuang.publishing.acts import copying
from mingchuang.publishing.models import Draft
from mingchuang.publishing.reading import findings_of
from mingchuang.records import richtext
from mingchuang.records.errors import NotAllowed, NotReady

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("2025年工作总结", ["2025年"]),
        ("2025年度", ["2025年度"]),
        ("2025年3月1日起", ["2025年3月1日"]),
        ("依据明示医〔2025〕3号", ["〔2025〕3号"]),
        ("2025-03-01", ["2025-03-01"]),
        ("第二季度，上半年，3月份", ["第二季度", "上半年", "3月份"]),
        ("3月1日至3月1日", ["3月1日"]),
        ("挂号费一元，共2025人", []),
    ],
)
def test_words_that_name_a_period(text, found):
    assert periods.places([text]) == found


def published(**changes) -> str:
    return d.publish(
        title="2025年医疗服务价格",
        docno="明示医〔2025〕3号",
        body=d.text("2025年价格如下。"),
        sections={"e1": d.text("自2025年3月1日起，挂号费一元。")},
        **changes,
    )


def bare() -> Draft:
    return d.write(title="", formed_on="", summary="", keywords=[], body=[], sections={})


def test_a_new_document_starts_from_the_last_one():
    published()
    draft = bare()
    marks = copying.copy_last(draft.pk, actor=draft.drafter)
    got = Draft.objects.get(pk=draft.pk)
    assert got.content["title"] == "2025年医疗服务价格"
    assert richtext.plain(got.content["sections"]["e1"]) == "自2025年3月1日起，挂号费一元。"
    assert not got.content["formed_on"] and not got.content.get("docno")
    assert marks == {"title": ["2025年"], "body": ["2025年"], "section_e1": ["2025年3月1日"]}
    assert got.revision == draft.revision + 1


def test_each_place_that_names_the_old_period_is_marked_until_it_is_changed():
    published()
    draft = bare()
    copying.copy_last(draft.pk, actor=draft.drafter)
    draft.refresh_from_db()
    marked = {
        p for p, here in findings_of(draft).items() if any(f.excerpt == "2025年" for f in here)
    }
    assert marked == {"title", "body"}
    draft = acts.save(
        draft.pk,
        revision=draft.revision,
        content={"title": "2026年医疗服务价格"},
        raw={},
        actor=draft.drafter,
    )
    assert not any(f.excerpt == "2025年" for f in findings_of(draft).get("title", []))


def test_pictures_stay_with_the_old_document():
    tree = richtext.clean(
        '<p>a</p><img src="files/1" alt="x"><ul><li><img src="files/1"></li></ul>'
    )
    assert richtext.without_pictures(tree) == [{"t": "p", "c": ["a"]}]


def test_what_was_typed_already_stays():
    published()
    draft = d.write(title="自己的标题", formed_on="2026-03-01", body=[], sections={})
    copying.copy_last(draft.pk, actor=draft.drafter)
    got = Draft.objects.get(pk=draft.pk).content
    assert (got["title"], got["formed_on"]) == ("自己的标题", "2026-03-01")


def test_a_document_with_a_text_of_its_own_is_not_overwritten():
    published()
    draft = d.write()
    with pytest.raises(NotReady):
        copying.copy_last(draft.pk, actor=draft.drafter)
    assert Draft.objects.get(pk=draft.pk).content == draft.content


def test_what_was_withdrawn_is_not_copied():
    d.withdraw(published())
    draft = bare()
    assert copying.last_of(draft) is None
    with pytest.raises(NotReady):
        copying.copy_last(draft.pk, actor=draft.drafter)


def test_only_an_officer_of_the_unit_copies():
    published()
    with pytest.raises(NotAllowed):
        copying.copy_last(bare().pk, actor=d.person(d.SIGNER))


def test_the_button_is_there_only_while_the_document_is_empty(signed_in):
    published()
    client = signed_in(d.OFFICER)
    for draft, offered in ((bare(), True), (d.write(), False)):
        page = client.get(reverse("publishing:edit", args=[draft.pk]))
        assert bool(page.context["last"]) == offered
    client.post(reverse("publishing:copy-last", args=[bare().pk]))
    assert Draft.objects.filter(context__has_key="copied").count() == 1


# Preview


def words(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", html.replace("<wbr>", "")))


def test_the_preview_is_the_public_page(signed_in, client):
    draft = d.write(docno="明示医〔2026〕3号", in_force="2026-04-01")
    page = signed_in(d.DEPARTMENT).get(reverse("publishing:preview-page", args=[draft.pk]))
    seen = words(page.content.decode())
    d.submit(draft)
    obj = d.finish(draft).obj
    d.tick()
    real = words(client.get(f"/items/{obj}/").content.decode())
    for said in ("医疗服务价格表", "明示医〔2026〕3号", "挂号费一元。", "现将有关事项公布如下。"):
        assert said in seen and said in real
    body = re.compile(r'<div class="doc">.*?</div></div>', re.DOTALL)
    assert body.search(page.content.decode()) is not None
    assert page.templates[0].name == "disclosures/public/page.html"


def test_only_the_preview_may_stand_in_a_frame_of_the_same_site(signed_in):
    draft = d.write()
    client = signed_in(d.OFFICER)
    inner = client.get(reverse("publishing:preview-page", args=[draft.pk]))
    outer = client.get(reverse("publishing:preview", args=[draft.pk]))
    assert inner["X-Frame-Options"] == "SAMEORIGIN" and outer["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'self'" in inner["Content-Security-Policy"]
    assert "frame-src 'self'" in outer["Content-Security-Policy"]
    assert "no-store" in inner["Cache-Control"]


@pytest.mark.parametrize(
    "changes",
    [
        {"title": ""},
        {"formed_on": ""},
        {"body": [], "sections": {}},
        {"in_force": "", "valid_until": "2026-01-01"},
    ],
)
def test_an_unfinished_document_has_a_preview(changes, signed_in):
    draft = d.write(**changes)
    page = signed_in(d.OFFICER).get(reverse("publishing:preview-page", args=[draft.pk]))
    assert page.status_code == 200


@pytest.mark.parametrize(("view", "status"), [("phone", 200), ("elder", 200), ("x", 404)])
def test_the_sizes_of_the_preview(view, status, signed_in):
    url = reverse("publishing:preview", args=[d.write().pk])
    assert signed_in(d.OFFICER).get(f"{url}?as={view}").status_code == status


# Pictures in the text


def test_a_picture_in_the_text_is_found_by_readers(signed_in, client):
    import word_files

    draft = d.write()
    file = d.attach(draft, "平面图.png", word_files.picture(), alt="停车场平面图")
    draft = acts.save(
        draft.pk,
        revision=draft.revision,
        content={"body": richtext.clean(f'<p>见图。</p><img src="files/{file.key}" alt="">')},
        raw={},
        actor=draft.drafter,
    )
    preview = signed_in(d.OFFICER).get(reverse("publishing:preview-page", args=[draft.pk]))
    assert reverse("publishing:file", args=[draft.pk, file.key]) in preview.content.decode()
    d.submit(draft)
    obj = d.finish(draft).obj
    d.tick()
    page = client.get(f"/items/{obj}/").content.decode()
    (shown,) = re.findall(r'<figure><img src="([^"]+)" alt="([^"]*)">', page)
    assert shown[1] == "停车场平面图"
    assert client.get(shown[0])["Content-Type"] == "image/png"


def test_a_picture_that_was_taken_off_blocks_and_is_named():
    draft = d.write(body=richtext.clean('<img src="files/7" alt="平面图">'))
    found = findings_of(draft)["body"]
    assert [(f.blocking, f.excerpt) for f in found] == [(True, "平面图")]


# Templates


def test_a_template_is_the_first_text_and_its_blanks_block():
    draft = d.write()
    draft.context["elements"][0]["template"] = "<p>电话【填号码】。</p>"
    from mingchuang.publishing import work

    first = work.get("disclosure").prefill(draft.context)
    assert richtext.plain(first["sections"]["e1"]) == "电话【填号码】。"
    draft.content = {**draft.content, **first, "title": "a"}
    found = findings_of(draft)["section_e1"]
    assert [(f.blocking, f.excerpt) for f in found] == [(True, "【填号码】")]
    draft.content["body"] = []
    assert copying.is_bare(draft)


def test_templates_of_the_catalogue_are_taken_in_whole():
    from mingchuang.catalogue.builtin import builtin_edition

    data = builtin_edition()
    templates = [
        element["template"]
        for row in data["obligations"]
        for element in row["elements"]
        if "template" in element
    ]
    assert len(templates) > 15
    for html in templates:
        tree = richtext.clean(html)
        assert html.count("【") == richtext.plain(tree).count("【") > 0
        assert richtext.clean(richtext.to_editor(tree)) == tree
