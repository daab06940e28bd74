package warc

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/andybalholm/brotli"
	"github.com/google/go-cmp/cmp"
	"github.com/klauspost/compress/flate"
	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zlib"
	"github.com/klauspost/compress/zstd"

	"github.com/wiretrace/wiretrace/ingest/format"
)

const page = "<!doctype html><html><title>Ferry</title><p>The old ferry of Norhaven is replaced next spring.</p></html>"

// warcRecord returns one WARC record. off is added to its Content-Length.
func warcRecord(kind, uri, mime, block string, off int, more ...string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "WARC/1.1\r\nWARC-Type: %s\r\nWARC-Record-ID: <urn:test:%s>\r\nWARC-Date: 2024-05-01T10:00:00Z\r\n", kind, kind)
	if uri != "" {
		fmt.Fprintf(&b, "WARC-Target-URI: %s\r\n", uri)
	}
	if mime != "" {
		fmt.Fprintf(&b, "Content-Type: %s\r\n", mime)
	}
	for _, m := range more {
		b.WriteString(m + "\r\n")
	}
	fmt.Fprintf(&b, "Content-Length: %d\r\n\r\n%s\r\n\r\n", len(block)+off, block)
	return b.String()
}

func reply(uri, head, body string, off int, more ...string) string {
	return warcRecord("response", uri, "application/http; msgtype=response", "HTTP/1.1 200 OK\r\n"+head+"\r\n"+body, off, more...)
}

func html(uri string) string { return reply(uri, "Content-Type: text/html\r\n", page, 0) }

// found is what a test checks of an item.
type found struct {
	Page, Text, URI, Skip, Reject string
	Offset                        int64
}

func read(t testing.TB, data string) ([]found, error) {
	t.Helper()
	return readWith(t, NewReader(), data)
}

func readWith(t testing.TB, r format.Reader, data string) ([]found, error) {
	t.Helper()
	in := &format.Input{
		Name: "test", MaxItem: 1 << 20,
		Raw:   func() io.Reader { return strings.NewReader(data) },
		At:    func() (io.ReaderAt, int64, error) { return strings.NewReader(data), int64(len(data)), nil },
		Again: func(at int64) (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(data[at:])), nil },
	}
	var all []found
	err := r.Read(context.Background(), in, func(it *format.Item) bool {
		all = append(all, found{string(it.Page), it.Article.Text, it.Article.URL, it.Skip, it.Reject, it.Offset})
		return true
	})
	return all, err
}

func packWith(t testing.TB, s string, open func(io.Writer) io.WriteCloser) string {
	t.Helper()
	var b bytes.Buffer
	w := open(&b)
	_, err := io.WriteString(w, s)
	if err = errors.Join(err, w.Close()); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func gz(t testing.TB, s string) string {
	return packWith(t, s, func(w io.Writer) io.WriteCloser { return gzip.NewWriter(w) })
}

func zst(t testing.TB, s string) string {
	return packWith(t, s, func(w io.Writer) io.WriteCloser {
		z, err := zstd.NewWriter(w, zstd.WithEncoderConcurrency(1))
		if err != nil {
			t.Fatal(err)
		}
		return z
	})
}

// addresses returns the addresses of the pages that are the test's page.
func addresses(all []found) []string {
	var uris []string
	for _, f := range all {
		if f.Page == page {
			uris = append(uris, f.URI)
		}
	}
	return uris
}

func TestPackings(t *testing.T) {
	var records []string
	for i := range 5 {
		records = append(records, html(fmt.Sprintf("https://a.example/%d", i)))
	}
	whole := strings.Join(records, "")
	each := func(pack func(testing.TB, string) string) string {
		var b strings.Builder
		for _, r := range records {
			b.WriteString(pack(t, r))
		}
		return b.String()
	}
	across := gz(t, whole[:700]) + gz(t, whole[700:1100]) + gz(t, whole[1100:])
	for name, data := range map[string]string{
		"plain": whole, "gzip by record": each(gz), "gzip as one": gz(t, whole), "gzip across records": across,
		"gzip with padding": each(gz) + strings.Repeat("\x00", 1000), "zstd by record": each(zst), "zstd as one": zst(t, whole),
		"zstd with padding": each(zst) + strings.Repeat("\x00", 1001), "gzip with one zero": each(gz) + "\x00",
		"zstd with a skippable frame": "\x50\x2a\x4d\x18\x03\x00\x00\x00abc" + each(zst),
		"LF line ends":                strings.ReplaceAll(whole, "\r\n\r\n", "\n\n"),
	} {
		all, err := read(t, data)
		want := []string{"https://a.example/0", "https://a.example/1", "https://a.example/2", "https://a.example/3", "https://a.example/4"}
		if strings.HasPrefix(name, "LF") {
			continue // the lengths do not fit any more: only no panic is asked for
		}
		if diff := cmp.Diff(want, addresses(all)); diff != "" || err != nil || len(all) != 5 {
			t.Errorf("%s: %v, %d items\n%s", name, err, len(all), diff)
		}
	}
	all, _ := read(t, each(gz))
	if at := all[2].Offset; at != int64(len(gz(t, records[0]))+len(gz(t, records[1]))) {
		t.Errorf("the third member begins at %d", at)
	}
	all, _ = read(t, whole)
	if at := all[2].Offset; at != int64(len(records[0])+len(records[1])) {
		t.Errorf("the third record begins at %d", at)
	}
}

func TestBzip2(t *testing.T) {
	data, err := os.ReadFile(filepath.Join("testdata", "two.warc.bz2"))
	if err != nil {
		t.Fatal(err)
	}
	all, err := read(t, string(data))
	if diff := cmp.Diff([]string{"https://a.example/1", "https://a.example/2"}, addresses(all)); diff != "" || err != nil {
		t.Errorf("%v\n%s", err, diff)
	}
}

func TestBodies(t *testing.T) {
	const kind = "Content-Type: text/html\r\n"
	chunked := fmt.Sprintf("%x;x=y\r\n%s\r\n%X\r\n%s\r\n0\r\n\r\n", 20, page[:20], len(page)-20, page[20:])
	deflated := packWith(t, page, func(w io.Writer) io.WriteCloser { z, _ := flate.NewWriter(w, 5); return z })
	zlibbed := packWith(t, page, func(w io.Writer) io.WriteCloser { return zlib.NewWriter(w) })
	br := packWith(t, page, func(w io.Writer) io.WriteCloser { return brotli.NewWriter(w) })
	for name, r := range map[string]string{
		"plain":              html("u"),
		"chunked":            reply("u", kind+"Transfer-Encoding: chunked\r\n", chunked, 0),
		"falsely chunked":    reply("u", kind+"Transfer-Encoding: chunked\r\n", page, 0),
		"broken chunk":       reply("u", kind+"Transfer-Encoding: chunked\r\n", "14\r\n"+page[:20]+"\r\n"+page[20:], 0),
		"gzip":               reply("u", kind+"Content-Encoding: gzip\r\n", gz(t, page), 0),
		"falsely gzip":       reply("u", kind+"Content-Encoding: gzip\r\n", page, 0),
		"gzip twice":         reply("u", kind+"Content-Encoding: gzip, gzip\r\n", gz(t, gz(t, page)), 0),
		"chunked gzip":       reply("u", kind+"Content-Encoding: GZIP\r\nTransfer-Encoding: chunked\r\n", fmt.Sprintf("%x\r\n%s\r\n0\r\n\r\n", len(gz(t, page)), gz(t, page)), 0),
		"deflate":            reply("u", kind+"Content-Encoding: deflate\r\n", deflated, 0),
		"deflate with head":  reply("u", kind+"Content-Encoding: deflate\r\n", zlibbed, 0),
		"brotli":             reply("u", kind+"Content-Encoding: br\r\n", br, 0),
		"zstd":               reply("u", kind+"Content-Encoding: zstd\r\n", zst(t, page), 0),
		"no type":            reply("u", "", page, 0),
		"resource":           warcRecord("resource", "u", "text/html", page, 0),
		"address in < >":     html("<u>"),
		"bare line ends":     warcRecord("response", "u", "application/http", "HTTP/1.0 200 OK\nContent-Type: text/html\n\n"+page, 0),
		"unknown HTTP field": reply("u", kind+": x\r\nX\r\n", page, 0),
		"ARC":                "http://a 127.0.0.1 20240501100000 text/html " + fmt.Sprint(len(page)+44) + "\nHTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + page + "\n",
	} {
		all, err := read(t, r)
		if err != nil || len(all) != 1 || all[0].Page != page {
			t.Errorf("%s: %v %+v", name, err, all)
		}
	}
}

func TestPassedOver(t *testing.T) {
	const kind = "Content-Type: text/html\r\n"
	for want, r := range map[string]string{
		"WARC record of type request":                warcRecord("request", "u", "application/http", "GET / HTTP/1.1\r\n\r\n", 0),
		"WARC record of type warcinfo":               warcRecord("warcinfo", "", "application/warc-fields", "software: x\r\n", 0),
		"response with status 404":                   warcRecord("response", "u", "application/http", "HTTP/1.1 404 Not Found\r\n"+kind+"\r\n"+page, 0),
		"response of type application/pdf":           reply("u", "Content-Type: application/pdf\r\n", "%PDF", 0),
		"image":                                      reply("u", "Content-Type: image/png\r\n", "x", 0),
		"robots.txt":                                 reply("http://a/robots.txt", "", "User-agent: *", 0),
		"DNS answer":                                 warcRecord("response", "dns:a", "text/dns", "1.2.3.4", 0),
		"empty page":                                 reply("u", kind, " \r\n", 0),
		"record that is no page":                     reply("u", kind, "%PDF-1.4", 0),
		"revisit of a page that is not in the input": warcRecord("revisit", "u", "", "", 0, "WARC-Payload-Digest: sha1:X"),
		"conversion of type text/html":               warcRecord("conversion", "u", "text/html", page, 0),
		"WARC record of type (unknown)":              warcRecord("a b", "u", "text/html", page, 0),
		"response of type application/json":          reply("u", "Content-Type: application/json; charset=x\r\n", "{}", 0),
	} {
		all, err := read(t, r)
		if err != nil || len(all) != 1 || all[0].Skip != want {
			t.Errorf("%s: %v %+v", want, err, all)
		}
	}
}

func TestConversion(t *testing.T) {
	all, err := read(t, warcRecord("conversion", "u", "text/plain", "One line.\nAnother.\n", 0, "WARC-Identified-Content-Language: eng,deu"))
	if err != nil || len(all) != 1 || all[0].Text != "One line.\nAnother." {
		t.Errorf("%v %+v", err, all)
	}
}

// TestLengths has records whose length is off by a few bytes.
func TestLengths(t *testing.T) {
	for _, off := range []int{-9, -4, -2, -1, 0, 1, 2, 4, 5, 9, 40} {
		first := reply("https://a.example/1", "Content-Type: text/html\r\n", page+strings.Repeat(" ", 10), off)
		for name, data := range map[string]string{
			"plain": first + html("https://a.example/2"), "packed": gz(t, first) + gz(t, html("https://a.example/2")),
			"the last": html("https://a.example/2") + first,
		} {
			all, err := read(t, data)
			if len(all) != 2 || err != nil || all[0].Reject != "" || all[1].Reject != "" {
				t.Errorf("%s, %d: %v %+v", name, off, err, all)
				continue
			}
			for _, f := range all {
				if got := strings.TrimSpace(f.Page); got != page {
					t.Errorf("%s, %d: %q", name, off, got)
				}
			}
		}
	}
}

// TestGrossLengths has a record whose length is far too large in a file that is
// not packed: the records behind it are read, whether the length ends within the
// file or behind it.
func TestGrossLengths(t *testing.T) {
	var behind strings.Builder
	for i := range 60 {
		behind.WriteString(html(fmt.Sprintf("https://a.example/%d", i)))
	}
	image := func(off int) string { return reply("https://a.example/i", "Content-Type: image/png\r\n", "x", off) }
	for _, off := range []int{600, 2000, 9999, behind.Len() - 200, 1 << 20, 1 << 50} {
		for name, first := range map[string]string{"page": reply("https://a.example/p", "Content-Type: text/html\r\n", page, off), "image": image(off)} {
			all, err := read(t, html("https://a.example/0")+first+behind.String())
			if len(all) != 62 || err != nil {
				t.Errorf("%s, %d: %d items, %v", name, off, len(all), err)
				continue
			}
			for i, f := range all {
				if (f.Reject != "") != (i == 1) || i != 1 && strings.TrimSpace(f.Page) != page {
					t.Errorf("%s, %d: item %d is %+v", name, off, i, f)
				}
			}
		}
	}
	// The length of the last record is wrong: the file is cut.
	if all, err := read(t, html("https://a.example/0")+image(1<<20)); err == nil || len(all) != 1 {
		t.Errorf("the last record: %d items, %v", len(all), err)
	}
}

// TestLargeGrossLengths has more behind a record with a wrong length than can be
// kept: the file is opened once more. Where that is impossible, the reject tells
// how many records are lost.
func TestLargeGrossLengths(t *testing.T) {
	const records = 12
	var behind strings.Builder
	for i := range records {
		body := page + "<!--" + strings.Repeat("x", 900_000) + "-->"
		behind.WriteString(reply(fmt.Sprintf("https://a.example/%d", i), "Content-Type: text/html\r\n", body, 0))
	}
	read := func(data string, again bool) (all []found, err error) {
		in := &format.Input{Name: "test", MaxItem: 1 << 20, Raw: func() io.Reader { return strings.NewReader(data) }}
		if again {
			in.Again = func(at int64) (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(data[at:])), nil }
		}
		err = NewReader().Read(context.Background(), in, func(it *format.Item) bool {
			all = append(all, found{URI: it.Article.URL, Reject: it.Reject, Offset: it.Offset})
			return true
		})
		return all, err
	}
	for _, off := range []int{behind.Len() - 2000, 1 << 40} {
		data := html("https://a.example/a") + reply("https://a.example/p", "Content-Type: text/html\r\n", page, off) + behind.String()
		all, err := read(data, true)
		if len(all) != records+2 || err != nil || all[1].Reject == "" {
			t.Fatalf("%d: %d items, %v", off, len(all), err)
		}
		for i, f := range all[2:] {
			if f.URI != fmt.Sprintf("https://a.example/%d", i) || !strings.HasPrefix(data[f.Offset:], "WARC/1.1") {
				t.Errorf("%d: item %d is %+v", off, i, f)
			}
		}
		all, err = read(data, false)
		if len(all) > 1 {
			err = errors.New(all[1].Reject)
		}
		if err == nil || !strings.Contains(err.Error(), fmt.Sprintf("about %d records", records)) {
			t.Errorf("%d, a pipe: %v", off, err)
		}
	}
	// A file that is packed as one piece is read like a plain one.
	small := html("https://a.example/a") + reply("https://a.example/p", "Content-Type: text/html\r\n", page, 1<<20) + html("https://a.example/1") + html("https://a.example/2")
	if all, err := read(gz(t, small), true); len(all) != 4 {
		t.Errorf("packed: %v %+v", err, all)
	}
}

// TestArchiveWithin sees that a page that shows records is one page.
func TestArchiveWithin(t *testing.T) {
	shown := page + "<pre>\n" + strings.Repeat(html("https://b.example/"), 20) + "</pre>"
	for _, off := range []int{0, 7, 40} {
		all, err := read(t, reply("https://a.example/1", "Content-Type: text/html\r\n", shown, off)+html("https://a.example/2"))
		if len(all) != 2 || err != nil || all[0].Reject != "" || !strings.HasPrefix(all[0].Page, shown) {
			t.Errorf("%d: %d items, %v: %+v", off, len(all), err, all)
		}
	}
}

// TestTrail sees that a header is found wherever the pieces of a block end, and
// that what is kept is bounded.
func TestTrail(t *testing.T) {
	block := []byte(strings.Repeat("x", 100) + "\r\n\r\nWARC/1.0\r\nWARC-Type: response\r\n" + strings.Repeat("y", 100))
	for i := range block {
		var tr trail
		tr.add(block[:i], 1000)
		tr.add(block[i:], 1000+int64(i))
		if tr.at != 1104 || tr.heads != 1 || !tr.found || !strings.HasPrefix(string(tr.kept), "WARC/1.0\r\nWARC-T") || !strings.HasSuffix(string(tr.kept), "y") {
			t.Fatalf("cut at %d: found %v, kept %q", i, tr.found, tr.kept)
		}
	}
	var tr trail
	tr.add(block, 0)
	tr.add(make([]byte, maxTrail), int64(len(block)))
	if !tr.over || tr.kept != nil {
		t.Errorf("kept %d bytes", len(tr.kept))
	}
}

func TestAddressWithBlanks(t *testing.T) {
	all, err := read(t, html("https://a.example/x y?a=b c"))
	if err != nil || len(all) != 1 || all[0].URI != "https://a.example/x%20y?a=b%20c" {
		t.Errorf("%v %+v", err, all)
	}
	arc := "filedesc://x.arc 0.0.0.0 20240501100000 text/plain 4\n1 0\n\nhttp://a.example/x y 1.2.3.4 20240501100000 text/html " + fmt.Sprint(len(page)) + "\n" + page + "\n"
	all, err = read(t, arc)
	if err != nil || len(all) != 2 || all[1].URI != "http://a.example/x%20y" || all[1].Page != page {
		t.Errorf("%v %+v", err, all)
	}
}

func TestRevisits(t *testing.T) {
	const digest = "WARC-Payload-Digest: sha1:AAAA"
	first := reply("https://a.example/1", "Content-Type: text/html\r\n", page, 0, digest)
	same := warcRecord("revisit", "https://a.example/1", "", "", 0, digest)
	other := warcRecord("revisit", "https://b.example/1", "", "", 0, digest)
	twice := reply("https://a.example/1", "Content-Type: text/html\r\n", page, 0, digest)
	copied := reply("https://c.example/1", "Content-Type: text/html\r\n", page, 0, digest)
	var packedFile string
	for _, r := range []string{html("https://x.example/"), first, same, other, twice, copied} {
		packedFile += gz(t, r)
	}
	for name, data := range map[string]string{"plain": html("https://x.example/") + first + same + other + twice + copied, "packed": packedFile} {
		all, err := read(t, data)
		want := []string{"https://x.example/", "https://a.example/1", "https://b.example/1", "https://c.example/1"}
		if diff := cmp.Diff(want, addresses(all)); diff != "" || err != nil {
			t.Fatalf("%s: %v\n%s", name, err, diff)
		}
		if all[2].Skip != "revisit of a page in the input" || all[4].Skip != "page seen before" {
			t.Errorf("%s: %q, %q", name, all[2].Skip, all[4].Skip)
		}
	}
}

// TestDamage damages one member at every place: the others are read.
func TestDamage(t *testing.T) {
	for name, pack := range map[string]func(testing.TB, string) string{"gzip": gz, "zstd": zst} {
		a, b, c := pack(t, html("https://a.example/1")), pack(t, html("https://a.example/2")), pack(t, html("https://a.example/3"))
		for at := range len(b) {
			broken := []byte(b)
			broken[at] ^= 0x55
			all, err := read(t, a+string(broken)+c)
			uris := addresses(all)
			if err != nil || len(uris) < 2 || uris[0] != "https://a.example/1" || uris[len(uris)-1] != "https://a.example/3" {
				t.Fatalf("%s, byte %d of %d: %v %q", name, at, len(b), err, uris)
			}
			reported := slices.ContainsFunc(all, func(f found) bool { return f.Reject != "" && f.Offset == int64(len(a)) })
			altered := slices.ContainsFunc(all, func(f found) bool { return f.Page != "" && f.Page != page })
			if len(uris) == 2 && !reported || altered {
				t.Fatalf("%s, byte %d of %d: the damage is not reported, or a damaged page is read: %+v", name, at, len(b), all)
			}
		}
	}
}

// TestCut cuts a file at every place: what comes before is read, and the end is
// an error unless it is between two records.
func TestCut(t *testing.T) {
	a, b := html("https://a.example/1"), html("https://a.example/2")
	for name, parts := range map[string][2]string{"plain": {a, b}, "gzip": {gz(t, a), gz(t, b)}, "zstd": {zst(t, a), zst(t, b)}} {
		for cut := 1; cut < len(parts[1])-70; cut++ {
			all, err := read(t, parts[0]+parts[1][:cut])
			rejected := false
			for _, f := range all {
				rejected = rejected || f.Reject != ""
			}
			if len(all) == 0 || all[0].Page != page || err == nil && !rejected && cut > maxOff {
				t.Fatalf("%s, cut at %d: %v %+v", name, cut, err, all)
			}
		}
	}
}

func TestLargePage(t *testing.T) {
	big := strings.Repeat("x", 2<<20)
	bomb := reply("u", "Content-Type: text/html\r\nContent-Encoding: gzip\r\n", gz(t, strings.Repeat("\x00", 64<<20)), 0)
	all, err := read(t, reply("u", "Content-Type: text/html\r\n", big, 0)+bomb+html("https://a.example/2"))
	if err != nil || len(all) != 3 || all[0].Reject == "" || all[1].Reject == "" || all[2].Page != page {
		t.Errorf("%v, %d items", err, len(all))
	}
}

func TestStray(t *testing.T) {
	all, err := read(t, html("https://a.example/1")+strings.Repeat("what is this\r\n", 20)+html("https://a.example/2"))
	if err != nil || len(all) != 3 || !strings.Contains(all[1].Reject, "belong to no record") || all[2].Page != page {
		t.Errorf("%v %+v", err, all)
	}
}

func wacz(t testing.TB, method uint16, files ...string) string {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for i := 0; i < len(files); i += 2 {
		w, err := z.CreateHeader(&zip.FileHeader{Name: files[i], Method: method})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(w, files[i+1]); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestWACZ(t *testing.T) {
	const digest = "WARC-Payload-Digest: sha1:AAAA"
	first := reply("https://a.example/1", "Content-Type: text/html\r\n", page, 0, digest)
	other := warcRecord("revisit", "https://b.example/1", "", "", 0, digest)
	data := wacz(t, zip.Store, "datapackage.json", "{}", "archive/a.warc.gz", gz(t, first), "archive/b.warc", other, "pages/pages.jsonl", "{}")
	all, err := readWith(t, WACZReader{}, data)
	if diff := cmp.Diff([]string{"https://a.example/1", "https://b.example/1"}, addresses(all)); diff != "" || err != nil {
		t.Errorf("%v\n%s", err, diff)
	}
	if !(WACZReader{}).Detect(format.NewHead("x", []byte(data[:200]))) {
		t.Error("not detected")
	}
	if _, err := readWith(t, WACZReader{}, wacz(t, zip.Deflate, "a.txt", "x")); !errors.Is(err, errNoArchive) {
		t.Errorf("no archive: %v", err)
	}
	if _, err := readWith(t, WACZReader{}, data[:len(data)-30]); err == nil {
		t.Error("cut: no error")
	}
}

func TestDetect(t *testing.T) {
	for _, c := range []struct {
		name, data string
		want       bool
	}{
		{"a", "WARC/1.0\r\n", true},
		{"a", "filedesc://a.arc 0.0.0.0 20240501100000 text/plain 76\n", true},
		{"a.warc.zst", "", true},
		{"a.txt", "http://a 1.2.3.4 20240501100000 text/html 12\n", false},
		{"a.arc.gz", "http://a 1.2.3.4 20240501100000 text/html 12\n", true},
		{"a.txt", "WARCs are files\n", false},
		{"a.jsonl", "", false},
	} {
		if got := NewReader().Detect(format.NewHead(c.name, []byte(c.data))); got != c.want {
			t.Errorf("%s %q: %v", c.name, c.data, got)
		}
	}
}

func FuzzWARC(f *testing.F) {
	f.Add([]byte(html("u") + warcRecord("revisit", "u", "", "", 3)))
	f.Add([]byte(gz(f, html("u")) + gz(f, html("v"))))
	f.Add([]byte(zst(f, html("u"))))
	f.Add([]byte("filedesc://x.arc 0.0.0.0 20240501100000 text/plain 4\n1 0\n\nhttp://a.example/x y 1.2.3.4 20240501100000 text/html 9\n<p>x</p>\n"))
	f.Add([]byte(reply("u", "Content-Type: text/html\r\nTransfer-Encoding: chunked\r\nContent-Encoding: br, gzip, deflate\r\n", "5\r\nabcde\r\n0\r\n", 0)))
	f.Fuzz(func(t *testing.T, data []byte) {
		_, _ = read(t, string(data))
	})
}

func FuzzWACZ(f *testing.F) {
	f.Add([]byte(wacz(f, zip.Store, "archive/a.warc", html("u"))))
	f.Fuzz(func(t *testing.T, data []byte) {
		_, _ = readWith(t, WACZReader{}, string(data))
	})
}

// BenchmarkRead reads records as they are, of which a third is packed and a
// third chunked, by record with gzip: MB/s are of the packed file.
func BenchmarkRead(b *testing.B) {
	var data strings.Builder
	body := strings.Builder{}
	for i := range 60_000 {
		fmt.Fprintf(&body, "<p class=\"c%d\">w%d of the %d</p>\n", i%7, i*7919%10007, i*31%257)
	}
	for i := range 150 {
		p := "<html>" + body.String()[i*5000:i*5000+130_000]
		switch i % 3 {
		case 0:
			p = reply(fmt.Sprint("u", i), "Content-Type: text/html\r\n", p, 0)
		case 1:
			p = reply(fmt.Sprint("u", i), "Content-Type: text/html\r\nContent-Encoding: gzip\r\n", gz(b, p), 0)
		default:
			p = reply(fmt.Sprint("u", i), "Content-Type: text/html\r\nTransfer-Encoding: chunked\r\n", fmt.Sprintf("%x\r\n%s\r\n0\r\n\r\n", len(p), p), 0)
		}
		data.WriteString(gz(b, p))
	}
	b.SetBytes(int64(data.Len()))
	b.ReportAllocs()
	for b.Loop() {
		in := &format.Input{MaxItem: 16 << 20, Raw: func() io.Reader { return strings.NewReader(data.String()) }}
		n := 0
		err := NewReader().Read(context.Background(), in, func(it *format.Item) bool { n += len(it.Page); return true })
		if err != nil || n == 0 {
			b.Fatal(err, n)
		}
	}
}
