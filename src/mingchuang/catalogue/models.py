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
    effective_on = models.DateField(null=True)
    """Day from which this version is, was or will be in use; None when it has never been."""
    used_until = models.DateField(null=True)
    """Its last day in use, once another edition has taken its place."""
    waiting = models.BooleanField(default=False)
    """Whether it comes into use on ``effective_on`` by itself."""
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
    dropped = models.BooleanField(default=False)
    """Whether a later version of the edition left it out; lists that once held it still name it."""

    class Meta:
        ordering = ["order"]
        constraints = [models.UniqueConstraint(fields=["edition", "code"], name="obligation_code")]


class Owed(models.Model):
    """An obligation that a unit owes (公开清单的一行), or why it does not although it would apply."""

    class How(models.TextChoices):
        """Where readers find what is owed."""

        HERE = "published"
        LINK = "link"
        ONSITE = "onsite"

    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="owed")
    obligation = models.ForeignKey(Obligation, on_delete=models.CASCADE, related_name="owed")
    applies = models.BooleanField(default=True)
    note = models.CharField(max_length=200, blank=True)
    since = models.DateField(null=True)
    """Day from which it is owed: nothing of the time before can be late."""
    until = models.DateField(null=True)
    """Last day on which it was owed; such a row is kept and no longer counts."""
    how = models.CharField(max_length=10, choices=How.choices, default=How.HERE)
    post = models.CharField(max_length=80, blank=True)
    """Title of the post responsible for it (责任岗位), never a name; empty: the disclosure officer."""

    class Meta:
        ordering = ["obligation__order"]
        constraints = [models.UniqueConstraint(fields=["unit", "obligation"], name="owed_once")]


class OwedList(models.Model):
    """The published owed list of a unit: which object holds it, what it said last."""

    unit = models.OneToOneField(Unit, on_delete=models.CASCADE, primary_key=True)
    obj = models.CharField(max_length=32)
    digest = models.CharField(max_length=80)


class Occasion(models.Model):
    """A recorded event from which time limits run: a budget is approved, a decision is made."""

    obj = models.CharField(max_length=32, primary_key=True)
    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="occasions")
    obligations = models.JSONField()
    """Codes of the rows whose time it starts."""
    name = models.CharField(max_length=200)
    on = models.DateField()
    at = models.TimeField(null=True)
    """Its hour, where a limit counts hours, such as the beginning of a stop of water."""
    note = models.CharField(max_length=400, blank=True)

    class Meta:
        ordering = ["-on"]


class Elsewhere(models.Model):
    """An owed row that is fulfilled on an authoritative platform: the address is looked at nightly."""

    class State(models.TextChoices):
        REACHABLE = "reachable"
        UNREACHABLE = "unreachable"

    obj = models.CharField(max_length=32, primary_key=True)
    owed = models.ForeignKey(Owed, on_delete=models.CASCADE, related_name="elsewhere")
    title = models.CharField(max_length=200)
    platform = models.CharField(max_length=120)
    url = models.URLField(max_length=500)
    state = models.CharField(max_length=12, choices=State.choices, default=State.REACHABLE)
    failed = models.PositiveSmallIntegerField(default=0)
    """Nights in a row on which it did not answer."""
    looked_at = models.DateTimeField(null=True)
    ended = models.BooleanField(default=False)


class OnSite(models.Model):
    """What was shown on the spot only (落实登记): where, from when to when; the photo stays here."""

    obj = models.CharField(max_length=32, primary_key=True)
    owed = models.ForeignKey(Owed, on_delete=models.CASCADE, related_name="on_site")
    title = models.CharField(max_length=200)
    place = models.CharField(max_length=200)
    shown_from = models.DateField()
    shown_to = models.DateField(null=True)
    photo = models.CharField(max_length=80, blank=True)
    """Digest of the photo among the stored bytes; it is evidence and never served to readers."""
    photo_name = models.CharField(max_length=200, blank=True)
    by = models.BigIntegerField()
    ended = models.BooleanField(default=False)


class HolidayYear(models.Model):
    """A year's holiday notice that the district has loaded; it goes before the built-in table."""

    year = models.PositiveIntegerField(primary_key=True)
    version = models.CharField(max_length=40)
    table = models.JSONField()
    obj = models.CharField(max_length=32)


class Fulfilment(models.Model):
    """A published record that answers an owed row (projection ``fulfilment``)."""

    obj = models.CharField(max_length=32, primary_key=True)
    unit = models.CharField(max_length=40)
    obligation = models.CharField(max_length=40)
    how = models.CharField(max_length=10, default=Owed.How.HERE)
    title = models.CharField(max_length=400, blank=True)
    at = models.DateTimeField()
    days = models.JSONField(default=list)
    """Days on which something new became public: the first version and every change (变更)."""
    moments = models.JSONField(default=list)
    """The instants of those days, in the same order; empty when only the days are known."""

    class Meta:
        indexes = [models.Index(fields=["unit", "obligation"])]


class Due(models.Model):
    """A day by which a row must be public (应公开期限), worked out from public facts only.

    A cache (projection ``dues``): whether it is met, open or late is said for a day, not stored.
    """

    unit = models.CharField(max_length=40)
    obligation = models.CharField(max_length=40)
    key = models.CharField(max_length=80)
    """What it is for, one a row: ``0@2026-04-15`` (rule 0, due by that day), ``0@<event>``."""
    name = models.CharField(max_length=200, blank=True)
    """What started it, in words; empty for a period."""
    opens_on = models.DateField()
    start = models.DateField()
    """Day from which the time runs."""
    on = models.DateField()
    at = models.DateTimeField(null=True)
    """The hour, where the limit counts hours."""
    provisional = models.BooleanField(default=False)
    why = models.TextField(blank=True)
    calendar = models.CharField(max_length=200)
    """Versions of the year tables it was worked out with."""
    met_by = models.CharField(max_length=32, blank=True)
    met_on = models.DateField(null=True)
    met_at = models.DateTimeField(null=True)
    """The instant of what met it, where it is known: a limit of hours is held against it."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit", "obligation", "key"], name="due_once")
        ]
        indexes = [models.Index(fields=["unit", "on"]), models.Index(fields=["on"])]


class Moved(models.Model):
    """An open due date that a holiday notice moved: from which day to which, and why."""

    unit = models.CharField(max_length=40)
    obligation = models.CharField(max_length=40)
    key = models.CharField(max_length=80)
    """Key of the due date, or ``draft:<id>`` for a document that is still being written."""
    title = models.CharField(max_length=400)
    before = models.DateField()
    after = models.DateField()
    why = models.TextField()
    calendar = models.CharField(max_length=200)
    moved_at = models.DateTimeField()

    class Meta:
        ordering = ["-moved_at", "after"]
        indexes = [models.Index(fields=["unit", "-moved_at"])]
