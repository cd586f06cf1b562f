"""The register of units as the work needs to query it."""

from django.db import models


class Unit(models.Model):
    """A unit (单位): organ, town, zone, centre, hospital, school or utility. Changed by acts only."""

    code = models.CharField(max_length=8, primary_key=True)
    name = models.CharField(max_length=120)
    short_name = models.CharField(max_length=60)
    name_en = models.CharField(max_length=120, blank=True)
    former_names = models.CharField(max_length=400, blank=True)
    """Earlier names, parted by 、: a text that still uses one is pointed out."""
    kind = models.CharField(max_length=16)
    sector = models.CharField(max_length=200)
    """What the unit has to do with, of ``rules.SECTORS``; several parted by 、."""
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="children"
    )
    order = models.PositiveIntegerField()
    uscc = models.CharField(max_length=18, blank=True)
    address = models.CharField(max_length=200, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    hours = models.CharField(max_length=200, blank=True)
    duty = models.TextField(blank=True)
    supervisor = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="supervised"
    )
    obj = models.CharField(max_length=32, unique=True)

    class Meta:
        ordering = ["order", "code"]

    def __str__(self):
        return self.name

    @property
    def old_names(self) -> list[str]:
        """Its earlier names."""
        return [name for name in self.former_names.split("、") if name]


class UnitProposal(models.Model):
    """A change to the register waiting for a second person of the office."""

    class State(models.TextChoices):
        PROPOSED = "proposed"
        CONFIRMED = "confirmed"
        REFUSED = "refused"

    code = models.CharField(max_length=8)
    data = models.JSONField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.PROPOSED)
    proposed_by = models.BigIntegerField(null=True)
    proposed_at = models.DateTimeField()
    decided_by = models.BigIntegerField(null=True)
    decided_at = models.DateTimeField(null=True)
