"""The settings as mypy's Django plugin can store them: apps by name instead of by configuration object."""

from core import settings

globals().update({name: getattr(settings, name) for name in dir(settings) if name.isupper()})
INSTALLED_APPS = [getattr(app, "name", app) for app in settings.INSTALLED_APPS]
