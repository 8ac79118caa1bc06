"""The core's own law: what holds in every tenant before any locality adds its rules (domain.md §2)."""
