"""Pulls from APIs, tried against stand-ins."""
