"""A disclosure (公开信息) as a public record. Pure."""

from datetime import date

from django.utils.html import format_html, format_html_join

from mingchuang.frame.templatetags.frame import day
from mingchuang.publishing.frozen import Frozen
from mingchuang.records import richtext
from mingchuang.records.kinds import Fields
from mingchuang.records.writing import Composition, PartData, json_part

DATES = ("formed_on", "changed_on", "in_force", "valid_until")
"""Days that are said in the open."""
TAKEN_OVER = ("published_before", "source")
"""Of a disclosure taken over from an older site: the day it was first published there, its address."""


def sections_of(content: dict, context: dict) -> list[dict]:
    """Return the filled elements in the obligation's order as ``{code, name, tree}``."""
    filled = content.get("sections", {})
    return [
        {"code": element["code"], "name": element["name"], "tree": filled[element["code"]]}
        for element in context.get("elements", ())
        if filled.get(element["code"])
    ]


def build(draft: Frozen, kind: str = "disclosure") -> Composition:
    """Return the record: dates, relations and element codes open, everything said in parts.

    A list of persons is a part by its digest; once the window is over the record has none.
    """
    content, context = draft.content, draft.context
    parts = {
        "head": json_part(
            {
                "title": content["title"],
                "docno": content.get("docno", ""),
                "summary": content.get("summary", ""),
                "keywords": content.get("keywords", []),
                "topic": content.get("topic", ""),
                "index_no": draft.index_no,
                **({"index_before": before} if (before := content.get("index_before")) else {}),
                "obligation": context.get("title", ""),
                "basis": context.get("basis", []),
                "time_limit": context.get("time_limit", ""),
                "files": [
                    {
                        "part": f"files/{file.key}",
                        "title": file.title,
                        "name": file.filename,
                        "alt": file.alt,
                    }
                    for file in draft.files
                ],
            }
        ),
        "text": json_part(
            {"body": content.get("body", []), "sections": sections_of(content, context)}
        ),
    }
    if draft.amendment:
        parts["note"] = json_part({"text": draft.amendment_note})
    for file in draft.files:
        parts[f"files/{file.key}"] = PartData(
            file.media_type, blob=file.sha256, filename=file.filename, size=file.size, salted=False
        )
    standing = draft.standing
    if content.get("persons") and "over" not in standing:
        parts["persons"] = PartData("application/json", held=content["persons"]["list"])
    filled = content.get("sections", {})
    return Composition(
        kind=kind,
        schema=f"{kind}-1",
        unit=draft.unit,
        fields={
            "obligation": draft.obligation,
            "edition": draft.edition,
            "category": context.get("category", ""),
            "amendment": draft.amendment,
            **{name: content.get(name) or "" for name in (*DATES, *TAKEN_OVER)},
            "window_end": content.get("window_end", ""),
            "over": standing.get("over"),
            "status": standing.get("status"),
            "repeals": content.get("repeals") or None,
            "explains": content.get("explains", ""),
            "joint": list(draft.joint) or None,
            "emergency": draft.emergency or None,
            "elements": {
                element["code"]: bool(filled.get(element["code"]))
                for element in context.get("elements", ())
            },
        },
        parts=parts,
    )


def first(context: dict) -> dict:
    """Return what a new disclosure begins with: the templates of its obligation's elements.

    A template is HTML in the element's ``template``; blanks in it are written 【…】.
    """
    return {
        "title": "",
        "sections": {
            element["code"]: richtext.clean(element["template"])
            for element in context.get("elements", ())
            if element.get("template")
        },
    }


def again(content: dict, context: dict) -> dict:
    """Return what the next disclosure takes over of the last: no dates, no number, no pictures."""
    sections = content.get("sections", {})
    return {
        "title": content.get("title", ""),
        "topic": content.get("topic", ""),
        "keywords": content.get("keywords", []),
        "body": richtext.without_pictures(content.get("body", [])),
        "sections": {
            element["code"]: richtext.without_pictures(sections[element["code"]])
            for element in context.get("elements", ())
            if sections.get(element["code"])
        },
    }


def text_lines(content: dict, context: dict) -> list[tuple[str, str, list[str]]]:
    """Return everything a disclosure says as ``(place, label, lines)``."""
    out = [("title", "", [content.get("title", "")])]
    for name in ("docno", "summary", "topic", *DATES, "published_before"):
        if content.get(name):
            out.append((name, "", [content[name]]))
    if content.get("keywords"):
        out.append(("keywords", "", ["、".join(content["keywords"])]))
    out.append(("body", "", richtext.lines(content.get("body", []))))
    for section in sections_of(content, context):
        out.append((f"section_{section['code']}", section["name"], richtext.lines(section["tree"])))
    return out


def _day(value: str) -> str:
    """Return a date as readers read it; one that is half typed stays as it is."""
    try:
        return day(date.fromisoformat(value))
    except ValueError:
        return value


def shown(content: dict, context: dict) -> list[tuple[str, str, str]]:
    """Return everything a disclosure says as ``(place, label, safe HTML)``, tables as tables."""
    trees = {"body": content.get("body", [])}
    trees |= {f"section_{s['code']}": s["tree"] for s in sections_of(content, context)}
    out = []
    for place, label, lines in text_lines(content, context):
        if place in trees:
            out.append((place, label, richtext.to_html(trees[place], top=4)))
        elif place in DATES:
            out.append((place, label, format_html("<p>{}</p>", _day(content[place]))))
        else:
            out.append(
                (place, label, format_html_join("", "<p>{}</p>", ((line,) for line in lines)))
            )
    return out


def record_lines(head: dict, text: dict) -> dict[str, tuple[str, list[str]]]:
    """Return a published version's text by place as ``(label, lines)``, for differences."""
    out = {
        "title": ("", [head.get("title", "")]),
        "docno": ("", [head.get("docno", "")]),
        "summary": ("", [head.get("summary", "")]),
        "body": ("", richtext.lines(text.get("body", []))),
    }
    for section in text.get("sections", ()):
        out[f"section:{section['code']}"] = (section["name"], richtext.lines(section["tree"]))
    out["files"] = ("", [f"{file['title']} {file['name']}" for file in head.get("files", ())])
    return out


def search_fields(body: dict, parts: dict) -> Fields:
    """Return what lists and search take out of a disclosure."""
    head, text = parts.get("head", {}), parts.get("text", {})
    category = body.get("category", "")
    facets = {}
    if category:
        facets["category"] = tuple(dict.fromkeys([category, category.split(".")[0]]))
    if body.get("obligation"):
        facets["obligation"] = (body["obligation"],)
    if body.get("explains"):
        facets["explains"] = (body["explains"],)
    if body.get("status"):
        facets["status"] = (body["status"]["is"],)
    if body.get("over"):
        facets["over"] = (body["over"],)
    facets |= {"joint": tuple(body["joint"])} if body.get("joint") else {}
    if head.get("topic"):
        facets["topic"] = (head["topic"],)
    if body.get("published_before"):
        facets["published_before"] = (body["published_before"],)
    lines = [
        head.get("summary", ""),
        " ".join(head.get("keywords", ())),
        richtext.plain(text.get("body", [])),
    ]
    for section in text.get("sections", ()):
        lines += [section["name"], richtext.plain(section["tree"])]
    lines += [file["title"] for file in head.get("files", ())]
    return Fields(
        title=head.get("title", ""),
        docno=head.get("docno", ""),
        formed_on=body.get("formed_on"),
        in_force=body.get("in_force"),
        valid_until=body.get("valid_until"),
        facets=facets,
        text="\n".join([*lines, head.get("index_no", ""), head.get("index_before", "")]),
    )
