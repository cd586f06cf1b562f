"""Leading groups and what joint meetings and the year's work points gave units to do."""

from django.db import models

from mingchuang.units.models import Unit


class Group(models.Model):
    """The leading group (政务公开工作领导小组) of a unit; the district government's is the district's."""

    unit = models.OneToOneField(
        Unit, primary_key=True, on_delete=models.PROTECT, related_name="leading_group"
    )
    data = models.JSONField()
    obj = models.CharField(max_length=32, unique=True)


class GroupProposal(models.Model):
    """A new or changed leading group waiting for a second person of the office."""

    class State(models.TextChoices):
        PROPOSED = "proposed"
        CONFIRMED = "confirmed"
        REFUSED = "refused"

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="group_proposals")
    data = models.JSONField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.PROPOSED)
    proposed_by = models.BigIntegerField(null=True)
    proposed_at = models.DateTimeField()
    decided_by = models.BigIntegerField(null=True)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["pk"]


class Assignment(models.Model):
    """One decision of a joint meeting (联席会议) or one of the year's work points (年度工作要点).

    ``reported`` is known to the desk alone: for readers it is open until the office has confirmed.
    """

    class Source(models.TextChoices):
        MEETING = "meeting"
        POINTS = "points"

    class State(models.TextChoices):
        OPEN = "open"
        REPORTED = "reported"
        DONE = "done"
        DROPPED = "dropped"

    obj = models.CharField(max_length=32, primary_key=True)
    source = models.CharField(max_length=8, choices=Source.choices)
    document = models.CharField(max_length=80)
    """Number of the meeting's minutes or of the work points."""
    document_name = models.CharField(max_length=120)
    number = models.PositiveSmallIntegerField()
    """Which item of that document."""
    title = models.CharField(max_length=120)
    text = models.CharField(max_length=1000, blank=True)
    lead = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="assignments")
    supporting = models.JSONField(default=list)
    """Codes of the units that help, in the official order."""
    due = models.DateField()
    links = models.JSONField(default=list)
    """What shows that it is done: ids of published items, codes of owed rows."""
    state = models.CharField(max_length=8, choices=State.choices, default=State.OPEN)
    result = models.CharField(max_length=1000, blank=True)
    done_on = models.DateField(null=True)
    reported_by = models.BigIntegerField(null=True)
    reported_at = models.DateTimeField(null=True)
    said = models.CharField(max_length=400, blank=True)
    """The office's words with which a report was sent back."""
    entered_by = models.BigIntegerField()
    entered_at = models.DateTimeField()

    class Meta:
        ordering = ["due", "document", "number"]
        indexes = [models.Index(fields=["lead", "state"])]
        constraints = [
            models.UniqueConstraint(fields=["document", "number"], name="assignment_document")
        ]

    def __str__(self):
        return self.title
