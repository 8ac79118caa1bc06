"""The page on which somebody answers a survey by a link, without signing in."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from core.surveys import answering, questions
from core.surveys.answering import Invitation

_TITLES = {
    "unknown": "链接无效",
    "used": "您已经回答过了",
    "early": "问卷尚未开始",
    "ended": "问卷已截止",
}
_STATUS = {"unknown": 404, "used": 410, "early": 403, "ended": 410}


# The link itself is the right to answer. No session is begun, which could tell one browser from another.
@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, token: str) -> HttpResponse:
    """Show the questions of a link, or take the answers to them."""
    today = timezone.localdate()
    if request.method != "POST":
        found = answering.invitation(token=token, on=today)
        return _refused(request, found) if found.refusal else _form(request, found)
    given = {code: request.POST.getlist(code) for code in request.POST}
    try:
        outcome = answering.submit(
            token=token, given=given, on=today, incomplete=request.POST.get("_incomplete") == "1"
        )
    except questions.ForeignAnswer as refusal:
        found = answering.invitation(token=token, on=today)
        return _form(request, found, given=given, fault=refusal.message, status=400)
    if outcome.invitation.refusal:
        return _refused(request, outcome.invitation)
    if not outcome.taken:
        return _form(request, outcome.invitation, given=given, missing=outcome.missing, status=422)
    return render(request, "surveys/thanks.html", {"survey": outcome.invitation.survey})


def _form(
    request: HttpRequest,
    found: Invitation,
    *,
    given: dict[str, list[str]] | None = None,
    missing: tuple[str, ...] = (),
    fault: str = "",
    status: int = 200,
) -> HttpResponse:
    shown: list[dict[str, Any]] = [
        {
            "number": number,
            "question": question,
            "several": question.kind == questions.QuestionKind.MULTIPLE,
            "chosen": (given or {}).get(question.code, []),
            "missing": question.code in missing,
        }
        for number, question in enumerate(found.questions, start=1)
    ]
    first = next((one["number"] for one in shown if one["missing"]), None)
    context = {
        "survey": found.survey,
        "questions": shown,
        "missing": len(missing),
        "first_missing": first,
        "fault": fault,
    }
    return render(request, "surveys/answer.html", context, status=status)


def _refused(request: HttpRequest, found: Invitation) -> HttpResponse:
    refusal = found.refusal or "unknown"
    context = {"heading": _TITLES[refusal], "refusal": refusal, "survey": found.survey}
    return render(request, "surveys/refused.html", context, status=_STATUS[refusal])
