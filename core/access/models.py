"""Tables of users and their rights; every schema has its own, and none refers to another app's table."""

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.crypto import salted_hmac
from uuid_utils.compat import uuid7

from core.access import schemas, usernames


class UserManager(BaseUserManager["User"]):
    """Users by the name they sign in with, whatever its case or width."""

    def get_by_natural_key(self, username: str | None) -> "User":
        """Return the user who signs in with this name."""
        return self.get(username=usernames.normalise(username or ""))


class User(AbstractBaseUser):
    """One account on one host: a tenant's own, or one of the public schema."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    username = models.CharField("用户名", max_length=64, unique=True)
    name = models.CharField("姓名", max_length=100)
    email = models.EmailField("接收提醒的邮箱", blank=True, default="", db_default="")
    is_active = models.BooleanField("启用", default=True)
    must_change_password = models.BooleanField("须修改密码", default=False)
    password_changed_at = models.DateTimeField("密码修改时间", null=True, blank=True)
    created_at = models.DateTimeField("创建时间", default=timezone.now, editable=False)

    held: list[dict[str, Any]]
    """The roles that count now, on users that `selectors` read."""

    objects: ClassVar[UserManager] = UserManager()
    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        db_table = "access_user"

    def get_session_auth_hash(self) -> str:
        """Return what a session stores to prove that it was opened in this schema with this password."""
        salt = f"core.access.session/{schemas.current()}"
        return salted_hmac(salt, self.password, algorithm="sha256").hexdigest()

    def get_full_name(self) -> str:
        """Return the name to show to others."""
        return self.name

    def get_short_name(self) -> str:
        """Return the name to show to others."""
        return self.name


class RoleAssignment(models.Model):
    """One role that one user holds or held, and the part of the realm in which it counts.

    `organisation_id` limits it to an organisation and everything below; `region_code` (public schema) to a
    region and everything inside; both empty means the whole realm. Rows are revoked, never deleted.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey(User, models.CASCADE, related_name="assignments")
    role = models.CharField("角色", max_length=40)
    organisation_id = models.UUIDField("组织", null=True, blank=True)
    region_code = models.CharField("地区", max_length=6, null=True, blank=True)
    granted_by_realm = models.CharField(max_length=8)
    granted_by_id = models.CharField(max_length=64, blank=True)
    granted_by_name = models.CharField(max_length=100)
    granted_at = models.DateTimeField("授予时间", default=timezone.now)
    revoked_by_realm = models.CharField(max_length=8, blank=True)
    revoked_by_id = models.CharField(max_length=64, blank=True)
    revoked_by_name = models.CharField(max_length=100, blank=True)
    revoked_at = models.DateTimeField("撤销时间", null=True, blank=True)

    class Meta:
        db_table = "access_role_assignment"
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["user", "role", "organisation_id", "region_code"],
                condition=Q(revoked_at__isnull=True),
                nulls_distinct=False,
                name="access_one_active_assignment",
            ),
            models.CheckConstraint(
                condition=Q(organisation_id__isnull=True) | Q(region_code__isnull=True),
                name="access_one_kind_of_scope",
            ),
        ]


class ApiToken(models.Model):
    """One key with which a program acts for a user; only its digest is kept.

    `scopes` narrows the rights to those permissions; null means all that the user has.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey(User, models.CASCADE, related_name="tokens")
    name = models.CharField("名称", max_length=100)
    digest = models.BinaryField(max_length=32, unique=True)
    scopes = ArrayField(models.CharField(max_length=60), verbose_name="权限范围", null=True, blank=True)
    created_by_realm = models.CharField(max_length=8)
    created_by_id = models.CharField(max_length=64, blank=True)
    created_by_name = models.CharField(max_length=100)
    created_at = models.DateTimeField("签发时间", default=timezone.now)
    expires_at = models.DateTimeField("到期时间")
    last_used_at = models.DateTimeField("最近使用时间", null=True, blank=True)
    revoked_by_realm = models.CharField(max_length=8, blank=True)
    revoked_by_id = models.CharField(max_length=64, blank=True)
    revoked_by_name = models.CharField(max_length=100, blank=True)
    revoked_at = models.DateTimeField("吊销时间", null=True, blank=True)

    class Meta:
        db_table = "access_api_token"


class IdempotencyRecord(models.Model):
    """One request that a client may send again under the same key; `response` is null while it runs."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    actor_realm = models.CharField(max_length=8)
    actor_id = models.CharField(max_length=64)
    key = models.CharField(max_length=200)
    request_digest = models.BinaryField(max_length=32)
    response = models.JSONField(null=True, blank=True)
    status = models.PositiveSmallIntegerField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        db_table = "access_idempotency_record"
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["actor_realm", "actor_id", "key"], name="access_one_record_per_key"
            ),
        ]
