"""Checks of the house at start-up; `make check` fails on their errors."""

from typing import Any

from django.core.checks import Error, register

from core import installed


@register()
def every_installed_plugin_can_be_used(**kwargs: Any) -> list[Error]:
    """Return one error per plugin that was found but cannot be imported."""
    return [
        Error(f"插件 {name} 不能使用：{reason}", hint="修复或卸载该插件包。", id="hongling.E001")
        for name, reason in sorted(installed.FOUND.broken.items())
    ]
