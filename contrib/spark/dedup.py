"""Near-duplicates on a Spark cluster: what "wiretrace dedup --near" finds, from articles to result files.

    spark-submit --files ./wiretrace dedup.py --in 'DIR/*.jsonl' --out OUT

Each stage of "wiretrace stage" runs as a filter of lines (SELECT TRANSFORM). Spark reads, shuffles, sorts and tries
again. Python runs on the driver alone. The executors need the program, which --files brings: a static binary for
their platform.

Each stage is kept under OUT/stages. A job that failed is submitted again with the same arguments, and goes on with
the first stage that is not complete. Another input, window or program is refused for the same OUT.

One task connects all linked texts, in 150 MB of memory a million. --star does it in rounds that all executors share.

The result files are folders OUT/articles.jsonl, clusters.jsonl, pairs.jsonl, passages.jsonl and, if any record was rejected,
rejects.jsonl. Their parts one after the other (cat OUT/articles.jsonl/part-*) have the bytes of the
file that one machine writes. doc/scale.md says more.
"""

import argparse
import hashlib
import json
import re
import sys
import time

from pyspark import SparkFiles
from pyspark.sql import SparkSession

# The stages in their order, with those that their lines come from.
STAGES = [
    ("settle", ["read"]),
    ("texts", ["settle"]),
    ("meet", ["texts"]),
    ("attach", ["settle", "meet"]),
    ("weigh", ["attach"]),
    ("connect", ["weigh"]),
    ("gather", ["settle", "weigh", "connect"]),
    ("cluster", ["settle", "gather"]),
]
# The result files, with the stage that writes each.
RESULTS = [
    ("articles", ["settle", "cluster"]),
    ("clusters", ["cluster"]),
    ("pairs", ["cluster"]),
    ("passages", ["settle"]),
    ("rejects", ["read"]),
]
TABS = r"ROW FORMAT DELIMITED FIELDS TERMINATED BY '\t'"  # the defaults differ with and without Hive


def arguments():
    p = argparse.ArgumentParser(description="near-duplicates with wiretrace on Spark")
    p.add_argument("--in", dest="src", required=True, help="articles as JSON Lines; a pattern may name many files")
    p.add_argument("--out", required=True, help="folder of stages and results")
    p.add_argument("--window", default="60d", help="link articles at most so far apart in time (60d); 0: no limit")
    p.add_argument("--star", action="store_true", help="connect texts in rounds over all executors, not in one task: for more than some 50 million linked texts")
    p.add_argument("--program", default="wiretrace", help="name of the program as --files brings it (wiretrace)")
    a = p.parse_args()
    for name, pattern in (("window", r"[0-9.a-z]+"), ("program", r"[A-Za-z0-9._-]+")):
        if not re.fullmatch(pattern, getattr(a, name)):
            p.error(f"--{name} {getattr(a, name)!r}: letters, digits and points only")
    return a


class Job:
    def __init__(self, a):
        self.a = a
        self.spark = (
            SparkSession.builder.appName("wiretrace")
            .config("spark.sql.sources.partitionColumnTypeInference.enabled", "false")
            .config("spark.sql.maxConcurrentOutputFileWriters", "16")  # else each task sorts its lines by address first
            .getOrCreate()
        )

    def path(self, name):
        p = self.spark._jvm.org.apache.hadoop.fs.Path(f"{self.a.out}/{name}")
        return p.getFileSystem(self.spark._jsc.hadoopConfiguration()), p

    def complete(self, name):
        fs, p = self.path(name + "/_SUCCESS")
        return fs.exists(p)

    def settings(self):
        """What decides the results. OUT keeps it, and is for one of it."""
        try:
            with open(SparkFiles.get(self.a.program), "rb") as f:
                program = hashlib.sha256(f.read())
        except FileNotFoundError:
            sys.exit(f"--files brings no file {self.a.program}: add --files ./{self.a.program} before dedup.py, or name it with --program")
        return json.dumps({"in": self.a.src, "window": self.a.window, "program": program.hexdigest()}, sort_keys=True)

    def check_settings(self):
        want = self.settings()
        fs, p = self.path("job.json")
        if fs.exists(p):
            kept = self.spark.read.text(p.toString()).first()
            if not kept or kept[0] != want:
                sys.exit(f"{self.a.out} is of another run: it has {kept[0] if kept else 'nothing'}, this is {want}; name another --out")
            return
        out = fs.create(p)
        out.writeBytes(want + "\n")
        out.close()

    def filter(self, stage, lines):
        """The lines that a stage makes of those of the view."""
        return self.spark.sql(
            f"SELECT TRANSFORM({lines}) {TABS} USING '{self.a.program} stage {stage} -q --window {self.a.window}' "
            f"AS (to STRING, key STRING, ord STRING, value STRING) {TABS} FROM wt_in"
        )

    def lines_for(self, name, sources):
        """A view wt_lines of what sources wrote for a stage or result file."""
        views = []
        for s in sources:
            self.spark.read.schema("key STRING, ord STRING, value STRING, to STRING").parquet(
                f"{self.a.out}/stages/{s}"
            ).createOrReplaceTempView("wt_" + s)
            views.append(f"SELECT to, key, ord, value FROM wt_{s} WHERE to LIKE '{name}.%'")
        return self.spark.sql(" UNION ALL ".join(views))

    def keep(self, stage, make):
        name = f"stages/{stage}"
        if self.complete(name):
            print(f"stage {stage}: kept", flush=True)
            return
        begin = time.time()
        make().write.mode("overwrite").partitionBy("to").option("compression", "zstd").parquet(f"{self.a.out}/{name}")
        print(f"stage {stage}: {time.time() - begin:.1f} s", flush=True)

    def read(self):
        self.spark.read.option("lineSep", "\n").text(self.a.src).createOrReplaceTempView("wt_in")
        return self.filter("read", "value")

    def grouped(self, stage, sources):
        self.lines_for(stage, sources).createOrReplaceTempView("wt_all")
        # In an inner query: in that of TRANSFORM these clauses would mean its output.
        self.spark.sql("SELECT * FROM wt_all DISTRIBUTE BY key SORT BY key, ord, value").createOrReplaceTempView("wt_in")
        return self.filter(stage, "to, key, ord, value")

    def star(self):
        """What the stage connect does, without one task that holds all texts: large and small stars in turn
        (Kiveris and others 2014) until a round changes nothing."""
        lines = self.lines_for("connect", ["weigh"])
        tag = lines.select("to").first()
        edges = lines.selectExpr("ord AS a", "value AS b")
        for n in range(100):
            edges.createOrReplaceTempView("wt_edges")
            large = self.round(f"{n}-large", """
                SELECT DISTINCT m AS a, v AS b FROM (
                  SELECT u, v, least(u, min(v) OVER (PARTITION BY u)) AS m
                  FROM (SELECT a AS u, b AS v FROM wt_edges UNION ALL SELECT b, a FROM wt_edges)) WHERE v > u""")
            large.createOrReplaceTempView("wt_large")
            small = self.round(f"{n}-small", """
                SELECT DISTINCT m AS a, x AS b FROM (
                  SELECT b AS u, a AS v, min(a) OVER (PARTITION BY b) AS m FROM wt_large)
                LATERAL VIEW explode(array(u, v)) t AS x WHERE x <> m""")
            if small.exceptAll(edges).isEmpty() and edges.exceptAll(small).isEmpty():
                break
            edges = small
        else:
            sys.exit("star rounds: no end after 100 rounds")
        edges.createOrReplaceTempView("wt_edges")
        to = tag[0].replace("connect.", "gather.") if tag else ""
        return self.spark.sql(
            f"SELECT '{to}' AS to, b AS key, '0' AS ord, a AS value FROM wt_edges "
            f"UNION ALL SELECT DISTINCT '{to}', a, '0', a FROM wt_edges"
        )

    def round(self, name, query):
        """The edges of a round, written down, so that no round is computed twice."""
        path = f"{self.a.out}/stages/star/{name}"
        self.spark.sql(query).write.mode("overwrite").option("compression", "zstd").parquet(path)
        return self.spark.read.parquet(path)

    def results(self):
        for name, sources in RESULTS:
            file = f"{name}.jsonl"
            lines = self.lines_for(name, sources)
            if self.complete(file) or name == "rejects" and lines.isEmpty():
                continue
            lines.orderBy("key", "ord").select("value").write.mode("overwrite").text(f"{self.a.out}/{file}")

    def check_complete(self):
        """Each article that was read is in the results once."""
        read = self.lines_for("settle", ["read"]).select("key").distinct().count()
        wrote = self.spark.read.text(f"{self.a.out}/articles.jsonl").count()
        if read != wrote:
            sys.exit(f"{read} articles were read, {wrote} are in articles.jsonl: remove {self.a.out} and begin again")
        print(f"{wrote} articles", flush=True)

    def run(self):
        self.check_settings()
        self.keep("read", self.read)
        for stage, sources in STAGES:
            star = stage == "connect" and self.a.star
            self.keep(stage, self.star if star else lambda: self.grouped(stage, sources))  # noqa: B023 - called at once
        self.results()
        self.check_complete()


job = Job(arguments())
job.run()
job.spark.stop()
