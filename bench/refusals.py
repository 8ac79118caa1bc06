"""What refusing a hostile query costs, against the cheapest query there is."""

import asking
from house import House
from measure import Bar, medians

HOSTILE = {
    "200 个别名": "{ " + " ".join(f"a{number}: __typename" for number in range(200)) + " }",
    "300 层嵌套": "{ " + "a { " * 300 + "b" + " }" * 301,
    "900 个字段": "{ me { " + " ".join(f"f{number}" for number in range(900)) + " } }",
    "循环片段": "{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }",
    "倍增片段": "{ ...F0 } "
    + " ".join(f"fragment F{number} on Query {{ ...F{number + 1} ...F{number + 1} }}" for number in range(50))
    + " fragment F50 on Query { __typename }",
}


def refusals(house: House) -> list[Bar]:
    """Compare the refusal of hostile queries over HTTP with `{ __typename }`."""
    sides = {name: asking.post(house, {"query": query}, refused=True) for name, query in HOSTILE.items()}
    taken = medians({"typename": asking.post(house, {"query": "{ __typename }"}), **sides}, rounds=20, each=3)
    for name, seconds in taken.items():
        print(f"{name}: {seconds * 1000:.3f} ms")
    return [Bar(f"拒绝{name}相对于 {{ __typename }}", taken[name] / taken["typename"], 6) for name in HOSTILE]
