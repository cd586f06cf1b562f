"""Other ways a document goes: withheld, in a series, in an emergency, through other units."""

from datetime import date

import pytest

import small_district as d
from mingchuang import clock
from mingchuang.publishing import acts, rules
from mingchuang.publishing.frozen import Finding
from mingchuang.publishing.models import Draft, Release, Template
from mingchuang.records.errors import Conflict, NotAllowed, NotReady
from mingchuang.records.models import Record

pytestmark = pytest.mark.db


def arranged(draft, **facts):
    draft = Draft.objects.get(pk=draft.pk)
    return acts.arrange(draft.pk, revision=draft.revision, actor=draft.drafter, **facts)


def fresh(draft):
    return Draft.objects.get(pk=draft.pk)


# 公开属性


def test_what_is_not_disclosed_reaches_no_reader_and_comes_up_again(district):
    draft = d.write()
    for wrong in ({"attribute": "closed"}, {"attribute": "closed", "attribute_reason": "E99"}):
        with pytest.raises(NotReady):
            arranged(draft, **wrong)
    draft = arranged(draft, attribute="request", attribute_reason="E16b")
    assert draft.reassess_on == date(2027, 3, 2)
    d.submit(draft)
    before = Record.objects.count()
    assert d.finish(draft) is None
    assert (fresh(draft).state, Record.objects.count()) == ("withheld", before)
    with pytest.raises(NotReady):
        acts.reassess(draft.pk, actor=draft.drafter, keep=True, note="")
    with pytest.raises(NotAllowed):
        acts.reassess(draft.pk, actor=d.person(d.TEACHER), keep=True, note="仍属过程性信息")
    with clock.at("2027-03-02T09:00"):
        acts.reassess(draft.pk, actor=draft.drafter, keep=True, note="仍属过程性信息")
        assert fresh(draft).reassess_on.year == 2028
        acts.reassess(draft.pk, actor=draft.drafter, keep=False, note="理由已不存在")
        with pytest.raises(Conflict):
            acts.reassess(draft.pk, actor=draft.drafter, keep=False, note="再来一次")
        assert (fresh(draft).state, fresh(draft).attribute) == ("writing", "active")
        d.submit(draft)
        assert d.finish(draft).ver == 1


def test_a_published_item_cannot_be_made_non_public_by_the_way(district):
    obj = d.publish()
    draft = acts.open_amendment(
        obj, amendment="correction", note="改为不公开", actor=d.person(d.OFFICER)
    )
    with pytest.raises(NotReady):
        arranged(draft, attribute="closed", attribute_reason="E15")


# Taking back


def test_a_document_taken_back_can_be_written_and_handed_in_again(district):
    draft = d.submit(d.write())
    d.approve(draft)
    with pytest.raises(NotAllowed):
        acts.recall(draft.pk, actor=d.person(d.TEACHER))
    acts.recall(draft.pk, actor=d.person(d.OFFICER2), note="漏了一项")
    assert fresh(draft).state == "writing"
    d.submit(draft)
    assert (fresh(draft).state, fresh(draft).step) == ("review", 0)
    assert d.finish(draft).ver == 1


# Releases


def secret_check(frozen):
    words = frozen.content.get("summary", "")
    return [Finding("summary", True, "电话", "138****5678", "phone")] if "电话" in words else []


@pytest.fixture
def checked(monkeypatch, district):
    from mingchuang.publishing import work

    monkeypatch.setattr(work, "_checks", [*work._checks, secret_check])
    return d.write(summary="联系电话见附表")


def test_a_finding_is_released_by_the_secrecy_reviewer_with_a_reason(checked):
    with pytest.raises(NotReady):
        d.submit(checked)
    draft = acts.submit(
        checked.pk, revision=checked.revision, actor=checked.drafter, plea="是公开的值班电话"
    )
    key = acts.unreleased(draft)[0].key
    with pytest.raises(NotAllowed):
        acts.release(draft.pk, key, note="可以公开", actor=d.person(d.SECRECY))
    d.approve(draft)
    secrecy = d.person(d.SECRECY)
    with pytest.raises(NotReady):
        acts.approve(draft.pk, actor=secrecy)
    with pytest.raises(NotReady):
        acts.release(draft.pk, key, note=" ", actor=secrecy)
    with pytest.raises(NotReady):
        acts.release(draft.pk, "0" * 64, note="可以公开", actor=secrecy)
    acts.release(draft.pk, key, note="值班电话，依法公开", actor=secrecy)
    assert d.finish(draft).ver == 1
    assert Release.objects.get().note == "值班电话，依法公开"


def test_a_release_is_void_once_the_words_change(checked):
    draft = acts.submit(
        checked.pk, revision=checked.revision, actor=checked.drafter, plea="是公开的值班电话"
    )
    d.approve(draft)
    key = acts.unreleased(draft)[0].key
    acts.release(draft.pk, key, note="值班电话，依法公开", actor=d.person(d.SECRECY))
    acts.send_back(draft.pk, actor=d.person(d.SECRECY), note="摘要请改短")
    draft = fresh(draft)
    acts.save(
        draft.pk,
        revision=draft.revision,
        content={"title": "换个标题"},
        raw={},
        actor=draft.drafter,
    )
    d.submit(draft)
    assert acts.unreleased(fresh(draft)) == [], "another place changed"
    acts.recall(draft.pk, actor=draft.drafter)
    draft = fresh(draft)
    acts.save(
        draft.pk,
        revision=draft.revision,
        content={"summary": "联系电话变了"},
        raw={},
        actor=draft.drafter,
    )
    with pytest.raises(NotReady):
        d.submit(draft)
    draft = fresh(draft)
    draft = acts.submit(
        draft.pk, revision=draft.revision, actor=draft.drafter, plea="是公开的值班电话"
    )
    assert Release.objects.get().void
    assert len(acts.unreleased(draft)) == 1


# Other units


def test_a_joint_unit_agrees_before_the_signature(district):
    draft = d.write()
    with pytest.raises(NotReady):
        arranged(draft, joint=["YY1"])
    with pytest.raises(NotReady):
        arranged(draft, joint=["NIX"])
    arranged(draft, joint=["FGJ"])
    d.submit(draft)
    d.approve(draft)
    d.approve(draft)
    draft = fresh(draft)
    other = d.person("ju.fa")
    assert (draft.waits_at, draft.chain["steps"][draft.step]["step"]) == ("FGJ", "consult")
    assert rules.may_see(d.roles("ju.fa"), rules.subject(draft))
    assert Draft.objects.filter(rules.visible(d.roles("ju.fa")), pk=draft.pk).exists()
    assert Draft.objects.filter(rules.holds_q(d.roles("ju.fa")), pk=draft.pk).exists()
    with pytest.raises(NotAllowed):
        acts.approve(draft.pk, actor=d.person(d.SIGNER))
    acts.approve(draft.pk, actor=other)
    assert not rules.may_see(d.roles("ju.fa"), rules.subject(fresh(draft)))
    obj = acts.approve(draft.pk, actor=d.person(d.SIGNER)).obj
    d.tick()
    record = Record.objects.get(obj=obj)
    assert b'"joint":["FGJ"]' in bytes(record.body)


def test_a_joint_item_stands_in_the_lists_of_every_unit(client, district):
    draft = d.write()
    arranged(draft, joint=["FGJ"])
    d.submit(draft)
    d.approve(draft)
    d.approve(draft)
    acts.approve(draft.pk, actor=d.person("ju.fa"))
    acts.approve(draft.pk, actor=d.person(d.SIGNER))
    d.tick()
    for code in ("YY1", "FGJ"):
        assert "价格表" in client.get(f"/lists/unit/{code}/").content.decode().replace("<wbr>", "")


# Series


def series_of(n=3):
    drafts = [d.write("MC-030", title=f"门诊安排第{i}期") for i in range(1, n + 1)]
    series = acts.submit_series([draft.pk for draft in drafts], actor=drafts[0].drafter)
    return series, drafts


def seen(series):
    return {str(draft.pk): acts.seen_of(draft) for draft in acts.members(series)}


def test_a_series_is_published_with_one_review(district):
    series, drafts = series_of()
    for who in (d.DEPARTMENT, d.SECRECY):
        assert acts.approve_series(series, actor=d.person(who), seen=seen(series)) == []
    receipts = acts.approve_series(series, actor=d.person(d.SIGNER), seen=seen(series))
    assert len({receipt.obj for receipt in receipts}) == len(drafts)


def test_a_series_goes_in_whole_or_not_at_all(district):
    good, bad = d.write("MC-030"), d.write("MC-030", title="")
    with pytest.raises(NotReady):
        acts.submit_series([good.pk, bad.pk], actor=good.drafter)
    assert {fresh(good).state, fresh(bad).state} == {"writing"}
    with pytest.raises(NotReady):
        acts.submit_series([good.pk], actor=good.drafter)
    other = d.write("MC-035", "XX2")
    with pytest.raises(NotReady):
        acts.submit_series([good.pk, other.pk], actor=good.drafter)


def test_a_series_is_approved_as_it_was_seen_and_returned_as_a_whole(district):
    series, drafts = series_of(2)
    old = seen(series)
    acts.approve_series(series, actor=d.person(d.DEPARTMENT), seen=old)
    with pytest.raises(Conflict):
        acts.approve_series(series, actor=d.person(d.SECRECY), seen=old)
    acts.send_back_series(series, actor=d.person(d.SECRECY), seen=seen(series), note="请统一格式")
    assert {fresh(draft).state for draft in drafts} == {"returned"}


# Emergencies


@pytest.fixture
def template(district):
    officer = d.person(d.OFFICER)
    return acts.write_template(
        unit="YY1",
        kind="news",
        name="停诊通知",
        content=d.content(title="门诊临时停诊的通知"),
        context={},
        obligation="",
        actor=officer,
    )


def test_an_emergency_needs_an_approved_template_and_the_duty_signer_alone(template):
    officer = d.person(d.OFFICER)
    with pytest.raises(NotReady):
        acts.open_from(template.pk, actor=officer, emergency=True)
    with pytest.raises(NotAllowed):
        acts.approve_template(template.pk, actor=officer)
    acts.approve_template(template.pk, actor=d.person(d.SIGNER))
    draft = acts.open_from(template.pk, actor=officer, emergency=True)
    d.attach(draft)
    with pytest.raises(NotReady):
        d.submit(draft)
    acts.detach(draft.pk, "1", actor=officer)
    d.submit(draft)
    with pytest.raises(NotAllowed):
        acts.approve(draft.pk, actor=d.person(d.DEPARTMENT))
    receipt = acts.approve(draft.pk, actor=d.person(d.DUTY))
    draft = fresh(draft)
    assert receipt.ver == 1
    assert draft.recheck_due == date(2026, 3, 3)
    assert b'"emergency":true' in bytes(Record.objects.get(obj=draft.obj).body)


@pytest.fixture
def emergency(template):
    acts.approve_template(template.pk, actor=d.person(d.SIGNER))
    draft = acts.open_from(template.pk, actor=d.person(d.OFFICER), emergency=True)
    d.submit(draft)
    acts.approve(draft.pk, actor=d.person(d.DUTY))
    return draft


def test_an_emergency_is_reviewed_afterwards_by_others(emergency):
    for wrong in (d.OFFICER, d.DUTY, d.SIGNER, d.SECRECY):
        with pytest.raises(NotAllowed):
            acts.recheck(emergency.pk, actor=d.person(wrong), right=True)
    acts.recheck(emergency.pk, actor=d.person(d.DEPARTMENT), right=True)
    acts.recheck(emergency.pk, actor=d.person(d.SECRECY), right=True)
    assert fresh(emergency).recheck_due is None
    with pytest.raises(NotAllowed):
        acts.recheck(emergency.pk, actor=d.person(d.SECRECY), right=True)


def test_an_objection_without_words_is_refused_at_its_box(emergency, signed_in):
    page = f"/desk/drafts/{emergency.pk}/recheck/"
    answer = signed_in(d.DEPARTMENT).post(page, {"answer": "wrong", "note": "短"})
    html = answer.content.decode()
    assert answer.status_code == 422
    box = html.partition('id="after"')[2].partition("</textarea>")[0]
    assert "autofocus" in box and box.endswith(">短")


def test_an_objection_afterwards_gives_the_officer_an_amendment(emergency):
    with pytest.raises(NotReady):
        acts.recheck(emergency.pk, actor=d.person(d.DEPARTMENT), right=False, note="")
    amendment = acts.recheck(
        emergency.pk, actor=d.person(d.DEPARTMENT), right=False, note="恢复时间写错了"
    )
    assert (amendment.state, amendment.obj) == ("returned", fresh(emergency).obj)
    assert amendment.drafter_id == emergency.drafter_id
    acts.save(
        amendment.pk,
        revision=amendment.revision,
        content={"title": "门诊停诊的更正"},
        raw={},
        actor=amendment.drafter,
    )
    d.submit(amendment)
    assert d.finish(amendment).ver == 2


def test_a_template_out_of_use_opens_nothing(template):
    acts.retire_template(template.pk, actor=d.person(d.OFFICER))
    assert Template.objects.get().retired
    with pytest.raises(NotReady):
        acts.open_from(template.pk, actor=d.person(d.OFFICER))


# Kinds that no obligation asks for


@pytest.mark.parametrize("kind", ["news", "interpretation"])
def test_a_document_without_an_obligation_can_be_begun(kind, signed_in, district):
    officer = signed_in(d.OFFICER)
    begun = officer.post("/desk/write/", {"kind": kind, "unit": "YY1"})
    draft = Draft.objects.get(kind=kind)
    assert str(draft.pk) in begun["Location"]
    for page in ("", "arrange/", "preview/", "preview/page/"):
        assert officer.get(f"/desk/drafts/{draft.pk}/{page}").status_code == 200, page


# Chains


def test_a_trial_run_says_where_a_document_would_stand_still(district):
    chain = acts.chain_for("YY1", "disclosure")["steps"]
    assert not any(tried.problems for tried in acts.trial(chain, "YY1"))
    school = acts.trial(chain, "XX2")
    assert any(tried.problems for tried in school)
    consult = [*chain[:-1], {"step": "consult", "unit": "FGJ", "roles": ["signer"]}, chain[-1]]
    assert not any(tried.problems for tried in acts.trial(consult, "YY1"))


@pytest.mark.parametrize(
    "steps",
    [
        [{"step": "nonsense", "roles": ["signer"]}],
        [{"step": "department", "roles": ["department_reviewer"], "unit": "FGJ"}],
        [{"step": "consult", "roles": ["signer"], "unit": "NIX"}],
    ],
)
def test_a_chain_that_cannot_work_is_refused(steps, district):
    rest = [
        {"step": "secrecy", "roles": ["secrecy_reviewer"]},
        {"step": "sign", "roles": ["signer"]},
    ]
    with pytest.raises(NotReady):
        acts.set_chain(unit="YY1", kind="", steps=[*steps, *rest], actor=d.person(d.OFFICE))


# Written without an obligation


@pytest.mark.parametrize("kind", ["news", "interpretation"])
@pytest.mark.parametrize("page", ["", "arrange/", "preview/", "review/"])
def test_every_page_of_a_draft_opens_before_it_has_a_title(district, signed_in, kind, page):
    draft = acts.open_draft(kind, "YY1", actor=d.person(d.OFFICER))
    answer = signed_in(d.OFFICER).get(f"/desk/drafts/{draft.pk}/{page}")
    assert answer.status_code == 200
