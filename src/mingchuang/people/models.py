"""Accounts, posts with terms, deputies."""

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models

from mingchuang.units.models import Unit
from mingchuang.units.roles import ROLE_NAMES


class Users(BaseUserManager):
    """Makes accounts; a password left out means the account cannot sign in yet."""

    def create_user(self, username: str, name: str, password: str | None = None) -> "User":
        user = self.model(username=username, name=name)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """A member of staff. What somebody may do follows from posts, never from the account."""

    username = models.CharField(max_length=60, unique=True)
    name = models.CharField(max_length=60)
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField(auto_now_add=True)

    objects = Users()
    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["name"]

    def __str__(self):
        return self.name


class Standing(models.TextChoices):
    """What has become of a post or a deputy since it was proposed."""

    PROPOSED = "proposed"
    CONFIRMED = "confirmed"
    REFUSED = "refused"
    ENDED = "ended"


class Post(models.Model):
    """A role held by a person in a unit for a term (任职)."""

    State = Standing

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="posts")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="posts")
    role = models.CharField(max_length=32, choices=list(ROLE_NAMES.items()))
    title = models.CharField(max_length=80)
    portfolio = models.CharField(max_length=200, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    start = models.DateField()
    end = models.DateField()
    document = models.CharField(max_length=80)
    """Number of the document that appoints (任命文件)."""
    document_name = models.CharField(max_length=120, blank=True)
    order = models.PositiveSmallIntegerField(default=90)
    """Place in the official order of the unit's people, see ``rules.place``."""
    state = models.CharField(max_length=10, choices=State.choices, default=State.PROPOSED)
    proposed_by = models.BigIntegerField(null=True)
    proposed_at = models.DateTimeField()
    decided_by = models.BigIntegerField(null=True)
    decided_at = models.DateTimeField(null=True)
    obj = models.CharField(max_length=32, blank=True)

    class Meta:
        ordering = ["unit__order", "pk"]
        indexes = [
            models.Index(fields=["user", "state"]),
            models.Index(fields=["unit", "role", "state"]),
        ]


class Deputy(models.Model):
    """Somebody who may act for a post's owner during a term (AB角)."""

    State = Standing

    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="deputies")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="deputy_for")
    start = models.DateField()
    end = models.DateField()
    document = models.CharField(max_length=80)
    state = models.CharField(max_length=10, choices=State.choices, default=State.PROPOSED)
    proposed_by = models.BigIntegerField(null=True)
    proposed_at = models.DateTimeField()
    decided_by = models.BigIntegerField(null=True)
    decided_at = models.DateTimeField(null=True)


class PostChange(models.Model):
    """New facts of a post in force (position, portfolio, telephone, end of the term), proposed."""

    State = Standing

    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="changes")
    data = models.JSONField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.PROPOSED)
    proposed_by = models.BigIntegerField(null=True)
    proposed_at = models.DateTimeField()
    decided_by = models.BigIntegerField(null=True)
    decided_at = models.DateTimeField(null=True)
