"""No tables; importing this fails when told so."""

import fault_plugin

if fault_plugin.HOOK == "models":
    raise RuntimeError("fault_plugin was told to fail on importing models")
