"""The Django app `hongling_api`."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    """App `hongling_api`: no tables, only the API's command, page and files."""

    name = "hongling_api"
    verbose_name = "接口"
