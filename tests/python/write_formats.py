"""Writes the same articles in every format that samestory reads, by the usual writers.

    write_formats.py ARTICLES.jsonl FOLDER

ARTICLES has the keys id, title, text, source, published and url; source may be null.
Prints the path of each input that was made, below FOLDER, one a line.
"""

import csv
import gzip
import html
import io
import json
import sys
import tarfile
import zipfile
from datetime import datetime
from pathlib import Path

import duckdb
import pandas
import polars
import pyarrow
import pyarrow.parquet
from feedgen.feed import FeedGenerator
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

FIELDS = ["id", "title", "text", "source", "published", "url"]


def paragraphs(article):
    parts = article["text"].replace("\r\n", "\n").split("\n\n")
    return [part.strip() for part in parts if part.strip()]


def body(article):
    return "\n".join(f"<p>{html.escape(part)}</p>" for part in paragraphs(article))


def page(article):
    """A page as an outlet would send it: the article between its menus."""
    title = html.escape(article["title"])
    source = article["source"]
    meta = [f'<meta property="og:title" content="{title}">']
    meta.append(f'<link rel="canonical" href="{html.escape(article["url"])}">')
    if source:
        meta.append(f'<meta property="og:site_name" content="{html.escape(source)}">')
    meta.append(f'<meta property="article:published_time" content="{article["published"]}">')
    return f"""<!DOCTYPE html>
<html><head><meta charset="utf-8"><title>{title}</title>
{chr(10).join(meta)}
<style>nav {{ color: red }}</style></head>
<body><nav><ul><li><a href="/">Home</a></li><li><a href="/world">World</a></li></ul></nav>
<main><article><h1>{title}</h1>
{body(article)}
</article></main>
<aside class="related"><a href="/more">Most read today</a></aside>
<footer><a href="/about">About us</a> <a href="/terms">Terms of use</a></footer>
<script>window.tracking = "<p>nothing to read</p>";</script></body></html>"""


def table(articles, delimiter=",", encoding="utf-8", quoting=csv.QUOTE_MINIMAL):
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, FIELDS, delimiter=delimiter, quoting=quoting)
    writer.writeheader()
    writer.writerows(articles)
    return text.getvalue().encode(encoding)


def lines(articles):
    return "".join(json.dumps(article) + "\n" for article in articles).encode()


def feed(articles, kind):
    generator = FeedGenerator()
    generator.load_extension("dc")
    generator.id("https://feed.example/")
    generator.title("All of it")
    generator.link(href="https://feed.example/", rel="alternate")
    generator.description("Every article")
    for article in articles:
        entry = generator.add_entry(order="append")
        entry.id(article["id"])
        entry.title(article["title"])
        entry.link(href=article["url"])
        if article["text"]:
            entry.content(body(article), type="CDATA" if kind == "rss" else "html")
        else:
            entry.description("")
        if article["source"]:
            entry.dc.dc_publisher(article["source"])
        date = datetime.fromisoformat(article["published"].replace("Z", "+00:00"))
        entry.published(date)
        entry.updated(date)
    return generator.rss_str(pretty=True) if kind == "rss" else generator.atom_str()


def json_feed(articles):
    def item(article):
        item = {"id": article["id"], "url": article["url"], "title": article["title"]}
        if article["source"]:
            item["_source"] = article["source"]
        item["date_published"] = article["published"]
        return item | {"content_html": body(article)}

    items = [item(article) for article in articles]
    version = "https://jsonfeed.org/version/1.1"
    return json.dumps({"version": version, "title": "All of it", "items": items}).encode()


def chunked(data):
    step = 1000
    chunks = [data[i : i + step] for i in range(0, len(data), step)]
    return b"".join(b"%x\r\n%s\r\n" % (len(c), c) for c in chunks) + b"0\r\n\r\n"


def warc(articles, gz, packed):
    """With the requests, images and errors that a crawl holds as well."""
    out = io.BytesIO()
    writer = WARCWriter(out, gzip=gz)
    out_of_crawl = {"WARC-Date": "2024-01-01T00:00:00Z"}

    def response(url, status, kind, payload, more=()):
        headers = StatusAndHeaders(status, [("Content-Type", kind), *more], protocol="HTTP/1.1")
        writer.write_record(
            writer.create_warc_record(
                url, "response", io.BytesIO(payload), http_headers=headers,
                warc_headers_dict=out_of_crawl,
            )
        )

    writer.write_record(writer.create_warcinfo_record("crawl.warc", {"software": "warcio"}))
    for number, article in enumerate(articles):
        payload, more = page(article).encode(), []
        if packed:
            payload = chunked(gzip.compress(payload))
            more = [("Content-Encoding", "gzip"), ("Transfer-Encoding", "chunked")]
        request = StatusAndHeaders("GET / HTTP/1.1", [("Host", "x.example")], is_http_request=True)
        writer.write_record(
            writer.create_warc_record(article["url"], "request", http_headers=request)
        )
        response(article["url"], "200 OK", "text/html; charset=utf-8", payload, more)
        if number % 5 == 0:
            response(article["url"] + "/x.png", "200 OK", "image/png", b"\x89PNG" + bytes(100))
            response(article["url"] + "/old", "404 Not Found", "text/html", b"<p>Not found")
    return out.getvalue()


def zipped(members, method=zipfile.ZIP_DEFLATED):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, data in members:
            archive.writestr(name, data)
    return out.getvalue()


def tarred(members, mode):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode=mode) as archive:
        for name, data in members:
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return out.getvalue()


def when(article):
    return datetime.fromisoformat(article["published"].replace("Z", "+00:00"))


def parquet_by_pyarrow(articles, rows, how, **options):
    """A table with as many rows a row group, written in one of several ways."""
    columns = {name: [article[name] for article in articles] for name in FIELDS}
    text = {"plain": pyarrow.string(), "large": pyarrow.large_string(), "bytes": pyarrow.binary(),
            "views": pyarrow.string_view()}[how]
    columns = {name: pyarrow.array(values, text) for name, values in columns.items()}
    columns["source"] = columns["source"].cast(pyarrow.string()).dictionary_encode()
    if how != "plain":
        unit = {"large": "ms", "bytes": "ns", "views": "us"}[how]
        zone = None if how == "bytes" else "Europe/Berlin"
        times = pyarrow.array([when(article) for article in articles], pyarrow.timestamp(unit, "UTC"))
        columns["published"] = times.cast(pyarrow.timestamp(unit, zone))
    out = io.BytesIO()
    pyarrow.parquet.write_table(pyarrow.table(columns), out, row_group_size=rows, **options)
    return out.getvalue()


def parquet_by_pandas(articles):
    frame = pandas.DataFrame(articles, columns=FIELDS)
    frame["published"] = pandas.to_datetime(frame["published"], utc=True)
    frame["extra"] = range(len(frame))
    return frame.set_index("extra").to_parquet()


def parquet_by_polars(articles):
    out = io.BytesIO()
    frame = polars.DataFrame(articles).select(FIELDS)
    frame = frame.with_columns(polars.col("published").str.to_datetime(time_zone="UTC"))
    frame = frame.with_columns(polars.col("text").str.split("\n\n"), polars.col("source").cast(polars.Categorical))
    frame.write_parquet(out, row_group_size=20)
    return out.getvalue()


def parquet_by_duckdb(folder):
    """From a table of JSON Lines, with a struct that a field lies in."""
    path = folder / "duckdb.parquet"
    rows = f"read_json('{folder / 'plain.jsonl'}', format='newline_delimited')"
    wanted = "id, title, text, {'name': source} as source, published, url"
    duckdb.sql(f"copy (select {wanted} from {rows}) to '{path}' (format parquet, row_group_size 2048)")
    return path.read_bytes()


def main():
    articles = [json.loads(line) for line in open(sys.argv[1], encoding="utf-8")]
    folder = Path(sys.argv[2])
    half = len(articles) // 2
    pages = [(f"day/{n:03}.html", page(a).encode()) for n, a in enumerate(articles)]
    csv_file, rss = table(articles), feed(articles, "rss")
    inputs = {
        "plain.jsonl": lines(articles),
        "packed.jsonl.gz": gzip.compress(lines(articles)),
        "list.json": json.dumps(articles, indent=1).encode(),
        "plain.csv": csv_file,
        "excel.csv": table(articles, ";", "utf-8-sig", csv.QUOTE_ALL),
        "wide.csv": table(articles, ",", "utf-16"),
        "tabs.tsv": table(articles, "\t"),
        "bars.csv": table(articles, "|"),
        "packed.csv.gz": gzip.compress(csv_file),
        "no_name": csv_file,
        "feed.rss": rss,
        "feed.xml.gz": gzip.compress(rss),
        "atom.xml": feed(articles, "atom"),
        "feed.json": json_feed(articles),
        "crawl.warc": warc(articles, False, False),
        "crawl.warc.gz": warc(articles, True, False),
        "packed_pages.warc.gz": warc(articles, True, True),
        "tables.zip": zipped([("a.csv", table(articles[:half])), ("b.jsonl", lines(articles[half:]))]),
        "stored.zip": zipped([("day/a.csv", csv_file)], zipfile.ZIP_STORED),
        "pages.zip": zipped(pages),
        "nested.zip": zipped([("inner.zip", zipped(pages)), ("__MACOSX/x", b"x")]),
        "pages.tar": tarred(pages, "w"),
        "pages.tar.gz": tarred(pages, "w:gz"),
        "pages.tgz": tarred([("inner.tar", tarred(pages, "w"))], "w:gz"),
        "crawl.tar": tarred([("crawl.warc.gz", warc(articles, True, False))], "w"),
        "snappy.parquet": parquet_by_pyarrow(articles, 16, "plain", compression="snappy"),
        "zstd.parquet": parquet_by_pyarrow(
            articles, 20, "large", compression="zstd", data_page_version="2.0", use_dictionary=False,
            column_encoding={name: "DELTA_BYTE_ARRAY" for name in ["id", "title", "text", "url"]}),
        "gzip.parquet": parquet_by_pyarrow(articles, 7, "bytes", compression="gzip", data_page_size=2000),
        "lz4.parquet": parquet_by_pyarrow(articles, 1000, "views", compression="lz4", write_page_index=True),
        "int96.parquet": parquet_by_pyarrow(
            articles, 30, "large", use_deprecated_int96_timestamps=True, store_schema=False),
        "pandas.parquet": parquet_by_pandas(articles),
        "polars.parquet": parquet_by_polars(articles),
    }
    inputs["tables.parquet.gz"] = gzip.compress(inputs["snappy.parquet"])
    inputs["table.zip"] = zipped([("day/a.parquet", inputs["zstd.parquet"])])
    inputs["table.tar"] = tarred([("day/a.parquet", inputs["pandas.parquet"])], "w")
    for name, data in inputs.items():
        (folder / name).write_bytes(data)
        print(name)
    parquet_by_duckdb(folder)
    print("duckdb.parquet")
    for name, data in pages:
        path = folder / "pages" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    print("pages")


if __name__ == "__main__":
    main()
