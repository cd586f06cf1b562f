"""Editions of the catalogue, their obligations, and which of them each unit owes."""

from django.db import models

from mingchuang.units.models import Unit


class Edition(models.Model):
    """One edition of the catalogue (公开标准目录)."""

    code = models.CharField(max_length=40, primary_key=True)
    version = models.CharField(max_length=20)
    name = models.CharField(max_length=120)
    source = models.TextField()
    confidence = models.CharField(max_length=40, blank=True)
    current = models.BooleanField(default=False)
    obj = models.CharField(max_length=32)


class Category(models.Model):
    """A category of an edition, two levels: ``finance`` and ``finance.budget``."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="categories")
    code = models.CharField(max_length=40)
    name = models.CharField(max_length=80)
    name_en = models.CharField(max_length=120, blank=True)
    parent = models.CharField(max_length=40, blank=True)
    order = models.PositiveIntegerField()

    class Meta:
        ordering = ["order"]
        constraints = [models.UniqueConstraint(fields=["edition", "code"], name="category_code")]


class Obligation(models.Model):
    """One row of the catalogue (公开事项): all columns of the standard table."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="obligations")
    code = models.CharField(max_length=40)
    order = models.PositiveIntegerField()
    category = models.CharField(max_length=40)
    level1 = models.CharField(max_length=80)
    level2 = models.CharField(max_length=120)
    level3 = models.CharField(max_length=120, blank=True)
    title = models.CharField(max_length=160)
    title_en = models.CharField(max_length=200, blank=True)
    elements = models.JSONField()
    basis = models.JSONField()
    time_limit = models.CharField(max_length=400)
    organ = models.CharField(max_length=200)
    applies = models.JSONField()
    carriers = models.JSONField()
    audience = models.JSONField()
    audience_text = models.CharField(max_length=200, blank=True)
    method = models.JSONField()
    tiers = models.JSONField()
    facet = models.CharField(max_length=4)
    key_item = models.CharField(max_length=8, blank=True)
    source = models.CharField(max_length=400)
    confidence = models.CharField(max_length=40)

    class Meta:
        ordering = ["order"]
        constraints = [models.UniqueConstraint(fields=["edition", "code"], name="obligation_code")]


class Owed(models.Model):
    """An obligation that a unit owes (公开清单的一行), or why it does not although it would apply."""

    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="owed")
    obligation = models.ForeignKey(Obligation, on_delete=models.CASCADE, related_name="owed")
    applies = models.BooleanField(default=True)
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["obligation__order"]
        constraints = [models.UniqueConstraint(fields=["unit", "obligation"], name="owed_once")]


class OwedList(models.Model):
    """The published owed list of a unit: which object holds it, what it said last."""

    unit = models.OneToOneField(Unit, on_delete=models.CASCADE, primary_key=True)
    obj = models.CharField(max_length=32)
    digest = models.CharField(max_length=80)


class Fulfilment(models.Model):
    """A published record that answers an owed row (projection ``fulfilment``)."""

    obj = models.CharField(max_length=32, primary_key=True)
    unit = models.CharField(max_length=40)
    obligation = models.CharField(max_length=40)
    title = models.CharField(max_length=400, blank=True)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["unit", "obligation"])]
