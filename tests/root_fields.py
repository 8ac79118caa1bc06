"""One valid operation per root field of every schema; a meta test keeps the list complete."""

TENANT_QUERIES = {
    "me": "{ me { username permissions } }",
    "people": "{ people(first: 5) { edges { node { id name } } } }",
    "decide": '{ decide(action: "fuquan_licensing.quota", facts: {sector: "SOE", staff_count: 250})'
    " { outcome } }",
    "schemes": "{ schemes { name title actions { name } } }",
    "policyVersions": '{ policyVersions(plugin: "fuquan_licensing") { effectiveFrom } }',
}
TENANT_MUTATIONS = {
    "enactPolicy": 'mutation { enactPolicy(input: {plugin: "fuquan_licensing", parameters: {}, '
    'effectiveFrom: "2030-01-01", basisTitle: "测试"}) { policyVersion { id } } }',
}
PUBLIC_QUERIES = {
    "me": "{ me { username permissions } }",
    "regions": "{ regions(level: PROVINCE) { code name } }",
    "tenants": "{ tenants(first: 5) { edges { node { slug state } } } }",
}
PUBLIC_MUTATIONS: dict[str, str] = {}
