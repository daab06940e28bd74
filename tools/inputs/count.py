"""Counts articles of real files with independent readers and compares with wiretrace.

    count.py BINARY FOLDER

FOLDER holds one folder for each kind of file. Every file is read by
"wiretrace ingest --dry-run" and by a reader that shares no code with it:
feedparser, warcio, lxml, or the json module. An article is what has a letter
or digit in its text, in a type of content that is read. The first table has a
row for each folder, the second a row for each file whose counts differ.
"""
import bz2
import gzip
import io
import json
import os
import re
import subprocess
import sys
import zipfile
from collections import Counter

import feedparser
from lxml import etree, html
from warcio.archiveiterator import ArchiveIterator

PLAIN = re.compile(r"<[^>]*>|&#?\w+;")
XMLNS = {"n": "http://iptc.org/std/nar/2006-10-01/"}


def has_text(s):
    """Reports whether s, without its markup, holds a letter or digit."""
    return any(c.isalnum() for c in PLAIN.sub(" ", s or ""))


def text_of(e):
    return "".join(e.itertext()) if e is not None else ""


def content(path):
    raw = open(path, "rb").read()
    return gzip.decompress(raw) if raw[:2] == b"\x1f\x8b" else raw


def feed(path):
    raw = open(path, "rb").read()
    if raw.lstrip()[:1] == b"{":
        items = json.loads(raw).get("items", [])
        return sum(has_text(i.get("content_html") or i.get("content_text") or i.get("summary")) for i in items)
    entries = feedparser.parse(raw).entries
    return sum(any(has_text(c.value) for c in e.get("content", [])) or has_text(e.get("summary")) for e in entries)


def xml(path):
    return etree.fromstring(open(path, "rb").read(), etree.XMLParser(recover=True, resolve_entities=False, huge_tree=True))


def local(root, name):
    return root.xpath("descendant-or-self::*[local-name()=$n]", n=name)


def sitemap(path):
    raw = open(path, "rb").read()
    return feed(path) if b"<rss" in raw or b"<feed" in raw else 0


def newsml_g2(path):
    n = 0
    for item in local(xml(path), "newsItem"):
        kinds = [q.rsplit(":", 1)[-1] for q in item.xpath(".//*[local-name()='itemClass']/@qcode")]
        body = any(has_text(text_of(e)) for k in ("inlineXML", "inlineData") for e in local(item, k))
        n += body and (not kinds or kinds[0] == "text")
    return n


def newsml_1(path):
    """A NewsItem has one article for each language: its parts are headline, body, contact."""
    n = 0
    for item in local(xml(path), "NewsItem"):
        parts = [c for c in local(item, "DataContent") if has_text(text_of(c))]
        n += len({str(c.xpath("string((ancestor::*/*/*[local-name()='Language']/@FormalName)[last()])")) for c in parts})
    return n


def nitf(path):
    bodies = local(xml(path), "body.content")
    return sum(has_text(text_of(b)) for b in bodies)


def ninjs(path):
    doc = json.loads(content(path))
    items = doc if isinstance(doc, list) else doc.get("_items", doc.get("item", [doc]))
    n = 0
    for i in items:
        bodies = [v for k, v in i.items() if k.startswith("body_") and isinstance(v, str)]
        bodies += [b.get("value", "") for b in i.get("bodies", []) if isinstance(b, dict)]
        n += any(map(has_text, bodies))
    return n


def wire(path):
    raw = open(path, "rb").read()
    if path.endswith(".xml"):
        root = xml(path)
        bodies = local(root, "body") + local(root, "NewsBody") + root.xpath("//RBNews//content")
        return sum(has_text(text_of(b)) for b in bodies)
    if path.endswith(".json"):
        doc = json.loads(raw)
        items = doc.get("data", {}).get("items", [doc])
        return sum("text" == i.get("item", i.get("data", {}).get("item", {})).get("type") for i in items)
    if raw.startswith(b"\x16"):
        return raw.count(b"\x02")  # start of text
    return max(1, raw.count(b"\x01"))  # start of a message; an e-mail has none


def media(path):
    doc = json.loads(content(path))
    items = doc if isinstance(doc, list) else [doc]
    return sum(any(has_text(i.get(k)) for k in ("text", "maintext", "body", "content", "plaintext") if isinstance(i.get(k), str)) for i in items)


def warc_stream(f):
    n = 0
    try:
        for r in ArchiveIterator(f, arc2warc=True):
            body = r.content_stream().read()
            status = r.http_headers.get_statuscode() if r.http_headers else "200"
            mime = ((r.http_headers or r.rec_headers).get_header("Content-Type") or "").lower()
            page = "html" in mime and r.rec_type in ("response", "resource") and status[:1] == "2"
            n += has_text(body.decode("latin-1")) and (page or r.rec_type == "conversion")
    except Exception as e:  # what was read before counts
        return n, f"{type(e).__name__}: {str(e).split(chr(10))[0][:60]}"
    return n, ""


def warc(path):
    with open(path, "rb") as f:
        n, why = warc_stream(f)
    if n == 0 and why and path.endswith((".gz", ".bz2")):  # packed as one piece
        raw = open(path, "rb").read()
        try:
            raw = bz2.decompress(raw) if path.endswith(".bz2") else gzip.decompress(raw)
        except OSError:
            return n, why
        return warc_stream(io.BytesIO(raw))
    return n, why


def wacz(path):
    n = 0
    with zipfile.ZipFile(path) as z:
        for name in z.namelist():
            if name.startswith("archive/") and not name.endswith("/"):
                n += warc_stream(z.open(name))[0]
    return n


def page(path):
    doc = html.fromstring(content(path), parser=html.HTMLParser(encoding="utf-8"))  # the sets are UTF-8, whatever they declare
    for e in doc.xpath("//script|//style|//head"):
        e.drop_tree()
    return int(has_text(doc.text_content()))


READERS = {"feeds": feed, "sitemaps": sitemap, "newsmlg2": newsml_g2, "newsml1": newsml_1, "nitf": nitf, "ninjs": ninjs,
           "wire": wire, "media": media, "warc": warc, "wacz": wacz, "html": page}


def ours(binary, path):
    run = subprocess.run([binary, "-s", os.devnull + ".none", "--json", "ingest", "--dry-run", path], capture_output=True, text=True)
    got = json.loads(run.stdout)
    return got["read"], got["rejected"], {i["what"]: i["n"] for i in got["items_skipped"]}, run.returncode


def main(binary, folder):
    print("| folder | files | articles | independent | differ | rejected | status 1 | passed over |\n|---|---|---|---|---|---|---|---|")
    rows = []
    for kind, reader in READERS.items():
        total, skips = Counter(), Counter()
        for base, _, names in sorted(os.walk(os.path.join(folder, kind))):
            for name in sorted(names):
                if name.endswith(".jsonl"):
                    continue  # lists of what is known of pages
                path = os.path.join(base, name)
                n, rejected, passed, status = ours(binary, path)
                try:
                    want = reader(path)
                    want, why = want if isinstance(want, tuple) else (want, "")
                except Exception as e:
                    want, why = 0, type(e).__name__
                total.update(files=1, here=n, there=want, differ=int(n != want), rejected=rejected, failed=int(status != 0))
                skips.update(passed)
                if n != want or why:
                    rows.append((os.path.relpath(path, folder), n, want, rejected, ", ".join(f"{v} {k}" for k, v in passed.items()), why))
        print(f"| {kind} | {total['files']} | {total['here']} | {total['there']} | {total['differ']} | {total['rejected']} | {total['failed']} | "
              + ", ".join(f"{v} {k}" for k, v in sorted(skips.items())) + " |")
    print("\n| file | here | independent | rejected | passed over | the independent reader says |\n|---|---|---|---|---|---|")
    for row in rows:
        print("| " + " | ".join(map(str, row)) + " |")


if __name__ == "__main__":
    main(*sys.argv[1:])
