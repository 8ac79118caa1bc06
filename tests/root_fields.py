"""One valid operation per root field of every schema; a meta test keeps the list complete."""

NOBODY = "0192f0c4-0000-7000-8000-000000000000"
"""An identifier that names no row anywhere."""

ORGANISATION = (
    "id name kind sector level path { name } quotas { post places filled headroom } findings { code }"
)
TENANT_QUERIES = {
    "me": "{ me { username permissions } }",
    "people": "{ people(first: 5) { edges { node { id name } } } }",
    "organisation": f'{{ organisation(id: "{NOBODY}") {{ {ORGANISATION} }} }}',
    "organisations": "{ organisations(first: 5, sectors: [TOWNSHIP]) "
    f"{{ edges {{ node {{ {ORGANISATION} }} }} }} }}",
    "appointment": f'{{ appointment(id: "{NOBODY}") {{ person {{ name }} organisation {{ name }} post }} }}',
    "appointments": "{ appointments(first: 5, basis: FULL_TIME) "
    "{ edges { node { person { name } post fromOn } } } }",
    "quotas": "{ quotas(first: 5) { edges { node { organisation { name } quota { post headroom } } } } }",
    "credentialKinds": "{ credentialKinds { code title levels { code label } verbs } }",
    "credential": f'{{ credential(id: "{NOBODY}") {{ number status steps {{ status fromOn }} }} }}',
    "credentials": "{ credentials(first: 5, status: VALID) { edges { node { number level { label } "
    "person { name } organisation { name } steps { status } } } } }",
    "person": f'{{ person(id: "{NOBODY}") {{ id name }} }}',
    "duplicatePeople": "{ duplicatePeople(first: 5) { basis } }",
    "personMerges": f'{{ personMerges(person: "{NOBODY}") {{ id }} }}',
    "personArchive": f'{{ personArchive(person: "{NOBODY}") {{ shownOn parts {{ title '
    "sections { title visible message entries { kind title result } } } } }",
    "project": f'{{ project(id: "{NOBODY}") {{ title stage steps {{ code doneOn }} }} }}',
    "projects": "{ projects(first: 5, origins: [KEY_WORK]) "
    "{ edges { node { title nextStages milestones { title } members { name } } } } }",
    "projectLedger": '{ projectLedger(fromOn: "2026-01-01", untilOn: "2026-04-01", first: 5) '
    "{ edges { node { title stage balance } } } }",
    "standard": f'{{ standard(id: "{NOBODY}") {{ code number }} }}',
    "standards": '{ standards(first: 5, inForceOn: "2026-01-01") '
    "{ edges { node { code steps { title } } } } }",
    "indicators": "{ indicators { code title unit kind dimensions } }",
    "reports": "{ reports { period state version dueOn reason } }",
    "reportDifferences": '{ reportDifferences(period: "2022", first: 5) '
    "{ edges { node { indicator dimension numerator liveNumerator change } } } }",
    "indicatorValues": '{ indicatorValues(codes: ["workers", "quota_filled"], period: "2026") '
    "{ indicator { code } numerator denominator value } }",
    "indicatorRecords": '{ indicatorRecords(code: "workers", period: "2026", part: NUMERATOR, first: 5) '
    "{ edges { node { id name amount } } } }",
    "assessmentCycle": f'{{ assessmentCycle(id: "{NOBODY}") {{ title state items {{ code weight }} }} }}',
    "assessmentCycles": "{ assessmentCycles(first: 5, subject: PERSON, state: OPEN) "
    "{ edges { node { title year quarter organisation { name } } } } }",
    "assessmentHeadroom": f'{{ assessmentHeadroom(cycle: "{NOBODY}") {{ places more message }} }}',
    "assessment": f'{{ assessment(id: "{NOBODY}") {{ grade total {{ value terms {{ title points }} }} }} }}',
    "assessments": "{ assessments(first: 5, grade: EXCELLENT) "
    "{ edges { node { person { name } cycle { title } total { value } } } } }",
    "assessmentReports": f'{{ assessmentReports(cycle: "{NOBODY}") {{ text reviews {{ opinion }} }} }}',
    "assessmentListings": "{ assessmentListings(first: 5, list: RESERVE) "
    "{ edges { node { decider listedOn assessment { person { name } } } } } }",
    "examination": f'{{ examination(id: "{NOBODY}") {{ title on passMark }} }}',
    "examinations": "{ examinations(first: 5, state: PUBLISHED) { edges { node { title on passMark } } } }",
    "examinationResults": "{ examinationResults(first: 5, attendance: PRESENT) "
    "{ edges { node { person { name } score passed examination { title } } } } }",
    "decide": '{ decide(action: "fuquan_licensing.quota", facts: {sector: "SOE", staff_count: 250})'
    " { outcome } }",
    "headroom": '{ headroom(action: "core.excellent_cap", facts: {appraised: 100, excellent: 12}, '
    'fact: "excellent") { more breaks message } }',
    "decision": f'{{ decision(id: "{NOBODY}") {{ action allowed replay {{ identical }} }} }}',
    "decisions": "{ decisions(first: 5, allowed: true) { edges { node { id action policyOn } } } }",
    "decisionChanges": "{ decisionChanges(first: 5) { examined edges { node { record { id } problem } } } }",
    "correctionPreview": f'{{ correctionPreview(noun: "appointment", id: "{NOBODY}", '
    'values: {from_on: "2020-01-01"}, first: 5) { examined edges { node { record { id } } } } }',
    "exceptions": "{ exceptions(first: 5, year: 2024) { edges { node { id clause countsUntil } } } }",
    "exceptionCounts": "{ exceptionCounts(year: 2024) { clause year granted } }",
    "policyChangePreview": '{ policyChangePreview(plugin: "fuquan_licensing", '
    'parameters: {months_between_levels: 6}, effectiveFrom: "2022-01-01") '
    "{ changes { name before after } decisions(first: 5) { examined } } }",
    "schemes": "{ schemes { name title actions { name } } }",
    "attachment": f'{{ attachment(id: "{NOBODY}") {{ id name url }} }}',
    "talk": f'{{ talk(id: "{NOBODY}") {{ id kind content attachments {{ id name }} }} }}',
    "honour": f'{{ honour(id: "{NOBODY}") {{ id nature title }} }}',
    "honours": "{ honours(first: 5, year: 2026) { edges { node { id title person { name } } } } }",
    "survey": f'{{ survey(id: "{NOBODY}") {{ id counts {{ name issued returned valid }} }} }}',
    "surveys": "{ surveys(first: 5, states: [OPEN]) { edges { node { id title state } } } }",
    "surveyTemplate": "{ surveyTemplate { title questions { code options { code label } } } }",
    "talks": "{ talks(first: 5, kinds: [REMINDER]) { edges { node { id heldOn person { name } } } } }",
    "policyVersions": '{ policyVersions(plugin: "fuquan_licensing") { effectiveFrom } }',
    "trainingSession": f'{{ trainingSession(id: "{NOBODY}") {{ title days counts {{ attended }} }} }}',
    "trainingSessions": "{ trainingSessions(first: 5, year: 2026, kinds: [ROTATION]) "
    "{ edges { node { title organiser { name } days evaluationDueOn } } } }",
    "trainingAttendances": f'{{ trainingAttendances(first: 5, person: "{NOBODY}") '
    "{ edges { node { session { title } attendedDays score passed } } } }",
    "trainingYears": f'{{ trainingYears(people: ["{NOBODY}"], year: 2026) {{ person sessions days }} }}',
    "obligation": f'{{ obligation(id: "{NOBODY}") {{ title state dueOn }} }}',
    "obligations": "{ obligations(first: 5, mine: true, states: [OVERDUE]) "
    "{ edges { node { title state dueOn provisional organisation { name } } } } }",
    "obligationCounts": '{ obligationCounts(asOf: "2026-05-01") { open overdue due late } }',
    "inbox": "{ inbox(first: 5, unreadOnly: true) { edges { node { title readAt mailState } } } }",
    "inboxUnread": "{ inboxUnread }",
    "noticeEmail": "{ noticeEmail }",
}
TENANT_MUTATIONS = {
    "submitReport": 'mutation { submitReport(input: {period: "2022"}) { report { state version } } }',
    "registerPerson": 'mutation { registerPerson(input: {name: "张三"}) { person { id } } }',
    "updatePerson": f'mutation {{ updatePerson(input: {{id: "{NOBODY}", version: 1}}) {{ warnings }} }}',
    "releasePerson": f'mutation {{ releasePerson(input: {{id: "{NOBODY}", version: 1, on: "2026-05-01", '
    "reason: RETIRED}) { person { id } } }",
    "readmitPerson": f'mutation {{ readmitPerson(input: {{id: "{NOBODY}", version: 1}}) '
    "{ person { id } } }",
    "mergePeople": f'mutation {{ mergePeople(input: {{kept: "{NOBODY}", absorbed: "{NOBODY}", '
    'reason: "重复"}) { person { id } } }',
    "unmergePeople": f'mutation {{ unmergePeople(input: {{merge: "{NOBODY}", reason: "误并"}}) '
    "{ people { id } } }",
    "unmaskPerson": f'mutation {{ unmaskPerson(input: {{id: "{NOBODY}", fields: [PHONE], reason: "核对"}}) '
    "{ phone } }",
    "erasePerson": f'mutation {{ erasePerson(input: {{id: "{NOBODY}", reason: "本人申请"}}) {{ id }} }}',
    "enactPolicy": 'mutation { enactPolicy(input: {plugin: "fuquan_licensing", parameters: {}, '
    'effectiveFrom: "2030-01-01", basisTitle: "测试"}) { policyVersion { id } } }',
    "redecide": f'mutation {{ redecide(input: {{decisions: ["{NOBODY}"], reason: "更正"}}) '
    "{ decisions { id allowed } unchanged } }",
    "grantException": 'mutation { grantException(input: {action: "fuquan_licensing.appoint", '
    'clause: "FQ-OVER", scope: TENANT, authority: "县委", authorityLevel: COUNTY, reason: "过渡", '
    'evidence: "批复", fromOn: "2026-01-01", untilOn: "2027-01-01"}) { exception { id } } }',
    "revokeException": f'mutation {{ revokeException(input: {{id: "{NOBODY}", on: "2026-05-01", '
    'authority: "县委", authorityLevel: COUNTY, reason: "提前结束"}) { exception { id } } }',
    "foundOrganisation": 'mutation { foundOrganisation(input: {name: "丙镇党委", kind: COMMITTEE, '
    'sector: TOWNSHIP, level: TOWNSHIP, divisionCode: "522702", on: "2026-01-01"}) { organisation { id } } }',
    "renameOrganisation": f'mutation {{ renameOrganisation(input: {{id: "{NOBODY}", version: 1, '
    'name: "丁镇党委", on: "2026-01-01"}) { organisation { id name } } }',
    "moveOrganisation": f'mutation {{ moveOrganisation(input: {{id: "{NOBODY}", version: 1, '
    f'parent: "{NOBODY}", on: "2026-01-01"}}) {{ organisation {{ id parent {{ id }} }} }} }}',
    "changeOrganisation": f'mutation {{ changeOrganisation(input: {{id: "{NOBODY}", version: 1, '
    'on: "2026-01-01", starRating: 4, status: ADVANCED}) { organisation { id starRating } } }',
    "correctOrganisation": f'mutation {{ correctOrganisation(input: {{id: "{NOBODY}", version: 1, '
    'fromOn: "2025-01-01", staffCount: 12, reason: "漏记"}) { organisation { id } } }',
    "closeOrganisation": f'mutation {{ closeOrganisation(input: {{id: "{NOBODY}", version: 1, '
    'on: "2026-01-01", closeReason: DISSOLVED}) { organisation { id closedOn } } }',
    "reopenOrganisation": f'mutation {{ reopenOrganisation(input: {{id: "{NOBODY}", version: 1, '
    'reason: "误撤"}) { organisation { id closedOn } } }',
    "splitOrganisation": f'mutation {{ splitOrganisation(input: {{id: "{NOBODY}", version: 1, '
    'into: [{name: "一支部"}], on: "2026-01-01"}) { successors { id } } }',
    "mergeOrganisations": f'mutation {{ mergeOrganisations(input: {{into: "{NOBODY}", '
    f'organisations: [{{id: "{NOBODY}", version: 1}}], on: "2026-01-01"}}) {{ organisation {{ id }} }} }}',
    "issueCredential": f'mutation {{ issueCredential(input: {{person: "{NOBODY}", on: "2026-01-01", '
    'kind: "fuquan_licensing.licence", level: "JUNIOR", issuer: "组织部", facts: {}}) '
    "{ credential { id number } } }",
    "issueCredentials": "mutation { issueCredentials(input: "
    f'{{people: [{{person: "{NOBODY}", facts: {{}}}}], '
    'kind: "fuquan_licensing.licence", level: "JUNIOR", on: "2026-01-01", issuer: "组织部"}) '
    "{ credentials { number } refused { person code } } }",
    **{
        f"{verb}Credential": f'mutation {{ {verb}Credential(input: {{id: "{NOBODY}", version: 1, '
        'on: "2026-01-01", facts: {}}) { credential { id status } findings { code } } }'
        for verb in ("suspend", "restore", "revoke", "expire", "inspect")
    },
    "appoint": f'mutation {{ appoint(input: {{person: "{NOBODY}", organisation: "{NOBODY}", '
    'basis: FULL_TIME, post: SECRETARY, on: "2026-01-01"}) { appointment { id } } }',
    "endAppointment": f'mutation {{ endAppointment(input: {{id: "{NOBODY}", version: 1, '
    'on: "2026-01-01", endReason: RETIRED}) { appointment { id endReason } } }',
    "transferAppointment": f'mutation {{ transferAppointment(input: {{id: "{NOBODY}", version: 1, '
    f'to: "{NOBODY}", on: "2026-01-01"}}) {{ appointment {{ id }} ended {{ id }} }} }}',
    "correctAppointment": f'mutation {{ correctAppointment(input: {{id: "{NOBODY}", version: 1, '
    'fromOn: "2025-01-01", reason: "漏记"}) { appointment { id } } }',
    "withdrawAttachment": f'mutation {{ withdrawAttachment(input: {{id: "{NOBODY}", reason: "误传"}}) '
    "{ attachment { id } } }",
    "recordHonour": "mutation { recordHonour(input: {nature: HONOUR, kind: TITLE, level: CITY, year: 2026, "
    f'organisation: "{NOBODY}", title: "先进党支部", issuer: "市委"}}) {{ honour {{ id }} }} }}',
    "correctHonour": f'mutation {{ correctHonour(input: {{id: "{NOBODY}", version: 1, reason: "漏记", '
    'basis: "甲发〔2026〕1 号"}) { honour { id } } }',
    "publishHonour": f'mutation {{ publishHonour(input: {{id: "{NOBODY}", version: 1}}) '
    "{ honour { id state } } }",
    "withdrawHonour": f'mutation {{ withdrawHonour(input: {{id: "{NOBODY}", version: 1, reason: "误评"}}) '
    "{ honour { id state } } }",
    "draftSurvey": f'mutation {{ draftSurvey(input: {{organisation: "{NOBODY}"}}) {{ survey {{ id }} }} }}',
    "reviseSurvey": f'mutation {{ reviseSurvey(input: {{id: "{NOBODY}", version: 1, title: "问卷"}}) '
    "{ survey { id } } }",
    "addSurveyPopulation": f'mutation {{ addSurveyPopulation(input: {{id: "{NOBODY}", version: 1, '
    'name: "村书记"}) { population } }',
    "issueSurveyLinks": f'mutation {{ issueSurveyLinks(input: {{population: "{NOBODY}", count: 5}}) '
    "{ count csv } }",
    "openSurvey": f'mutation {{ openSurvey(input: {{id: "{NOBODY}", version: 1, closesOn: "2030-01-01"}}) '
    "{ survey { id state } } }",
    "closeSurvey": f'mutation {{ closeSurvey(input: {{id: "{NOBODY}", version: 1}}) {{ survey {{ id }} }} }}',
    "recordTalk": f'mutation {{ recordTalk(input: {{kind: REMINDER, person: "{NOBODY}", '
    f'organisation: "{NOBODY}", talkers: ["李四"], heldOn: "2026-01-01", content: "提醒"}}) '
    "{ talk { id version } } }",
    "correctTalk": f'mutation {{ correctTalk(input: {{id: "{NOBODY}", version: 1, reason: "漏记", '
    'place: "会议室"}) { talk { id version history } } }',
    "raiseProject": f'mutation {{ raiseProject(input: {{organisation: "{NOBODY}", title: "补短板", '
    "origin: WEAK_LINK}) { project { id } } }",
    "updateProject": f'mutation {{ updateProject(input: {{id: "{NOBODY}", version: 1, '
    'title: "补短板"}) { project { id } } }',
    "advanceProject": f'mutation {{ advanceProject(input: {{id: "{NOBODY}", version: 1, '
    "to: IMPLEMENTING}) { project { stage } } }",
    "completeProjectStep": f'mutation {{ completeProjectStep(input: {{id: "{NOBODY}", '
    'step: "S1", evidence: "会议纪要"}) { project { id } } }',
    "recordProjectFunds": f'mutation {{ recordProjectFunds(input: {{id: "{NOBODY}", '
    'kind: SPENT, amount: 100.5, note: "购置设备"}) { project { spent } } }',
    "annulProjectEntry": f'mutation {{ annulProjectEntry(input: {{id: "{NOBODY}", '
    f'entry: "{NOBODY}", reason: "误记"}}) {{ project {{ id }} }} }}',
    "addProjectMilestone": f'mutation {{ addProjectMilestone(input: {{id: "{NOBODY}", '
    'title: "动员会", dueOn: "2030-01-01"}) { project { id } } }',
    "involveInProject": f'mutation {{ involveInProject(input: {{id: "{NOBODY}", '
    f'person: "{NOBODY}", part: LEAD}}) {{ project {{ id }} }} }}',
    "releaseFromProject": f'mutation {{ releaseFromProject(input: {{member: "{NOBODY}"}}) '
    "{ project { id } } }",
    "enactStandard": f'mutation {{ enactStandard(input: {{organisation: "{NOBODY}", code: "DJ-01", '
    'number: 1, title: "规范", fromOn: "2026-01-01", steps: [{code: "S1", title: "动员"}]}) '
    "{ standard { id } } }",
    "draftAssessmentCycle": f'mutation {{ draftAssessmentCycle(input: {{organisation: "{NOBODY}", '
    'subject: PERSON, title: "年度考核", year: 2026, design: {items: [{code: "A", title: "发展党员", '
    "kind: QUANT, weight: 1, formula: {form: RATIO}}]}}) { cycle { id } } }",
    "reviseAssessmentCycle": f'mutation {{ reviseAssessmentCycle(input: {{id: "{NOBODY}", version: 1, '
    'title: "年度考核"}) { cycle { id } } }',
    "openAssessmentCycle": f'mutation {{ openAssessmentCycle(input: {{id: "{NOBODY}", version: 1}}) '
    "{ cycle { state } } }",
    "callOffAssessmentCycle": f'mutation {{ callOffAssessmentCycle(input: {{id: "{NOBODY}", version: 1, '
    'reason: "重复"}) { cycle { state } } }',
    "enrolInAssessment": f'mutation {{ enrolInAssessment(input: {{cycle: "{NOBODY}"}}) {{ enrolled }} }}',
    "withdrawFromAssessment": f'mutation {{ withdrawFromAssessment(input: {{id: "{NOBODY}", version: 1, '
    'reason: "病休"}) { assessment { id } } }',
    "scoreAssessment": f'mutation {{ scoreAssessment(input: {{id: "{NOBODY}", marks: [{{item: "A", '
    "figures: {actual: 1, target: 2}}]}) { scores { id } } }",
    "gradeAssessment": f'mutation {{ gradeAssessment(input: {{id: "{NOBODY}", version: 1, '
    "grade: COMPETENT}) { assessment { grade } } }",
    "publishAssessmentCycle": f'mutation {{ publishAssessmentCycle(input: {{id: "{NOBODY}", version: 1, '
    'decider: "县委组织部"}) { cycle { state } } }',
    "correctAssessment": f'mutation {{ correctAssessment(input: {{id: "{NOBODY}", version: 1, '
    'grade: BASIC, reason: "误评", decider: "县委组织部"}) { assessment { grade } } }',
    "submitAssessmentReport": f'mutation {{ submitAssessmentReport(input: {{assessment: "{NOBODY}", '
    'audience: OWN, text: "述职", on: "2026-01-10"}) { report { id } } }',
    "reviewAssessmentReport": f'mutation {{ reviewAssessmentReport(input: {{report: "{NOBODY}", '
    'group: MASSES, opinion: "属实", on: "2026-01-11"}) { report { id } } }',
    "endAssessmentListing": f'mutation {{ endAssessmentListing(input: {{id: "{NOBODY}", '
    'decider: "县委组织部", reason: "已任用", on: "2026-01-10"}) { listing { endedOn } } }',
    "scheduleExamination": f'mutation {{ scheduleExamination(input: {{organisation: "{NOBODY}", '
    'title: "业务考试", paperTitle: "甲卷", on: "2026-01-10"}) { examination { id } } }',
    "callOffExamination": f'mutation {{ callOffExamination(input: {{id: "{NOBODY}", version: 1, '
    'reason: "改期"}) { examination { state } } }',
    "registerCandidates": f'mutation {{ registerCandidates(input: {{examination: "{NOBODY}", '
    f'people: ["{NOBODY}"]}}) {{ results {{ id }} }} }}',
    "recordExaminationResults": f'mutation {{ recordExaminationResults(input: {{examination: "{NOBODY}", '
    f'entries: [{{person: "{NOBODY}", attendance: PRESENT, score: 60}}]}}) {{ results {{ id }} }} }}',
    "publishExamination": f'mutation {{ publishExamination(input: {{id: "{NOBODY}", version: 1}}) '
    "{ examination { state } } }",
    "correctExaminationResult": f'mutation {{ correctExaminationResult(input: {{id: "{NOBODY}", version: 1, '
    'attendance: PRESENT, score: 61, reason: "误记"}) { result { version } } }',
    "setQuota": f'mutation {{ setQuota(input: {{organisation: "{NOBODY}", version: 1, post: WORKER, '
    'places: 3, on: "2026-01-01"}) { quotas { post places headroom } } }',
    "arrangeTrainingSession": f'mutation {{ arrangeTrainingSession(input: {{organiser: "{NOBODY}", '
    'title: "支部书记轮训", level: COUNTY, kind: ROTATION, fromOn: "2026-03-02", lastOn: "2026-03-04", '
    "days: 2.5}) { session { id } } }",
    "changeTrainingSession": f'mutation {{ changeTrainingSession(input: {{id: "{NOBODY}", version: 1, '
    'days: 2, reason: "误记"}) { session { id } } }',
    "cancelTrainingSession": f'mutation {{ cancelTrainingSession(input: {{id: "{NOBODY}", version: 1, '
    'reason: "汛期"}) { session { cancelledOn } } }',
    "evaluateTrainingSession": f'mutation {{ evaluateTrainingSession(input: {{id: "{NOBODY}", version: 1, '
    'evaluation: "学用结合较好"}) { session { evaluatedOn } } }',
    "enrolInTraining": f'mutation {{ enrolInTraining(input: {{session: "{NOBODY}", people: ["{NOBODY}"]}}) '
    "{ attendances { id } } }",
    "withdrawFromTraining": f'mutation {{ withdrawFromTraining(input: {{session: "{NOBODY}", '
    f'people: ["{NOBODY}"]}}) {{ session {{ id }} }} }}',
    "recordTrainingAttendance": f'mutation {{ recordTrainingAttendance(input: {{session: "{NOBODY}", '
    f'marks: [{{person: "{NOBODY}", attendedDays: 1.5, score: 80}}]}}) {{ attendances {{ passed }} }} }}',
    "openObligation": f'mutation {{ openObligation(input: {{kind: REPORT, title: "报送总结", '
    f'organisation: "{NOBODY}", workingDays: 5}}) {{ obligation {{ id dueOn }} }} }}',
    "fulfilObligation": f'mutation {{ fulfilObligation(input: {{id: "{NOBODY}", version: 1, '
    'evidence: "已报送"}) { obligation { fulfilledOn late } } }',
    "checkObligation": f'mutation {{ checkObligation(input: {{id: "{NOBODY}", version: 2}}) '
    "{ obligation { checkedOn } } }",
    "returnObligation": f'mutation {{ returnObligation(input: {{id: "{NOBODY}", version: 2, '
    'reason: "缺附件"}) { obligation { state } } }',
    "cancelObligation": f'mutation {{ cancelObligation(input: {{id: "{NOBODY}", version: 1, '
    'reason: "重复交办"}) { obligation { cancelledOn } } }',
    "markNoticesRead": "mutation { markNoticesRead(input: {}) { marked inboxUnread } }",
    "setNoticeEmail": 'mutation { setNoticeEmail(input: {email: "lina@example.cn"}) { email } }',
}
PUBLIC_QUERIES = {
    "me": "{ me { username permissions } }",
    "regions": "{ regions(level: PROVINCE) { code name } }",
    "tenants": "{ tenants(first: 5) { edges { node { slug state } } } }",
    "tenant": '{ tenant(slug: "alpha") { slug state order { state progress } } }',
    "tenantOrder": '{ tenantOrder(id: "00000000-0000-0000-0000-000000000000") { state progress } }',
    "indicators": "{ indicators { code name unit dimensions } }",
    "statistics": '{ statistics(indicators: ["organisations"], level: PROVINCE, period: "2022") '
    "{ region { code name level } indicator { code } dimension numerator value suppressed } }",
    "reports": '{ reports(first: 5, period: "2022", state: SUBMITTED) '
    "{ edges { node { tenant name report { id period state } } } } }",
    "statisticsPage": '{ statisticsPage(indicators: ["organisations"], periods: ["2022"], first: 5) '
    "{ edges { node { region { code } value } } } }",
    "statisticsSources": '{ statisticsSources(period: "2022", first: 5) '
    "{ edges { node { slug missing } } } }",
}
_CHANGE = '(input: {slug: "alpha", reason: "测试"}) { tenant { state } } }'
PUBLIC_MUTATIONS = {
    "acceptReport": f'mutation {{ acceptReport(input: {{id: "{NOBODY}", version: 1}}) '
    "{ report { state } } }",
    "returnReport": f'mutation {{ returnReport(input: {{id: "{NOBODY}", version: 1, reason: "测试"}}) '
    "{ report { state } } }",
    "openTenant": 'mutation { openTenant(input: {slug: "gamma", name: "丙县", regionCode: "522702", '
    'administrator: {username: "admin", name: "管理员", password: "Initial-2026-pass"}}) { order { id } } }',
    "suspendTenant": f"mutation {{ suspendTenant{_CHANGE}",
    "resumeTenant": f"mutation {{ resumeTenant{_CHANGE}",
    "archiveTenant": f"mutation {{ archiveTenant{_CHANGE}",
    "switchTenantPlugin": 'mutation { switchTenantPlugin(input: {slug: "alpha", plugin: "fuquan_licensing", '
    "active: false}) { order { id state } } }",
    "dropTenant": 'mutation { dropTenant(input: {slug: "alpha", confirmation: "alpha", reason: "测试"}) '
    "{ order { id state } } }",
}
