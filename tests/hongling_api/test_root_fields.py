"""The list of operations that isolation tests run names every root field."""

import root_fields

from hongling_api import public_schema, tenant_schema


def names(composed, root: str) -> set[str]:
    kind = getattr(composed.graphql, root)
    return set(kind.fields) if kind else set()


def test_every_root_field_of_a_tenants_core_has_an_operation():
    core = tenant_schema.schema(frozenset())

    assert names(core, "query_type") == set(root_fields.TENANT_QUERIES)
    assert names(core, "mutation_type") == set(root_fields.TENANT_MUTATIONS)


def test_every_root_field_of_the_public_host_has_an_operation():
    public = public_schema.schema()

    assert names(public, "query_type") == set(root_fields.PUBLIC_QUERIES)
    assert names(public, "mutation_type") == set(root_fields.PUBLIC_MUTATIONS)
