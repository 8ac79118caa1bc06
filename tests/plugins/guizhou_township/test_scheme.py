from plugins.guizhou_township import hooks


def test_the_scheme_is_named_and_decides_nothing_yet():
    scheme = hooks.scheme()

    assert scheme.name == "guizhou_township"
    assert scheme.title
    assert scheme.source
    assert scheme.actions == ()
    assert dict(scheme.policy()) == {}
