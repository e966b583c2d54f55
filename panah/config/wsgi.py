"""The web process's entry."""

import os

from django.core.wsgi import get_wsgi_application

from panah.web.stopping import end_with_parent

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "panah.config.settings")

end_with_parent()
application = get_wsgi_application()
