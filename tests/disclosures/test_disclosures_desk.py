"""A disclosure in the editor: what is typed is kept, what is missing is said, two savers meet."""

import json

import pytest
from django.urls import reverse

import small_district as d
from mingchuang.disclosures import forms, rules
from mingchuang.publishing import acts
from mingchuang.publishing.freeze import freeze
from mingchuang.publishing.models import Draft

pytestmark = pytest.mark.django_db


def places(blocking, **changes):
    draft = d.write(**changes)
    return {f.place for f in rules.check(freeze(draft)) if f.blocking == blocking}


@pytest.mark.parametrize(
    ("changes", "blocking", "hints"),
    [
        ({}, set(), set()),
        ({"title": ""}, {"title"}, set()),
        ({"formed_on": ""}, {"formed_on"}, set()),
        ({"formed_on": "2026-03-02"}, set(), set()),
        ({"formed_on": "2026-03-03"}, {"formed_on"}, set()),
        ({"changed_on": "2026-03-03"}, {"changed_on"}, set()),
        ({"changed_on": "2026-02-01"}, {"changed_on"}, set()),
        ({"in_force": "2026-03-05", "valid_until": "2026-03-05"}, set(), set()),
        ({"in_force": "2026-03-05", "valid_until": "2026-03-04"}, {"valid_until"}, set()),
        ({"docno": "明示发改〔2026〕47号"}, set(), set()),
        ({"docno": "明示发改[2026]47号"}, set(), {"docno"}),
        ({"docno": "47号文"}, {"docno"}, set()),
        ({"body": [], "sections": {}}, {"body"}, set()),
        ({"summary": "价格,依据"}, set(), {"summary"}),
        ({"summary": "价格，依据3.5元"}, set(), set()),
    ],
)
def test_what_the_checks_say(changes, blocking, hints):
    assert places(True, **changes) == blocking
    assert places(False, **changes) == hints


def test_a_picture_needs_words():
    import io

    from PIL import Image

    out = io.BytesIO()
    Image.new("RGB", (2, 2)).save(out, "PNG")
    draft = d.write()
    file = d.attach(draft, "a.png", out.getvalue())
    assert f"file:{file.key}" in {f.place for f in rules.check(freeze(draft)) if f.blocking}
    from mingchuang.publishing import acts

    acts.describe_file(draft.pk, file.key, title="图", alt="停车场平面图", actor=draft.drafter)
    assert not {f.place for f in rules.check(freeze(draft)) if f.blocking}


def test_the_form_gives_back_what_the_draft_holds():
    draft = d.write(
        docno="明示发改〔2026〕47号", in_force="2026-03-05", topic="财政", keywords=["价格", "收费"]
    )
    form_class = forms.form_for(draft.context)
    form = form_class(form_class.from_draft(draft.content))
    assert form.is_valid(), form.errors
    again = form.to_draft()
    again["sections"] = {code: tree for code, tree in again["sections"].items() if tree}
    for name, value in again.items():
        assert value == draft.content.get(name, "" if isinstance(value, str) else value), name
    assert again["sections"]["e1"] == draft.content["sections"]["e1"]


def fields(draft, **changes):
    form_class = forms.form_for(draft.context)
    values = form_class.from_draft(draft.content) | {"revision": draft.revision} | changes
    return {name: value for name, value in values.items() if value is not None}


@pytest.fixture
def desk(signed_in):
    draft = d.write()
    return draft, signed_in(d.OFFICER), reverse("publishing:edit", args=[draft.pk])


def test_saving_in_the_background_answers_with_the_revision_and_what_is_missing(desk):
    draft, client, _url = desk
    url = reverse("publishing:save", args=[draft.pk])
    answer = client.post(url, fields(draft, title="", summary="新的摘要"))
    said = json.loads(answer.content)
    assert answer.status_code == 200
    assert said["revision"] == draft.revision + 1
    assert any(finding["blocking"] for finding in said["findings"]["title"])
    assert Draft.objects.get(pk=draft.pk).content["summary"] == "新的摘要"


def test_nothing_typed_is_lost_when_a_field_is_not_valid(desk):
    draft, client, url = desk
    client.post(url, fields(draft, formed_on="三月二日", title="改了的标题"))
    kept = Draft.objects.get(pk=draft.pk)
    assert kept.content["title"] == "改了的标题"
    assert kept.content["formed_on"] == "2026-02-27"
    assert kept.raw["formed_on"] == "三月二日"
    assert "三月二日" in client.get(url).content.decode()


def test_two_savers_meet_and_nobodys_text_is_lost(desk, signed_in):
    draft, client, url = desk
    other = signed_in(d.OFFICER2)
    assert other.post(url, fields(draft, title="文清的标题")).status_code == 200
    answer = client.post(url, fields(draft, title="云舒的标题"))
    assert answer.status_code == 409
    assert "云舒的标题" in answer.content.decode()
    assert Draft.objects.get(pk=draft.pk).content["title"] == "文清的标题"
    save = reverse("publishing:save", args=[draft.pk])
    assert client.post(save, fields(draft)).status_code == 409


@pytest.mark.parametrize("revision", ["", "x", None, "99"])
def test_a_form_that_lost_its_revision_overwrites_nothing(revision, desk):
    draft, client, url = desk
    answer = client.post(url, fields(draft, title="不该存下", revision=revision))
    assert answer.status_code == 409
    assert Draft.objects.get(pk=draft.pk).content["title"] != "不该存下"


def test_scripts_in_the_editor_do_not_get_into_the_draft(desk):
    draft, client, url = desk
    client.post(url, fields(draft, body="<p onclick=x>正文<script>alert(1)</script></p>"))
    assert Draft.objects.get(pk=draft.pk).content["body"] == d.text("正文")


def test_handing_in_from_the_editor(desk):
    draft, client, url = desk
    answer = client.post(url, fields(draft, submit="1"))
    assert answer.status_code == 302
    assert Draft.objects.get(pk=draft.pk).state == "review"
    assert client.get(url).status_code == 302  # the editor is closed now


def test_handing_in_with_a_blocking_finding_says_what_to_do(desk):
    draft, client, url = desk
    answer = client.post(url, fields(draft, title="", submit="1"))
    assert answer.status_code == 200
    assert answer.context["problems"]
    assert Draft.objects.get(pk=draft.pk).state == "writing"


def test_a_file_that_is_not_taken_is_said_and_the_draft_stays(desk):
    from django.core.files.uploadedfile import SimpleUploadedFile

    draft, client, _url = desk
    url = reverse("publishing:upload", args=[draft.pk])
    client.post(url, {"file": SimpleUploadedFile("a.exe", b"MZ")})
    assert not draft.files.exists()
    client.post(url, {"file": SimpleUploadedFile("表.txt", b"x"), "title": "价目表"})
    assert [(f.filename, f.title) for f in draft.files.all()] == [("表.txt", "价目表")]
    client.post(reverse("publishing:file-change", args=[draft.pk, "1"]), {"remove": "1"})
    assert not draft.files.exists()


def test_the_whole_way_on_the_desk(desk, signed_in):
    draft, client, url = desk
    client.post(url, fields(draft, submit="1"))
    review = reverse("publishing:review", args=[draft.pk])

    def approve(who, **named):
        seen = acts.seen_of(Draft.objects.get(pk=draft.pk))
        return signed_in(who).post(review, {"action": "approve", "seen": seen, **named})

    blind = approve(d.DEPARTMENT, seen="")
    assert blind.status_code == 422, "a decision names the page it was made on"
    for who in (d.DEPARTMENT, d.SECRECY):
        assert approve(who).status_code == 302
    answer = approve(d.SIGNER)
    obj = Draft.objects.get(pk=draft.pk).obj
    assert answer["Location"] == reverse("publishing:item", args=[obj])
    assert signed_in(d.OFFICER).get(answer["Location"]).status_code == 200


def test_what_waits_for_whom_is_on_the_desk(desk, signed_in):
    draft, _client, _url = desk
    d.submit(draft)
    title = draft.content["title"]
    assert title in signed_in(d.DEPARTMENT).get("/desk/reviews/").content.decode().replace(
        "<wbr>", ""
    )
    for who in (d.SECRECY, d.SIGNER, d.BUREAU):
        page = signed_in(who).get("/desk/reviews/").content.decode().replace("<wbr>", "")
        assert title not in page, who
