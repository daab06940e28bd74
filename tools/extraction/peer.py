"""Lets Python's trafilatura read pages for make extraction: a job a line in, a result a line out."""

import gzip
import json
import sys

import trafilatura

for line in sys.stdin:
    job = json.loads(line)
    with open(job["file"], "rb") as f:
        data = f.read()
    if job["file"].endswith(".gz"):
        data = gzip.decompress(data)
    try:
        doc = trafilatura.bare_extraction(data, url=job["url"] or None, with_metadata=True, include_comments=False)
        doc = doc.as_dict() if doc else {}
    except Exception as problem:
        print(f"peer.py: {job['file']}: {problem}", file=sys.stderr)
        doc = {}
    result = {"id": job["id"]}
    for name in ("title", "text", "date", "author"):
        result[name] = doc.get(name) or ""
    print(json.dumps(result))
