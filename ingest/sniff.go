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
	// sniffSize is how much of a file is examined to tell what it is.
	sniffSize = 4096
	// longSniff is how much is examined if the beginning is all comments.
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

// Formats returns the names of the formats that are read, sorted.
func Formats() []string {
	list := slices.Collect(maps.Keys(formatKinds()))
	for _, r := range readers(nil) {
		list = append(list, r.Name())
	}
	slices.Sort(list)
	return slices.Compact(list)
}

// sniffKind tells JSON Lines, JSON documents and HTML pages by their content
// and, where that does not decide, by the name of the file.
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

// objectKind tells records of a line each from records over several lines:
// the first line of these is a brace alone or, in a file that is called so, not
// a whole object.
func objectKind(ext string, text []byte) content {
	first, _, whole := bytes.Cut(text, []byte("\n"))
	first = bytes.TrimRight(first, " \t\r")
	if whole && (len(first) == 1 || ext == ".json" && first[len(first)-1] != '}') {
		return contentDocument
	}
	return contentLines
}

// refusal returns why a file of no format that is read is refused.
func refusal(h *format.Head) error {
	if known, ok := format.Find(h); ok {
		return faultf(CauseFormat, "this is %s, which is not read: %s", known.Name, known.Do)
	}
	return nil
}

// A pageReader yields a file that is one HTML page.
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
		c.Data, c.Kind = c.Data[:0], KindLines // there is nothing to decode
	}
	return true
}
