#!/usr/bin/env python3
"""funnelc beside query engines: compare.py EVENTS --funnelc PATH [--runs 3] [--threads 2] [--shuffled] [--format parquet|ndjson|csv]

Answers are compared first; who differs is not timed. Whole processes, in turn; CPU seconds are user and system of the process as the kernel counted them."""
import argparse, os, statistics, subprocess, sys, tempfile, time
import duckdb

HERE = os.path.dirname(os.path.abspath(__file__))
AS_OF = "2026-01-01T00:00:00Z"
PEERS = {"ordered": ["duckdb", "polars"], "scoring": ["duckdb"]}


def run(command):
    start = time.monotonic()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    said = process.stderr.read().decode()
    _, status, used = os.wait4(process.pid, 0)
    if status:
        sys.exit(f"{command}: {said}")
    return {"cpu": used.ru_utime + used.ru_stime, "sys": used.ru_stime, "wall": time.monotonic() - start, "mb": used.ru_maxrss / 1024}


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("events", type=int)
    ap.add_argument("--funnelc", required=True)
    ap.add_argument("--runs", type=int, default=3)
    ap.add_argument("--threads", type=int, default=2)
    ap.add_argument("--shuffled", action="store_true")
    ap.add_argument("--format", default="parquet", choices=["parquet", "ndjson", "csv"])
    a = ap.parse_args()
    with tempfile.TemporaryDirectory(prefix="compare-") as root:
        for workload, peers in PEERS.items():
            log = os.path.join(root, f"{workload}.{a.format}")
            more = ["--shuffled"] * a.shuffled + ["--without-id"] * (workload == "ordered")
            subprocess.run([sys.executable, os.path.join(HERE, "log.py"), str(a.events), log, *more], check=True)
            out = {engine: os.path.join(root, f"{workload}-{engine}") for engine in ["funnelc", *peers]}
            commands = {engine: [sys.executable, os.path.join(HERE, "query.py"), engine, workload, log, out[engine], "--threads", str(a.threads)] for engine in peers}
            commands["funnelc"] = [a.funnelc, "run", os.path.join(HERE, "..", "workloads", f"{workload}.yaml"), "--events", log, "--out", out["funnelc"],
                                   "--as-of", AS_OF, "--threads", str(a.threads), "--quiet"]
            for command in commands.values():
                run(command)
            first = {"ordered": "", "scoring": "where stage <> 'cold'"}[workload]
            ours = f"select subject, stage, epoch_us(entered_at) t from read_parquet('{out['funnelc']}/assignments.parquet') {first}"
            good = ["funnelc"]
            for peer in peers:
                theirs = f"select subject, stage, entered_at t from read_parquet('{out[peer]}')"
                lost, more = (duckdb.sql(f"select count(*) from ({x} except all {y})").fetchall()[0][0] for x, y in ((theirs, ours), (ours, theirs)))
                print(f"{workload}: {peer} " + ("agrees" if lost == more == 0 else f"differs: {lost} rows that funnelc lacks, {more} that it has besides"))
                good += [peer] * (lost == more == 0)
            runs = {engine: [] for engine in good}
            for k in range(a.runs):
                for engine in good[k % len(good):] + good[:k % len(good)]:
                    runs[engine].append(run(commands[engine]))
            middle = lambda engine, key: statistics.median(r[key] for r in runs[engine])
            print(f"\n{workload}, {a.events:,} events, {a.threads} threads, {a.runs} runs, load {os.getloadavg()[0]:.1f}\n")
            print("| engine | CPU s | of it system | elapsed s | peak MB | CPU against funnelc |\n|---|---|---|---|---|---|")
            for engine in good:
                ratio = statistics.median(x["cpu"] / y["cpu"] for x, y in zip(runs[engine], runs["funnelc"]))
                print(f"| {engine} | {middle(engine, 'cpu'):.2f} | {middle(engine, 'sys'):.2f} | {middle(engine, 'wall'):.2f} | {max(r['mb'] for r in runs[engine]):.0f} | {ratio:.2f} |")
            print()


if __name__ == "__main__":
    main()
