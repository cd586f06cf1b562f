"""The program: pure commands, imports by row, exit codes, words in both languages."""

import gettext
import re
import socket

import pytest

import small_district as d
from mingchuang import words as pure_words
from mingchuang.catalogue.builtin import builtin_edition
from mingchuang.people.importers import COLUMNS
from mingchuang.people.models import Post
from mingchuang.project import program
from mingchuang.project import words as terminal
from mingchuang.units.models import Unit
from mingchuang.units.rules import FIELDS

db = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nothing_stays(monkeypatch):
    """The program sets the words of the whole process; tests after this one want theirs back."""
    import argparse

    monkeypatch.setattr(pure_words, "translate", pure_words.translate)
    monkeypatch.setattr(argparse, "_", argparse._)
    monkeypatch.setenv("MINGCHUANG_LANG", "en")


@pytest.fixture
def run(capsys):
    def run(*words):
        capsys.readouterr()
        try:
            code = program.main([str(word) for word in words])
        except SystemExit as stop:
            code = stop.code or 0
        out, err = capsys.readouterr()
        return code, out, err

    return run


PURE = [
    (["due", "2026-03-02", "20", "workday"], 0, r"^2026-03-30\n"),
    (["due", "2026-01-30", "1", "month"], 0, r"^2026-0[23]-\d\d\n"),
    (["due", "2026-02-30", "1", "day"], 2, "2026-02-30"),
    (["due", "2026-03-02", "x", "day"], 2, "x"),
    (["due", "2026-03-02", "1", "moon"], 2, "moon"),
    (["due"], 2, "due DATE N UNIT"),
    (["due", "--help"], 0, "due"),
    (["codes", "uscc", "11990101990102742w"], 0, "^11990101990102742W\n"),
    (["codes", "uscc", "11990101990102742X"], 1, "."),
    (["codes", "nothing", "1"], 2, "nothing"),
    (["codes"], 2, "codes KIND TEXT"),
    (["codes", "--help"], 0, "codes"),
    (["inspect", "--help"], 0, "inspect"),
    (["inspect"], 2, "inspect"),
    (["inspect", "missing.docx"], 2, "missing.docx"),
    ([], 0, "mingchuang"),
    (["--help"], 0, "backup"),
    (["--version"], 0, r"^\d+\.\d+"),
    (["import", "--help"], 0, "--dry-run"),
    (["nonsense"], 2, "nonsense"),
    (["import", "castles", "x.csv"], 2, "castles"),
    (["check", "--settings-doc"], 0, "MINGCHUANG_DATA"),
]


@pytest.mark.parametrize(("words", "code", "said"), PURE)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_pure_commands_in_both_languages(words, code, said, language, run, monkeypatch):
    monkeypatch.setenv("MINGCHUANG_LANG", language)
    got, out, err = run(*words)
    assert got == code
    assert re.search(said, out if code == 0 else err)


@pytest.mark.parametrize(
    "words",
    [
        ["--help"],
        ["import", "--help"],
        ["due"],
        ["codes"],
        ["inspect"],
        ["due", "2026-03-02", "20", "workday"],
    ],
)
def test_the_terminals_language_decides(words, run, monkeypatch):
    said = {}
    for language in ("en", "zh"):
        monkeypatch.setenv("MINGCHUANG_LANG", language)
        _code, out, err = run(*words)
        said[language] = out + err
    assert re.search("[\u4e00-\u9fff]", said["zh"])
    assert not re.search("[\u4e00-\u9fff]", said["en"])


@pytest.mark.parametrize(
    ("asked", "lc_all", "lang", "expected"),
    [
        ("", "", "", "zh"),
        ("", "", "C.UTF-8", "zh"),
        ("", "", "zh_CN.UTF-8", "zh"),
        ("", "", "en_US.UTF-8", "en"),
        ("", "zh_CN.UTF-8", "en_US.UTF-8", "zh"),
        ("zh", "", "en_US.UTF-8", "zh"),
        ("en", "zh_CN.UTF-8", "", "en"),
    ],
)
def test_which_language_the_terminal_has(asked, lc_all, lang, expected, monkeypatch):
    from mingchuang.project.words import language

    for name, value in (("MINGCHUANG_LANG", asked), ("LC_ALL", lc_all), ("LANG", lang)):
        monkeypatch.setenv(name, value)
    assert language() == expected


def test_pure_commands_import_no_django():
    import subprocess
    import sys

    code = (
        "import sys, mingchuang.project.program as p;"
        "p.main(['due', '2026-03-02', '1', 'day']); p.main(['codes', 'uscc', '1']);"
        "p.main(['inspect', p.__file__]);"
        "sys.exit('django' in sys.modules)"
    )
    assert (
        subprocess.run([sys.executable, "-c", code], capture_output=True, check=False).returncode
        == 0
    )


# Inspect


def test_findings_are_one_json_array_with_a_status(run, tmp_path):
    import json

    leak, clean = tmp_path / "名单.csv", tmp_path / "通知.txt"
    leak.write_text("姓名,电话\n王小明,13812345678\n", encoding="utf-8")
    clean.write_text("公开办事制度", encoding="utf-8")
    code, out, err = run("inspect", leak, clean)
    assert (code, err) == (1, "")
    assert json.loads(out) == [
        {
            "file": str(leak),
            "kind": "phone",
            "place": "row 2, column 2",
            "excerpt": "138****5678",
            "blocking": True,
        }
    ]
    code, out, _err = run("inspect", clean)
    assert (code, json.loads(out)) == (0, [])


def test_an_unread_picture_is_a_finding_that_does_not_block(run, tmp_path):
    import json

    from PIL import Image

    Image.new("RGB", (3, 3)).save(tmp_path / "扫描.png")
    code, out, _err = run("inspect", tmp_path / "扫描.png")
    assert code == 0
    assert [f["kind"] for f in json.loads(out)] == ["unread_image"]


def test_a_missing_file_prints_no_half_of_the_json(run, tmp_path):
    (tmp_path / "a.txt").write_text("13812345678")
    code, out, err = run("inspect", tmp_path / "a.txt", tmp_path / "b.txt")
    assert (code, out) == (2, "")
    assert "b.txt" in err and "a.txt" not in err.replace("b.txt", "")


# Imports


def no_office():
    Post.objects.filter(role="office").update(state="ended")


@db
def test_units_and_staff_are_imported_before_there_is_an_office_only(run, tmp_path, district):
    file = d.write_csv(tmp_path / "u.csv", FIELDS, d.UNITS)
    code, _out, err = run("import", "units", file)
    assert code == 2 and err


@db
def test_an_import_says_each_bad_row_and_changes_nothing(run, tmp_path, district):
    no_office()
    rows = [
        d.UNITS[1] | {"code": "NEW"},
        d.UNITS[1] | {"code": "x"},
        d.UNITS[1] | {"kind": "castle"},
    ]
    file = d.write_csv(tmp_path / "u.csv", FIELDS, rows)
    code, out, err = run("import", "units", file)
    assert code == 1
    assert "row 3, code" in err and "row 4, kind" in err
    assert "2 bad" in out
    assert not Unit.objects.filter(pk="NEW").exists()
    code, out, err = run("import", "units", file, "--skip-bad")
    assert code == 0
    assert Unit.objects.filter(pk="NEW").exists()


@db
def test_a_dry_run_ends_well_when_all_rows_are_good(run, tmp_path, district):
    no_office()
    good = d.write_csv(tmp_path / "g.csv", FIELDS, [d.UNITS[1] | {"code": "NEW"}])
    bad = d.write_csv(tmp_path / "b.csv", FIELDS, [d.UNITS[1] | {"code": "x"}])
    assert run("import", "units", good, "--dry-run")[0] == 0
    assert run("import", "units", bad, "--dry-run")[0] == 1
    assert not Unit.objects.filter(pk="NEW").exists()


@db
@pytest.mark.parametrize("name", ["missing.csv", "empty.csv", "wrong.csv", "a.xls", "bad.xlsx"])
def test_a_table_that_cannot_be_read_is_said_in_one_line(name, run, tmp_path, district):
    no_office()
    if name != "missing.csv":
        (tmp_path / name).write_text("" if name == "empty.csv" else "code,colour\n1,2\n")
    code, _out, err = run("import", "units", tmp_path / name)
    assert code == 1
    assert err.strip() and "Traceback" not in err


@db
def test_first_passwords_go_into_a_file_of_the_owner_alone(run, tmp_path, district):
    no_office()
    row = d.staff_rows()[0] | {"username": "new.one", "name": "新人", "role": "window_clerk"}
    file = d.write_csv(tmp_path / "s.csv", COLUMNS, [row])
    secret = tmp_path / "passwords"
    code, out, _err = run("import", "staff", file, "--passwords", secret)
    assert code == 0
    username, password = secret.read_text().strip().split("\t")
    assert username == "new.one" and d.person("new.one").check_password(password)
    assert secret.stat().st_mode & 0o077 == 0
    assert password not in out


@db
def test_a_template_can_be_imported_again(run, tmp_path, district):
    no_office()
    for what in ("units", "staff"):
        file = tmp_path / f"{what}.xlsx"
        assert run("import", what, file, "--template")[0] == 0
        assert file.stat().st_size > 1000


@db
def test_the_catalogue_is_loaded_in_the_name_of_the_office(run, district):
    from mingchuang.catalogue.models import Edition, Obligation

    assert run("import", "catalogue", "builtin")[0] == 2
    assert run("import", "catalogue", "builtin", "--by", d.OFFICER)[0] == 2
    code, out, err = run("import", "catalogue", "builtin", "--by", d.OFFICE)
    assert code == 0, out + err
    assert Edition.objects.get(current=True).obligations.count() == len(
        builtin_edition()["obligations"]
    )
    assert Obligation.objects.filter(code="MC-036").exists()


# Check, rebuild, export, worker


@db
def test_check_ends_well_and_badly(run, tmp_path, district):
    from mingchuang.ledger import keys
    from mingchuang.records.models import Counter

    d.publish()
    d.tick()
    assert run("check")[0] == 0
    note = tmp_path / "note"
    note.write_text(keys.folder().checkpoint())
    assert run("check", "--remember", note)[0] == 0
    assert run("check", "--remember", tmp_path / "nothing")[0] == 2
    Counter.objects.filter(pk="all").update(live=7)
    code, out, _err = run("check")
    assert code == 1
    assert "all" in out


@db
def test_the_check_of_a_damaged_log_speaks_the_terminals_language(run, monkeypatch, district):
    from mingchuang.ledger import keys

    damaged = keys.folder().root / "checkpoint"
    damaged.write_text(damaged.read_text()[:-10] + "\n")
    chinese = {
        "checkpoint: {why}; compare it, and the key you use, with a mirror": "检查点：{why}。请比对",
        "the signature of {name}": "{name}的签名",
        "{what} is not base64": "{what}不是base64编码",
    }

    def catalogue(code):
        found = gettext.NullTranslations()
        if code == "zh":
            found.gettext = lambda text: chinese.get(text, text)
        return found

    monkeypatch.setattr(terminal, "_catalogue", catalogue)
    said = {
        "zh": "检查点：demo.test/log的签名不是base64编码。请比对",
        "en": "checkpoint: the signature of",
    }
    for language, words in said.items():
        monkeypatch.setenv("MINGCHUANG_LANG", language)
        code, out, _err = run("check")
        assert code == 1
        assert out.startswith(words)


@db
def test_rebuild_knows_its_projections(run, district):
    d.publish()
    d.tick()
    for name in ("heads", "pages", "fulfilment", "addresses", "search", "all"):
        assert run("rebuild", name)[0] == 0
    assert run("rebuild", "castles")[0] == 2
    assert run("check")[0] == 0


@db
def test_export_writes_every_record(run, tmp_path, district):
    assert run("export", tmp_path / "out")[0] == 0
    assert (tmp_path / "out" / "log" / "checkpoint").exists()


@db
def test_one_round_of_the_worker_numbers_and_shows(run, client, district):
    obj = d.publish()
    assert run("worker", "--once")[0] == 0
    assert client.get(f"/items/{obj}/").status_code == 200
    assert client.get("/health").status_code == 200


@db
def test_a_worker_on_a_rolled_back_database_halts(run, district):
    from mingchuang.ledger.models import LogHead

    LogHead.objects.update(size=LogHead.objects.get().size - 1)
    assert run("worker", "--once")[0] == 3


@db
def test_two_workers_are_one_too_many(run, district):
    from mingchuang.project import worker

    with worker.only_one():
        assert run("worker", "--once")[0] == 1


@db
def test_a_demonstration_is_never_played_over_data(run, district):
    assert run("demo")[0] == 2
    assert run("demo", "--if-empty")[0] == 0


@db
def test_restore_needs_a_file_or_a_word(run, district):
    assert run("restore")[0] == 2
    assert run("restore", "--adopt")[0] == 0


def test_a_taken_port_is_said_before_anything_starts(run):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = str(other.getsockname()[1])
        code, _out, err = run("serve", "--host", "127.0.0.1", "--port", port)
    assert code == 1
    assert port in err


@pytest.mark.parametrize(("cores", "wanted"), [(1, 3), (2, 5), (4, 8), (64, 8)])
def test_a_web_process_has_threads_for_the_cores_there_are(cores, wanted, monkeypatch):
    from mingchuang.project import serve

    monkeypatch.setattr(serve.os, "sched_getaffinity", lambda _pid: set(range(cores)))
    line = serve.commands(8000, "127.0.0.1", 2)["web"]
    assert line[line.index("--blocking-threads") + 1] == str(wanted)


# Disclosures of an old site


@pytest.fixture
def old_table(tmp_path, district):
    """A table under the headings of an old site: two good rows, the second of them changed."""

    def write(name="old.csv", **changes):
        heads = ["标题", "发布机构", "发布日期", "正文", "原地址"]
        first = ["关于停水的通知", "区第一人民医院", "2019年3月5日", "正文一", "/art/1.html"]
        second = dict(
            zip(heads, ["关于复水的通知", "YY1", "2019/3/6", "正文二", "/art/2.html"], strict=True)
        )
        rows = [dict(zip(heads, first, strict=True)), second | changes]
        return d.write_csv(tmp_path / name, heads, rows)

    return write


def taken_over():
    from mingchuang.publishing.models import TakenOver

    return TakenOver.objects.count()


@db
def test_a_guess_is_shown_and_nothing_happens_until_it_is_confirmed(run, old_table):
    code, _out, err = run("import", "disclosures", old_table())
    assert code == 2 and "--yes" in err and "--columns" in err
    for column, heading in (("title", "标题"), ("unit", "发布机构"), ("docno", "—")):
        assert re.search(rf"^  {column} +{heading}$", err, re.M)
    assert taken_over() == 0
    code, out, err = run("import", "disclosures", old_table(), "--dry-run")
    assert code == 0 and "2 rows would be taken" in out and "发布机构" in err
    assert taken_over() == 0
    code, out, _err = run("import", "disclosures", old_table(), "--yes")
    assert code == 0 and "2 rows taken, 0 bad" in out
    assert taken_over() == 2


@db
def test_somebody_at_a_terminal_is_asked(run, old_table, monkeypatch):
    import io

    from mingchuang.project import loading

    monkeypatch.setattr(loading, "asks", lambda: True)
    for answer, code, n in (("n\n", 2, 0), ("\n", 2, 0), ("是\n", 0, 2)):
        monkeypatch.setattr("sys.stdin", io.StringIO(answer))
        assert run("import", "disclosures", old_table())[0] == code
        assert taken_over() == n


@db
def test_named_columns_are_taken_without_a_question(run, old_table):
    named = ["title=标题", "unit=发布机构", "published=发布日期", "body=正文"]
    code, _out, err = run("import", "disclosures", old_table(), "--columns", *named)
    assert code == 0 and "guessed" not in err
    for wrong in (["title"], ["title=题目"], ["titel=标题"], ["title=标题"]):
        code, _out, err = run(
            "import", "disclosures", old_table("b.csv", 标题="另一题"), "--columns", *wrong
        )
        assert code == 1 and err


@db
def test_bad_rows_are_summed_up_and_written_into_a_table(run, old_table, tmp_path):
    errors = tmp_path / "errors.csv"
    file = old_table(发布机构="不存在局", 发布日期="某日")
    code, out, err = run("import", "disclosures", file, "--yes", "--errors", errors)
    assert code == 1 and "1 bad" in out and taken_over() == 0
    assert re.search(r"1 +the unit is not known: rows 3", err)
    lines = errors.read_text("utf-8-sig").splitlines()
    assert [line.split(",")[:2] for line in lines[1:]] == [["3", "发布机构"], ["3", "发布日期"]]
    code, out, _err = run("import", "disclosures", file, "--yes", "--skip-bad")
    assert code == 0 and "1 rows taken, 1 bad" in out and taken_over() == 1


@db
def test_a_file_is_taken_once_and_resume_means_a_file_that_was_begun(run, old_table):
    file = old_table()
    assert run("import", "disclosures", file, "--yes", "--resume")[0] == 2
    assert run("import", "disclosures", file, "--yes")[0] == 0
    for words in ([], ["--resume"], ["--yes"]):
        code, out, _err = run("import", "disclosures", file, *words)
        assert code == 0 and "imported already" in out
    assert taken_over() == 2


@db
@pytest.mark.parametrize(
    "words", [["--by", d.OFFICER], ["--by", "nobody"], ["--attachments", "/no"]]
)
def test_who_and_where_are_asked_before_anything_is_read(words, run, old_table):
    code, _out, err = run("import", "disclosures", old_table(), "--yes", *words)
    assert code == 2 and err and taken_over() == 0
    assert run("import", "disclosures")[0] == 2


@db
def test_registers_are_imported_from_an_offices_own_headings_and_only_once(run, tmp_path, district):
    no_office()
    heads = ["单位代码", "单位名称", "简称", "类别", "领域", "序号"]
    new = dict(zip(heads, ["NEW", "新局", "新局", "organ", "government", "70"], strict=True))
    file = d.write_csv(tmp_path / "u.csv", heads, [new])
    assert run("import", "units", file)[0] == 2
    bad = d.write_csv(tmp_path / "b.csv", heads, [new | {"类别": "城堡"}])
    code, _out, err = run("import", "units", bad, "--yes")
    assert code == 1 and "row 2, 类别" in err
    assert run("import", "units", file, "--yes")[0] == 0
    assert Unit.objects.get(pk="NEW").name == "新局"
    code, out, _err = run("import", "units", file, "--yes")
    assert code == 0 and "imported already" in out


@db
def test_an_empty_table_of_disclosures_holds_its_headings(run, tmp_path):
    file = tmp_path / "t.xlsx"
    assert run("import", "disclosures", "--template", file)[0] == 0
    from mingchuang.records import imports

    assert imports.table(file).heads[:3] == ("title", "unit", "category")


def test_progress_in_a_file_is_a_line_now_and_then(capsys, monkeypatch):
    from mingchuang.project import terminal

    now = [0.0]
    monkeypatch.setattr(terminal.time, "monotonic", lambda: now[0])
    show = terminal.progress("taken", every=5)
    for second in range(12):
        now[0] = float(second)
        show(second, 12)
    assert capsys.readouterr().err == "taken 6/12\n"
    terminal.progress("quiet")(1, 2)
    assert capsys.readouterr().err == ""
