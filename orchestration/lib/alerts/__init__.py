"""Alerts: tells whoever is responsible of incidents, once, by files, mail or Slack.

``news`` says what is to be told to whom, ``message`` in which words, ``channels`` by which ways;
``ledger`` remembers what was told, and ``tell`` does it.
"""
