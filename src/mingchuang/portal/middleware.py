"""Old addresses answer with the new one, where nothing of this site answers."""

from django.http import HttpResponsePermanentRedirect
from django.urls import reverse

from mingchuang.portal.models import OldAddress
from mingchuang.records import addresses
from mingchuang.records.reading import PUBLIC


class OldAddressesAnswer:
    """Turn a 404 into a 301 to ``/items/<obj>/`` when the old site had a document there.

    Only what the site itself does not answer is looked up, so an old address can shadow no page.
    The host does not matter: the old site's names may all point here.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if response.status_code != 404 or request.method not in ("GET", "HEAD"):
            return response
        try:
            key = addresses.from_request(request.path_info, request.META.get("QUERY_STRING", ""))
        except ValueError:
            return response
        known = (
            OldAddress.objects.using(PUBLIC).filter(pk=key).values_list("obj", flat=True).first()
        )
        if known is None:
            return response
        return HttpResponsePermanentRedirect(reverse("portal:item", args=[known]))
