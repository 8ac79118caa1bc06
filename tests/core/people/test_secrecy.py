"""Identity numbers and phones stand nowhere: not in a table, the audit, a log, an error or a task."""

import io
import json
from uuid import UUID

import nobody
import pytest
from browsing import CLERK
from django.db import connection
from django_tenants.utils import tenant_context
from psycopg import sql

from core.audit import services as audit
from core.people import merging, services
from core.people.models import Person
from tenants import rights

REGISTER = (
    "mutation($input: RegisterPersonInput!) { registerPerson(input: $input) { person { id } warnings } }"
)
UPDATE = "mutation($input: UpdatePersonInput!) { updatePerson(input: $input) { person { id version } } }"
SEARCH = "query($search: String) { people(search: $search) { edges { node { id idNumber phone } } } }"
OTHER_NUMBER, OTHER_PHONE = nobody.number(sequence=999), "15499995678"
SECRETS = [nobody.NUMBER[:14], nobody.PHONE, OTHER_PHONE]
"""Both identity numbers begin with the same fourteen digits."""


def tables(schema: str) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relnamespace = %s::regnamespace AND relkind = 'r'", [schema]
        )
        return [name for (name,) in cursor.fetchall()]


def dump(schema: str) -> str:
    """Return every row of every table as a dump writes it."""
    written = io.StringIO()
    with rights.owner(), connection.cursor() as cursor:
        for name in tables(schema):
            copy = sql.SQL("COPY {} TO STDOUT").format(sql.Identifier(schema, name))
            with cursor.copy(copy) as rows:
                for block in rows:
                    written.write(bytes(block).decode("utf-8"))
    return written.getvalue()


def leaks(text: str) -> list[str]:
    # A dump writes bytes as hexadecimal digits.
    return [
        secret for secret in SECRETS if secret in text or secret.encode().hex() in text.replace("\\\\x", "")
    ]


def test_the_scan_finds_what_it_looks_for(in_beta):
    Person.objects.create(
        name=nobody.NUMBER, pinyin="x", phone_cipher=nobody.PHONE.encode(), phone_blind=b"x"
    )

    assert leaks(dump("beta")) == SECRETS[:2]


def test_numbers_stand_in_no_table_log_or_answer(asker, beta, caplog, capfd):
    caplog.set_level("DEBUG")
    officer = asker("ORGANISATION_OFFICER")
    texts = []

    def ask(query: str, variables: dict, **headers: str) -> dict:
        response = officer.send(query, variables, **headers)
        texts.append(response.content.decode())
        return json.loads(texts[-1])

    person = {"name": "张三", "idNumber": nobody.NUMBER, "phone": nobody.PHONE}
    made = ask(REGISTER, {"input": person}, **{"idempotency-key": "k1"})["data"]["registerPerson"]["person"]
    ask(REGISTER, {"input": {**person, "name": "李四"}})
    ask(REGISTER, {"input": {**person, "birthOn": "1990-03-08"}})
    ask(REGISTER, {"input": {**person, "name": nobody.NUMBER}})
    ask(UPDATE, {"input": {"id": made["id"], "version": 1, "phone": OTHER_PHONE, "idNumber": OTHER_NUMBER}})
    ask(UPDATE, {"input": {"id": made["id"], "version": 1, "phone": nobody.PHONE}})
    for search in (nobody.NUMBER, OTHER_NUMBER, OTHER_PHONE, nobody.NUMBER[:14]):
        ask(SEARCH, {"search": search})
    with tenant_context(beta):
        other = services.register(name="张三", phone=nobody.PHONE)
        merge = merging.merge(kept_id=other.pk, absorbed_id=UUID(made["id"]), actor=CLERK, reason="重复")
        merging.unmerge(merge_id=merge.pk, actor=CLERK, reason="误并")
        audit.seal()

    logged = caplog.text + "".join(capfd.readouterr())
    assert len([text for text in texts if "errors" in text]) == 5
    assert "request_finished" in logged
    assert [leaks(text) for text in texts] == [[]] * len(texts)
    assert leaks(logged) == []
    assert leaks(dump("beta") + dump("public")) == []


@pytest.mark.parametrize(
    ("query", "variables"),
    [
        (REGISTER, {"input": {"name": "张三", "idNumber": int(nobody.NUMBER[:17])}}),
        (REGISTER, {"input": {"name": int(nobody.PHONE)}}),
        (REGISTER, {"input": {"idNumber": nobody.NUMBER, "phone": nobody.PHONE}}),
        (REGISTER, {"input": {"name": "张三", "idNumber": nobody.NUMBER, "weight": 1}}),
        (REGISTER, {"input": {"name": "张三", "sex": nobody.NUMBER}}),
        (REGISTER, {"input": {"name": "张三", "birthOn": nobody.NUMBER}}),
        (REGISTER, {"input": [nobody.NUMBER, {"phone": nobody.PHONE}]}),
        (REGISTER, {"input": nobody.NUMBER}),
        (SEARCH, {"search": [nobody.NUMBER]}),
        (
            f"mutation {{ registerPerson(input: {{idNumber: {nobody.NUMBER[:17]}}}) {{ warnings }} }}",
            {},
        ),
        (f"mutation {{ registerPerson(input: {{name: {nobody.PHONE}}}) {{ warnings }} }}", {}),
        (f"{{ people(first: {nobody.PHONE}) {{ edges {{ cursor }} }} }}", {}),
        (f'{{ people(first: "{nobody.PHONE}") {{ edges {{ cursor }} }} }}', {}),
        (f"{{ people {nobody.NUMBER[:17]} }}", {}),
        (f"{{ {nobody.NUMBER[:17]} }}", {}),
        (f'{{ person(id: "{nobody.NUMBER}") {{ name }} }}', {}),
        (f'{{ people(after: "{nobody.NUMBER}") {{ edges {{ cursor }} }} }}', {}),
        (f'{{ people(unit: "{nobody.NUMBER}") {{ edges {{ cursor }} }} }}', {}),
    ],
)
def test_no_refusal_repeats_a_number(asker, query, variables):
    answer = asker("ORGANISATION_OFFICER").send(query, variables).content.decode()

    assert '"errors"' in answer
    assert leaks(answer) == []


def test_a_refusal_still_says_where_and_what(asker):
    [error] = asker("ORGANISATION_OFFICER").ask(REGISTER, {"input": {"name": "张三", "weight": 1}})["errors"]

    assert error["message"] == "变量 input 有误：RegisterPersonInput 没有名为 weight 的字段，请删去或更正。"
    assert error["extensions"]["code"] == "BAD_USER_INPUT"
