"""Bring Superset's own tables, its one user and Kith's dashboards up to date. Run by Superset's
Python, with the environment that `./kith superset` sets.
"""

from __future__ import annotations

import os
from pathlib import Path

from flask import Flask, g
from flask_migrate import upgrade
from superset.app import create_app

HERE = Path(__file__).parent


def load(app: Flask) -> None:
    """Do all of it; what was there is brought up to date. Raises what Superset raises."""
    from superset import appbuilder, security_manager
    from superset.commands.importers.v1.assets import ImportAssetsCommand

    upgrade()
    appbuilder.add_permissions(update_perms=True)
    security_manager.sync_role_definitions()
    name, password = os.environ["KITH_SUPERSET_USER"], os.environ["KITH_SUPERSET_PASSWORD"]
    user = security_manager.find_user(name)
    if user is None:
        admin = security_manager.find_role("Admin")
        user = security_manager.add_user(name, "Kith", "", f"{name}@kith.invalid", admin, password)
    security_manager.reset_password(user.id, password)
    g.user = user
    ImportAssetsCommand(files()).run()


def files() -> dict[str, str]:
    """Databases, datasets, charts and dashboards: a YAML file each, by its path in this folder."""
    return {
        str(path.relative_to(HERE)): path.read_text(encoding="utf-8")
        for path in sorted(HERE.rglob("*.yaml"))
    }


if __name__ == "__main__":
    app = create_app()
    with app.app_context():
        load(app)
