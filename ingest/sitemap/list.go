package sitemap

import (
	"bufio"
	"context"
	"errors"
	"strings"

	"github.com/wiretrace/wiretrace/ingest/charset"
	"github.com/wiretrace/wiretrace/ingest/format"
	"github.com/wiretrace/wiretrace/ingest/item"
)

// A ListReader reads sitemaps in plain text, an address a line, and robots.txt,
// which names sitemaps. It implements [format.Reader].
type ListReader struct{}

// Name returns "urllist".
func (ListReader) Name() string { return "urllist" }

// Detect reports whether two lines and more are addresses or rules for robots,
// and few are anything else.
func (ListReader) Detect(h *format.Head) bool {
	if h.Root.Name != "" || h.Object != nil {
		return false
	}
	urls, others := 0, 0
	for i, line := range strings.Split(string(h.Text), "\n") {
		line = strings.TrimSpace(line)
		switch {
		case line == "", line[0] == '#':
		case isAddress(line), isRule(line):
			urls++
		case i > 0 && len(h.Bytes) >= 1024 && strings.HasSuffix(string(h.Text), line):
			// the last line may be cut
		default:
			others++
		}
	}
	return urls >= 2 && others*2 <= urls
}

func isAddress(line string) bool {
	return (strings.HasPrefix(line, "http://") || strings.HasPrefix(line, "https://")) && !strings.ContainsAny(line, " \t")
}

// isRule reports whether a line is one of robots.txt.
func isRule(line string) bool {
	name, _, ok := strings.Cut(line, ":")
	if !ok {
		return false
	}
	switch strings.ToLower(strings.TrimSpace(name)) {
	case "user-agent", "disallow", "allow", "sitemap", "site-map", "crawl-delay", "host":
		return true
	}
	return false
}

// Read gives the addresses of a list to yield.
func (ListReader) Read(ctx context.Context, in *format.Input, yield func(*format.Item) bool) error {
	sc := bufio.NewScanner(charset.NewReader(in.Body))
	offset := int64(0)
	for line := 1; sc.Scan(); line++ {
		if err := ctx.Err(); err != nil {
			return err
		}
		text, skip := strings.TrimSpace(sc.Text()), ""
		switch {
		case isAddress(text):
			skip = SkipPage
		case isRule(text) && strings.EqualFold(text[:min(len(text), 4)], "site"):
			skip = SkipSitemap
		}
		if skip != "" && !yield(&format.Item{Line: line, Offset: offset, Skip: skip}) {
			return nil
		}
		offset += int64(len(sc.Bytes())) + 1
	}
	if errors.Is(sc.Err(), bufio.ErrTooLong) {
		fault := item.Fault{Cut: true, Offset: offset, Reason: "a line of the list of addresses is too long: the rest of the file is not read"}
		yield(fault.Format())
		return nil
	}
	return sc.Err()
}
