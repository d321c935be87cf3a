"""The same run on Apache Spark: for archives that one machine does not hold.

Spark moves rows and keeps them; what is done with them is done by the compiled half, by the same code
as in ``samestory.run``, and finds the same to the last byte. Every stage is written as Parquet, so a
run that was stopped goes on behind its last finished stage.

The driver leads: it holds the records of all articles and what was found of them, how many texts
hold each word and the scores of all pairs, but no texts, no fingerprints and no article's words.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from . import _samestory
from ._data import Path
from ._result import Result, formats
from ._settings import given as _given
from ._stages import FOUND, Stages, batches, found, mapped
from ._stories import stories

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

__all__ = ["components", "run"]

_PROFILES = "what string, row long, record binary, text string, grams array<int>, counted binary, profile binary"
_MET = "a int, b int, wanted int"


def run(
    spark: SparkSession,
    data: DataFrame | Path | Iterable[Path],
    out: Path | None = None,
    *,
    stages: Path,
    number: str | None = None,
    format: str | Iterable[str] = "parquet",
    fields: Mapping[str, str] | None = None,
    config: Path | None = None,
    link_on_driver: bool = True,
    **settings: Mapping[str, Any] | None,
) -> Result:
    """Finds copies, stories and facts.

    ``data`` is a DataFrame with a row an article, or paths that every worker can read (each file is
    read by one task). Columns are found as in ``samestory.run``, or named by ``fields``. ``number``
    names a column of row numbers, counted from 1: they tell rows apart in ``location`` and in
    ``rejected``, and name articles without an id.

    ``stages`` is a folder that the driver and all workers can write (local, HDFS, S3, ...). It holds
    a table for each finished stage; a run with the same data and settings goes on from there. Remove
    it when the run is done. With ``out`` the result folder is written by the driver, its tables also
    in ``format``.

    What hangs together by candidates is found on the driver; with ``link_on_driver=False`` in rounds
    of joins, which need no memory there (see ``components``).
    """
    settled = _given(settings, config=config, fields=fields)
    # Workers have an environment of their own: they are told everything.
    settled = {**settled, "config": None, "tables": _samestory.part_settings(settled)}
    kept = Stages(spark, os.fspath(stages), settled)
    profiles = kept.table("profiles", lambda: _profiles(spark, data, number, settled))
    lead = _lead(profiles, settled)
    articles = profiles.where("what = 'article'").dropDuplicates(["row"])
    _give_texts(spark, lead, articles, lead.short_texts())
    placed = spark.createDataFrame(pa.table(lead.settle()))
    texts = kept.table("texts", lambda: _texts(articles, placed))
    entries = kept.table("entries", lambda: _entries(texts))
    candidates = kept.table("candidates", lambda: _candidates(entries))
    members, pairs = _families(kept, lead, texts, candidates, link_on_driver)
    families = kept.table(
        "families",
        lambda: _together(members, pairs, texts, entries, _samestory.part_families, settled),
    )
    lead.take_findings(families.toArrow())
    met = kept.table("met", lambda: _met(entries, lead))
    dealt = [spark.createDataFrame(pa.table(part)) for part in lead.rewrites(met.toArrow())]
    rewrites = kept.table(
        "rewrites",
        lambda: _together(*dealt, texts, entries, _samestory.part_rewrites, settled),
    )
    lead.take_rewrites(rewrites.toArrow())
    stories(kept, lead, profiles, articles, settled)
    _give_texts(spark, lead, articles, lead.untitled())
    of_stories = spark.createDataFrame(pa.table(lead.stories()))
    facts = kept.table("facts", lambda: _facts(of_stories, texts, settled))
    lead.take_facts(facts.toArrow())
    result = Result(lead.finish())
    if out is not None:
        result.write(out, formats(format))
    return result


def _profiles(
    spark: SparkSession,
    data: DataFrame | Path | Iterable[Path],
    number: str | None,
    settled: dict[str, Any],
) -> DataFrame:
    from pyspark.sql import DataFrame
    from pyspark.sql import functions as f

    if isinstance(data, DataFrame):
        column = f.lit(0) if number is None else f.col(number)
        data = data.withColumn("__number", column.cast("long"))

        def read(rows: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
            for batch in rows:
                numbers = pa.table({"number": batch.column("__number")})
                table = pa.Table.from_batches([batch]).drop_columns("__number")
                given = ("stream", table, batch.num_rows)
                yield from batches(_samestory.part_profile(given, None, numbers, settled))

        return data.mapInArrow(read, _PROFILES)
    paths = [data] if isinstance(data, (str, os.PathLike)) else list(data)
    files, rejected = _samestory.part_files([os.fspath(path) for path in paths])

    def read_file(rows: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        for batch in rows:
            for file in batch.to_pylist():
                place = (file["name"], file["path"])
                yield from batches(_samestory.part_profile(None, place, None, settled))

    listed = spark.createDataFrame([(n, os.fspath(p)) for n, p in files], "name string, path string")
    read_files = listed.repartition(max(len(files), 1)).mapInArrow(read_file, _PROFILES)
    refused = [("rejected", None, None, None, None, None, bytearray(rejected))]
    return read_files.unionAll(spark.createDataFrame(refused, _PROFILES))


def _lead(profiles: DataFrame, settled: dict[str, Any]) -> _samestory.Lead:
    told = profiles.where("what <> 'words'").select("what", "record", "profile")
    return _samestory.Lead(told.toArrow(), settled)


def _give_texts(
    spark: SparkSession, lead: _samestory.Lead, articles: DataFrame, wanted: object
) -> None:
    if len(wanted) > 0:
        rows = spark.createDataFrame(pa.table(wanted))
        lead.take_texts(articles.join(rows, "row").select("article", "text").toArrow())


def _texts(articles: DataFrame, placed: DataFrame) -> DataFrame:
    from pyspark.sql import functions as f

    record = f.coalesce("renamed", "record").alias("record")
    own = ["article", "position", "first", "exact", "words", "all", "sampled"]
    return articles.join(placed, "row").select(*own, record, "text", "grams")


def _entries(texts: DataFrame) -> DataFrame:
    from pyspark.sql import functions as f

    firsts = texts.where("first = position").select("position", "all", "sampled", "grams")
    grams = firsts.select("position", f.explode("grams").alias("gram"))
    holders = grams.groupBy("gram").count().where("count > 1")
    shared = grams.join(holders, "gram").groupBy("position")
    shared = shared.agg(f.collect_list(f.struct("gram", f.col("count").cast("int").alias("n"))).alias("l"))
    listed = firsts.select("position", "all", "sampled").join(shared, "position", "left")
    lists = [f.coalesce(f.col(f"l.{of}"), f.array().cast("array<int>")).alias(name)
             for of, name in (("gram", "grams"), ("n", "holders"))]
    rows = listed.select("position", "all", "sampled", *lists)
    return rows.mapInArrow(mapped(_samestory.part_entries), "position int, entry binary")


def _meetings(entries: DataFrame, longest: int | None) -> DataFrame:
    """Who meets whom over the grams that texts share."""

    def meet(rows: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        lists = _samestory.Lists(longest)
        for batch in rows:
            yield from batches(lists.push(pa.Table.from_batches([batch])))
        yield from batches(lists.finish())

    walks = entries.mapInArrow(
        mapped(_samestory.part_walks), "gram int, position int, walks boolean, wanted int"
    )
    by_gram = walks.repartition("gram").sortWithinPartitions("gram", "position")
    return by_gram.mapInArrow(meet, _MET)


def _with_entries(pairs: DataFrame, entries: DataFrame) -> DataFrame:
    for end in ("a", "b"):
        of_end = entries.select(entries.position.alias(end), entries.entry.alias(f"entry_{end}"))
        pairs = pairs.join(of_end, end)
    return pairs


def _candidates(entries: DataFrame) -> DataFrame:
    from pyspark.sql import functions as f

    met = _meetings(entries, None).groupBy("a", "b", "wanted").count().where("count >= wanted")
    pairs = met.select(f.least("a", "b").alias("a"), f.greatest("a", "b").alias("b")).distinct()
    both = _with_entries(pairs, entries).select("a", "b", "entry_a", "entry_b")
    return both.mapInArrow(mapped(_samestory.part_may_copy), "a int, b int")


def _met(entries: DataFrame, lead: _samestory.Lead) -> DataFrame:
    from pyspark.sql import functions as f

    walks = entries.mapInArrow(
        mapped(_samestory.part_walks), "gram int, position int, walks boolean, wanted int"
    )
    lists = walks.groupBy("gram").count().groupBy("count").agg(f.count("*").alias("grams"))
    longest = lead.rare_up_to([(row["count"], row["grams"]) for row in lists.collect()])
    often = _meetings(entries, longest).groupBy("a", "b").agg(f.count("*").cast("int").alias("often"))
    both = _with_entries(often, entries).select("a", "b", "often", "entry_a", "entry_b")
    return both.mapInArrow(mapped(_samestory.part_overlaps), "a int, b int, overlap float")


def _families(
    kept: Stages,
    lead: _samestory.Lead,
    texts: DataFrame,
    candidates: DataFrame,
    on_driver: bool,
) -> tuple[DataFrame, DataFrame]:
    """What is compared together: buckets of articles, and of pairs of them."""
    from pyspark.sql import functions as f

    spark = kept.spark
    if on_driver:
        members, pairs = lead.families(candidates.toArrow())
        return spark.createDataFrame(pa.table(members)), spark.createDataFrame(pa.table(pairs))
    pairs = candidates.select("a", "b").unionAll(spark.createDataFrame(pa.table(lead.pages_again())))
    pairs = pairs.distinct()
    copies = texts.where("first is not null and first <> position")
    copies = copies.select(f.col("first").alias("a"), f.col("position").alias("b"))
    of = components(pairs.unionAll(copies), kept.rounds("components"))
    buckets = int(spark.conf.get("spark.sql.shuffle.partitions"))
    bucket = f.pmod(f.hash("component"), f.lit(buckets)).alias("bucket")
    number = texts.select(f.col("position").alias("node"), "article")

    def linked() -> DataFrame:
        # Read anew each time: Spark takes two uses of one table in a join for one.
        return kept.table("linked", lambda: of.join(number, "node").select("node", "article", bucket))

    first, second = linked(), linked()
    first = first.selectExpr("node as a", "article as first", "bucket")
    second = second.selectExpr("node as b", "article as second")
    dealt = pairs.join(first, "a").join(second, "b").selectExpr("bucket", "first as a", "second as b")
    return linked().select("bucket", "article"), dealt


def components(
    links: DataFrame, keep: Callable[[DataFrame], DataFrame] = lambda rows: rows.localCheckpoint()
) -> DataFrame:
    """The connected components of links ``a``, ``b``: a row ``node``, ``component`` for each node that
    stands in a link; a component is known by its smallest node. ``keep`` puts down what a round
    leaves, so that the next one does not do it again.

    Rounds of large stars and small stars until nothing changes (Kiveris et al., *Connected
    components in MapReduce and beyond*, 2014): O(log n) rounds as a rule, and no node's neighbours are
    ever held together.
    """
    from pyspark.sql import functions as f

    edges = links.select("a", "b").where("a <> b").distinct()
    edges = keep(edges)
    count = None
    while True:
        both = edges.unionAll(edges.select(f.col("b").alias("a"), f.col("a").alias("b")))
        # Large star: every larger neighbour goes to the smallest of all, the node itself included.
        least = both.groupBy("a").agg(f.least(f.min("b"), f.col("a")).alias("m"))
        large = both.where("b > a").join(least, "a").select(f.col("b").alias("a"), f.col("m").alias("b"))
        large = large.where("a <> b").distinct()
        # Small star: the node and its smaller neighbours go to the smallest of these.
        down = large.select(f.greatest("a", "b").alias("a"), f.least("a", "b").alias("b"))
        least = down.groupBy("a").agg(f.min("b").alias("m"))
        small = down.join(least, "a")
        small = small.select(f.col("b").alias("a"), f.col("m").alias("b")).unionAll(
            least.select("a", f.col("m").alias("b"))
        )
        small = keep(small.where("a <> b").distinct())
        now = small.agg(f.count("*"), f.sum(f.xxhash64("a", "b").cast("decimal(38,0)"))).first()
        edges = small
        if now == count:
            break
        count = now
    ends = edges.select(f.col("a").alias("node"), f.col("b").alias("component"))
    roots = edges.select(f.col("b").alias("node"), f.col("b").alias("component"))
    return ends.unionAll(roots).distinct()


def _together(
    members: DataFrame,
    pairs: DataFrame,
    texts: DataFrame,
    entries: DataFrame,
    kernel: Callable[..., bytes],
    settled: dict[str, Any],
) -> DataFrame:
    """What a kernel finds of the texts and pairs of each bucket."""

    def compare(texts: pa.Table, pairs: pa.Table) -> pa.Table:
        return found(kernel(texts, pairs, settled))

    own = ["bucket", "article", "position", "record", "text", "exact", "words", "entry"]
    rows = members.join(texts, "article").join(entries, "position", "left").select(*own)
    return rows.groupBy("bucket").cogroup(pairs.groupBy("bucket")).applyInArrow(compare, FOUND)


def _facts(of_stories: DataFrame, texts: DataFrame, settled: dict[str, Any]) -> DataFrame:
    def find(articles: pa.Table) -> pa.Table:
        return found(_samestory.part_facts(articles, settled))

    own = ["bucket", "story", "article", "group", "lang", "record", "text"]
    rows = of_stories.join(texts.select("article", "record", "text"), "article").select(*own)
    return rows.groupBy("bucket").applyInArrow(find, FOUND)
