"""The Celery application of worker, beat and relay."""

import os

from celery import Celery
from celery.schedules import crontab

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "core.settings")

app = Celery("hongling")
app.config_from_object("django.conf:settings", namespace="CELERY")
# Our base task leaves a clean connection behind. A new one per task would cost several milliseconds; one kept
# for ever would hold the catalogue entries of every tenant it has served.
app.conf["CELERY_DB_REUSE_MAX"] = 100
app.conf.beat_schedule = {
    "seal-audit": {
        "task": "core.audit.seal_all",
        "schedule": 60.0,
        "kwargs": {"tenant": "public"},
        # A late round is replaced by the next one; without this a stopped worker would find a pile of them.
        "options": {"expires": 55},
    },
    "clear-expired": {
        "task": "core.access.clear_expired",
        "schedule": 3600.0,
        "kwargs": {"tenant": "public"},
        "options": {"expires": 3500},
    },
    "begin-day-of-reminders": {
        "task": "core.obligations.begin_day",
        # The first that finds the product running begins the day; the others do nothing.
        "schedule": crontab(minute=5, hour="7-20"),
        "kwargs": {"tenant": "public"},
        "options": {"expires": 3500},
    },
    "begin-day-of-figures": {
        "task": "tenants.statistics.begin_day",
        # The first after midnight begins the day; the others do nothing.
        "schedule": crontab(minute="1,31"),
        "kwargs": {"tenant": "public"},
        "options": {"expires": 1700},
    },
    "sweep-attachments": {
        "task": "core.attachments.sweep_all",
        "schedule": 24 * 3600.0,
        "kwargs": {"tenant": "public"},
        "options": {"expires": 23 * 3600},
    },
}
