"""How a Dagster step runs: under the warehouse's lease, and saying nothing that holds a value."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextlib import contextmanager

import dagster as dg

from orchestration.lib.failures import told
from orchestration.lib.warehouse import lease

# Steps of one run go in this order where nothing else orders them (higher is earlier).
LAND, JUDGE, SHOW, SEED, STAGE, BUILD = (
    {"dagster/priority": str(priority)} for priority in (6, 5, 4, 3, 2, 1)
)
RETRY = dg.RetryPolicy(max_retries=2, delay=10, backoff=dg.Backoff.EXPONENTIAL)
_WAIT_SECONDS = 900.0


class WarehouseLease(dg.ConfigurableResource):  # type: ignore[type-arg]
    """Holds the warehouse for the whole run, with the run's id as the token.

    A run that Dagster took for dead finds its token gone and can't publish. The lease of a run
    that is over for certain is taken from it without waiting.
    """

    @contextmanager
    def yield_for_execution(
        self, context: dg.InitResourceContext
    ) -> Generator[WarehouseLease, None, None]:
        run = context.run
        token = run.run_id if run else "outside-of-a-run"

        def is_dead(other: str) -> bool:
            holder = context.instance.get_run_by_id(other) if context.instance else None
            return holder.is_finished if holder else lease.is_gone(other)

        with lease.hold(token, f"Dagster run {token[:8]}", _WAIT_SECONDS, is_dead):
            yield self


@contextmanager
def without_values() -> Iterator[None]:
    """Turn any exception into one that holds no value of the data, for Dagster to keep.

    Dagster stores an exception's text and causes; a database error quotes the row that failed.
    """
    try:
        yield
    except (dg.Failure, dg.RetryRequested):
        raise
    except Exception as failure:
        raise dg.Failure(description=told(failure)) from None
