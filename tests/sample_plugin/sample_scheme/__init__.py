"""A complete small scheme: every hook, one rule, one table. The plugin guide is written along it."""
