"""Staff from a table: one row a post; the account is made with its first row."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

from django.utils.translation import gettext as _

from mingchuang.people import acts
from mingchuang.people.models import Post, User
from mingchuang.people.reading import office_exists
from mingchuang.records import dates, imports
from mingchuang.records.columns import Choice, Column
from mingchuang.units.models import Unit
from mingchuang.units.roles import ROLE_NAMES, SIGNER, Roles

COLUMNS = (
    "username",
    "name",
    "unit",
    "role",
    "title",
    "portfolio",
    "phone",
    "start",
    "end",
    "document",
    "deputy_of",
    "document_name",
    "order",
)
REQUIRED = ("username", "name", "unit", "role", "title", "start", "end", "document")
SYNONYMS = {
    "username": ("用户名", "账号", "登录名"),
    "name": ("姓名",),
    "unit": ("单位代码", "所在单位", "单位"),
    "role": ("角色", "岗位角色"),
    "title": ("职务", "岗位"),
    "portfolio": ("分管工作", "分工"),
    "phone": ("联系电话", "办公电话", "电话"),
    "start": ("任职开始", "任职日期", "起始日期", "开始日期"),
    "end": ("任职结束", "届满日期", "截止日期", "结束日期"),
    "document": ("任职文件", "任命文件", "文号"),
    "deputy_of": ("代理", "被代理人"),
    "document_name": ("文件名称", "任命文件名称", "任职文件名称"),
    "order": ("排序", "任职排序", "序号"),
}
HEADINGS = tuple(Column(name, SYNONYMS[name], name in REQUIRED) for name in COLUMNS)


def _date(values, column: str) -> date:
    try:
        return dates.read(values[column])
    except ValueError:
        raise imports.RowError(column, _("write the date as 2026-01-31")) from None


def staff_from(
    path: Path,
    *,
    by: Roles,
    second: Roles,
    password: Callable[[str], str | None] = lambda username: None,
    dry: bool = False,
    skip_bad: bool = False,
    chosen: tuple[imports.Table, Choice] | None = None,
) -> imports.Outcome:
    """Import posts: each row is proposed by ``by`` and confirmed by ``second``.

    ``password`` gives a new account's first password; None leaves it locked. ``deputy_of``
    names the person whose post of signer this one also covers as deputy. ``chosen`` is the table as
    read with the columns somebody confirmed; the file is then noted in the journal.
    """
    office = office_exists()
    units = set(Unit.objects.values_list("code", flat=True))
    posts: list[tuple[int, Post, str]] = []

    def handle(number, values):
        for column in REQUIRED:
            if not values[column]:
                raise imports.RowError(column, _("must be filled in"))
        if values["unit"] not in units:
            raise imports.RowError(
                "unit",
                _("no unit has the code %(code)s; import the units first")
                % {"code": values["unit"]},
            )
        if values["role"] not in ROLE_NAMES:
            raise imports.RowError("role", _("one of: ") + ", ".join(ROLE_NAMES))
        if values["order"] and not values["order"].isdigit():
            raise imports.RowError("order", _("a whole number: the place in the official order"))
        user = User.objects.filter(username=values["username"]).first()
        if user and user.name != values["name"]:
            raise imports.RowError(
                "name",
                _("%(username)s is already %(name)s; one username is one person")
                % {"username": user.username, "name": user.name},
            )
        user = user or User.objects.create_user(
            values["username"], values["name"], password(values["username"])
        )
        post = acts.propose_post(
            unit=values["unit"],
            user=user,
            role=values["role"],
            title=values["title"],
            portfolio=values["portfolio"],
            phone=values["phone"],
            start=_date(values, "start"),
            end=_date(values, "end"),
            document=values["document"],
            document_name=values["document_name"],
            order=int(values["order"] or 0),
            by=by,
        )
        posts.append((number, post, values["deputy_of"]))

    def confirm_all():
        # After the last row: a deputy's principal may stand further down.
        for _number, post, _principal in posts:
            acts.confirm_post(post.pk, by=second, office=office)
        for number, post, principal in posts:
            if principal:
                owner = Post.objects.filter(
                    user__username=principal,
                    unit=post.unit,
                    role=SIGNER,
                    state=Post.State.CONFIRMED,
                ).first()
                if owner is None:
                    yield (
                        number,
                        imports.RowError(
                            "deputy_of",
                            _("%(name)s is not a signer of this unit") % {"name": principal},
                        ),
                    )
                    continue
                deputy = acts.propose_deputy(
                    owner.pk,
                    user=post.user,
                    start=max(owner.start, post.start),
                    end=min(owner.end, post.end),
                    by=by,
                    document=post.document,
                    office=office,
                )
                acts.confirm_deputy(deputy.pk, by=second, office=office)

    return imports.run(
        imports.chosen_rows(*chosen, COLUMNS)
        if chosen
        else imports.rows_of(path, COLUMNS, REQUIRED),
        handle,
        after=confirm_all,
        dry=dry,
        skip_bad=skip_bad,
        journal=("staff", chosen[0].sha256) if chosen else None,
    )
