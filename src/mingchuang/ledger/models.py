"""Tables of the log: the outbox of the acts, the numbered entries, the notes ever signed."""

from django.db import models


class Chain(models.Model):
    """The newest entry of one object; its row is the lock under which the next one is written."""

    obj = models.CharField(max_length=32, primary_key=True)
    ver = models.PositiveIntegerField()
    leaf_hash = models.CharField(max_length=64)
    type = models.CharField(max_length=32)


class Outbox(models.Model):
    """An entry written in its act's own transaction and not numbered yet."""

    leaf = models.BinaryField()


class LogEntry(models.Model):
    """One numbered entry. Rows are never changed; triggers refuse it (``setup`` installs them)."""

    idx = models.BigIntegerField(primary_key=True)
    leaf = models.BinaryField()
    leaf_hash = models.CharField(max_length=64, db_index=True)
    # Read out of the leaf when it is numbered, for joins. Not unique: a duplicate must never be
    # able to stop the sequencer; the act's Chain row and Record's constraint forbid it earlier.
    obj = models.CharField(max_length=32)
    ver = models.PositiveIntegerField()
    type = models.CharField(max_length=32)
    unit = models.CharField(max_length=40)

    class Meta:
        indexes = [
            models.Index(fields=["obj", "ver"]),
            models.Index(fields=["type", "idx"]),
        ]


class LogHead(models.Model):
    """The number of entries; the one row is the sequencer's fence."""

    one = models.PositiveSmallIntegerField(primary_key=True, default=1)
    size = models.BigIntegerField()


class Checkpoint(models.Model):
    """Every note ever signed, oldest size first."""

    size = models.BigIntegerField(primary_key=True)
    root = models.CharField(max_length=64)
    note = models.TextField()
    at = models.DateTimeField()
