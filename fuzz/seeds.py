"""Writes the seed corpora of the fuzz targets: small files by the usual writers, and by hand.

    target/python-venv/bin/python fuzz/seeds.py
"""

import gzip
import io
import json
import sys
import zipfile
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent / "tests" / "python"))

import duckdb
import polars
import pyarrow
import pyarrow.parquet
import write_formats as written

ARTICLES = [
    {
        "id": "a1", "title": "Dam above Kelso holds", "source": "The Ledger",
        "text": "The dam above Kelso held through the night, the ministry said on Monday.\n\n"
                "Twelve people were hurt and \"nobody\" is missing.",
        "published": "2023-09-11T08:00:00Z", "url": "https://ledger.example/2023/09/11/dam",
    },
    {
        "id": "a2", "title": "Zwölf Verletzte – Damm hält", "source": None, "text": "Der Damm hält.",
        "published": "2023-09-12T10:30:00+02:00", "url": "https://n2.example/?a=1&b=2",
    },
]

TEXTS = {
    "figures": "Port closed\nThe strike cost the port $9 million a day, or 7.5% of its income, harbor director "
               "Ann Lee said. It had lasted 11 days as of Sept. 15, 2023; 1,200 workers walked out at 5:30 a.m.",
    "quotes": "Talks\n\"We won't pay EUR 3bn,\" he told Reuters (AP) -- \"never.\" Mr. Smith, 45, denied that up to "
              "40 to 50 of the 300 people killed were from the U.S., Monday's report says.",
    "bullets": "LIVE\n- 10:15 GMT: More than 20 dead.\n- 10:05 GMT: At least a dozen hurt…\n\n• Two-thirds\t1/2 3½ 12°C",
    "scripts": "大坝守住了。12人受伤,3.5亿元。\nПлотина выстояла, 12 человек ранены. ١٢ شخصا. เขื่อน ไม่ พัง. Der Damm hält; 1.234,5 Mio. Euro.",
    "odd": "\ufeff\u200b\u00a0A\u0301 ﬁ İstanbul ǅ ß 𝟙𝟚 1e308 99999999999999999999 0.000 -5 +7 $ € % . , ' \" - U.S.A. x.y.z",
}

DATES = ["2023-09-10", "2023-09-10T08:30:00.123456+02:00", "Sun, 10 Sep 2023 08:30:00 GMT", "10 September 2023, 8.30pm",
         "Sept. 10, 2023 8:30 AM ET", "1694333400", "1694333400000", "20230910083000", "10.09.2023 08:30",
         "2023年9月10日", "10 сентября 2023", "2023-W36-7", "10/09/2023", "24:00 2023-12-31", "2023-02-30", "-1"]


def put(target, name, data):
    folder = HERE / "corpus" / target
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(data.encode() if isinstance(data, str) else data)


def parquet(table, **options):
    out = io.BytesIO()
    pyarrow.parquet.write_table(table, out, store_schema=False, **options)
    return out.getvalue()


def parquet_files():
    columns = {name: [article[name] for article in ARTICLES] for name in written.FIELDS}
    plain = pyarrow.table(columns)
    yield "plain", parquet(plain, compression="none")
    for codec in ["snappy", "gzip", "zstd", "lz4"]:
        yield codec, parquet(plain.select(["title", "text"]), compression=codec)
    yield "version_2", parquet(plain, data_page_version="2.0", compression="zstd", row_group_size=1)
    delta = {"title": "DELTA_BYTE_ARRAY", "text": "DELTA_LENGTH_BYTE_ARRAY"}
    yield "delta", parquet(plain.select(["title", "text"]), use_dictionary=False, column_encoding=delta)
    lists = pyarrow.table({"text": [["One.", None], [], None], "source": [{"name": "A"}, None, {"name": None}]})
    yield "nested", parquet(lists)
    when = pyarrow.array([written.when(article) for article in ARTICLES], pyarrow.timestamp("us", "UTC"))
    days = when.cast(pyarrow.date32())
    numbers = pyarrow.array([1, 2])
    kinds = pyarrow.table({"title": ["A", "B"], "id": numbers, "date": when, "pubdate": days})
    yield "kinds", parquet(kinds, use_deprecated_int96_timestamps=True)
    yield "index", parquet(plain.select(["title", "id"]), write_page_index=True, write_page_checksum=True)
    out = io.BytesIO()
    polars.DataFrame(ARTICLES).select("title", "text").write_parquet(out, compression="uncompressed")
    yield "polars", out.getvalue()
    path = HERE / "corpus" / "duckdb.parquet"
    duckdb.sql(f"copy (select 'A' as title, uuid() as id, 12.5::decimal(9, 2) as price) to '{path}'")
    yield "duckdb", path.read_bytes()
    path.unlink()


def main():
    rows = written.lines(ARTICLES)
    page = written.page(ARTICLES[0]).encode()
    put("json_lines", "rows", rows)
    put("json_lines", "shapes", '{"_id":{"$oid":"5f"},"body":["A.",null],"source":{"name":"B"},"date":{"$date":{"$numberLong":"1694304000000"}}}\n\n{"title":"\\ud83d"}\n[1]\n{"text":5}\n')
    put("json_lines", "latin", b'{"title":"D\xe9cision","text":"\xe0 Paris"}\r\n')
    put("json_values", "list", json.dumps(ARTICLES, indent=1)[1:])
    put("json_values", "stray", '{"a":[{}]} 17, "x{", null {"title":"B"')
    put("json_feed", "feed", written.json_feed(ARTICLES).decode().split(",", 1)[1])
    put("delimited", "commas", written.table(ARTICLES))
    put("delimited", "bars", written.table(ARTICLES, "|"))
    put("delimited", "wide", written.table(ARTICLES, "\t", "utf-16"))
    put("delimited", "open", 'title,text\n"A ""b""",C\n"D\nE,F\nG\n')
    tags = "<PAGE_TITLE>A &amp; B</PAGE_TITLE><PAGE_PRECISEPUBTIMESTAMP>20230910083000</PAGE_PRECISEPUBTIMESTAMP>"
    put("delimited", "gdelt", "20230910083000-1\t20230910083000" + "\t" * 25 + tags + "\n")
    put("plain_text", "titled", "date 2023-09-10 Two meet\n\nThey met in Hanoi.\r\n")
    put("plain_text", "utf_16", "Two meet\n\nThey met.".encode("utf-16"))
    put("html", "page", page)
    data = {"@type": "NewsArticle", "headline": "A", "datePublished": "2023-09-10", "publisher": {"name": "B"}}
    put("html", "linked", f'<html><head><script type="application/ld+json">{json.dumps(data)}</script><title>A - B</title></head><body><div itemprop="articleBody"><p>{"The dam held. " * 20}</p></div><time datetime="2023-09-10">')
    put("html", "latin", b'<meta charset="iso-8859-1"><h1>D\xe9cision</h1><p>' + b"Le barrage a tenu. " * 15)
    put("html", "live", f"<html><body><ul>{'<li><a href=/x>More of it</a>' * 9}</ul><table><tr><td><p>{'It held, they said. ' * 12}</table></body>")
    for kind in ["rss", "atom"]:
        put("feed", kind, written.feed(ARTICLES, kind))
    put("feed", "rdf", '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"><channel><title>F</title></channel><item><title>A</title><link>https://a.example/</link><description>&lt;p&gt;B&amp;eacute;</description></item></rdf:RDF>')
    put("feed", "odd", '<?xml version="1.0" encoding="windows-1252"?><rss><channel><item><title><![CDATA[A <b>]]></title><content:encoded><![CDATA[<p>One<p>Two]]></content:encoded><pubDate>Sun, 10 Sep 2023 08:30:00 EST</pubDate></item><item>')
    put("warc", "plain", written.warc(ARTICLES[:1], False, False))
    put("warc", "packed", written.warc(ARTICLES[:1], False, True))
    put("warc", "old", b"WARC/0.18\nWARC-Type: resource\nWARC-Target-URI: <https://a.example/>\nContent-Type: text/html\nContent-Length: 20\n\n<title>A</title><p>B\n\ngarbage\n")
    put("warc_gz", "members", written.warc(ARTICLES[:1], True, False))
    damaged = bytearray(written.warc(ARTICLES, True, False))
    damaged[len(damaged) // 2] ^= 0x55
    put("warc_gz", "damaged", bytes(damaged))
    put("zip", "deflated", written.zipped([("a.csv", written.table(ARTICLES)), ("day/b.jsonl", rows)]))
    put("zip", "stored", written.zipped([("a.html", page)], zipfile.ZIP_STORED))
    put("zip", "nested", written.zipped([("a.zip", written.zipped([("b.jsonl", rows)]))]))
    put("tar", "plain", written.tarred([("a.jsonl", rows), ("b.html", page)], "w"))
    put("unpack", "gzip", gzip.compress(rows) + gzip.compress(rows))
    put("unpack", "zstd", bytes.fromhex("28b52ffd04006900007b227469746c65223a2241227d0a"))
    for name, data in parquet_files():
        put("parquet", name, data)
    for number, date in enumerate(DATES):
        put("dates", f"{number:02}", date)
    for name, text in TEXTS.items():
        put("text", name, text)
        put("pairs", name, text)


if __name__ == "__main__":
    main()
