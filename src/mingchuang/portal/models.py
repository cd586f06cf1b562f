"""Addresses of older sites, derived from the log."""

from django.db import models


class OldAddress(models.Model):
    """Where an object stood on the site it was taken over from (projection ``addresses``)."""

    address = models.CharField(max_length=500, primary_key=True)
    """Path and query, as :func:`records.addresses.key` gives them."""
    obj = models.CharField(max_length=32)
