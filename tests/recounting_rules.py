"""What each indicator of the core counts, said once more in plain Python."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

from recounting import Recount, Row, on_day

from core.policy.periods import completed_years

Rule = Callable[[Recount], Iterator[Row]]


def units(numerator: Callable[[Recount, Any], bool], of: Callable[[Recount, Any], bool]) -> Rule:
    """Count organisations that stand on the last day."""

    def rule(count: Recount) -> Iterator[Row]:
        for period in on_day(count.town.periods, count.span.on):
            if count.asked(period.organisation):
                values = {"sector": period.sector, "level": period.level}
                yield Row(int(numerator(count, period)), int(of(count, period)), values)

    return rule


def workers(numerator: Callable[..., Any], of: Callable[..., Any] = lambda *given: 1) -> Rule:
    """Count people in post on the last day."""

    def rule(count: Recount) -> Iterator[Row]:
        for person, held, values in count.workers():
            since = person.party_work_since
            years = None if since is None else completed_years(since, count.span.on)
            band = None
            if years is not None:
                band = "<1" if years < 1 else "1-5" if years < 6 else "6-10" if years < 11 else "11+"
            own = {"entry_channel": held[0].entry_channel, "party_work_band": band}
            yield Row(numerator(count, person, held), of(count, person, held), values | own)

    return rule


def posts(count: Recount, period: Any) -> list[Any]:
    """Return what is held in an organisation on the last day."""
    return [p for p in on_day(count.town.posts, count.span.on) if p.organisation == period.organisation]


def alone(count: Recount, period: Any) -> bool:
    """Tell whether an organisation has just one worker."""
    return len({p.person_id for p in posts(count, period) if p.counts_as_worker}) == 1


def headed(count: Recount, period: Any) -> bool:
    """Tell whether an organisation has a secretary."""
    return any(p.post == "SECRETARY" or p.also_head for p in posts(count, period))


def helped(count: Recount, period: Any) -> bool:
    """Tell whether an organisation has a deputy or a full-time worker."""
    return any(
        p.post == "DEPUTY_SECRETARY" or (p.basis == "FULL_TIME" and p.counts_as_worker)
        for p in posts(count, period)
    )


def minimums(count: Recount, period: Any) -> list[tuple[int, int]]:
    """Return how many fill each kind of post that has a minimum, and the minimum."""
    return [
        (filled(count, quota, count.span.on), quota.minimum)
        for quota in on_day(count.town.quotas, count.span.on)
        if quota.organisation == period.organisation and quota.minimum
    ]


def filled(count: Recount, quota: Any, day: Any) -> int:
    """Return how many hold a kind of post full-time in an organisation on a day."""
    return len(
        [
            post
            for post in on_day(count.town.posts, day)
            if post.basis == "FULL_TIME"
            and (post.organisation, post.post) == (quota.organisation, quota.post)
        ]
    )


def quotas(count: Recount) -> Iterator[tuple[Any, dict[str, Any]]]:
    """Yield establishments of organisations that stand on the last day."""
    for quota in on_day(count.town.quotas, count.span.on):
        where = count.place(quota.organisation, count.span.on)
        if where["sector"] is not None and count.asked(quota.organisation):
            yield quota, where


def long_vacant(count: Recount, quota: Any) -> int:
    """Return how many places were vacant on every single day since 91 days before the last."""
    same = [q for q in count.town.quotas if (q.organisation, q.post) == (quota.organisation, quota.post)]
    days = [count.span.on - timedelta(days=back) for back in range(92)]
    return min(max(sum(q.places for q in on_day(same, day)) - filled(count, quota, day), 0) for day in days)


def departures(count: Recount) -> Iterator[Row]:
    """Count posts that were left."""
    for post in count.town.posts:
        left = post.end_reason in ("RESIGNED", "TRANSFER_REQUESTED") and post.counts_as_worker
        if left and count.passed(post.until_on) and count.asked(post.organisation):
            day = post.until_on - timedelta(days=1)
            yield Row(1, 0, count.place(post.organisation, day) | count.about(post.person, day))


def retention(count: Recount) -> Iterator[Row]:
    """Count people whose first post began in the period."""
    for person in count.town.people:
        held = [post for post in count.town.posts if post.person == person and post.counts_as_worker]
        held.sort(key=lambda post: (post.from_on, post.basis != "FULL_TIME", str(post.pk)))
        if held and count.passed(held[0].from_on) and count.asked(held[0].organisation):
            day = held[0].from_on
            values = count.place(held[0].organisation, day) | count.about(person, day)
            yield Row(int(bool(on_day(held, count.span.on))), 1, values)


def sessions(numerator: Callable[[Any], int]) -> Rule:
    """Count sessions that ended in the period."""

    def rule(count: Recount) -> Iterator[Row]:
        for one in count.town.sessions:
            if one.cancelled_on is None and count.passed(one.last_on) and count.asked(one.organiser):
                own = {"training_level": one.level, "training_kind": one.kind}
                yield Row(numerator(one), 1, count.place(one.organiser, one.last_on) | own)

    return rule


def attendances(count: Recount) -> Iterator[Row]:
    """Count attendances where people worked on the session's last day."""
    for one in count.attended():
        held = count.counted(one.person, one.session.last_on)
        if held or count.within is None:
            where = count.place(held[0].organisation if held else None, one.session.last_on)
            own = {"training_level": one.session.level, "training_kind": one.session.kind}
            yield Row(1, 0, where | count.about(one.person, one.session.last_on) | own)


def trained(count: Recount) -> Iterator[Row]:
    """Count people by the latest session that they attended while they worked where it is asked."""
    for person in count.town.people:
        own = [
            one
            for one in count.attended(person)
            if count.within is None or count.counted(person, one.session.last_on)
        ]
        if own:
            day = max(one.session.last_on for one in own)
            held = count.counted(person, day)
            yield Row(
                1, 0, count.place(held[0].organisation if held else None, day) | count.about(person, day)
            )


def grades(numerator: Callable[[Any], int]) -> Rule:
    """Count people with a grade, by the one that was published last."""

    def rule(count: Recount) -> Iterator[Row]:
        seen = set()
        for one in count.graded():
            if count.asked(one.organisation) and one.person_id not in seen:
                seen.add(one.person_id)
                level = count.place(one.organisation, count.span.on)["level"]
                values = {"sector": one.sector, "level": level, "grade": one.grade}
                yield Row(numerator(one), 1, values | count.about(one.person, count.span.on))

    return rule


def overdue(count: Recount) -> Iterator[Row]:
    """Count obligations that fell due."""
    for duty in count.town.duties:
        owed = duty.cancelled_on is None or duty.cancelled_on > duty.due_on
        still = count.span.running and duty.due_on == count.span.on and duty.fulfilled_on is None
        if count.passed(duty.due_on) and owed and not still and count.asked(duty.organisation):
            late = duty.fulfilled_on is None or duty.fulfilled_on > duty.due_on
            where = count.place(duty.organisation, duty.due_on)
            yield Row(int(late), 1, where | {"obligation_kind": duty.kind})


def age(count: Recount, person: Any) -> int | None:
    """Return an age on the last day."""
    return None if person.birth_on is None else completed_years(person.birth_on, count.span.on)


def places(numerator: Callable[..., int]) -> Rule:
    """Count places of the establishment."""
    return lambda count: (Row(numerator(count, quota), 0, where) for quota, where in quotas(count))


def everything(*given: Any) -> bool:
    """Return true."""
    return True


RULES: dict[str, Rule] = {
    "organisations": units(everything, everything),
    "units_short": units(
        lambda count, unit: any(have < least for have, least in minimums(count, unit)),
        lambda count, unit: bool(minimums(count, unit)),
    ),
    "single_worker_units_share": units(alone, everything),
    "dual_head_share": units(lambda count, unit: any(p.also_head for p in posts(count, unit)), headed),
    "deputy_or_fulltime_share": units(helped, everything),
    "qualified_orgs_share": units(lambda count, unit: unit.status in ("QUALIFIED", "ADVANCED"), everything),
    "advanced_orgs_share": units(lambda count, unit: unit.status == "ADVANCED", everything),
    "backward_orgs_share": units(lambda count, unit: unit.status == "BACKWARD", everything),
    "workers": workers(lambda *given: 1),
    "party_work_band": workers(lambda *given: 1),
    "entry_channel": workers(lambda *given: 1),
    "fulltime_share": workers(lambda count, who, held: int(any(p.basis == "FULL_TIME" for p in held))),
    "parttime_share": workers(lambda count, who, held: int(all(p.basis == "PART_TIME" for p in held))),
    "multi_post_share": workers(lambda count, who, held: int(len(held) >= 2)),
    "education_college_share": workers(
        lambda count, who, held: int(who.education in ("COLLEGE", "BACHELOR", "GRADUATE"))
    ),
    "education_bachelor_share": workers(
        lambda count, who, held: int(who.education in ("BACHELOR", "GRADUATE"))
    ),
    "age_35_share": workers(lambda count, who, held: int((age(count, who) or 99) <= 35)),
    "age_50_share": workers(lambda count, who, held: int((age(count, who) or 0) >= 50)),
    "average_age": workers(
        lambda count, who, held: age(count, who) or 0, lambda count, who, held: int(who.birth_on is not None)
    ),
    "party_age_15_share": workers(
        lambda count, who, held: int(
            who.full_member_since is not None and completed_years(who.full_member_since, count.span.on) >= 15
        )
    ),
    "elected_share": workers(lambda count, who, held: int(held[0].entry_channel == "ELECTED")),
    "quota": places(lambda count, quota: quota.places),
    "vacancies_over_90_days": places(long_vacant),
    "quota_filled": lambda count: (
        Row(filled(count, quota, count.span.on), quota.places, where) for quota, where in quotas(count)
    ),
    "departures": departures,
    "retention_share": retention,
    "training_sessions": sessions(lambda one: 1),
    "training_evaluated_share": sessions(lambda one: int(one.evaluated_on is not None)),
    "training_attendances": attendances,
    "trained_people": trained,
    "training_participation_share": workers(lambda count, who, held: int(bool(count.attended(who)))),
    "training_days_per_head": workers(
        lambda count, who, held: sum(one.attended_days for one in count.attended(who))
    ),
    "appraised_share": workers(
        lambda count, who, held: int(any(one.person == who for one in count.graded()))
    ),
    "grade": grades(lambda one: 1),
    "excellent_share": grades(lambda one: int(one.grade == "EXCELLENT")),
    "obligations_overdue_share": overdue,
}
