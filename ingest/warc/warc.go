// Package warc reads web archives: WARC 1.0 and 1.1, ARC, and WACZ.
//
// A file may be plain, or packed with gzip, zstd or bzip2, record by record or
// as one piece. Files of real crawls have many faults, and the reader is made
// for them: lengths that are off by a few bytes, addresses with blanks, bodies
// that are not encoded as their response says, damaged members. What is no page
// of HTML is passed over before anything is extracted, and counted.
//
// The package knows neither extraction nor storage.
package warc

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/wiretrace/wiretrace/article"
	"github.com/wiretrace/wiretrace/ingest/format"
)

// A Reader reads WARC and ARC files. It remembers the pages it has seen, so
// that a record that refers to a page of the same input is resolved. Make one
// with [NewReader].
type Reader struct{ seen *index }

// NewReader returns a reader of WARC and ARC files.
func NewReader() *Reader { return &Reader{seen: newIndex()} }

// Name implements [format.Reader].
func (r *Reader) Name() string { return "warc" }

// Detect implements [format.Reader]. The content of a file that is packed with
// a dictionary of its own cannot be seen: there the name decides.
func (r *Reader) Detect(h *format.Head) bool {
	switch {
	case len(h.Bytes) == 0:
		return h.Ext == ".warc"
	case isARC(h.Text):
		return h.Ext == ".arc" || bytes.HasPrefix(h.Text, []byte("filedesc:"))
	}
	return isStart(h.Text)
}

// Read implements [format.Reader].
func (r *Reader) Read(ctx context.Context, in *format.Input, yield func(*format.Item) bool) error {
	f := r.seen.add(in.Again)
	return readFile(ctx, in.Raw(), &file{seen: r.seen, id: f, maxItem: in.MaxItem, yield: yield})
}

// A file is one archive that is being read.
type file struct {
	seen    *index
	id      int
	part    string // name of the archive within a WACZ file
	maxItem int64
	yield   func(*format.Item) bool
	block   []byte
	decoder bodyDecoder
}

// readFile gives the pages of one archive to f.yield.
func readFile(ctx context.Context, raw io.Reader, f *file) error {
	m, err := openMembers(raw)
	if err != nil {
		return err
	}
	defer m.close()
	s := &scanner{b: newBuffer(m), again: f.seen.files[f.id]}
	defer s.close()
	// An item is held back until the member that it came from was checked.
	var held *format.Item
	for {
		if err := ctx.Err(); err != nil {
			return err
		}
		more := s.next()
		if at := s.b.m.start; !more && errors.Is(s.b.err, errDamaged) {
			if held != nil && held.Offset == at {
				held = nil
			}
			if !f.emit(held) || !f.emit(&format.Item{Offset: at, Reject: "the " + m.format + " member is damaged"}) {
				return nil
			}
			if held = nil; s.b.recover() {
				continue
			}
		}
		if !f.emit(held) {
			return nil
		}
		if !more {
			return s.fault()
		}
		if s.stray > maxOff && !f.emit(&format.Item{
			Offset: s.h.offset, Reject: fmt.Sprintf("%d bytes before this record belong to no record", s.stray),
		}) {
			return nil
		}
		var whole bool
		if held, whole = f.record(s); !whole && s.ended() && !errors.Is(s.b.err, errDamaged) {
			lost := ""
			if s.lost > 0 {
				lost = fmt.Sprintf(", whose length is wrong: about %d records within it are not read", s.lost)
			}
			return fmt.Errorf("the file ends within the record at byte %d%s: %w", held.Offset, lost, io.ErrUnexpectedEOF)
		}
	}
}

// emit hands one item on, if there is one. It returns false to stop.
func (f *file) emit(it *format.Item) bool {
	if it == nil {
		return true
	}
	it.Part = f.part
	return f.yield(it)
}

// record reads one record. whole is false if its end is missing.
func (f *file) record(s *scanner) (it *format.Item, whole bool) {
	h := &s.h
	it = &format.Item{Offset: h.offset, Record: h.id}
	if h.damaged != "" {
		it.Reject = h.damaged
		s.discard()
		return it, false
	}
	it.Article.URL = h.uri
	if t := article.ParseTime(h.date, "warc-date"); t.Known() {
		it.Article.Fetched = t
	}
	var missing int64
	switch h.kind {
	case "response":
		missing = f.response(s, it)
	case "resource":
		missing = f.resource(s, it, h.mime)
	case "conversion":
		missing = f.conversion(s, it)
	case "revisit":
		missing = s.discard()
		f.revisit(h, it)
	default:
		it.Skip = "WARC record of type " + word(h.kind)
		missing = s.discard()
	}
	if missing <= maxOff && s.lost == 0 {
		return it, true
	}
	reject := fmt.Sprintf("the record ends %d bytes early", missing)
	if s.lost > 0 {
		reject = fmt.Sprintf("the length of the record is wrong, and about %d records within it are not read", s.lost)
	}
	return &format.Item{Offset: h.offset, Record: h.id, Raw: f.block[:min(len(f.block), 1024)], Reject: reject}, false
}

// word keeps a name of the input short enough to be a kind.
func word(s string) string {
	if len(s) > 40 || strings.IndexFunc(s, func(r rune) bool { return r <= ' ' || r > '~' }) >= 0 {
		return "(unknown)"
	}
	return s
}

// response reads the page in an HTTP response, unless its head tells that
// there is none.
func (f *file) response(s *scanner, it *format.Item) (missing int64) {
	r, length, ok := parseResponse(s.head(maxHTTP))
	if !ok {
		return f.resource(s, it, s.h.mime)
	}
	if it.Skip = passOver(&r, it.Article.URL); it.Skip != "" {
		return s.discard()
	}
	if f.seen.page(s.h.digest, f.id, s.h.offset, it.Article.URL) {
		it.Skip = "page seen before"
		return s.discard()
	}
	f.block, missing = s.read(f.block[:0], f.maxItem+int64(length)+1)
	body, err := f.decoder.decode(&r, f.block[min(length, len(f.block)):], f.maxItem)
	if err != nil {
		it.Reject, it.Raw = err.Error(), f.block[:min(len(f.block), 1024)]
		return missing
	}
	f.page(it, body, r.mime, r.charset)
	return missing
}

// resource reads a page whose block has no HTTP head.
func (f *file) resource(s *scanner, it *format.Item, mime string) (missing int64) {
	r := response{status: 200, mime: mime}
	if mime == "application/http" {
		r.mime = ""
	}
	if it.Skip = passOver(&r, it.Article.URL); it.Skip != "" {
		return s.discard()
	}
	f.block, missing = s.read(f.block[:0], f.maxItem+1)
	if int64(len(f.block)) > f.maxItem {
		it.Reject = errTooLarge.Error()
		return missing
	}
	f.page(it, f.block, r.mime, "")
	return missing
}

// page sets the page of an item, or why the body is none.
func (f *file) page(it *format.Item, body []byte, mime, charset string) {
	switch {
	case len(bytes.TrimSpace(body)) == 0:
		it.Skip = "empty page"
	case !isHTML(mime) && !sniffHTML(body):
		it.Skip = "record that is no page"
	case isHTML(mime) && isBinary(body):
		it.Skip = "record that is no page"
	default:
		it.Page, it.Charset = body, charset
	}
}

// conversion reads the text that a crawl has made of a page (WET).
func (f *file) conversion(s *scanner, it *format.Item) (missing int64) {
	if s.h.mime != "text/plain" {
		it.Skip = "conversion of type " + word(s.h.mime)
		return s.discard()
	}
	f.block, missing = s.read(f.block[:0], f.maxItem+1)
	if int64(len(f.block)) > f.maxItem {
		it.Reject = errTooLarge.Error()
		return missing
	}
	it.Article.Text = strings.TrimSpace(string(f.block))
	it.Article.Lang = s.h.lang
	if it.Article.Text == "" {
		it.Skip = "empty page"
	}
	return missing
}

// maxHTTP is how much of a block is searched for the head of the response.
const maxHTTP = 64 << 10

// passOver returns what a response is if its head tells that it holds no page.
func passOver(r *response, uri string) string {
	switch {
	case strings.HasPrefix(uri, "dns:"):
		return "DNS answer"
	case r.status < 200 || r.status > 299:
		return fmt.Sprintf("response with status %d", r.status)
	case strings.HasSuffix(strings.ToLower(uri), "/robots.txt"):
		return "robots.txt"
	case isHTML(r.mime), r.mime == "", r.mime == "application/octet-stream", r.mime == "unk", r.mime == "no-type":
		return ""
	}
	kind, _, _ := strings.Cut(r.mime, "/")
	switch kind {
	case "image", "audio", "video", "font":
		return kind
	}
	return "response of type " + word(r.mime)
}

func isHTML(mime string) bool {
	return mime == "text/html" || mime == "application/xhtml+xml" || mime == "application/xhtml"
}

// sniffHTML reports whether a body of unknown type is a page.
func sniffHTML(b []byte) bool {
	head := bytes.ToLower(b[:min(len(b), 4096)])
	for _, tag := range []string{"<!doctype html", "<html", "<head", "<body", "<title"} {
		if bytes.Contains(head, []byte(tag)) {
			return true
		}
	}
	return false
}

// isBinary reports whether a body that is called HTML is something else.
func isBinary(b []byte) bool {
	_, known := format.Find(&format.Head{Bytes: b[:min(len(b), 300)]})
	return known
}

// errNoArchive is returned for a WACZ file without archives.
var errNoArchive = errors.New("the WACZ file holds no archive: no file in its folder archive/")
