"""Tables of projects (项目), of what is recorded of them, and of the standards (规范) that they follow."""

from django.db import models
from django.db.models.functions import Now

from core import identifiers
from core.organisations.models import Organisation
from core.people.models import Person


class Origin(models.TextChoices):
    """What a project was raised from (domain.md §2.4)."""

    KEY_WORK = "KEY_WORK", "重点工作"
    DIFFICULTY = "DIFFICULTY", "难点"
    WEAK_LINK = "WEAK_LINK", "薄弱环节"


class Stage(models.TextChoices):
    """How far a project is (domain.md §2.4); which follows which stands in `stages`."""

    GENERATED = "GENERATED", "生成"
    IMPLEMENTING = "IMPLEMENTING", "实施"
    MONITORING = "MONITORING", "监控"
    CLOSED = "CLOSED", "办结"
    WITHDRAWN = "WITHDRAWN", "撤项"


class Support(models.TextChoices):
    """The five supports of a project (domain.md §2.4)."""

    ORGANISATION = "ORGANISATION", "组织保障"
    TALENT = "TALENT", "人才保障"
    FUNDS = "FUNDS", "资金保障"
    TECHNOLOGY = "TECHNOLOGY", "技术保障"
    MECHANISM = "MECHANISM", "机制保障"


class Part(models.TextChoices):
    """What somebody does in a project."""

    LEAD = "LEAD", "负责人"
    MEMBER = "MEMBER", "参与人员"


class Standard(models.Model):
    """One version of a standard: the flow of steps that projects which follow it go through.

    Never edited: a change is a later version of the same code. A project stays with the version that it was
    raised under. `steps` holds in order `{"code", "title", "requirement"}`.
    """

    id = models.UUIDField(primary_key=True, default=identifiers.new, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="standards")
    code = models.CharField("编号", max_length=40, db_collation="C")
    number = models.PositiveIntegerField("版次")
    title = models.CharField("名称", max_length=200)
    from_on = models.DateField("施行日")
    steps = models.JSONField("步骤")
    reason = models.CharField("说明", max_length=500, blank=True)
    enacted_by_realm = models.CharField(max_length=10)
    enacted_by_id = models.CharField(max_length=64, blank=True)
    enacted_by_name = models.CharField(max_length=100)
    enacted_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code", "number"], name="standard_version_is_one"),
            models.UniqueConstraint(fields=["code", "from_on"], name="standard_begins_once_a_day"),
        ]


class Project(models.Model):
    """One project of an organisation as it stands now; all that happened to it is a `ProjectEntry`."""

    id = models.UUIDField(primary_key=True, default=identifiers.new, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="projects")
    title = models.CharField("名称", max_length=200)
    origin = models.CharField("来源", max_length=20, choices=Origin.choices)
    aim = models.CharField("问题与目标", max_length=1000, blank=True)
    raised_on = models.DateField("生成日期")
    due_on = models.DateField("计划完成日期", null=True)
    stage = models.CharField("阶段", max_length=20, choices=Stage.choices, default=Stage.GENERATED)
    stage_since = models.DateField("进入阶段日期")
    standard = models.ForeignKey(Standard, on_delete=models.PROTECT, null=True, related_name="projects")
    budget = models.DecimalField("资金预算（元）", max_digits=14, decimal_places=2, null=True)
    supports = models.JSONField("五项保障", default=dict)
    version = models.PositiveIntegerField("版本", default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(due_on__isnull=True) | models.Q(due_on__gte=models.F("raised_on")),
                name="project_is_due_after_it_was_raised",
            ),
            models.CheckConstraint(
                condition=models.Q(stage_since__gte=models.F("raised_on")),
                name="project_enters_stages_after_it_was_raised",
            ),
            models.CheckConstraint(
                condition=models.Q(budget__isnull=True) | models.Q(budget__gte=0),
                name="project_budget_is_no_debt",
            ),
        ]
        indexes = [
            models.Index(fields=["organisation", "raised_on"], name="project_of_organisation"),
            models.Index(fields=["raised_on", "id"], name="project_by_day"),
        ]


class ProjectEntry(models.Model):
    """One thing that was recorded of a project. Never edited but for `annulled_at`: an error is annulled by
    another entry and recorded anew.

    `stage` is the stage entered, `step` the code of a step of the project's standard, `amount` money in yuan.
    """

    class Kind(models.TextChoices):
        """What was recorded."""

        RAISED = "RAISED", "生成"
        CHANGED = "CHANGED", "变更"
        STAGE = "STAGE", "进入阶段"
        STEP = "STEP", "完成步骤"
        RECEIVED = "RECEIVED", "资金到位"
        SPENT = "SPENT", "资金支出"
        ANNULLED = "ANNULLED", "作废记载"

    id = models.UUIDField(primary_key=True, default=identifiers.new, editable=False)
    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="entries")
    version = models.PositiveIntegerField("版本")
    kind = models.CharField("事项", max_length=10, choices=Kind.choices)
    on = models.DateField("日期")
    stage = models.CharField("阶段", max_length=20, choices=Stage.choices, blank=True, default="")
    step = models.CharField("步骤", max_length=40, blank=True, default="")
    amount = models.DecimalField("金额（元）", max_digits=14, decimal_places=2, null=True)
    values = models.JSONField("内容", default=dict)
    note = models.CharField("说明", max_length=500, blank=True, default="")
    annuls = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="annulled_by")
    annulled_at = models.DateTimeField("作废时间", null=True)
    recorded_by_realm = models.CharField(max_length=10)
    recorded_by_id = models.CharField(max_length=64, blank=True)
    recorded_by_name = models.CharField(max_length=100)
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["project", "version"], name="project_changes_one_at_a_time"),
            models.UniqueConstraint(
                fields=["project", "step"],
                condition=models.Q(annulled_at__isnull=True) & ~models.Q(step=""),
                name="project_step_is_done_once",
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=["RAISED", "STAGE"]) & ~models.Q(stage="")
                | ~models.Q(kind__in=["RAISED", "STAGE"]) & models.Q(stage=""),
                name="project_entry_of_a_stage_names_it",
            ),
            models.CheckConstraint(
                condition=models.Q(kind="STEP") & ~models.Q(step="")
                | ~models.Q(kind="STEP") & models.Q(step=""),
                name="project_entry_of_a_step_names_it",
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=["RECEIVED", "SPENT"], amount__gt=0)
                | ~models.Q(kind__in=["RECEIVED", "SPENT"]) & models.Q(amount__isnull=True),
                name="project_entry_of_money_says_how_much",
            ),
        ]


class ProjectMember(models.Model):
    """Somebody who takes part in a project from one day (inclusive) to another (exclusive).

    Both are one day where it was recorded in error.
    """

    personal_texts = ("duty",)
    merge_conflicts = {
        "person_takes_part_once": "两份档案都在参与同一个项目：请先登记其中一份退出该项目，再合并。"
    }

    id = models.UUIDField(primary_key=True, default=identifiers.new, editable=False)
    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="members")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="projects")
    part = models.CharField("角色", max_length=10, choices=Part.choices)
    duty = models.CharField("分工", max_length=200, blank=True, default="")
    from_on = models.DateField("自")
    until_on = models.DateField("至", null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["project", "person"],
                condition=models.Q(until_on__isnull=True),
                name="person_takes_part_once",
            ),
            models.CheckConstraint(
                condition=models.Q(until_on__isnull=True) | models.Q(until_on__gte=models.F("from_on")),
                name="project_member_leaves_after_joining",
            ),
        ]
