"""Working documents of any kind: drafts, their files, what was submitted, who decided what."""

import uuid

from django.db import models
from django.utils.translation import gettext as _

from mingchuang.people.models import User
from mingchuang.units.models import Unit


class Draft(models.Model):
    """A document being written or reviewed. ``revision`` goes up with every save."""

    class State(models.TextChoices):
        WRITING = "writing"
        REVIEW = "review"
        RETURNED = "returned"
        SCHEDULED = "scheduled"
        """Signed; the calendar publishes it at ``publish_at``."""
        PUBLISHED = "published"
        WITHHELD = "withheld"
        """Signed as not for active disclosure (依申请公开, 不予公开); it reaches no reader."""
        DISCARDED = "discarded"

    class Attribute(models.TextChoices):
        """公开属性, fixed while drafting (disclosure.md 4.3)."""

        ACTIVE = "active"
        REQUEST = "request"
        CLOSED = "closed"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    kind = models.CharField(max_length=40)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="drafts")
    obligation = models.CharField(max_length=40, blank=True)
    edition = models.CharField(max_length=40, blank=True)
    context = models.JSONField(default=dict)
    """What the opener knew of the obligation: its title, category, basis, elements."""
    obj = models.CharField(max_length=32, blank=True, db_index=True)
    amends = models.PositiveIntegerField(null=True)
    amendment = models.CharField(max_length=16, blank=True)
    amendment_note = models.CharField(max_length=500, blank=True)
    content = models.JSONField(default=dict)
    raw = models.JSONField(default=dict)
    """What was typed into fields that are not valid yet; nothing typed is lost."""
    revision = models.PositiveIntegerField(default=1)
    state = models.CharField(max_length=12, choices=State.choices, default=State.WRITING)
    drafter = models.ForeignKey(User, on_delete=models.PROTECT, related_name="drafts")
    chain = models.JSONField(default=dict)
    step = models.PositiveSmallIntegerField(default=0)
    waits_at = models.CharField(max_length=40, blank=True)
    """Code of the unit whose people hold the step: the own one, or one that is consulted."""
    attribute = models.CharField(max_length=8, choices=Attribute.choices, default=Attribute.ACTIVE)
    attribute_reason = models.CharField(max_length=8, blank=True)
    reassess_on = models.DateField(null=True)
    """When a withheld document is looked at again (条例 第十八条)."""
    joint = models.JSONField(default=list)
    """Codes of the units that publish it together with this one, which leads (联合, 牵头)."""
    publish_at = models.DateTimeField(null=True)
    """The hour to publish at; null: with the signature."""
    series = models.UUIDField(null=True, db_index=True)
    """Documents handed in together are reviewed in one go."""
    emergency = models.BooleanField(default=False)
    recheck_due = models.DateField(null=True)
    """Until when an emergency publication is reviewed afterwards (补审); null once it is."""
    opened_at = models.DateTimeField()
    saved_at = models.DateTimeField()
    published_ver = models.PositiveIntegerField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["unit", "state"]),
            models.Index(fields=["waits_at", "state"]),
            models.Index(fields=["state", "publish_at"]),
            models.Index(fields=["saved_at", "id"]),
            models.Index(fields=["unit", "saved_at"]),
        ]
        constraints = [
            # One amendment of an object at a time: the second opener is sent to the first's draft.
            models.UniqueConstraint(
                fields=["obj"],
                condition=models.Q(state__in=["writing", "review", "returned", "scheduled"])
                & ~models.Q(obj=""),
                name="one_open_draft_per_object",
            )
        ]

    @property
    def title(self) -> str:
        """Its title as far as it has one."""
        return self.content.get("title") or self.raw.get("title") or self.context.get("title", "")

    @property
    def called(self) -> str:
        """What screens call it: its title, or that it has none yet."""
        return self.title or _("Untitled")


class DraftFile(models.Model):
    """A file attached to a draft, with the secrecy reviewer's decision on it."""

    class Decision(models.TextChoices):
        NONE = ""
        OPEN = "open"
        MASK = "mask"
        CLOSED = "closed"

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="files")
    key = models.CharField(max_length=32)
    sha256 = models.CharField(max_length=64)
    size = models.BigIntegerField()
    media_type = models.CharField(max_length=120)
    filename = models.CharField(max_length=200)
    title = models.CharField(max_length=200)
    alt = models.CharField(max_length=400, blank=True)
    decision = models.CharField(
        max_length=8, choices=Decision.choices, default=Decision.NONE, blank=True
    )
    decision_note = models.CharField(max_length=400, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["draft", "key"], name="draftfile_key")]


class Version(models.Model):
    """What was submitted, kept as it was; reviews and later amendments compare with it."""

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="versions")
    n = models.PositiveIntegerField()
    content = models.JSONField()
    files = models.JSONField()
    findings = models.JSONField(default=list)
    by = models.ForeignKey(User, on_delete=models.PROTECT)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["draft", "n"], name="version_n")]


class Review(models.Model):
    """One thing that happened to a draft on its way: who, when, which step, with what words."""

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="reviews")
    version = models.PositiveIntegerField(default=0)
    step = models.CharField(max_length=16)
    action = models.CharField(max_length=16)
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT)
    """Null: the calendar."""
    note = models.CharField(max_length=2000, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]


class Release(models.Model):
    """A blocking finding let through by the secrecy reviewer, with the reason (kept for ever).

    ``key`` names what was found where. It is ``void`` once the words at that place have changed:
    what is there now is asked about again.
    """

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="releases")
    key = models.CharField(max_length=64)
    kind = models.CharField(max_length=40)
    place = models.CharField(max_length=200)
    excerpt = models.CharField(max_length=200, blank=True)
    note = models.CharField(max_length=400)
    by = models.ForeignKey(User, on_delete=models.PROTECT)
    at = models.DateTimeField()
    void = models.BooleanField(default=False)


class FileReading(models.Model):
    """What was read in the bytes of a file: findings, and its text for reviewers. By hash."""

    sha256 = models.CharField(max_length=64, primary_key=True)
    findings = models.JSONField(default=list)
    text = models.JSONField(default=list)
    """Pairs of place and words."""
    read = models.BooleanField(default=False)


class Coming(models.Model):
    """What the calendar will do to a published item: end its window, let it lapse, mark another."""

    class What(models.TextChoices):
        EXPIRE = "expire"
        LAPSE = "lapse"
        MARKS = "marks"

    obj = models.CharField(max_length=32)
    what = models.CharField(max_length=8, choices=What.choices)
    on = models.DateField(db_index=True)
    """The first day on which it is done."""

    class Meta:
        constraints = [models.UniqueConstraint(fields=["obj", "what"], name="coming_once")]


class Template(models.Model):
    """A text prepared beforehand for an obligation; an approved one may be published in an emergency."""

    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="templates")
    kind = models.CharField(max_length=40)
    obligation = models.CharField(max_length=40, blank=True)
    edition = models.CharField(max_length=40, blank=True)
    name = models.CharField(max_length=120)
    content = models.JSONField()
    context = models.JSONField(default=dict)
    written_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    approved_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    approved_at = models.DateTimeField(null=True)
    retired = models.BooleanField(default=False)


class ReviewChain(models.Model):
    """The review chain of a unit (or, without a unit, of the district) for a kind (or all kinds)."""

    unit = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.CASCADE)
    kind = models.CharField(max_length=40, blank=True)
    steps = models.JSONField()
    same_person = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT)
    document = models.CharField(max_length=80, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["unit", "kind"], name="chain_unit_kind")]


class IndexNumber(models.Model):
    """Index numbers (索引号) ever issued: one per object, never used twice."""

    obj = models.CharField(max_length=32, primary_key=True)
    scope = models.CharField(max_length=80)
    n = models.PositiveIntegerField()
    text = models.CharField(max_length=80, unique=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["scope", "n"], name="index_scope_n")]


class TakenOver(models.Model):
    """What was taken over from an older system: nothing is taken twice.

    ``source`` is the old address in the form of :func:`records.addresses.key`, ``fingerprint``
    stands for unit, title and day of forming, ``index_key`` for the old index number.
    """

    obj = models.CharField(max_length=32, primary_key=True)
    source = models.CharField(max_length=500, null=True, unique=True)
    fingerprint = models.CharField(max_length=64, unique=True)
    index_key = models.CharField(max_length=80, null=True, unique=True)
    file = models.CharField(max_length=64)
    """SHA-256 of the table it stood in."""
    row = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["file", "row"], name="takenover_row")]
