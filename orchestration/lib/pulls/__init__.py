"""Pulls: what a tool's API has, as files in the landing folder, where any export arrives.

- ``connector``: what a tool's connector is; each is one file, ``tools/<tool>.py``;
- ``api``: calls of one account, patient and paced (``patience``); keys come from the environment;
- ``spool``: what was received, hidden until all of it is there and ``whole``;
- ``cursors``: how far each resource was pulled, moved only once its files are in the folder;
- ``pull``: one source after the other, for ``./kith pull`` and Dagster; ``tempo``: what is due.

Nothing is converted: a file holds what the API sent, and the tool's declaration in
``models/staging`` reads it.
"""

import os

# dlt reports its use to its maker unless told not to, from when its client is first used.
os.environ["RUNTIME__DLTHUB_TELEMETRY"] = "false"
