#!/usr/bin/env python3
"""funnelc beside query engines: compare.py EVENTS... --funnelc PATH [--runs 3] [--threads 2] [--orders ordered,shuffled] [--format parquet|ndjson|csv]
[--write FILE]

Answers are compared first; who differs is not timed, and the exit code is 1. Whole processes, in turn, another one first in each round; CPU seconds are user
and system of the process as the kernel counted them. `--write` puts what is printed between the marks `<!-- figures -->` and `<!-- end -->` of a file."""
import argparse, importlib.metadata, os, platform, statistics, subprocess, sys, tempfile, time
import duckdb

HERE = os.path.dirname(os.path.abspath(__file__))
AS_OF = "2026-01-01T00:00:00Z"
PEERS = {"ordered": ["duckdb", "polars"], "scoring": ["duckdb"], "stages": ["duckdb"]}
FIRST = {"ordered": None, "scoring": "cold", "stages": "unknown"}


def run(command):
    start = time.monotonic()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    said = process.stderr.read().decode()
    _, status, used = os.wait4(process.pid, 0)
    if status:
        sys.exit(f"{command}: {said}")
    return {"cpu": used.ru_utime + used.ru_stime, "sys": used.ru_stime, "wall": time.monotonic() - start, "mb": used.ru_maxrss / 1024}


def agrees(workload, ours, theirs):
    """Whether the entries are the same, those into the stage in which every subject begins left out."""
    ours = f"select subject, stage, epoch_us(entered_at) t from read_parquet('{ours}/assignments.parquet') where stage is distinct from '{FIRST[workload] or ''}'"
    theirs = f"select subject, stage, entered_at t from read_parquet('{theirs}')"
    lost, more = (duckdb.sql(f"select count(*) from ({x} except all {y})").fetchall()[0][0] for x, y in ((theirs, ours), (ours, theirs)))
    if lost or more:
        print(f"{workload}: it differs: {lost} rows that funnelc lacks, {more} that it has besides", file=sys.stderr)
    return lost == more == 0


def measure(a, workload, events, order, root):
    """A line of the table for each engine, and whether all agree."""
    log = os.path.join(root, f"log.{a.format}")
    more = ["--shuffled"] * (order == "shuffled") + ["--without-id"] * (workload == "ordered")
    subprocess.run([sys.executable, os.path.join(HERE, "log.py"), str(events), log, *more], check=True)
    # The query for Polars would read a text once for each step: what that takes says nothing of Polars.
    engines = ["funnelc", *(peer for peer in PEERS[workload] if peer != "polars" or a.format == "parquet")]
    out = {engine: os.path.join(root, f"{workload}-{engine}") for engine in engines}
    commands = {engine: [sys.executable, os.path.join(HERE, "query.py"), engine, workload, log, out[engine], "--threads", str(a.threads)] for engine in engines[1:]}
    commands["funnelc"] = [a.funnelc, "run", os.path.join(HERE, "..", "workloads", f"{workload}.yaml"), "--events", log, "--out", out["funnelc"],
                           "--as-of", AS_OF, "--threads", str(a.threads), "--quiet"]
    for command in commands.values():
        run(command)
    good = ["funnelc"] + [peer for peer in engines[1:] if agrees(workload, out["funnelc"], out[peer])]
    runs = {engine: [] for engine in good}
    for k in range(a.runs):
        for engine in good[k % len(good):] + good[:k % len(good)]:
            runs[engine].append(run(commands[engine]))
    middle = lambda engine, key: statistics.median(r[key] for r in runs[engine])
    for engine in good:
        ratio = statistics.median(x["cpu"] / y["cpu"] for x, y in zip(runs[engine], runs["funnelc"]))
        yield (f"| {workload} | {events:,} {order} | {engine} | {middle(engine, 'cpu'):.2f} | {middle(engine, 'sys'):.2f} | {middle(engine, 'wall'):.2f} "
               f"| {max(r['mb'] for r in runs[engine]):.0f} | {ratio:.2f} |")
    if len(good) < len(engines):
        sys.exit(1)


def machine():
    model = next((line.split(":")[1].strip() for line in open("/proc/cpuinfo") if line.startswith("model name")), platform.machine())
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return f"{os.cpu_count()} cores ({model}), {memory:.0f} GiB, {platform.system()} {platform.release()}"


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("events", type=int, nargs="+")
    ap.add_argument("--funnelc", required=True)
    ap.add_argument("--workloads", default=",".join(PEERS))
    ap.add_argument("--runs", type=int, default=3)
    ap.add_argument("--threads", type=int, default=2)
    ap.add_argument("--orders", default="ordered,shuffled")
    ap.add_argument("--format", default="parquet", choices=["parquet", "ndjson", "csv"])
    ap.add_argument("--write")
    a = ap.parse_args()
    versions = [subprocess.run([a.funnelc, "--version"], capture_output=True, text=True, check=True).stdout.strip()]
    versions += [f"{package} {importlib.metadata.version(package)}" for package in ("duckdb", "polars")]
    arguments = " ".join(x for x in sys.argv[1:] if not x.startswith("--write") and x != a.write).replace(a.funnelc, "target/release/funnelc")
    lines = [f"Made by `benches/peers/compare.py {arguments}` with {', '.join(versions)} on {machine()}; load at the beginning {os.getloadavg()[0]:.1f}.", "",
             "| workload | events | engine | CPU s | of it system | elapsed s | peak MB | CPU against funnelc |", "|---|---|---|---|---|---|---|---|"]
    print("\n".join(lines), flush=True)
    for events in a.events:
        for order in a.orders.split(","):
            for workload in a.workloads.split(","):
                with tempfile.TemporaryDirectory(prefix="compare-") as root:
                    for line in measure(a, workload, events, order, root):
                        lines.append(line)
                        print(line, flush=True)
    if a.write:
        text = open(a.write).read()
        before, rest = text.split("<!-- figures -->")
        after = rest.split("<!-- end -->")[1]
        whole = before + "<!-- figures -->\n" + "\n".join(lines) + "\n<!-- end -->" + after
        with open(a.write + ".new", "w") as file:
            file.write(whole)
        os.replace(a.write + ".new", a.write)


if __name__ == "__main__":
    main()
