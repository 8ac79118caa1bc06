"""Back up a tenant or everything into one file, and bring it back."""

import base64
import tempfile
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from core import crypto
from core.actors import Actor
from core.audit import acting
from core.audit.public_models import AuditHead
from core.errors import DomainError
from core.people import identities
from tenants import provisioning, registry, rights
from tenants.backups import archive, programs
from tenants.backups.archive import Manifest
from tenants.connections import connection
from tenants.migrating import Progress, silent
from tenants.models import Domain, Tenant, TenantPlugin, TenantState

_SAMPLE = ("红领", crypto.Place(schema="backup", row="sample", field="sample"))
_ROW = ("schema_name", "name", "region_code", "state", "structure")
_BURN = 50_000
"""Transaction numbers that are used up between two messages."""
MOST_BURNT = 200_000_000


class CannotRestore(DomainError):
    """A backup cannot be brought back here; nothing was written."""

    code = "CANNOT_RESTORE"


def back_up(*, file: Path, tenant: str | None = None, progress: Progress = silent) -> Manifest:
    """Write a tenant, or everything, into a file and return what it holds.

    The database is read as of one moment, while others go on working. The file holds whatever the tenant's
    people entrusted to it, and for everything also the keys: mode 0600.

    :raises UnknownTenant: if there is none of this short name.
    :raises FileThere: if the file exists.
    """
    with tempfile.TemporaryDirectory(prefix="hongling-backup-") as name, rights.owner():
        folder = Path(name)
        with archive.writing(file) as target:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
                held = _manifest(tenant)
                cursor.execute("SELECT pg_export_snapshot()")
                snapshot = cursor.fetchone()[0]
                progress("导出数据库")
                programs.dump(file=folder / archive.DUMP, snapshot=snapshot, schema=tenant)
            target.add(folder / archive.DUMP, arcname=archive.DUMP)
            for row in held.tenants:
                kept = Path(settings.ATTACHMENTS_DIR) / row["schema_name"]
                if kept.is_dir():
                    progress(f"附件：{row['name']}")
                    target.add(kept, arcname=f"{archive.ATTACHMENTS}/{row['schema_name']}")
            secrets = settings.DATA_DIR / archive.SECRETS
            if tenant is None and secrets.exists():
                target.add(secrets, arcname=archive.SECRETS)
            archive.add_manifest(target, held, folder=folder)
    progress(f"已写入 {file}（{file.stat().st_size >> 10} kB），请妥善保管：其中有个人信息")
    return held


def restore_tenant(*, file: Path, tenant: str, actor: Actor, progress: Progress = silent) -> Tenant:
    """Bring one tenant back as it was, from its own backup or one of everything, and return it.

    It must not stand here: an archived one is dropped first. Whatever is killed in between leaves a
    reservation without a host, which `tenants discard` removes.

    :raises BadArchive: if the file is no backup.
    :raises CannotRestore: if the tenant stands here, the backup has none of it, or the keys are others.
    """
    held = archive.manifest(file)
    row = next((row for row in held.tenants if row["schema_name"] == tenant), None)
    if row is None:
        raise CannotRestore(f"备份中没有租户 {tenant}；其中有：{_names(held)}。")
    _fits(held)
    with rights.owner():
        if Tenant.objects.filter(schema_name=tenant).exists():
            raise CannotRestore(
                f"租户 {tenant} 已在本系统中，不能覆盖：请先停用、归档并删除（hongling tenants drop）再恢复。"
            )
        for host in row["hosts"]:
            provisioning.check_free(slug=tenant, host=host["domain"])
        _advance(held.transaction, progress)
        with acting(actor=actor, reason="从备份恢复租户"):
            reserved = Tenant.objects.create(
                **{name: row[name] for name in _ROW if name != "state"}, state=TenantState.PROVISIONING
            )
            rights.create_role(tenant)
        progress(f"恢复 {row['name']} 的数据")
        _pour(file, schemas=[tenant], at_once=True)
        count = archive.extract_attachments(file, schema=tenant, into=Path(settings.ATTACHMENTS_DIR))
        with acting(actor=actor, reason="从备份恢复租户"):
            _register(reserved, row)
            AuditHead.objects.filter(schema_name=tenant).delete()
            AuditHead.objects.bulk_create(_heads(held, {tenant}))
            registry.forget(reserved)
    progress(f"已恢复 {row['name']}：附件 {count} 个，状态“{TenantState(row['state']).label}”")
    reserved.refresh_from_db()
    return reserved


def restore_everything(*, file: Path, progress: Progress = silent) -> Manifest:
    """Bring everything back into an empty database and return what the backup held.

    :raises BadArchive: if the file is no backup.
    :raises CannotRestore: if it is one of a single tenant, the database is not empty, or the keys are others.
    """
    held = archive.manifest(file)
    if held.tenant:
        raise CannotRestore(
            f"这是租户 {held.tenant} 的备份：请用 hongling restore {file} --tenant {held.tenant}。"
        )
    _fits(held)
    with rights.owner():
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")
            if cursor.fetchone()[0]:
                raise CannotRestore(
                    "数据库中已有数据，不能整体恢复：请用 HONGLING_DATA 指定新的数据文件夹，或用空的数据库。"
                )
        _advance(held.transaction, progress)
        rights.grant_public()
        for row in held.tenants:
            rights.create_role(row["schema_name"])
        progress(f"恢复公共库与 {len(held.tenants)} 个租户的数据")
        _pour(file, schemas=None, at_once=False)
        rights.grant_public()
    count = archive.extract_attachments(file, schema=None, into=Path(settings.ATTACHMENTS_DIR))
    progress(f"已恢复 {len(held.tenants)} 个租户：{_names(held)}；附件 {count} 个")
    return held


def _manifest(tenant: str | None) -> Manifest:
    wanted = Tenant.objects.exclude(state=TenantState.PROVISIONING).order_by("schema_name")
    if tenant is not None:
        wanted = wanted.filter(schema_name=tenant)
    rows = [_described(row) for row in wanted.prefetch_related("domains", "plugins")]
    if tenant is not None and not rows:
        raise CannotRestore(
            f"没有简称为 {tenant} 的租户；请用 hongling tenants list 核对。", "UNKNOWN_TENANT"
        )
    heads = AuditHead.objects.filter(schema_name__in=[row["schema_name"] for row in rows])
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint")
        number = cursor.fetchone()[0]
    return Manifest(
        tenant=tenant or "",
        prefix=settings.ROLE_PREFIX,
        made_at=timezone.now().isoformat(),
        tenants=rows,
        heads=[
            {
                "schema_name": head.schema_name,
                "seq": head.seq,
                "hash": bytes(head.hash).hex(),
                "sealed_at": head.sealed_at.isoformat(),
            }
            for head in heads
        ],
        transaction=number,
        sample=base64.b64encode(identities.keyring().seal(*_SAMPLE)).decode(),
    )


def _described(row: Tenant) -> dict[str, Any]:
    return {
        **{name: getattr(row, name) for name in _ROW},
        "hosts": [{"domain": host.domain, "is_primary": host.is_primary} for host in row.domains.all()],
        "plugins": [
            {
                "plugin": one.plugin,
                "active": one.active,
                "changed_by_realm": one.changed_by_realm,
                "changed_by_id": one.changed_by_id,
                "changed_by_name": one.changed_by_name,
            }
            for one in row.plugins.all()
        ],
    }


def _fits(held: Manifest) -> None:
    """Check that what is restored could be used here.

    :raises CannotRestore: if roles have other names, or sealed values could not be opened.
    """
    if held.prefix != settings.ROLE_PREFIX:
        raise CannotRestore(
            f"备份中的数据库角色以 {held.prefix} 开头，本库以 {settings.ROLE_PREFIX} 开头："
            f"请设 HONGLING_ROLE_PREFIX={held.prefix} 或使用同名的数据库。"
        )
    try:
        identities.keyring().open(base64.b64decode(held.sample), _SAMPLE[1])
    except crypto.CannotOpen as error:
        raise CannotRestore(
            "本系统没有该备份所用的加密密钥，恢复后身份证号和电话将无法读取："
            "请用原系统的 secrets.json（或 HONGLING_SECRET_KEY、HONGLING_FIELD_KEYS）后再恢复。"
        ) from error


def _advance(transaction_number: int, progress: Progress) -> None:
    """Use transaction numbers up until those of the backup lie in the past.

    The audit's seals cover intervals of them: what is written here from now on must come after.

    :raises CannotRestore: if that would take hours.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint")
        lacking = transaction_number - cursor.fetchone()[0]
        if lacking > MOST_BURNT:
            raise CannotRestore(
                f"备份来自事务号大得多的数据库（相差 {lacking}）：请先用 pg_resetwal -x 提高本库的事务号。"
            )
        while lacking > 0:
            if lacking > _BURN:
                progress(f"衔接审计链：还差 {lacking} 个事务号")
            some = min(lacking, _BURN)
            cursor.execute(
                f"DO $$ BEGIN FOR i IN 1..{some} LOOP PERFORM pg_current_xact_id(); COMMIT; END LOOP; END $$"
            )
            lacking -= some


def _pour(file: Path, *, schemas: Iterable[str] | None, at_once: bool) -> None:
    """Restore the dump's objects of some schemas, or all but what a prepared database has already."""
    with tempfile.TemporaryDirectory(prefix="hongling-restore-") as name:
        folder = Path(name)
        dump = archive.extract(file, archive.DUMP, into=folder)
        if dump is None:
            raise archive.BadArchive(f"{file} 中没有数据库：请换用另一份备份。")
        entries = [entry for entry in programs.contents(dump) if _is_wanted(entry, schemas)]
        programs.restore(file=dump, entries=entries, folder=folder, at_once=at_once)


def _is_wanted(entry: str, schemas: Iterable[str] | None) -> bool:
    """Tell whether a line of a dump's contents is to be restored: `5; 2615 16400 SCHEMA - alpha owner`."""
    if entry.startswith(";") or not entry.strip():
        return False
    words = entry.split(maxsplit=3)[3].split()
    if words[0] in ("EXTENSION",) or words[:3] == ["COMMENT", "-", "EXTENSION"]:
        return False
    if schemas is None:
        return words[:3] not in (["SCHEMA", "-", "extensions"], ["SCHEMA", "-", "public"])
    return any(_belongs(words, schema) for schema in schemas)


def _belongs(words: list[str], schema: str) -> bool:
    """Tell whether an entry is a schema, something in it, or rights on it."""
    return schema in words[1:-1] or f"SCHEMA {schema}" in " ".join(words)


def _register(reserved: Tenant, row: dict[str, Any]) -> None:
    Domain.objects.bulk_create(Domain(tenant=reserved, **host) for host in row["hosts"])
    TenantPlugin.objects.bulk_create(TenantPlugin(tenant=reserved, **plugin) for plugin in row["plugins"])
    Tenant.objects.filter(pk=reserved.pk).update(state=row["state"])


def _heads(held: Manifest, schemas: set[str]) -> list[AuditHead]:
    return [
        AuditHead(
            schema_name=head["schema_name"],
            seq=head["seq"],
            hash=bytes.fromhex(head["hash"]),
            sealed_at=datetime.fromisoformat(head["sealed_at"]),
        )
        for head in held.heads
        if head["schema_name"] in schemas
    ]


def _names(held: Manifest) -> str:
    return "、".join(row["schema_name"] for row in held.tenants) or "无"
