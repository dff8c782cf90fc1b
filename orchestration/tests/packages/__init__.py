"""Tests of volunteers' packages."""
