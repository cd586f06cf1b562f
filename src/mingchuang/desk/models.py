"""What the desk keeps for each person: notices, how far they are made, mails, cards put away."""

from django.db import models

from mingchuang.people.models import User


class Notice(models.Model):
    """Something that happened to a person's work. ``facts`` hold no title: it may be taken back."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="notices")
    source = models.CharField(max_length=40)
    key = models.CharField(max_length=80)
    kind = models.CharField(max_length=40)
    facts = models.JSONField(default=dict)
    url = models.CharField(max_length=400)
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["user", "-at"])]
        constraints = [
            models.UniqueConstraint(fields=["user", "source", "key", "kind"], name="notice_once")
        ]


class NoticeMark(models.Model):
    """How far a source of news has been read."""

    source = models.CharField(max_length=40, primary_key=True)
    row = models.BigIntegerField(default=0)


class Subscription(models.Model):
    """A person's mail about what waits. ``sent_at`` is the last time its turn was taken."""

    class Rhythm(models.TextChoices):
        DAILY = "daily"
        WEEKLY = "weekly"

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="subscription")
    address = models.EmailField()
    rhythm = models.CharField(max_length=8, choices=Rhythm.choices)
    sent_at = models.DateTimeField()


class PutAway(models.Model):
    """A card of the staff home that somebody has read and put away."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="put_away")
    card = models.CharField(max_length=40)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "card"], name="put_away_once")]
