"""A plugin that misbehaves as `FAULT_PLUGIN` says: `<hook>:<how>`, or not at all when it is unset."""

import os

HOOK, _, HOW = os.environ.get("FAULT_PLUGIN", "").partition(":")

if HOOK == "import":
    raise RuntimeError("fault_plugin was told to fail on import")
