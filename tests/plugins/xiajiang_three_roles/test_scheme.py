from plugins.xiajiang_three_roles import hooks


def test_the_scheme_is_named_and_decides_nothing_yet():
    scheme = hooks.scheme()

    assert scheme.name == "xiajiang_three_roles"
    assert scheme.title
    assert scheme.source
    assert scheme.actions == ()
    assert dict(scheme.policy()) == {}
