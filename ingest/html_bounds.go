package ingest

import (
	"bytes"
	"fmt"

	"golang.org/x/net/html"
)

const (
	// maxRepeats bounds the formatting elements that the parser opens again in
	// each block after they were left open: 400 of them before 20,000 blocks make
	// 8 million nodes (10 s, 3 GB) of 160 KB. 836 real pages: 338,000 at most.
	maxRepeats = 1_500_000
	// maxTags bounds the tags and comments of a page. Each may become two nodes
	// of 130 bytes, where the page spends four. 836 real pages: 23,000 at most.
	maxTags = 300_000
	// maxAttributes bounds the attributes of a page, each 100 bytes of memory
	// where the page spends two. 836 real pages: 38,000 at most.
	maxAttributes = 500_000
	// maxScans bounds how often a byte of a page is read to count attributes. 836 real pages: 4 times at most.
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

// weighMarkup returns why a page would take too much memory to parse, or nil.
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

// A markupWeight is what a page may cost its parser, at most. Scripts and
// comments are read as if they were markup.
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
			w.attributes = maxAttributes + 1 // tags that do not end, each within the one before
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
				w.tags++ // a comment for the parser
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

// countAttributes counts the attributes of a tag as the parser takes them apart.
// tag is what is behind its name, with all that follows.
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

// attributeKey returns what is behind the name of an attribute. The first byte
// belongs to the name if it is an equals sign.
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

// attributeValue returns what is behind the value of an attribute, if it has one.
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
