"""Two people in one draft: each change is known for whose it is, and a choice is saved."""

import json

import pytest
from django.urls import reverse

import small_district as d
from mingchuang.publishing import saving
from mingchuang.publishing.models import Draft
from mingchuang.records import richtext

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft():
    return d.write()


def fields(draft: Draft, **changes) -> dict:
    """Return what the editor would send of a draft with some fields changed."""
    values = {name: str(value) for name, value in saving.values(draft).items()}
    return {**values, "revision": str(draft.revision), "base": saving.base(draft), **changes}


def test_untouched_fields_do_not_meet(draft):
    assert saving.meetings(draft, fields(draft)) == []


def test_who_changed_a_field_is_known_and_proposed(draft):
    mine = fields(draft, summary="我的摘要", title="我的标题")
    saving.save(draft, fields(draft, docno="明示医〔2026〕3号", title="别人的标题"), draft.drafter)
    found = {m.name: m for m in saving.meetings(Draft.objects.get(pk=draft.pk), mine)}
    assert {name: (m.by, m.keep) for name, m in found.items()} == {
        "summary": ("mine", "mine"),
        "docno": ("theirs", "theirs"),
        "title": ("both", "mine"),
    }
    assert ("+", "我") in found["title"].changes[0].pieces


def test_what_is_not_valid_meets_as_it_was_typed(draft):
    mine = fields(draft, formed_on="三月二日")
    saving.save(draft, fields(draft, formed_on="2026-02-01"), draft.drafter)
    (found,) = saving.meetings(Draft.objects.get(pk=draft.pk), mine)
    assert "三月二日" in found.mine and "2026-02-01" in found.theirs


@pytest.mark.parametrize("base", ["", "x", "[]", "null", '{"title": 5}'])
def test_without_knowing_the_beginning_both_count_as_changed(base, draft):
    mine = fields(draft, title="我的标题", base=base)
    (found,) = saving.meetings(draft, mine)
    assert (found.by, found.keep) == ("both", "mine")


@pytest.fixture
def met(draft, signed_in):
    """Somebody saved; another one's form comes with the old revision."""
    old = fields(draft)
    first = signed_in(d.OFFICER2)
    first.post(
        reverse("publishing:save", args=[draft.pk]),
        {**old, "title": "文清的标题", "summary": "文清的摘要"},
    )
    return draft, signed_in(d.OFFICER), {**old, "title": "云舒的标题", "body": "<p>云舒的正文</p>"}


def test_without_script_the_plain_form_leads_to_both_texts(met):
    draft, client, mine = met
    page = client.post(reverse("publishing:edit", args=[draft.pk]), mine)
    assert page.status_code == 409
    assert {m.name for m in page.context["meetings"]} == {"title", "summary", "body"}
    text = page.content.decode()
    assert "云舒的正文" in text and "文清的标题" in text


def test_the_choice_is_saved_field_by_field(met):
    draft, client, mine = met
    page = client.post(reverse("publishing:edit", args=[draft.pk]), mine)
    sent = dict(page.context["sent"])
    answer = client.post(
        reverse("publishing:meet", args=[draft.pk]),
        {
            **sent,
            "revision": page.context["draft"].revision,
            "settle": "1",
            "keep_title": "theirs",
            "keep_summary": "theirs",
            "keep_body": "mine",
        },
    )
    assert answer.status_code == 302 and answer["Location"].endswith("?kept=settled")
    got = Draft.objects.get(pk=draft.pk).content
    assert (got["title"], got["summary"]) == ("文清的标题", "文清的摘要")
    assert richtext.plain(got["body"]) == "云舒的正文"
    assert got["sections"]["e1"] == draft.content["sections"]["e1"]


def test_a_third_save_between_is_met_again_with_what_was_chosen(met, signed_in):
    draft, client, mine = met
    url = reverse("publishing:meet", args=[draft.pk])
    now = Draft.objects.get(pk=draft.pk)
    signed_in(d.OFFICER2).post(
        reverse("publishing:save", args=[draft.pk]), fields(now, title="第三个标题")
    )
    page = client.post(url, {**mine, "revision": now.revision, "settle": "1", "keep_title": "mine"})
    assert page.status_code == 409
    assert dict(page.context["sent"])["title"] == "云舒的标题"
    assert Draft.objects.get(pk=draft.pk).content["title"] == "第三个标题"


def test_equal_texts_go_straight_back_to_the_editor(draft, signed_in):
    answer = signed_in(d.OFFICER).post(
        reverse("publishing:meet", args=[draft.pk]), fields(draft, revision="1")
    )
    assert answer.status_code == 302


def test_the_background_save_answers_a_conflict_with_the_saved_text(met):
    draft, client, mine = met
    answer = client.post(reverse("publishing:save", args=[draft.pk]), mine)
    said = json.loads(answer.content)
    assert answer.status_code == 409
    assert said["fields"]["title"] == "文清的标题" and said["revision"] == draft.revision + 1


def test_who_may_not_save_hears_that_before_anything_of_revisions(draft, signed_in):
    answer = signed_in(d.SIGNER).post(
        reverse("publishing:save", args=[draft.pk]), {"revision": "nonsense"}
    )
    assert answer.status_code == 403 and "error" in json.loads(answer.content)


def test_a_background_save_of_somebody_signed_out_or_somebody_else_is_not_taken(
    draft, client, signed_in
):
    url = reverse("publishing:save", args=[draft.pk])
    gone = client.post(url, fields(draft, title="x"))
    other = signed_in(d.OFFICER2).post(
        url, fields(draft, title="x", by=str(d.person(d.OFFICER).pk))
    )
    for answer in (gone, other):
        assert answer.status_code == 401 and json.loads(answer.content)["sign_in"]
    assert Draft.objects.get(pk=draft.pk).revision == draft.revision
