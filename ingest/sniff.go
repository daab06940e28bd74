package ingest

import (
	"bufio"
	"bytes"
	"io"
)

// sniffSize is how much of a file is looked at to tell what it is.
const sniffSize = 4096

// sniff returns the reader that fits a file's content.
func sniff(name string, u *unpacked, maxLine int) reader {
	in := bufio.NewReaderSize(u, 64<<10)
	// An error shows again when the file is read.
	head, _ := in.Peek(sniffSize)
	switch kind := sniffKind(name, head); kind {
	case contentPage:
		return &pageReader{in: in, u: u, file: name}
	case contentDocument:
		return &documentReader{in: in, u: u, file: name, max: maxLine, line: 1}
	case contentUnknown:
		return refusal(newReject(name, 1, head[:min(len(head), 256)], "neither JSON nor HTML"))
	case contentUTF16:
		return refusal(newReject(name, 1, nil, "JSON in UTF-16: convert it to UTF-8"))
	}
	return &lineReader{in: in, u: u, file: name, max: maxLine, line: 1}
}

type content uint8

const (
	contentLines content = iota
	contentDocument
	contentPage
	contentUTF16
	contentUnknown
)

// sniffKind tells what a file is by its name and first bytes.
func sniffKind(name string, head []byte) content {
	ext := format(name)
	switch ext {
	case ".html", ".htm", ".xhtml":
		return contentPage
	}
	if bytes.HasPrefix(head, []byte("\xFF\xFE")) || bytes.HasPrefix(head, []byte("\xFE\xFF")) {
		return contentUTF16
	}
	text := bytes.TrimLeft(bytes.TrimPrefix(head, []byte(bom)), " \t\r\n")
	switch {
	case len(text) == 0:
		return contentLines
	case text[0] == '<':
		return contentPage
	case ext == ".jsonl" || ext == ".ndjson":
		return contentLines
	case text[0] == '[':
		return contentDocument
	case text[0] == '{':
		return objectKind(ext, text)
	case name == "-" || ext == ".json":
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

// A refusal is a file that is refused as a whole.
type refusal Reject

func (r refusal) fill(c *Chunk) bool {
	c.Rejects = append(c.Rejects, Reject(r))
	return true
}

// A pageReader yields a file that is one HTML page.
type pageReader struct {
	in   *bufio.Reader
	u    *unpacked
	file string
}

func (p *pageReader) fill(c *Chunk) bool {
	c.File, c.Line, c.Kind = p.file, 1, KindPage
	b := bytes.NewBuffer(c.Data)
	_, err := b.ReadFrom(io.LimitReader(p.in, maxPage+1))
	c.Data = b.Bytes()
	reason := ""
	switch {
	case err != nil:
		reason = p.u.describe(err)
	case len(c.Data) > maxPage:
		reason = errPageSize.Error()
	case len(c.Data) == 0:
		reason = "empty file"
	}
	if reason != "" {
		c.Rejects = append(c.Rejects, newReject(p.file, 1, c.Data, reason))
		c.Data = c.Data[:0]
	}
	return true
}
