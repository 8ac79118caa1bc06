from plugins.jiangsu_four_level import hooks
from plugins.jiangsu_four_level.scheme import SCHEME


def test_the_scheme_names_itself_and_its_actions():
    scheme = hooks.scheme()

    assert (scheme.name, scheme.title) == ("jiangsu_four_level", "两新组织党务工作者四级五专")
    assert {action.name.partition(".")[2]: action.title for action in scheme.actions} == {
        "select_secretary": "内部选任书记",
        "dispatch_instructor": "选派党建工作指导员",
        "training": "核对年度培训",
        "training_plan": "核对年度培训计划",
        "apply": "申报认证",
        "advance": "推进认证步骤",
        "evaluate": "综合评定",
        "certify": "颁发证书",
        "annual_inspection": "年度检验",
        "withdraw": "退出",
        "allowance": "测算红领津贴",
        "assessors": "确定考核主体",
        "report_change": "测算变动报告期限",
        "move": "跨城市流动",
    }


def test_the_clauses_are_those_of_the_table_with_their_weight():
    assert {clause.code: clause.severity.value for clause in SCHEME.clauses} == {
        "JS-HEAD": "WARN",
        "JS-MANAGEMENT": "BLOCK",
        "JS-MEMBER": "BLOCK",
        "JS-DEPUTY": "BLOCK",
        "JS-ORIGIN": "BLOCK",
        "JS-TARGET": "BLOCK",
        "JS-PRIORITY": "INFO",
        "JS-SESSIONS": "BLOCK",
        "JS-DAYS": "BLOCK",
        "JS-DEMONSTRATION": "BLOCK",
        "JS-ROTATION": "BLOCK",
        "JS-CATEGORY": "BLOCK",
        "JS-TEST": "BLOCK",
        "JS-HELD": "BLOCK",
        "JS-STEP": "BLOCK",
        "JS-YEARS": "BLOCK",
        "JS-GRADE": "BLOCK",
        "JS-TITLE": "INFO",
        "JS-ORDER": "BLOCK",
        "JS-SCORE": "BLOCK",
        "JS-PUBLICITY": "BLOCK",
        "JS-OBJECTION": "BLOCK",
        "JS-CAUSE": "BLOCK",
        "JS-UNCERTIFIED": "BLOCK",
        "JS-ENGAGED": "BLOCK",
        "JS-CITY": "WARN",
    }
    assert len(SCHEME.clauses) == 26


def test_a_finding_cites_source_and_clause(decide):
    [finding] = decide("withdraw", {"cause": "OTHER"}).findings

    assert (
        finding.clause
        == "江苏省两新组织党务工作者“四级五专”做法：离岗、不胜任、违纪违法、本人申请等规定情形方可退出"
    )


def test_every_action_takes_a_city():
    assert all("city" in action.facts.model_fields for action in SCHEME.actions)
    assert [action.name for action in SCHEME.actions if action.facts.model_fields["city"].is_required()] == [
        "jiangsu_four_level.apply"
    ]
