"""Stand-ins: servers on this machine that answer as tools' APIs are documented to."""
