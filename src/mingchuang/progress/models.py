"""Figures of today as a cache, and which months have been published."""

from django.db import models


class UnitFigures(models.Model):
    """How far a unit has come (projection ``figures``): worked out for a day, from the log alone."""

    unit = models.CharField(max_length=40, primary_key=True)
    kind = models.CharField(max_length=20, blank=True)
    name = models.CharField(max_length=200, blank=True)
    name_en = models.CharField(max_length=200, blank=True)
    order = models.IntegerField(default=0)
    on = models.DateField(null=True)
    """The day they were worked out for; None until then."""
    stale = models.BooleanField(default=True)
    totals = models.JSONField(default=dict)
    """``{measure: [done, of]}``, empty for a unit without an owed list."""
    categories = models.JSONField(default=dict)
    """The same of each category of level 1."""
    late = models.PositiveIntegerField(default=0)
    rows = models.JSONField(default=list)
    """Every owed row as ``[code, category, {measure: [done, of]}, late]``."""

    class Meta:
        indexes = [models.Index(fields=["order"])]


class Month(models.Model):
    """A month whose figures are published, and which record they are."""

    month = models.CharField(max_length=7, primary_key=True)
    """``2026-10``."""
    obj = models.CharField(max_length=32)


class Trend(models.Model):
    """A month's published figures for the charts (projection ``figures``)."""

    month = models.CharField(max_length=7, primary_key=True)
    obj = models.CharField(max_length=32)
    units = models.JSONField()
    """What the record's table says of each unit."""
