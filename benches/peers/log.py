#!/usr/bin/env python3
"""The log that is measured: log.py EVENTS OUT [--shuffled] [--without-id] [--seed N]

OUT ends in .parquet, .ndjson or .csv. A tenth as many accounts as events; an account's activity lies in a span of up to a year of 2025, most of it early.
One event in 200 is an exact copy of the one before. Every block of a million rows is made from (seed, block) alone."""
import argparse, numpy as np, pyarrow as pa, pyarrow.compute as pc, pyarrow.csv as csv, pyarrow.parquet as pq

BLOCK = 1_000_000
START, YEAR = 1_735_689_600_000_000, 365 * 86_400_000_000
EVENTS = ["view", "noise_a", "noise_b", "noise_c", "register", "noise_d", "request", "noise_e", "meet", "buy"]
WEIGHTS = np.array([30, 20, 14, 10, 8, 7, 4, 4, 2, 1], dtype=float)
PAGES = ["/", "/pricing", "/docs", "/blog", "/product", "/customers", "/about", "/api", "/changelog", "/jobs"]


def block(seed, number, rows, total):
    rng = np.random.default_rng([seed, number])
    event = rng.choice(len(EVENTS), rows, p=WEIGHTS / WEIGHTS.sum()).astype(np.int32)
    # Few accounts are busy, most are not.
    account = (rng.random(rows) ** 1.6 * max(total // 10, 1)).astype(np.int64)
    time = START + np.sort(((number * BLOCK + rng.random(rows) * rows) / max(total, 1) * YEAR).astype(np.int64))
    same = np.flatnonzero(rng.random(rows) < 0.005)
    same = same[same > 0]
    ident = rng.integers(0, 1 << 63, rows, dtype=np.int64)
    size, seconds, amount, page = rng.integers(1, 400, rows), rng.integers(1, 90, rows), np.round(rng.random(rows) * 4000, 2), rng.choice(len(PAGES), rows)
    for column in (event, account, time, ident, size, seconds, amount, page):
        column[same] = column[same - 1]
    null = lambda values, name, ty: pa.array(values, type=ty, mask=event != EVENTS.index(name))
    return pa.table({
        "id": pa.array([f"{x:016x}" for x in ident]),
        "subject": pa.array([f"A{x:07d}" for x in account]),
        "time": pa.array(time, pa.timestamp("us", tz="UTC")),
        "event": pa.DictionaryArray.from_arrays(pa.array(event), EVENTS).cast(pa.string()),
        "page": pc.if_else(pa.array(event == 0), pa.DictionaryArray.from_arrays(pa.array(page.astype(np.int32)), PAGES).cast(pa.string()), pa.scalar(None, pa.string())),
        "seconds": null(seconds, "view", pa.int64()),
        "size": null(size, "register", pa.int64()),
        "amount": null(amount, "buy", pa.float64()),
    })


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("events", type=int)
    ap.add_argument("out")
    ap.add_argument("--shuffled", action="store_true")
    ap.add_argument("--without-id", action="store_true")
    ap.add_argument("--seed", type=int, default=1)
    a = ap.parse_args()
    blocks = [(n, min(BLOCK, a.events - n * BLOCK)) for n in range(-(-a.events // BLOCK))]
    rng = np.random.default_rng(a.seed)
    if a.shuffled:
        rng.shuffle(blocks)
    writer = None
    for number, rows in blocks:
        table = block(a.seed, number, rows, a.events)
        if a.shuffled:
            table = table.take(pa.array(rng.permutation(rows)))
        if a.without_id:
            table = table.drop_columns(["id"])
        if a.out.endswith(".parquet"):
            writer = writer or pq.ParquetWriter(a.out, table.schema, compression="zstd")
            writer.write_table(table, row_group_size=BLOCK)
            continue
        text = table.set_column(table.schema.get_field_index("time"), "time", pc.strftime(table["time"], "%Y-%m-%dT%H:%M:%SZ"))
        writer = writer or open(a.out, "wb")
        if a.out.endswith(".csv"):
            csv.write_csv(text, writer, csv.WriteOptions(include_header=writer.tell() == 0))
        else:
            import json
            for row in text.to_pylist():
                writer.write(json.dumps({k: v for k, v in row.items() if v is not None}, separators=(",", ":")).encode() + b"\n")
    writer and writer.close()


if __name__ == "__main__":
    main()
