"""The page of a review: an error stands where it is mended, and thirty findings are not thirty lines."""

import re

import pytest

import small_district as d
from mingchuang.publishing import acts
from mingchuang.publishing.folding import folded
from mingchuang.publishing.frozen import Finding
from mingchuang.publishing.models import Draft

pytestmark = pytest.mark.db
PHONES = [f"138123456{n:02}" for n in range(30)]


def at_secrecy(**changes):
    """Return a draft that waits at the secrecy step."""
    draft = d.write(**changes)
    plea = "是公开的值班电话"
    d.attach(draft)
    draft = Draft.objects.get(pk=draft.pk)
    acts.submit(draft.pk, revision=draft.revision, actor=draft.drafter, plea=plea)
    acts.approve(draft.pk, actor=d.person(d.DEPARTMENT))
    return Draft.objects.get(pk=draft.pk)


def decide(client, draft, action: str, **fields):
    data = {"action": action, "seen": acts.seen_of(draft)} | fields
    return client.post(f"/en/desk/drafts/{draft.pk}/review/", data)


def focused(html: str) -> str:
    """Return the one tag that takes the focus when the page opens."""
    (tag,) = re.findall(r"<[^>]* autofocus[^>]*>", html)
    return tag


def test_a_return_without_words_is_refused_at_the_box(signed_in):
    draft = at_secrecy()
    answer = decide(signed_in(d.SECRECY), draft, "return", note=" ")
    html = answer.content.decode()
    assert answer.status_code == 422
    box = focused(html)
    assert 'id="note"' in box and 'aria-describedby="refused"' in box and "aria-invalid" in box
    before, _line, after = html.partition('id="refused"')
    assert before.rindex('for="note"') > before.rindex("<form") and after.index(box) > 0
    assert "banner late" not in html


def test_a_file_closed_without_a_reason_is_refused_at_its_reason_and_keeps_the_choice(signed_in):
    draft = at_secrecy()
    key = draft.files.get().key
    fields = {f"decision_{key}": "closed", f"note_{key}": " "}
    html = decide(signed_in(d.SECRECY), draft, f"file:{key}", **fields).content.decode()
    assert f'name="note_{key}"' in focused(html)
    assert re.search(rf'name="decision_{key}" value="closed" checked', html)
    assert draft.files.get().decision == ""


def test_an_approval_that_is_refused_says_so_beside_its_button_and_keeps_the_words(signed_in):
    draft = at_secrecy()
    html = decide(signed_in(d.SECRECY), draft, "approve", note="都看过了").content.decode()
    assert 'id="refused"' in focused(html) and 'tabindex="-1"' in focused(html)
    assert ">都看过了</textarea>" in html


def test_a_release_without_a_reason_is_refused_at_its_reason_inside_the_fold(signed_in):
    draft = at_secrecy(body=d.text("、".join(PHONES)))
    client = signed_in(d.SECRECY)
    page = client.get(f"/en/desk/drafts/{draft.pk}/review/")
    (fold,) = page.context["findings"]
    assert (len(fold.shown), len(fold.more)) == (3, 27)
    assert "27 more of this kind" in page.content.decode()
    row = fold.more[-1]
    html = decide(
        client, draft, row["action"], **{f"why_{row['finding'].key}": "x"}
    ).content.decode()
    assert f'name="why_{row["finding"].key}"' in focused(html) and 'value="x"' in focused(html)
    assert re.search(r'<details class="fold" open>', html)


def test_a_refusal_whose_form_is_gone_is_said_at_the_top(signed_in):
    html = decide(signed_in(d.SECRECY), at_secrecy(), "release:" + "0" * 64).content.decode()
    assert "banner late" in html and 'id="refused"' not in html


def test_a_page_that_is_older_than_the_document_says_so_at_the_top(signed_in):
    draft = at_secrecy()
    html = (
        signed_in(d.SECRECY)
        .post(f"/en/desk/drafts/{draft.pk}/review/", {"action": "approve", "seen": "older"})
        .content.decode()
    )
    assert "banner late" in html and "autofocus" not in html


def test_the_words_for_a_whole_series_stay_when_it_is_refused(signed_in):
    drafts = [d.write(title="第一期"), d.write(title="第二期")]
    series = acts.submit_series([draft.pk for draft in drafts], actor=drafts[0].drafter)
    seen = {f"seen_{draft.pk}": acts.seen_of(Draft.objects.get(pk=draft.pk)) for draft in drafts}
    html = (
        signed_in(d.DEPARTMENT)
        .post(f"/en/desk/series/{series}/", {"action": "return", "note": "改", **seen})
        .content.decode()
    )
    assert 'id="note"' in focused(html) and ">改</textarea>" in html


def test_findings_fold_by_place_kind_and_weight():
    found = [Finding("body", True, f"第{n}处", kind="phone") for n in range(5)]
    found += [Finding("body", False, "半角标点") for _n in range(4)]
    found += [Finding("title", True, "一处", kind="phone")]
    assert [(len(f.shown), len(f.more)) for f in folded(found)] == [(3, 2), (3, 1), (1, 0)]
    assert [one for f in folded(found) for one in [*f.shown, *f.more]] == found


def test_the_editor_folds_them_too_and_its_background_save_says_how(signed_in):
    draft = d.write(body=d.text("、".join(PHONES)))
    client = signed_in(d.OFFICER)
    page = client.get(f"/en/desk/drafts/{draft.pk}/")
    assert "27 more of this kind" in page.content.decode()
    form = page.context["form"]
    data = {name: form[name].value() or "" for name in form.fields} | {"revision": draft.revision}
    found = client.post(f"/desk/drafts/{draft.pk}/save/", data).json()["findings"]["body"]
    assert len(found) == 30 and {line["fold"] for line in found} == {0}
