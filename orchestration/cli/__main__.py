"""``python -m orchestration.cli``: what ``./kith`` runs."""

from orchestration.cli import main

main()
