"""A git repository written by Oxidized or RANCID, with its history: each commit is a point in time.

Nothing is checked out: blobs are read from the object store, so names in the repository never become paths on disk.
"""

import stat
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from collectors.transports.files import Held, Listing, arranged
from models.errors import CollectError, UsageError

if TYPE_CHECKING:
    from dulwich.objects import Commit, Tree
    from dulwich.repo import Repo

from dataclasses import replace


def is_repository(path: Path) -> bool:
    """Whether `path` is a git repository, with a work tree or bare."""
    return (path / ".git").exists() or all((path / part).exists() for part in ("objects", "refs", "HEAD"))


def read_repository(path: Path, at: datetime | None = None, history: str = "") -> Iterator[Listing]:
    """The listings of a repository, the oldest first.

    `at` takes the last commit until then; `history` is a number of last commits, "all", or "monthly" (the last of each
    month). Without both: the last commit. Raises CollectError when it is no repository or has no commit that fits.
    """
    from dulwich.errors import NotGitRepository
    from dulwich.repo import Repo

    try:
        repo = Repo(str(path))
    except NotGitRepository:
        raise CollectError(f"{path}: not a git repository") from None
    with repo:
        commits = _commits(repo, path)
        for commit in _chosen(commits, at, history, path):
            taken = datetime.fromtimestamp(commit.commit_time, UTC)
            tree = repo[commit.tree]
            entries = list(_blobs(repo, tree, (), taken, path.name.removesuffix(".git")))  # type: ignore[arg-type]  # a commit's tree is a Tree
            yield replace(arranged(entries, f"{path.name}/"), taken=taken)


def _commits(repo: "Repo", path: Path) -> "list[Commit]":
    """The commits of the first-parent line, the newest first; one a second, as times are what we name them by."""
    try:
        head = repo.head()
    except KeyError:
        raise CollectError(f"{path}: the repository has no commit yet") from None
    try:
        return [entry.commit for entry in repo.get_walker(include=[head])]
    except KeyError as fault:
        raise CollectError(f"{path}: the repository is damaged or a shallow copy (object {fault} is missing)") from None


def _chosen(commits: "list[Commit]", at: datetime | None, history: str, path: Path) -> "list[Commit]":
    if at is not None:
        commits = [commit for commit in commits if commit.commit_time <= at.timestamp()]
        if not commits:
            raise CollectError(f"{path}: no commit until {at:%Y-%m-%d %H:%M}; its history begins later")
    commits = sorted(commits, key=lambda commit: commit.commit_time, reverse=True)
    if history == "all":
        chosen = commits
    elif history == "monthly":
        months = {datetime.fromtimestamp(commit.commit_time, UTC).strftime("%Y-%m"): commit for commit in reversed(commits)}
        chosen = list(reversed(months.values()))
    elif history.isdigit() and int(history) > 0:
        chosen = commits[: int(history)]
    elif not history:
        chosen = commits[:1]
    else:
        raise UsageError(f"--history {history}: a number of commits, monthly, or all")
    return list(reversed(chosen))


def _blobs(
    repo: "Repo", tree: "Tree", parts: tuple[str, ...], taken: datetime, name: str
) -> Iterator[tuple[tuple[str, ...], Held]]:
    """The regular files of a tree; links and submodules are left alone."""
    for entry in tree.items():
        part = entry.path.decode("utf-8", "replace").replace("/", "_")
        if stat.S_ISDIR(entry.mode) and len(parts) < 4:
            yield from _blobs(repo, repo[entry.sha], (*parts, part), taken, name)  # type: ignore[arg-type]  # a directory's object is a Tree
        elif stat.S_ISREG(entry.mode):
            data = repo[entry.sha].as_raw_string()
            yield (*parts, part), Held("/".join((name, *parts, part)), data, taken, entry.sha.decode())
