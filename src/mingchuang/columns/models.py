"""The register of columns as the office works with it; readers read its records."""

from django.db import models

from mingchuang.units.models import Unit


class Column(models.Model):
    """A column (栏目): what its newest record says."""

    code = models.CharField(max_length=32, primary_key=True)
    obj = models.CharField(max_length=32)
    version = models.PositiveIntegerField(default=1)
    name = models.CharField(max_length=60)
    name_en = models.CharField(max_length=80)
    type = models.CharField(max_length=20)
    description = models.CharField(max_length=300)
    keywords = models.JSONField(default=list)
    owner = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="columns")
    cadence = models.PositiveIntegerField(null=True)
    """Days within which something new has to come; None: it follows events."""
    minimum = models.PositiveIntegerField(default=1)
    categories = models.JSONField(default=list)
    units = models.JSONField(default=list)
    kinds = models.JSONField(default=list)
    closed = models.BooleanField(default=False)
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["code"]


class Home(models.Model):
    """Which columns make the home page, in their order; one row."""

    obj = models.CharField(max_length=32, primary_key=True)
    version = models.PositiveIntegerField(default=1)
    columns = models.JSONField(default=list)
