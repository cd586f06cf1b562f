"""The register of units: proposed by one, confirmed by another, published as a record."""

import json

import pytest

import small_district as d
from mingchuang.ledger.models import Outbox
from mingchuang.records.errors import Conflict, NotAllowed, NotReady
from mingchuang.records.models import Record
from mingchuang.units import acts, rules
from mingchuang.units.models import Unit, UnitProposal
from mingchuang.units.roles import NOBODY, OPERATOR, Held, Roles

pytestmark = pytest.mark.db
DATA = d.UNITS[2] | {"hours": "全天", "phone": "0500-8600 2025"}


def test_a_confirmed_change_is_one_record_and_one_entry():
    obj = Unit.objects.get(pk="YY1").obj
    proposal = acts.propose(DATA, by=d.roles(d.ADMIN))
    assert Unit.objects.get(pk="YY1").hours == "急诊全天"
    assert not Outbox.objects.exists()
    unit = acts.confirm(proposal.pk, by=d.roles(d.OFFICE))
    assert (unit.hours, unit.obj) == ("全天", obj)
    assert Outbox.objects.count() == 1
    record = Record.objects.get(obj=obj, ver=2)
    head = json.loads(bytes(record.parts.get(name="head").content))
    assert (head["hours"], head["phone"]) == ("全天", "0500-8600 2025")


def test_the_proposer_does_not_confirm():
    proposal = acts.propose(DATA, by=d.roles(d.OFFICE))
    with pytest.raises(NotAllowed):
        acts.confirm(proposal.pk, by=d.roles(d.OFFICE))
    with pytest.raises(NotAllowed):
        acts.refuse(proposal.pk, by=d.roles(d.OFFICE))
    acts.confirm(proposal.pk, by=d.roles(d.OFFICE2))


@pytest.mark.parametrize(
    ("who", "may"),
    [(d.ADMIN, True), (d.OFFICE, True), (d.SIGNER, False), (d.BUREAU, False), (d.AUDITOR, False)],
)
def test_who_proposes(who, may):
    if may:
        assert acts.propose(DATA, by=d.roles(who)).state == "proposed"
    else:
        with pytest.raises(NotAllowed):
            acts.propose(DATA, by=d.roles(who))


@pytest.mark.parametrize("who", [d.ADMIN, d.SIGNER, d.ADMINISTRATOR, d.AUDITOR])
def test_only_the_office_confirms(who):
    proposal = acts.propose(DATA, by=d.roles(d.ADMIN))
    with pytest.raises(NotAllowed):
        acts.confirm(proposal.pk, by=d.roles(who))


def test_a_proposal_is_decided_once():
    proposal = acts.propose(DATA, by=d.roles(d.ADMIN))
    acts.refuse(proposal.pk, by=d.roles(d.OFFICE))
    for act in (acts.confirm, acts.refuse):
        with pytest.raises(Conflict):
            act(proposal.pk, by=d.roles(d.OFFICE))
    assert UnitProposal.objects.get(pk=proposal.pk).state == "refused"


def test_wrong_fields_are_named_all_at_once():
    with pytest.raises(NotReady) as refused:
        acts.propose(DATA | {"name": "", "order": "x", "kind": "castle"}, by=d.roles(d.OFFICE))
    assert len(refused.value.problems) == 3


@pytest.mark.parametrize(
    "roles", [NOBODY, OPERATOR, Roles(1, "", frozenset({Held("YY1", "unit_admin")}))]
)
def test_after_the_first_office_only_the_office_confirms(roles):
    assert not rules.may_confirm(roles, None, True)


def test_the_operator_confirms_while_there_is_no_office():
    assert rules.may_propose(OPERATOR, "YY1", False)
    assert rules.may_confirm(OPERATOR, None, False)
    assert not rules.may_confirm(NOBODY, None, False)
    assert not rules.may_propose(NOBODY, "YY1", False)
