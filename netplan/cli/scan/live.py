"""How a running scan is shown: a bar for each department on a terminal, plain lines elsewhere."""

import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from collectors.scan import Told
from collectors.target import Target
from netplan.cli.console import say
from reports.clean import cell


@contextmanager
def shown(targets: Sequence[Target]) -> Iterator[Callable[[Told], None]]:
    """A function to call with the news of a scan of `targets`."""
    total = Counter(target.device.department for target in targets)
    if sys.stderr.isatty():
        with _bars(total) as tell:
            yield tell
    else:
        yield _lines(total)


def _lines(total: "Counter[str]") -> Callable[[Told], None]:
    """A line for each failure, and one for each department that is done."""
    done: Counter[str] = Counter()
    failed: Counter[str] = Counter()

    def tell(news: Told) -> None:
        department = news.device.department
        if news.outcome is None:
            return
        if news.again:
            say(f"{news.device}: {news.outcome.value}, will be tried again: {cell(news.message)}")
            return
        done[department] += 1
        if not news.outcome.good:
            failed[department] += 1
            say(f"{news.device}: {news.outcome.value}: {cell(news.message)}")
        if done[department] == total[department]:
            say(f"{department}: {done[department]} visited, {failed[department]} failed")

    return tell


@contextmanager
def _bars(total: "Counter[str]") -> Iterator[Callable[[Told], None]]:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
    from rich.text import Text

    columns = (
        TextColumn("{task.description}", markup=False), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(),
        TextColumn("{task.fields[state]}", markup=False),
    )  # fmt: skip
    console = Console(stderr=True, markup=False, highlight=False, emoji=False)
    running: Counter[str] = Counter()
    failed: Counter[str] = Counter()
    with Progress(*columns, console=console) as progress:
        tasks = {name: progress.add_task(cell(name), total=count, state="") for name, count in sorted(total.items())}

        def tell(news: Told) -> None:
            department = news.device.department
            if news.outcome is None:
                running[department] += 1
            else:
                running[department] -= 1
            if news.outcome is not None and not news.again:
                progress.advance(tasks[department])
                if not news.outcome.good:
                    failed[department] += 1
                    console.print(Text(cell(f"{news.device}: {news.outcome.value}: {news.message}")))
            state = f"{max(running[department], 0)} under way"
            progress.update(tasks[department], state=f"{state}, {failed[department]} failed" if failed[department] else state)

        yield tell
