package ingest

import (
	"bufio"
	"bytes"
	"io"
	"maps"
	"slices"

	"github.com/wiretrace/wiretrace/ingest/format"
)

const (
	// sniffSize is how many bytes of a file are examined to recognise its format.
	sniffSize = 4096
	// longSniff is how many bytes are examined if the file begins with comments.
	longSniff = 64 << 10
)

type content uint8

const (
	contentUnknown content = iota
	contentLines
	contentDocument
	contentPage
)

// formatKinds returns the formats that have no reader of their own, by name.
func formatKinds() map[string]content {
	return map[string]content{"jsonl": contentLines, "json": contentDocument, "html": contentPage}
}

// Formats returns the names of the known formats, sorted.
func Formats() []string {
	list := slices.Collect(maps.Keys(formatKinds()))
	for _, r := range readers(nil) {
		list = append(list, r.Name())
	}
	slices.Sort(list)
	return slices.Compact(list)
}

// sniffKind recognises JSON Lines, JSON documents and HTML pages by their content and, if that does not
// decide, by the name of the file.
func sniffKind(h *format.Head) content {
	switch {
	case (h.Ext == ".html" || h.Ext == ".htm" || h.Ext == ".xhtml") && len(h.Object) == 0:
		return contentPage
	case len(h.Text) == 0:
		return contentLines
	case h.Text[0] == '<':
		return contentPage
	case h.Ext == ".jsonl" || h.Ext == ".ndjson":
		return contentLines
	case h.Text[0] == '[':
		return contentDocument
	case h.Text[0] == '{' || h.Text[0] == recordMark:
		return objectKind(h.Ext, h.Text)
	case h.Name == "-" || h.Ext == ".json":
		return contentLines
	}
	return contentUnknown
}

// objectKind distinguishes records on single lines from records over several lines. The latter have a
// first line that is only a brace or, in a file named .json, an incomplete object.
func objectKind(ext string, text []byte) content {
	first, _, whole := bytes.Cut(text, []byte("\n"))
	first = bytes.TrimRight(first, " \t\r")
	if whole && (len(first) == 1 || ext == ".json" && first[len(first)-1] != '}') {
		return contentDocument
	}
	return contentLines
}

// refusal returns the error for a file in no known format.
func refusal(h *format.Head) error {
	if known, ok := format.Find(h); ok {
		return faultf(CauseFormat, "this is %s, which is not read: %s", known.Name, known.Do)
	}
	return nil
}

// A pageReader reads a file that is one HTML page.
type pageReader struct {
	in   *bufio.Reader
	file string
}

func (p *pageReader) fill(c *Chunk) bool {
	c.File, c.Line, c.Kind = p.file, 1, KindPage
	b := bytes.NewBuffer(c.Data)
	_, err := b.ReadFrom(io.LimitReader(p.in, maxPage+1))
	c.Data = b.Bytes()
	switch {
	case err != nil:
		err = fault{CauseCut, err}
	case len(c.Data) > maxPage:
		err = errPageSize
	case len(c.Data) == 0:
		err = faultf(CauseNoText, "empty file")
	}
	if err != nil {
		c.Rejects = append(c.Rejects, newReject(p.file, 1, c.Data, err))
		c.Data, c.Kind = c.Data[:0], KindLines // nothing to decode
	}
	return true
}
