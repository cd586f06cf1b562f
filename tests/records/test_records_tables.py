"""Tables on the public page: merged cells keep their place and every cell its heading."""

import re

from mingchuang.records import richtext

MERGED = """<table>
<tr><th rowspan=2>项目</th><th colspan=2>金额</th></tr>
<tr><td>本年</td><td>上年</td></tr>
<tr><td rowspan=2>公用</td><td>1,200</td><td>1,100</td></tr>
<tr><td>30</td><td>—</td></tr>
</table>"""


def page(html: str) -> str:
    return richtext.to_html(richtext.clean(html))


def test_a_head_of_two_rows_stands_in_the_head():
    head, _, body = page(MERGED).partition("</thead>")
    assert head.count("<tr>") == 2 and body.count("<tr>") == 2
    assert 'scope="colgroup" colspan="2"' in head and "<td" not in head


def test_every_cell_says_its_columns_heading_below_merged_cells_too():
    body = page(MERGED).partition("</thead>")[2]
    assert re.findall(r'data-l="([^"]*)">([^<]*)<', body) == [
        ("项目", "公用"),
        ("金额 · 本年", "1,200"),
        ("金额 · 上年", "1,100"),
        ("金额 · 本年", "30"),
        ("金额 · 上年", "—"),
    ]


def test_columns_of_numbers_are_set_as_numbers():
    body = page(MERGED).partition("</thead>")[2]
    assert re.findall(r'<td( rowspan="2")?( class="n")?', body) == [
        (' rowspan="2"', ""),
        ("", ' class="n"'),
        ("", ' class="n"'),
        ("", ' class="n"'),
        ("", ' class="n"'),
    ]


def test_a_table_all_merged_keeps_a_body():
    html = page("<table><tr><th rowspan=3>a</th><th>b</th></tr><tr><td>c</td></tr></table>")
    assert html.count("<tr>") == 2 and "<tbody><tr>" in html
