"""`make mutate`: put one fault at a time into the law and see whether a test notices.

Results are kept and used again as long as the law and the tests they rest on stay as they are, so that a run
may be stopped at any time. Exit codes: 0 no survivor but those argued in `argued.toml`; 1 survivors, or
arguments about faults that are gone or noticed; 2 called wrongly; 3 not finished within the time.
"""

import argparse
import os
import signal
import sys
import tempfile
import time
import tomllib
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import mutants
import results
import snapshot
import trial
from hypothesis import settings

ARGUED = Path(__file__).with_name("argued.toml")
KEPT = Path(tempfile.gettempdir()) / f"hongling-mutation-{os.getuid()}.json"
LONGEST_SECONDS = 60.0
Identity = tuple[str, str, str]


def main() -> int:
    """Run what the command line asks for and return the exit code."""
    reader = argparse.ArgumentParser(prog="make mutate", description="逐一改动规则中的一处，核对测试是否发现")
    reader.add_argument("--scheme", action="append", choices=snapshot.schemes(), help="只测这一制度，可重复")
    reader.add_argument("--minutes", type=float, default=60, help="最长时间（分钟），默认 60")
    reader.add_argument("--jobs", type=int, choices=(1, 2), default=1, help="同时运行的进程数，默认 1")
    reader.add_argument("--results", type=Path, default=KEPT, help=f"保存结果的文件，默认 {KEPT}")
    asked = reader.parse_args()
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # so that running trials are ended as well
    deadline = time.monotonic() + asked.minutes * 60
    kept = results.Results(asked.results)
    with tempfile.TemporaryDirectory(prefix="hongling-mutation-") as folder:
        sources = [snapshot.take(scheme, Path(folder)) for scheme in asked.scheme or snapshot.schemes()]
        _prepare(Path(folder))
        return max([_try(source, kept, deadline, asked.jobs) for source in sources])


def _try(source: snapshot.Snapshot, kept: results.Results, deadline: float, jobs: int) -> int:
    """Try all mutants of a scheme, print the survivors and return the exit code."""
    started = time.monotonic()
    needed = _require_passing(source)
    longest = LONGEST_SECONDS + 5 * sum(needed.values())
    waiting, survivors, count = [], {}, 0
    for path, mutant in _mutants(source):
        count += 1
        key = f"{source.scheme}/{path.name} {mutant.scope}: {mutant.change}"
        known = kept.of(source, key)
        if known is None:
            waiting.append((key, path, mutant))
        elif known == trial.PASSED:
            survivors[key] = (path, mutant)
    _say(f"{source.scheme}：{count} 处改动，{count - len(waiting)} 处已有结果，{len(waiting)} 处待测")
    if source.left_out:
        _say(f"  需要数据库或插件接口的测试不参加：{'、'.join(source.left_out)}")
    running: list[tuple[trial.Trial, str, Path, mutants.Mutant]] = []
    try:
        while running or (waiting and time.monotonic() < deadline):
            while waiting and len(running) < jobs and time.monotonic() < deadline:
                key, path, mutant = waiting.pop(0)
                fault = trial.Fault(f"{source.package}.{path.stem}", path, mutant.code)
                tests = kept.in_order(source, key, needed)
                running.append((trial.Trial(source.folder, tests, fault, seconds=longest), key, path, mutant))
            time.sleep(0.02)
            for entry in [*running]:
                one, key, path, mutant = entry
                outcome = one.outcome()
                if outcome is None:
                    continue
                running.remove(entry)
                kept.keep(source, key, *outcome)
                if outcome[0] == trial.PASSED:
                    survivors[key] = (path, mutant)
    finally:
        for one, *_ in running:
            one.stop()
    return _report(source, survivors, unfinished=len(waiting), seconds=time.monotonic() - started)


def _report(
    source: snapshot.Snapshot,
    survivors: dict[str, tuple[Path, mutants.Mutant]],
    *,
    unfinished: int,
    seconds: float,
) -> int:
    argued = _argued(source.scheme)
    code = 0
    for path, mutant in sorted(survivors.values(), key=lambda pair: (pair[0], pair[1].line)):
        if (path.name, mutant.scope, mutant.change) in argued:
            continue
        code = 1
        _say(f"  存活 {source.package}/{path.name}:{mutant.line} {mutant.scope}: {mutant.change}")
    standing = {(path.name, mutant.scope, mutant.change) for path, mutant in survivors.values()}
    if not unfinished:
        for name, scope, change in sorted(argued - standing):
            code = 1
            _say(f"  argued.toml 多余：{name} {scope}: {change}")
    _say(f"{source.scheme}：存活 {len(standing)}，其中已说明 {len(standing & argued)}；{seconds:.0f} 秒")
    if unfinished:
        _say(f"  到时未测 {unfinished} 处：再次运行即从此处继续")
        return code or 3
    return code


def _mutants(source: snapshot.Snapshot) -> Iterator[tuple[Path, mutants.Mutant]]:
    for path in source.modules:
        for mutant in mutants.of(path):
            yield path, mutant


def _argued(scheme: str) -> set[Identity]:
    entries = tomllib.loads(ARGUED.read_text(encoding="utf-8")).get(scheme, [])
    unreasoned = [entry for entry in entries if not entry["reason"].strip()]
    if unreasoned:
        raise SystemExit(f"argued.toml 中没有写明理由：{unreasoned}")
    return {(entry["file"], entry["scope"], change) for entry in entries for change in entry["changes"]}


def _require_passing(source: snapshot.Snapshot) -> dict[Path, float]:
    """Run each file of tests on the law as it is and return the seconds it takes.

    :raises SystemExit: if one does not pass.
    """
    seconds = {}
    for path in source.tests:
        started = time.monotonic()
        run = trial.Trial(source.folder, [path], None, seconds=LONGEST_SECONDS)
        while (outcome := run.outcome()) is None:
            time.sleep(0.01)
        if outcome[0] != trial.PASSED:
            raise SystemExit(f"{source.scheme}：未作改动时测试即不通过：{outcome[1] or path.name}")
        seconds[path] = time.monotonic() - started
    return seconds


def _prepare(folder: Path) -> None:
    """Import what every trial needs, but nothing of the law itself; let examples be the same every time."""
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    sys.path = [path for path in sys.path if Path(path).resolve() != snapshot.ROOT]
    settings.register_profile("mutation", derandomize=True, database=None)
    settings.load_profile("mutation")
    sys.path.insert(0, str(folder))
    for path in sorted(folder.glob("core/policy/*.py")):
        import_module(f"core.policy.{path.stem}")


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
