// Package table reads tables with named columns: CSV, TSV and Parquet. A row becomes a record whose
// members are named like the columns.
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
	// maxColumns is how many columns a table may have.
	maxColumns = 2000
	sniffSize  = 4096
	// maxZeros is the least number of bytes of a table for each zero byte in it. Tables written by a
	// database may have some.
	maxZeros = 20
	// maxCells is how many cells a row may have. Each takes 50 bytes of memory, but may take one byte in
	// the file.
	maxCells = 100_000
)

// A CSVReader reads CSV and TSV. The first line names the columns. The separator is the one of comma,
// semicolon, tab and vertical bar that is most frequent in the first line.
//
// IsText reports whether a column with this name holds the text of articles. A table without such a column
// is refused.
type CSVReader struct{ IsText func(column string) bool }

// Name implements [format.Reader].
func (CSVReader) Name() string { return "csv" }

// Detect implements [format.Reader]. A table cannot be recognised by its content, so the file's name
// decides, and the first line must name columns. In a folder, a table without a text column is ignored.
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

// newReader returns a reader of a table and its reader of rows. A row may have at most most bytes. Lines
// may end with CR only. A first line "sep=;", as Excel writes it, is skipped.
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

// errNoText returns the error for a table without a known text column.
func errNoText(columns []string) error {
	names := strings.Join(columns[:min(len(columns), 20)], ", ")
	if len(names) > maxNamed {
		names = strings.ToValidUTF8(names[:maxNamed], "") + " …"
	}
	return fmt.Errorf("no column of the table is known to hold the text: its columns are %s (map one with text=NAME; the first line must name the columns)", names)
}

// maxNamed is how many bytes of column names a message may have.
const maxNamed = 300

// errColumns is returned for a table without column names.
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

// comma returns the separator of columns in the first line.
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

// object returns a row as a JSON object without empty cells.
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
		return append(b, `""`...) // cannot fail: a string
	}
	return append(b, quoted...)
}
