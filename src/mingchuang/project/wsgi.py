"""The WSGI application: stored pages first, then Django."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mingchuang.project.settings")

from django.core.wsgi import get_wsgi_application

from mingchuang.pages.server import StoredPages

application = StoredPages(get_wsgi_application())
