"""Units from a table, with the headings of :data:`rules.FIELDS` or those that offices give them."""

from pathlib import Path

from mingchuang.records import imports
from mingchuang.records.columns import Choice, Column
from mingchuang.records.errors import NotReady
from mingchuang.units import acts, rules
from mingchuang.units.roles import Roles

REQUIRED = ("code", "name", "short_name", "kind", "sector", "order")
SYNONYMS = {
    "code": ("单位代码", "机构代码", "代码", "单位编码", "编码"),
    "name": ("单位名称", "机构名称", "全称", "名称"),
    "short_name": ("单位简称", "机构简称", "简称"),
    "name_en": ("英文名称", "英文名"),
    "kind": ("单位类别", "机构类别", "单位性质", "类别"),
    "sector": ("领域", "行业"),
    "parent": ("上级单位", "上级机构", "上级"),
    "order": ("排序", "序号", "顺序"),
    "uscc": ("统一社会信用代码", "信用代码"),
    "address": ("办公地址", "地址"),
    "phone": ("联系电话", "办公电话", "电话"),
    "hours": ("办公时间", "服务时间"),
    "duty": ("主要职责", "机构职能", "职责"),
    "supervisor": ("主管部门", "主管单位"),
    "former_names": ("曾用名", "原名称"),
}
COLUMNS = tuple(Column(name, SYNONYMS.get(name, ()), name in REQUIRED) for name in rules.FIELDS)


def units_from(
    path: Path,
    *,
    by: Roles,
    second: Roles,
    office_exists: bool = True,
    dry: bool = False,
    skip_bad: bool = False,
    chosen: tuple[imports.Table, Choice] | None = None,
) -> imports.Outcome:
    """Import units: each row is proposed by ``by`` and confirmed by ``second``.

    ``chosen`` is the table as read with the columns somebody confirmed; without it the headings
    must be :data:`rules.FIELDS`. With it the file is noted in the journal.

    Raises SheetError for a file that cannot be read; bad rows are in the outcome.
    """

    def handle(number, values):
        try:
            proposal = acts.propose(dict(values), by=by, office_exists=office_exists)
        except NotReady as error:
            column, _, problem = error.problems[0].partition(": ")
            raise imports.RowError(column, problem) from error
        acts.confirm(proposal.pk, by=second, office_exists=office_exists)

    return imports.run(
        imports.chosen_rows(*chosen, rules.FIELDS)
        if chosen
        else imports.rows_of(path, rules.FIELDS, REQUIRED),
        handle,
        dry=dry,
        skip_bad=skip_bad,
        journal=("units", chosen[0].sha256) if chosen else None,
    )
