"""The Django app `reference`."""

from django.apps import AppConfig


class ReferenceConfig(AppConfig):
    """App `reference`; its tables stand in the public schema only and every tenant reads them there."""

    name = "core.reference"
    label = "reference"
    verbose_name = "公共参考数据"
