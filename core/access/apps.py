"""The Django app `access`."""

from django.apps import AppConfig


class AccessConfig(AppConfig):
    """App `access`; the only app of ours with tables in the public schema and in every tenant's."""

    name = "core.access"
    label = "access"
    verbose_name = "用户与权限"
