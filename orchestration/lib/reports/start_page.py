"""One page that leads to everything there is to look at."""

from __future__ import annotations

from html import escape
from pathlib import Path

from orchestration.lib import settings

PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="referrer" content="no-referrer">
<title>Kith</title>
<style>
:root { color-scheme: light dark; --line: #d0d4d9; --soft: #59636e; --link: #0b57a4; }
@media (prefers-color-scheme: dark) {
    :root { --line: #3d444d; --soft: #9aa4af; --link: #7ab8ff; }
}
body {
    font: 1.0625rem/1.5 system-ui, sans-serif;
    max-width: 42rem; margin: 3rem auto; padding: 0 1rem;
}
h1 { margin: 0; }
p { margin: 0; color: var(--soft); }
ul { list-style: none; margin: 2rem 0; padding: 0; }
a { display: block; padding: 1rem; margin-bottom: .75rem; color: inherit; text-decoration: none;
    border: 1px solid var(--line); border-radius: .5rem; }
a:hover, a:focus-visible { border-color: var(--link); outline: 2px solid var(--link); }
strong { color: var(--link); }
</style>
</head>
<body>
<main>
<h1>Kith</h1>
<p>Your group's data, in one place, on this machine only.</p>
<ul>
%s
</ul>
<p>Addresses that begin with http answer while <code>./kith dev</code> runs.</p>
<p>A volunteer's own page: <code>./kith volunteers</code> serves it, and
<code>./kith volunteer link PERSON_ID</code> makes the link that opens it.</p>
<p>For somebody who may not see names: <code>./kith boards --role bi_viewer --port 2721</code>.
The same marts in Apache Superset: <code>./kith superset</code>.</p>
</main>
</body>
</html>
"""

ITEM = '<li><a href="%s"><strong>%s</strong><br>%s</a></li>'


def write(addresses: dict[str, str]) -> Path:
    """Write ``home()/start.html``, a self-contained page, and return its path.

    ``addresses`` gives for each thing its title, "Name (what it shows)", and where it is. The page
    may hold the dashboards' token, so only its owner can read it.
    """
    items = []
    for title, address in addresses.items():
        name, _, shows = title.partition(" (")
        items.append(ITEM % (escape(address), escape(name), escape(shows.removesuffix(")"))))
    page = settings.home() / "start.html"
    draft = page.with_suffix(".html.new")
    draft.touch(mode=0o600)
    draft.write_text(PAGE % "\n".join(items), encoding="utf-8")
    return draft.replace(page)
