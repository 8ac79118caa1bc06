"""Django app of the core's shared tables for effects and for the heads of the audit chains."""

from django.apps import AppConfig


class OutboxConfig(AppConfig):
    """App `outbox`, in the public schema only."""

    name = "core.outbox"
    label = "outbox"
    verbose_name = "待办事务"
