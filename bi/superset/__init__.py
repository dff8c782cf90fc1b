"""Kith's dashboards for Apache Superset, as files; config and load run in its own environment."""
