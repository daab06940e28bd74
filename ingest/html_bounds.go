package ingest

import (
	"bytes"
	"fmt"

	"golang.org/x/net/html"
)

const (
	// maxRepeats is how many formatting elements the parser may reopen. It reopens every unclosed one in
	// each block: 400 of them before 20,000 blocks make 8 million nodes (10 s, 3 GB) from 160 KB. Among
	// 836 real pages the most was 338,000.
	maxRepeats = 1_500_000
	// maxTags is how many tags and comments a page may have. Each may become two nodes of 130 bytes, but
	// takes only four bytes in the page. Among 836 real pages the most was 23,000.
	maxTags = 300_000
	// maxAttributes is how many attributes a page may have. Each takes 100 bytes of memory, but two bytes
	// in the page. Among 836 real pages the most was 38,000.
	maxAttributes = 500_000
	// maxScans is how often the bytes of a page may be read to count attributes. Among 836 real pages the
	// most was 4 times.
	maxScans = 16
)

// parseHTML parses a page. It refuses a page whose tree would take far more
// memory than the page, and one that is nested deeper than 512 elements.
func parseHTML(page []byte) (*html.Node, error) {
	if len(page) > maxPage {
		return nil, errPageSize
	}
	if err := weighMarkup(page); err != nil {
		return nil, fmt.Errorf("%w: %w", errPageParse, err)
	}
	doc, err := html.Parse(bytes.NewReader(page))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errPageParse, err)
	}
	return doc, nil
}

// weighMarkup returns an error if parsing a page would take too much memory.
func weighMarkup(page []byte) error {
	var w markupWeight
	w.add(page)
	switch {
	case w.repeats > maxRepeats:
		return errRepeats
	case w.tags > maxTags:
		return fmt.Errorf("more than %d tags", maxTags)
	case w.attributes > maxAttributes:
		return fmt.Errorf("more than %d attributes", maxAttributes)
	}
	return nil
}

// A markupWeight is an upper bound of the cost of parsing a page. It counts scripts and comments as if
// they were markup.
type markupWeight struct {
	tags, attributes int
	repeats          int // formatting elements that are opened again: at each block, those open
	open             int // formatting elements
	scanned          int // bytes of attributes
}

func (w *markupWeight) add(page []byte) {
	for size := len(page); ; {
		i := bytes.IndexByte(page, '<')
		if i < 0 {
			return
		}
		if w.scanned > maxScans*size {
			w.attributes = maxAttributes + 1 // unclosed tags within each other
			return
		}
		page = page[i+1:]
		end := len(page) > 0 && page[0] == '/'
		if end {
			page = page[1:]
		}
		name := page[:min(len(page), 7)]
		if j := bytes.IndexFunc(name, func(r rune) bool { return r|0x20 < 'a' || r|0x20 > 'z' }); j >= 0 {
			name = name[:j]
		}
		switch {
		case len(name) == 0:
			if end || len(page) > 0 && (page[0] == '!' || page[0] == '?') {
				w.tags++ // the parser makes it a comment
			}
			continue
		case !isFormatting(name):
			w.repeats += w.open
		case end:
			w.open = max(w.open-1, 0)
		default:
			w.open++
		}
		w.tags++
		w.countAttributes(page[len(name):])
	}
}

// countAttributes counts the attributes of a tag like the parser. tag is everything after its name.
func (w *markupWeight) countAttributes(tag []byte) {
	start := tag
	for len(tag) > 0 && tag[0] != '>' && w.attributes <= maxAttributes {
		tag = attributeValue(attributeKey(tag))
		tag = bytes.TrimLeft(tag, tagSpace)
		w.attributes++
	}
	w.scanned += len(start) - len(tag)
}

const tagSpace = " \t\n\r\f"

// attributeKey returns what follows the name of an attribute. A leading equals sign belongs to the name.
func attributeKey(b []byte) []byte {
	for i, c := range b {
		switch c {
		case ' ', '\t', '\n', '\r', '\f', '/', '>':
			return b[i:]
		case '=':
			if i > 0 {
				return b[i:]
			}
		}
	}
	return nil
}

// attributeValue returns what follows the value of an attribute, if it has one.
func attributeValue(b []byte) []byte {
	b = bytes.TrimLeft(b, tagSpace)
	if len(b) > 0 && b[0] == '/' {
		return b[1:]
	}
	if len(b) == 0 || b[0] != '=' {
		return b
	}
	b = bytes.TrimLeft(b[1:], tagSpace)
	if len(b) > 0 && (b[0] == '"' || b[0] == '\'') {
		_, b, _ = bytes.Cut(b[1:], b[:1])
		return b
	}
	if end := bytes.IndexAny(b, tagSpace+">"); end >= 0 {
		return b[end:]
	}
	return nil
}

// isFormatting reports whether name is one of HTML's formatting elements.
func isFormatting(name []byte) bool {
	switch string(bytes.ToLower(name)) {
	case "a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u":
		return true
	}
	return false
}
