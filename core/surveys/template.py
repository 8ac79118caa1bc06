"""The ready questionnaire about the Party-affairs workforce: what the survey reports of WF asked.

Those reports asked about familiarity with the work, enthusiasm, prospects, importance, willingness to go on,
entry path and years in the work (domain.md §2.4); the words are ours.
"""

from core.surveys.questions import Option, Question, QuestionKind, scale

TITLE = "党务工作者队伍状况问卷"
INTRODUCTION = (
    "本问卷用于了解党务工作者队伍的状况，不记姓名。您的回答只计入各选项的合计，不单独保存，也无法与您的链接对应。"
    "请按实际情况填写，约需 3 分钟。"
)

QUESTIONS: tuple[Question, ...] = (
    Question(
        "years",
        "您从事党务工作多少年了？",
        QuestionKind.SINGLE,
        (
            Option("UNDER_1", "不满 1 年"),
            Option("FROM_1_TO_5", "1 至 5 年"),
            Option("FROM_6_TO_10", "6 至 10 年"),
            Option("OVER_10", "10 年以上"),
        ),
    ),
    Question(
        "entry",
        "您是通过什么途径从事党务工作的？",
        QuestionKind.SINGLE,
        (
            Option("ELECTED", "选举产生"),
            Option("RECRUITED", "公开招聘或考试录用"),
            Option("SELECTED", "内部选拔"),
            Option("ARRANGED", "组织或领导安排"),
            Option("DISPATCHED", "上级选派"),
            Option("OTHER", "其他"),
        ),
    ),
    scale(
        "familiarity",
        "您对所承担的党务工作熟悉程度如何？",
        points=("不熟悉", "不太熟悉", "一般", "比较熟悉", "非常熟悉"),
    ),
    scale(
        "enthusiasm",
        "您对党务工作的热情如何？",
        points=("没有热情", "热情不高", "一般", "比较高", "非常高"),
    ),
    scale(
        "importance",
        "您认为党务工作在本单位受重视的程度如何？",
        points=("不受重视", "不太受重视", "一般", "比较受重视", "非常受重视"),
    ),
    scale(
        "prospects",
        "您如何看待从事党务工作的发展前景？",
        points=("很差", "较差", "一般", "较好", "很好"),
    ),
    Question(
        "willingness",
        "您是否愿意继续从事党务工作？",
        QuestionKind.SINGLE,
        (
            Option("YES", "愿意"),
            Option("DEPENDS", "看情况"),
            Option("NO", "不愿意"),
        ),
    ),
    Question(
        "needs",
        "您最希望改善哪些方面？（可多选）",
        QuestionKind.MULTIPLE,
        (
            Option("TRAINING", "教育培训"),
            Option("PAY", "薪酬待遇"),
            Option("PROMOTION", "晋升渠道"),
            Option("STAFFING", "人员配备"),
            Option("FUNDS", "经费场所"),
            Option("APPRAISAL", "考核激励"),
        ),
        required=False,
    ),
)
