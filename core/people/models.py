"""Tables of people (党务工作者)."""

from django.db import models
from django.db.models.functions import Now

from core import identifiers


class Person(models.Model):
    """One person who does or did Party work in this tenant."""

    id = models.UUIDField(primary_key=True, default=identifiers.new, editable=False)
    name = models.CharField("姓名", max_length=100)
    pinyin = models.CharField("姓名拼音", max_length=200, db_collation="C")
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        indexes = [models.Index(fields=["pinyin", "id"], name="person_by_pinyin")]
