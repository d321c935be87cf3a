"""The stage of stories on Spark.

::

    furniture    sentences that an outlet repeats            group by outlet and sentence
    counted      the words of each distinct text             a kernel over the texts
    frequencies  how many texts hold each stem               counted in each partition, then grouped
    forms        how the words are written                   group by stem and form
    rows         numbers and weights of each text's terms    a kernel that is given the frequencies
    partners     what dates are tested on                    a kernel that is given the tested texts
    pairs        scored pairs                                groups of texts of some days
    labels       the words of stories                        groups of stories
    features     the parts of the scores that are kept       join

The driver takes in frequencies and forms, partners, pairs and labels; the words of texts stay where
they are.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from . import _samestory
from ._stages import FOUND, Stages, batches, found, mapped

if TYPE_CHECKING:
    from pyspark import Broadcast
    from pyspark.sql import DataFrame

_PAIRS = "a int, b int, score float, all float, lead float, title float, cover float"


def stories(
    kept: Stages,
    lead: _samestory.Lead,
    profiles: DataFrame,
    articles: DataFrame,
    settled: dict[str, Any],
) -> None:
    """Finds the stories of distinct texts: all but the last word, which is ``lead.stories``."""
    spark = kept.spark
    distinct = spark.createDataFrame(pa.table(lead.copies()))
    furniture = kept.table("furniture", lambda: _furniture(articles, distinct))
    without = spark.sparkContext.broadcast(bytes(lead.take_furniture(furniture.toArrow())))
    counted = kept.table("counted", lambda: _counted(articles, distinct, without))
    frequencies = kept.table("frequencies", lambda: _frequencies(counted))
    forms = kept.table("forms", lambda: _forms(profiles, counted))
    terms = spark.sparkContext.broadcast(
        bytes(lead.take_words(frequencies.toArrow(), forms.toArrow()))
    )
    rows = kept.table("rows", lambda: _rows(counted, terms))
    lead.take_lengths(rows.select("node", "length").toArrow())
    partners = kept.table("partners", lambda: _partners(rows, lead, settled))
    trust = lead.take_partners(partners.toArrow())
    pairs = kept.table("pairs", lambda: _pairs(rows, lead, trust, settled))
    lead.take_edges(pairs.select("a", "b", "score").toArrow())
    labels = kept.table("labels", lambda: _labels(rows, lead))
    lead.take_labels(labels.toArrow())
    wanted = spark.createDataFrame(pa.table(lead.kept()))
    features = kept.table(
        "features", lambda: pairs.join(wanted, ["a", "b"]).dropDuplicates(["a", "b"])
    )
    lead.take_parts(features.toArrow())


def _furniture(articles: DataFrame, distinct: DataFrame) -> DataFrame:
    named = distinct.where("outlet is not null").select("row", "outlet")
    rows = articles.select("row", "counted").join(named, "row").select("outlet", "counted")
    passages = rows.mapInArrow(mapped(_samestory.part_passages), "outlet long, passage long")
    carried = passages.groupBy("outlet", "passage").count()
    return carried.where(f"count >= {_samestory.CARRIERS}").select("outlet", "passage")


def _counted(articles: DataFrame, distinct: DataFrame, without: Broadcast[bytes]) -> DataFrame:
    def count(rows: pa.Table) -> object:
        return _samestory.part_counted(rows, without.value)

    own = ["node", "outlet", "lang", "published", "record", "text", "counted"]
    texts = articles.join(distinct, "row").select(*own)
    return texts.mapInArrow(mapped(count), "node int, found binary")


def _frequencies(counted: DataFrame) -> DataFrame:
    from pyspark.sql import functions as f

    def count(rows: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        holders = _samestory.Holders()
        for batch in rows:
            holders.push(pa.Table.from_batches([batch]))
        yield from batches(holders.finish())

    texts = counted.where("node is not null").select("found")
    holders = texts.mapInArrow(count, "lang string, stem string, holders int")
    return holders.groupBy("lang", "stem").agg(f.sum("holders").cast("int").alias("holders"))


def _forms(profiles: DataFrame, counted: DataFrame) -> DataFrame:
    from pyspark.sql import functions as f

    words = profiles.where("what = 'words'").select(f.col("profile").alias("found"))
    again = counted.where("node is null").select("found")
    forms = words.unionAll(again).mapInArrow(
        mapped(_samestory.part_forms), "stem string, form string, count int"
    )
    return forms.groupBy("stem", "form").agg(f.sum("count").cast("int").alias("count"))


def _rows(counted: DataFrame, terms: Broadcast[bytes]) -> DataFrame:
    def weigh(texts: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        table = _samestory.TermTable(terms.value)
        yield from mapped(table.rows)(texts)

    texts = counted.where("node is not null")
    return texts.mapInArrow(weigh, "node int, length int, found binary")


def _partners(rows: DataFrame, lead: _samestory.Lead, settled: dict[str, Any]) -> DataFrame:
    from pyspark.sql import Window
    from pyspark.sql import functions as f

    rows = rows.select("node", "found")
    spark = rows.sparkSession
    tested = rows.join(spark.createDataFrame(pa.table(lead.tested())), "node")
    walked = spark.sparkContext.broadcast(bytes(lead.walked(tested.toArrow())))

    def look(rows: pa.Table) -> object:
        return _samestory.part_partners(rows, walked.value, settled)

    near = rows.mapInArrow(mapped(look), "node int, other int, sum float, score float")
    best = Window.partitionBy("node").orderBy(f.desc("sum"), "other")
    ranked = near.withColumn("rank", f.row_number().over(best))
    return ranked.where(f.col("rank") <= lead.most_partners()).select("node", "other", "score")


def _pairs(
    rows: DataFrame, lead: _samestory.Lead, trust: float, settled: dict[str, Any]
) -> DataFrame:
    from pyspark.sql import functions as f

    def score(texts: pa.Table) -> pa.Table:
        return pa.table(_samestory.part_scored(texts, trust, settled))

    chunks = f.broadcast(rows.sparkSession.createDataFrame(pa.table(lead.chunks())))
    lies_there = f.expr(f"(node >= first and node < end) or node >= {lead.undated()}")
    own = f.expr("node >= own_first and node < own_end").alias("own")
    together = rows.join(chunks, lies_there).select("chunk", "node", "found", own)
    return together.groupBy("chunk").applyInArrow(score, _PAIRS)


def _labels(rows: DataFrame, lead: _samestory.Lead) -> DataFrame:
    spark = rows.sparkSession
    hashes = spark.sparkContext.broadcast(bytes(lead.hashes()))

    def label(texts: pa.Table) -> pa.Table:
        return found(_samestory.part_labels(texts, hashes.value))

    members = spark.createDataFrame(pa.table(lead.members()))
    texts = members.join(rows, "node").select("bucket", "story", "node", "found")
    return texts.groupBy("bucket").applyInArrow(label, FOUND)
