"""Public records and what the first projection derives from the log."""

from django.db import models


class Record(models.Model):
    """One version of one public thing: a body kept as exactly the bytes that were hashed."""

    obj = models.CharField(max_length=32)
    ver = models.PositiveIntegerField()
    kind = models.CharField(max_length=40)
    schema = models.CharField(max_length=60)
    act = models.CharField(max_length=32)
    unit = models.CharField(max_length=40)
    body = models.BinaryField()
    digest = models.CharField(max_length=80)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["obj", "ver"], name="record_obj_ver")]


class Part(models.Model):
    """A named part of a record: text kept here, a file by its hash in the blob folder.

    Closing a part empties ``content``, ``salt`` and ``blob``; its name in the body stays.
    """

    record = models.ForeignKey(Record, on_delete=models.PROTECT, related_name="parts")
    name = models.CharField(max_length=60)
    media_type = models.CharField(max_length=120)
    digest = models.CharField(max_length=80)
    salt = models.BinaryField(null=True)
    content = models.BinaryField(null=True)
    blob = models.CharField(max_length=64, null=True, db_index=True)
    filename = models.CharField(max_length=200, blank=True)
    size = models.BigIntegerField()
    held = models.ForeignKey(
        "Held", null=True, blank=True, on_delete=models.SET_NULL, related_name="parts"
    )
    """Where its bytes and salt stand instead of here, when it is a list of persons."""
    closed = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["record", "name"], name="part_record_name")]

    @property
    def data(self) -> bytes | None:
        """The bytes of a part that is kept in the database; None for a file, or once closed."""
        found = self.held.content if self.held else self.content
        return None if found is None else bytes(found)

    @property
    def opening(self) -> bytes | None:
        """The salt that opens its commitment; None when it has none, or once closed."""
        found = self.held.salt if self.held else self.salt
        return None if found is None else bytes(found)


class Held(models.Model):
    """A list of persons (名单), the one place where it is kept.

    Drafts, versions handed in and records name it by ``digest``, its salted commitment; deleting
    the row deletes it from all of them, and nobody can show afterwards who stood in it.
    """

    digest = models.CharField(max_length=80, primary_key=True)
    salt = models.BinaryField()
    content = models.BinaryField()
    at = models.DateTimeField()


class Gone(models.Model):
    """Versions that nobody may read any more, written by the act that took them back.

    The one state table that the public side reads beside the heads.
    """

    obj = models.CharField(max_length=32, db_index=True)
    from_version = models.PositiveIntegerField()
    to_version = models.PositiveIntegerField()
    act = models.CharField(max_length=32)
    why = models.CharField(max_length=32)
    at = models.DateTimeField()


class Head(models.Model):
    """The state of one object as of the log's newest numbered entry (projection ``heads``)."""

    number = models.BigIntegerField(primary_key=True)
    obj = models.CharField(max_length=32, unique=True)
    kind = models.CharField(max_length=40)
    unit = models.CharField(max_length=40)
    state = models.CharField(max_length=12)
    version = models.PositiveIntegerField()
    key = models.CharField(max_length=80)
    """What the object is, where its kind names one: a unit's code, an edition's name."""
    title = models.CharField(max_length=400)
    docno = models.CharField(max_length=80)
    formed_on = models.DateField(null=True)
    in_force = models.DateField(null=True)
    valid_until = models.DateField(null=True)
    published_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    reason = models.CharField(max_length=32)
    first_idx = models.BigIntegerField()
    last_idx = models.BigIntegerField()
    facets = models.JSONField(default=dict)
    lines = models.JSONField(default=dict)
    """List name to line; negative once the object has left that list."""

    class Meta:
        indexes = [
            models.Index(fields=["kind", "key"]),
            models.Index(fields=["kind", "unit"]),
        ]


class Line(models.Model):
    """One line of one append-only list; an object keeps its line for ever."""

    pk = models.CompositePrimaryKey("list", "line")
    list = models.CharField(max_length=120)
    line = models.PositiveIntegerField()
    number = models.BigIntegerField()


class Counter(models.Model):
    """Lines ever given (``last``) and objects now shown (``live``) of one list."""

    list = models.CharField(max_length=120, primary_key=True)
    unit = models.CharField(max_length=40)
    category = models.CharField(max_length=40)
    year = models.CharField(max_length=4)
    last = models.PositiveIntegerField(default=0)
    live = models.PositiveIntegerField(default=0)

    class Meta:
        indexes = [
            models.Index(fields=["unit", "category", "year"]),
            models.Index(fields=["category", "unit", "year"]),
        ]


class Touch(models.Model):
    """The tags that one log entry touched; what the page purge follows."""

    idx = models.BigIntegerField(primary_key=True)
    tags = models.JSONField()


class Mark(models.Model):
    """How far a projection in the database has come: entries below ``value`` are applied."""

    name = models.CharField(max_length=40, primary_key=True)
    value = models.BigIntegerField(default=0)
