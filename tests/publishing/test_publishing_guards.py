"""Nobody reviews what they wrote, nobody decides what they have not seen, nobody appoints themselves."""

import pytest

import small_district as d
from mingchuang import clock
from mingchuang.people import acts as people
from mingchuang.people.reading import roles_of
from mingchuang.publishing import acts, rules
from mingchuang.publishing.models import Draft
from mingchuang.records.errors import Conflict, NotAllowed, NotReady
from mingchuang.units.roles import Held, Roles

pytestmark = pytest.mark.db


def test_whoever_wrote_in_a_draft_does_not_review_it_even_after_hand_over(district):
    draft = d.write()
    writer = draft.drafter_id
    d.submit(draft)
    Draft.objects.filter(pk=draft.pk).update(drafter=d.person(d.BUREAU))
    draft = Draft.objects.get(pk=draft.pk)
    roles = Roles(writer, "", frozenset({Held("YY1", "department_reviewer", deputy=True)}))
    assert not rules.holds(roles, rules.subject(draft))
    other = Roles(writer + 100_000, "", frozenset({Held("YY1", "department_reviewer")}))
    assert rules.holds(other, rules.subject(draft))


def test_a_page_of_an_earlier_step_decides_nothing(district):
    draft = d.submit(d.write())
    draft = Draft.objects.get(pk=draft.pk)
    seen = acts.seen_of(draft)
    who = d.holder("YY1", draft.chain["steps"][0]["roles"])
    acts.approve(draft.pk, actor=who, seen=seen)
    with pytest.raises(Conflict):
        acts.approve(draft.pk, actor=who, seen=seen)
    second = d.holder("YY1", draft.chain["steps"][1]["roles"])
    with pytest.raises(Conflict):
        acts.send_back(draft.pk, actor=second, note="请再写清楚", seen=seen)
    draft.refresh_from_db()
    assert (draft.state, draft.step) == ("review", 1)


def test_a_deputy_acts_only_after_a_second_person_of_the_office(district):
    post = d.post_of(d.holder("YY1", ["signer"]).username, "signer")
    today = clock.today()
    who = d.person(d.BUREAU)
    term = {"start": today, "end": today, "document": "明示卫〔2026〕1号"}
    office, second = d.roles(d.OFFICE), d.roles(d.OFFICE2)
    with pytest.raises(NotAllowed):
        people.propose_deputy(post.pk, user=d.person(d.OFFICE), by=office, **term)
    with pytest.raises(NotReady):
        people.propose_deputy(post.pk, user=who, by=office, **{**term, "document": ""})
    deputy = people.propose_deputy(post.pk, user=who, by=office, **term)
    signs = Held("YY1", "signer", deputy=True)
    assert signs not in roles_of(who).held
    with pytest.raises(NotAllowed):
        people.confirm_deputy(deputy.pk, by=office)
    people.confirm_deputy(deputy.pk, by=second)
    assert signs in roles_of(who).held
    people.end_deputy(deputy.pk, by=office)
    assert signs not in roles_of(who).held
    with pytest.raises(Conflict):
        people.confirm_deputy(deputy.pk, by=second)


@pytest.mark.parametrize(
    "path",
    [
        "/" + "a" * 300 + "/",
        "/lists/year/" + "9" * 260 + "/",
        "/lists/year/1777/",
        "/lists/all/p01/",
    ],
)
def test_odd_addresses_are_not_found_and_keep_nothing(client, district, path):
    from mingchuang.pages.server import StoredPages

    answers = []
    wrapper = StoredPages(lambda environ, start: answers.append("app") or [b""])
    wrapper.alive, wrapper.checked = True, float("inf")
    wrapper({"REQUEST_METHOD": "GET", "PATH_INFO": path}, lambda *words: None)
    assert answers == ["app"]
    assert client.get(path).status_code == 404
