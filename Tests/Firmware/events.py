"""Codes of the event log that the cases look for (docs/storage.md)."""

SUPPLY_RESTORED = 2
CLOCK_CHANGED = 7
CLOCK_REFUSED = 8
PERIOD_TRUNCATED = 11
EDGES_LOST = 12
STORAGE_DAMAGED = 17
REGISTERS_FROM_PROFILE = 19
