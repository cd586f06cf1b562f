"""A draft's files, and texts and tables taken out of office files."""

from urllib.parse import quote

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from mingchuang.people.access import staff_page
from mingchuang.publishing import acts, files, intake, saving
from mingchuang.publishing.forms import FileForm, SheetForm, WordForm
from mingchuang.publishing.reading import draft_for, editable
from mingchuang.records import blobs, richtext
from mingchuang.records.errors import Conflict, NotReady


def _sent(form, field: str = "file") -> tuple[str, bytes]:
    """Return name and bytes of the file in a form. Raises NotReady when there is none or it is too large."""
    if not form.is_valid():
        raise NotReady([_("Choose a file first.")])
    sent = form.cleaned_data[field]
    if sent.size > settings.UPLOAD_BYTES:
        raise NotReady(
            [
                _("%(name)s is larger than %(mb)d MB. Make it smaller or cut it into parts.")
                % {"name": sent.name, "mb": settings.CONFIG.upload_mb}
            ]
        )
    return sent.name, sent.read()


@require_POST
@staff_page
def upload(request, pk):
    """Attach a file; a picture pasted into a text is answered with its place as JSON."""
    editable(request, pk)
    pasted = "pasted" in request.POST
    form = FileForm(request.POST, request.FILES)
    try:
        name, data = _sent(form)
        taken = files.take(name, data, longest=files.IN_TEXT if pasted else None)
        file = acts.attach(
            pk,
            **taken,
            title=form.cleaned_data["title"],
            alt=form.cleaned_data["alt"],
            actor=request.user,
        )
    except NotReady as error:
        if pasted:
            return JsonResponse({"error": str(error)}, status=422)
        messages.error(request, str(error), extra_tags="late")
    else:
        if pasted:
            return JsonResponse({"src": f"files/{file.key}", "title": file.title})
        messages.success(request, _("%(name)s is attached.") % {"name": name}, extra_tags="ok")
    return _to_files(pk)


def _to_files(pk):
    """Go back to where the files stand in the editor."""
    return redirect(f"{reverse('publishing:edit', args=[pk])}#files")


@require_POST
@staff_page
def file_change(request, pk, key):
    """Change a file's words, or take it off."""
    draft, _item = draft_for(request, pk)
    get_object_or_404(draft.files, key=key)
    if "remove" in request.POST:
        acts.detach(pk, key, actor=request.user)
        messages.success(request, _("The file is taken off."), extra_tags="ok")
    else:
        acts.describe_file(
            pk,
            key,
            title=request.POST.get("title", ""),
            alt=request.POST.get("alt", ""),
            actor=request.user,
        )
        messages.success(request, _("The words are kept."), extra_tags="ok")
    return _to_files(pk)


@staff_page
def file(request, pk, key):
    """A draft's file, for those who may see the draft."""
    draft, _item = draft_for(request, pk)
    found = get_object_or_404(draft.files, key=key)
    inline = found.media_type.startswith("image/")
    return HttpResponse(
        blobs.read(found.sha256),
        content_type=found.media_type,
        headers={
            "Content-Disposition": f"{'inline' if inline else 'attachment'}; filename*=UTF-8''{quote(found.filename)}",
            "X-Content-Type-Options": "nosniff",
        },
    )


@require_POST
@staff_page
def word(request, pk):
    """Take the text of a Word file into the draft; its pictures become attachments."""
    draft = editable(request, pk)
    form = WordForm(request.POST, request.FILES)
    try:
        name, data = _sent(form, "word")
        text = intake.read_word(name, data)
        taken = intake.from_word(text, draft.content, draft.context)
        lost = _take_in(draft, taken, request.user)
    except (NotReady, Conflict) as error:
        messages.error(request, str(error), extra_tags="late")
        return redirect("publishing:edit", pk)
    messages.success(
        request,
        _("Taken from %(name)s: %(fields)s.")
        % {"name": name, "fields": _(", ").join(str(label) for label in taken.filled)},
        extra_tags="ok",
    )
    left = intake.left_words({**taken.left, "pictures": taken.left.get("pictures", 0) + lost})
    if left:
        messages.warning(
            request,
            _("Not taken: %(what)s. Look whether the text needs them.")
            % {"what": _(", ").join(left)},
            extra_tags="late",
        )
    return redirect("publishing:edit", pk)


@transaction.atomic
def _take_in(draft, taken: intake.Taken, user) -> int:
    """Attach the pictures and save the content; returns how many pictures could not be attached."""
    keys, lost = {}, 0
    for number, picture in enumerate(taken.pictures, start=1):
        try:
            stored = files.take(*intake.picture_file(picture, number), longest=files.IN_TEXT)
        except NotReady:
            lost += 1
            continue
        file = acts.attach(draft.pk, **stored, title="", alt=picture.alt, actor=user)
        keys[picture.src] = f"files/{file.key}"
    content = intake.renamed(taken.content, keys)
    acts.save(draft.pk, revision=draft.revision, content=content, raw=draft.raw, actor=user)
    return lost


def _with_table(draft, target: str, tree: list) -> dict:
    """Return the content that puts blocks at the end of a rich-text field."""
    if target == "body":
        return {"body": [*draft.content.get("body", []), *tree]}
    sections = draft.content.get("sections", {})
    code = target.removeprefix("section_")
    return {"sections": {**sections, code: [*(sections.get(code) or []), *tree]}}


@require_POST
@staff_page
def sheet(request, pk):
    """Take a table from an Excel file; where it has several sheets, ask for one first.

    The tables to choose from stay in the page that asks, not on the server.
    """
    draft = editable(request, pk)
    targets = saving.targets(draft)
    target = request.POST.get("target", "")
    try:
        if target not in dict(targets):
            raise NotReady([_("Choose where the table goes.")])
        if "table" in request.POST:
            tree = richtext.clean(request.POST.get(f"table_{request.POST['table']}", ""))
        else:
            name, data = _sent(SheetForm(targets, request.POST, request.FILES), "sheet")
            found = [(sheet.name, intake.table(sheet)) for sheet in intake.read_sheets(name, data)]
            if len(found) > 1:
                return render(
                    request,
                    "publishing/sheets.html",
                    {
                        "draft": draft,
                        "target": target,
                        "target_label": dict(targets)[target],
                        "sheets": [
                            (title, richtext.to_editor(tree), richtext.to_html(tree))
                            for title, tree in found
                        ],
                    },
                )
            tree = found[0][1]
        acts.save(
            pk,
            revision=draft.revision,
            content=_with_table(draft, target, tree),
            raw=draft.raw,
            actor=request.user,
        )
    except (NotReady, Conflict, richtext.TextError) as error:
        messages.error(request, str(error), extra_tags="late")
        return redirect("publishing:edit", pk)
    messages.success(
        request,
        _("The table stands at the end of “%(field)s”.") % {"field": dict(targets)[target]},
        extra_tags="ok",
    )
    return redirect(f"{reverse('publishing:edit', args=[pk])}#el-{target}")
