"""Notices and mails on the desk: what happened to my work, and when I am written to."""

from django import forms
from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mingchuang.desk import inbox, mail, rules
from mingchuang.desk.models import Subscription
from mingchuang.people.access import staff_page


class MailForm(forms.Form):
    """How often somebody is written to, and where."""

    rhythm = forms.ChoiceField(
        label=gettext_lazy("Mail about what waits for me"),
        choices=[
            (rules.OFF, gettext_lazy("none")),
            (rules.DAILY, gettext_lazy("on every working day at 8:00")),
            (rules.WEEKLY, gettext_lazy("on the first working day of the week at 8:00")),
        ],
        widget=forms.Select({"class": "in"}),
    )
    address = forms.EmailField(
        label=gettext_lazy("Mail address"),
        required=False,
        max_length=254,
        help_text=gettext_lazy("It is kept for this mail alone and deleted when you choose none."),
        widget=forms.EmailInput({"class": "in", "autocomplete": "email"}),
    )

    def clean(self):
        data = super().clean()
        if data.get("rhythm") != rules.OFF and not data.get("address") and not self.errors:
            self.add_error("address", _("Write the address that the mail goes to."))
        return data


@require_safe
@staff_page
def notices(request):
    """What happened to my documents, the newest first."""
    lines = inbox.lines(request.user)
    return render(
        request,
        "desk/notices.html",
        {"lines": lines, "fresh": any(line.fresh for line in lines), "shown": inbox.SHOWN},
    )


@require_safe
@staff_page
def open_notice(request, pk):
    """Go to what a notice is about; it counts as read."""
    url = inbox.read(request.user, pk)
    if url is None:
        raise Http404
    return redirect(url)


@require_POST
@staff_page
def read_all(request):
    """Mark every notice of mine as read."""
    inbox.read_all(request.user)
    return redirect("desk:notices")


@staff_page
def settings_page(request):
    """How often I am written to about what waits."""
    now = Subscription.objects.filter(user=request.user).first()
    initial = {"rhythm": now.rhythm, "address": now.address} if now else {"rhythm": rules.OFF}
    form = MailForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        mail.subscribe(request.user, data["address"], data["rhythm"])
        words = (
            _("You are not written to any more; the address is deleted.")
            if data["rhythm"] == rules.OFF
            else _("Saved. The first mail comes at the next turn at which something waits.")
        )
        messages.success(request, words, extra_tags="ok")
        return redirect("desk:mail-settings")
    return render(request, "desk/mail_settings.html", {"form": form, "now": now})


# The signed token is the right to stop these mails: mail programs press the button without a
# session. A GET changes nothing, because scanners of mails open every link.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request, token):
    """Stop a mail by the link in it, without signing in."""
    stopped = request.method == "POST"
    if not mail.stop(token, really=stopped):
        raise Http404
    return render(request, "desk/mail_stop.html", {"stopped": stopped})
