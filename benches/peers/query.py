#!/usr/bin/env python3
"""The same questions to query engines: query.py {duckdb,polars} {ordered,scoring,stages} LOG OUT [--threads N]

OUT becomes a Parquet file of subject, stage, entered_at (microseconds): the entries that funnelc writes to `assignments`, but not those into
the stage that every subject starts in. Where the log has ids, copies of an event count once."""
import argparse, os

HALF, LEVEL = 10 * 86_400, 59.999999
STEPS = ["view", "register", "request", "meet", "buy"]
STAGES = ["viewed", "registered", "requested", "met", "bought"]


def source(log):
    reader = {"parquet": "read_parquet", "ndjson": "read_json", "csv": "read_csv"}[log.rsplit(".", 1)[1]]
    return f"{reader}('{log}')"


# An account takes the first step with its first event of it, each later one with the first at or after the step before, within 60 days of the first.
def duckdb_ordered(con, log):
    con.execute(f"create temp table e as select subject, event, epoch_us(time::timestamptz) t from {source(log)} where event in {tuple(STEPS)}")
    con.execute("create temp table s0 as select subject, min(t) t, min(t) f from e where event = 'view' group by 1")
    for k in range(1, 5):
        con.execute(f"""create temp table s{k} as select s.subject, min(e.t) t, any_value(s.f) f from s{k-1} s join e on e.subject = s.subject
                        and e.event = '{STEPS[k]}' and e.t >= s.t and e.t - s.f <= 60 * 86400000000 group by 1""")
    return " union all ".join(f"select subject, '{STAGES[k]}' stage, t entered_at from s{k}" for k in range(5))


def polars_ordered(log):
    import polars as pl
    scan = {"parquet": pl.scan_parquet, "ndjson": pl.scan_ndjson, "csv": pl.scan_csv}[log.rsplit(".", 1)[1]](log)
    if not log.endswith(".parquet"):
        scan = scan.with_columns(pl.col("time").str.to_datetime(time_unit="us", time_zone="UTC"))
    e = scan.filter(pl.col("event").is_in(STEPS)).select("subject", "event", pl.col("time").cast(pl.Int64).alias("t"))
    step = e.filter(pl.col("event") == "view").group_by("subject").agg(pl.col("t").min()).with_columns(f=pl.col("t"))
    parts = [step]
    for k in range(1, 5):
        later = e.filter(pl.col("event") == STEPS[k]).select("subject", u="t")
        step = (step.join(later, on="subject").filter((pl.col("u") >= pl.col("t")) & (pl.col("u") - pl.col("f") <= 60 * 86_400_000_000))
                .group_by("subject").agg(t=pl.col("u").min(), f=pl.col("f").first()))
        parts.append(step)
    return pl.concat([p.select("subject", stage=pl.lit(STAGES[k]), entered_at="t") for k, p in enumerate(parts)])


# The score as a prefix sum of points * 2^(t / half-life), for each instant of an account; limits by counting.
def duckdb_scores(con, log, more=""):
    con.execute(f"""create temp table e as select distinct on (subject, id) subject, id, event, epoch_us(time::timestamptz) t, page, seconds, size, amount
                    from {source(log)}""")
    con.execute(f"""create temp table r as select *, row_number() over (partition by subject, rule order by t, id) n from (
        select subject, id, event, t, amount, case when event = 'view' then case when page = '/pricing' and seconds >= 20 then 1 else 2 end
            when event = 'register' and size >= 100 then 3 when event = 'request' then 4 when event = 'meet' then 5 else 0 end rule from e)""")
    con.execute(f"""create temp table p as select subject, t, sum(case when n <= ([0, 4, 10, 1, 2, 2])[rule + 1] then ([0, 16, 3, 30, 24, 32])[rule + 1] else 0 end) points
        {more} from r group by 1, 2""")
    con.execute(f"""create temp table s as select *, sum(points * pow(2, (t - 1735689600000000) / 1e6 / {HALF})) over (partition by subject order by t)
        * pow(2, -(t - 1735689600000000) / 1e6 / {HALF}) score from p""")


def duckdb_scoring(con, log):
    duckdb_scores(con, log)
    return f"select subject, 'hot' stage, min(t) entered_at from s where score >= {LEVEL} group by 1"


# Gaps of more than 30 days part an account's activity into sessions; it qualifies at the first instant of a session with the score, and cools where the
# session ends, unless somebody met it. That the score falls short after 30 quiet days whatever it was, and that nothing else leads back, makes this possible.
def duckdb_stages(con, log):
    duckdb_scores(con, log, """, bool_or(event = 'register') registers, bool_or(event = 'meet') meets,
        coalesce(bool_or(event = 'buy' and amount >= 500), false) buys""")
    month = 30 * 86_400_000_000
    con.execute(f"""create temp table g as select *, sum(starts) over (partition by subject order by t) session from (
        select *, case when t - lag(t) over (partition by subject order by t) <= {month} then 0 else 1 end starts from s)""")
    con.execute("create temp table known as select subject, min(t) t from g where registers group by 1")
    con.execute(f"""create temp table qualified as select g.subject, session, min(g.t) t from g join known k on g.subject = k.subject and g.t >= k.t
                    where score >= {LEVEL} group by 1, 2""")
    con.execute("""create temp table accepted as select q.subject, min(q.session) session, min(g.t) t from qualified q
                   join g on g.subject = q.subject and g.session = q.session and g.t > q.t where g.meets group by 1""")
    return f"""select subject, 'known' stage, t entered_at from known
        union all select q.subject, 'qualified', q.t from qualified q left join accepted a using (subject) where a.session is null or q.session <= a.session
        union all select q.subject, 'known', max(g.t) + {month} from qualified q join g on g.subject = q.subject and g.session = q.session
            left join accepted a on a.subject = q.subject where a.session is null or q.session < a.session group by q.subject, q.session
            having max(g.t) + {month} <= 1767225600000000
        union all select subject, 'accepted', t from accepted
        union all select a.subject, 'won', min(g.t) from accepted a join g on g.subject = a.subject and g.t > a.t where g.buys group by 1"""


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("engine", choices=["duckdb", "polars"])
    ap.add_argument("workload", choices=["ordered", "scoring", "stages"])
    ap.add_argument("log")
    ap.add_argument("out")
    ap.add_argument("--threads", type=int, default=2)
    a = ap.parse_args()
    if a.engine == "polars":
        os.environ["POLARS_MAX_THREADS"] = str(a.threads)
        if a.workload != "ordered":
            raise SystemExit("no query for that")
        return polars_ordered(a.log).sink_parquet(a.out)
    import duckdb
    con = duckdb.connect(config={"threads": a.threads})
    con.execute("set TimeZone='UTC'")
    con.execute("set preserve_insertion_order=false")
    query = {"ordered": duckdb_ordered, "scoring": duckdb_scoring, "stages": duckdb_stages}[a.workload](con, a.log)
    con.execute(f"copy ({query}) to '{a.out}' (format parquet)")


if __name__ == "__main__":
    main()
