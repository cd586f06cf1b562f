"""The forms of people: what the acts refuse stands above the form, and nothing has changed."""

import pytest

from mingchuang.people.models import Deputy, Post
from mingchuang.units.models import Unit, UnitProposal

pytestmark = pytest.mark.db

POST = {
    "username": "new.hand",
    "name": "辛守正",
    "role": "officer",
    "title": "科员",
    "start": "2026-03-01",
    "end": "2027-02-28",
    "document": "明教人〔2026〕5号",
}


def test_a_post_proposed_waits_for_the_office(district, signed_in):
    client = signed_in(district.ADMIN)
    answer = client.post("/desk/people/YY1/propose/", POST, follow=True)
    assert answer.redirect_chain == [("/desk/people/YY1/", 302)]
    assert "已提议，等政务公开办公室的人确认。" in answer.text
    assert Post.objects.get(user__username="new.hand").state == Post.State.PROPOSED


def test_every_fault_of_a_post_is_named_at_once(district, signed_in):
    client = signed_in(district.ADMIN)
    answer = client.post("/desk/people/YY1/propose/", POST | {"end": "2026-01-01"})
    assert answer.status_code == 200
    assert "任期：结束日期早于开始日期" in answer.text
    assert 'value="new.hand"' in answer.text
    assert not Post.objects.filter(user__username="new.hand").exists()


def test_nobody_becomes_their_own_deputy(district, signed_in):
    post = district.post_of(district.OFFICER, "officer")
    form = {
        "username": district.ADMIN,
        "start": "2026-03-03",
        "end": "2026-03-20",
        "document": "明教人〔2026〕6号",
    }
    answer = signed_in(district.ADMIN).post(f"/desk/posts/{post.pk}/deputy/", form)
    assert "不能提议自己。" in answer.text
    assert not Deputy.objects.filter(post=post).exists()


def test_facts_of_a_unit_are_proposed_with_all_that_the_form_does_not_show(district, signed_in):
    client = signed_in(district.ADMIN)
    page = client.get("/desk/people/YY1/facts/")
    sent = page.context["form"].initial | {"phone": "0500-8600 9999"}
    answer = client.post("/desk/people/YY1/facts/", sent, follow=True)
    assert answer.redirect_chain == [("/desk/people/YY1/", 302)]
    proposal = UnitProposal.objects.get(state="proposed")
    assert proposal.data["phone"] == "0500-8600 9999"
    place = Unit.objects.get(pk="YY1")
    assert (proposal.data["kind"], proposal.data["parent"]) == (place.kind, place.parent_id or "")
