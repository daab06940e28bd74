// Package table reads tables with named columns: CSV, TSV and Parquet. A row
// becomes a record whose members have the names of the columns.
//
// The package does not know what the columns mean.
package table

import (
	"bufio"
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/wiretrace/wiretrace/ingest/charset"
	"github.com/wiretrace/wiretrace/ingest/format"
)

const (
	// maxColumns bounds the columns of a table.
	maxColumns = 2000
	sniffSize  = 4096
	// maxZeros is how many bytes of a table there are at least to one zero byte.
	// Tables that a database writes may hold some.
	maxZeros = 20
	// maxCells bounds the cells of one row: each takes 50 bytes of memory where
	// the file may spend one.
	maxCells = 100_000
)

// A CSVReader reads CSV and TSV. The first line names the columns. Columns are
// divided by comma, semicolon, tab or vertical bar: the one that the first line
// has most of.
//
// IsText reports whether a column of that name holds the text of articles. A
// table without such a column is refused.
type CSVReader struct{ IsText func(column string) bool }

// Name implements [format.Reader].
func (CSVReader) Name() string { return "csv" }

// Detect implements [format.Reader]. A table cannot be recognised by its content: the
// name decides, and the first line must be one of columns.
// In a folder, a table without a column for the text is not taken.
func (t CSVReader) Detect(h *format.Head) bool {
	switch h.Ext {
	case ".csv", ".tsv", ".tab":
		if len(h.Text) == 0 || h.Object != nil || h.Root.Name != "" || bytes.Count(h.Text, []byte{0})*maxZeros > len(h.Text) {
			return false
		}
		r, _ := newReader(bufio.NewReader(bytes.NewReader(h.Text)), int64(len(h.Text)))
		columns, err := header(r)
		return !h.Found || err == nil && slices.ContainsFunc(columns, t.IsText)
	}
	return false
}

// newReader returns a reader of a table and the reader of rows below it. Rows
// may have most bytes. Lines may end with CR alone. The first may be "sep=;", as
// Excel writes it: then the reader begins behind it.
func newReader(buf *bufio.Reader, most int64) (*csv.Reader, *rowReader) {
	head, _ := buf.Peek(sniffSize)
	rows := &rowReader{in: buf, max: most, next: place{line: 1}}
	if bytes.IndexByte(head, '\n') < 0 && bytes.IndexByte(head, '\r') > 0 {
		rows.in = bufio.NewReader(crLines{buf})
		head = bytes.ReplaceAll(head, []byte("\r"), []byte("\n"))
	}
	by := comma(head)
	if text := bytes.TrimPrefix(head, []byte("\ufeff")); len(text) > 5 && string(bytes.ToLower(text[:4])) == "sep=" {
		if line, _, ok := bytes.Cut(text, []byte("\n")); ok && len(bytes.TrimRight(line, "\r")) == 5 {
			by = rune(line[4])
			after, _ := buf.Discard(len(head) - len(text) + len(line) + 1) // it was peeked at
			rows.next = place{2, int64(after)}
		}
	}
	r := csv.NewReader(rows)
	if by != '"' && by != '\r' && by < utf8.RuneSelf && by != 0 {
		r.Comma = by
	}
	rows.comma = byte(r.Comma)
	r.LazyQuotes, r.FieldsPerRecord, r.ReuseRecord = true, -1, true
	return r, rows
}

// crLines reads lines that end with CR alone.
type crLines struct{ r io.Reader }

func (c crLines) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	for i, b := range p[:n] {
		if b == '\r' {
			p[i] = '\n'
		}
	}
	return n, err
}

// Read implements [format.Reader].
func (t CSVReader) Read(ctx context.Context, in *format.Input, yield func(*format.Item) bool) error {
	buf := bufio.NewReaderSize(charset.NewReader(in.Body), 64<<10)
	r, rows := newReader(buf, in.MaxItem)
	columns, err := header(r)
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(columns, t.IsText) {
		return errNoText(columns)
	}
	rows.columns = len(columns)
	for {
		if err := ctx.Err(); err != nil {
			return err
		}
		row, err := r.Read()
		for _, it := range rows.fault {
			if !yield(it) {
				return nil
			}
		}
		rows.fault = rows.fault[:0]
		if errors.Is(err, io.EOF) {
			return nil
		}
		it := &format.Item{Line: rows.line, Offset: rows.offset}
		var syntax *csv.ParseError
		switch {
		case errors.As(err, &syntax):
			it.Reject = "the row cannot be read: " + syntax.Err.Error()
		case err != nil:
			return err
		case len(row) > len(columns):
			it.Reject = fmt.Sprintf("the row has %d columns, the first line names %d", len(row), len(columns))
			it.Raw = []byte(strings.Join(row, string(r.Comma)))
		default:
			it.Object = object(columns, row)
		}
		if !yield(it) {
			return nil
		}
	}
}

// errNoText returns the error for a table without a column that is known to hold
// the text.
func errNoText(columns []string) error {
	names := strings.Join(columns[:min(len(columns), 20)], ", ")
	if len(names) > maxNamed {
		names = strings.ToValidUTF8(names[:maxNamed], "") + " …"
	}
	return fmt.Errorf("no column of the table is known to hold the text: its columns are %s (map one with text=NAME; the first line must name the columns)", names)
}

// maxNamed bounds the bytes of names of columns in a message.
const maxNamed = 300

// errColumns is returned for a table that names no columns.
var errColumns = errors.New("the first line of the table does not name its columns")

// header reads the names of the columns.
func header(r *csv.Reader) ([]string, error) {
	row, err := r.Read()
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errColumns, err)
	}
	columns := make([]string, len(row))
	for i, name := range row {
		columns[i] = strings.TrimSpace(strings.TrimPrefix(strings.Clone(name), "\ufeff"))
	}
	named := 0
	for _, name := range columns {
		if name != "" && len(name) < 100 {
			named++
		}
	}
	if len(columns) < 2 || named < 2 || len(columns) > maxColumns {
		return nil, errColumns
	}
	return columns, nil
}

// comma returns what divides the columns in the first line.
func comma(head []byte) rune {
	line, _, _ := bytes.Cut(head, []byte("\n"))
	best, most := ',', 0
	for _, c := range ",\t;|" {
		if n := bytes.Count(line, []byte(string(c))); n > most {
			best, most = c, n
		}
	}
	return best
}

// object writes a row as a JSON object. Empty cells are left out.
func object(columns, row []string) []byte {
	b := []byte{'{'}
	for i, value := range row {
		if value == "" || columns[i] == "" {
			continue
		}
		if len(b) > 1 {
			b = append(b, ',')
		}
		b = append(appendString(b, columns[i]), ':')
		b = appendString(b, value)
	}
	return append(b, '}')
}

// appendString appends s as a JSON string.
func appendString(b []byte, s string) []byte {
	if !utf8.ValidString(s) {
		s = strings.ToValidUTF8(s, "\ufffd")
	}
	quoted, err := json.Marshal(s)
	if err != nil {
		return append(b, `""`...) // strings can always be written
	}
	return append(b, quoted...)
}
