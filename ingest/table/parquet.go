package table

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/parquet-go/parquet-go"
	parquetformat "github.com/parquet-go/parquet-go/format"

	"github.com/wiretrace/wiretrace/ingest/format"
)

// A ParquetReader reads Parquet files. A column of lists becomes a list. A column in groups is named by
// all levels, separated by dots.
type ParquetReader struct{}

// Name implements [format.Reader].
func (ParquetReader) Name() string { return "parquet" }

// Detect implements [format.Reader].
func (ParquetReader) Detect(h *format.Head) bool { return strings.HasPrefix(string(h.Bytes), "PAR1") }

// rowsAtOnce is how many rows are read at a time.
const rowsAtOnce = 64

// Read implements [format.Reader].
func (ParquetReader) Read(ctx context.Context, in *format.Input, yield func(*format.Item) bool) error {
	at, size, err := in.At()
	if err != nil {
		return err
	}
	file, err := parquet.OpenFile(at, size, parquet.SkipPageIndex(true), parquet.SkipBloomFilters(true))
	if err != nil {
		return fmt.Errorf("parquet: %w", err)
	}
	columns := leaves(file.Schema())
	if len(columns) > maxColumns {
		return fmt.Errorf("parquet: %d columns, at most %d are read", len(columns), maxColumns)
	}
	line := 0
	for _, group := range file.RowGroups() {
		more, err := readGroup(ctx, group, columns, &line, yield)
		if err != nil || !more {
			return err
		}
	}
	return nil
}

// readGroup passes the rows of one group to yield. It returns false if yield did.
func readGroup(ctx context.Context, group parquet.RowGroup, columns []leaf, line *int, yield func(*format.Item) bool) (more bool, err error) {
	rows := group.Rows()
	defer func() { err = errors.Join(err, rows.Close()) }()
	buf := make([]parquet.Row, rowsAtOnce)
	for {
		if err := ctx.Err(); err != nil {
			return false, err
		}
		n, err := rows.ReadRows(buf)
		for _, row := range buf[:n] {
			*line++
			if !yield(&format.Item{Line: *line, Object: rowObject(columns, row)}) {
				return false, nil
			}
		}
		switch {
		case errors.Is(err, io.EOF):
			return true, nil
		case err != nil:
			return false, fmt.Errorf("parquet, behind row %d: %w", *line, err)
		case n == 0:
			return true, nil
		}
	}
}

// A leaf is a column of values.
type leaf struct {
	name    string
	list    bool
	logical parquetformat.LogicalTypeValue // nil: none
}

func leaves(schema *parquet.Schema) []leaf {
	var all []leaf
	for _, path := range schema.Columns() {
		column, _ := schema.Lookup(path...)
		var l leaf
		if t := column.Node.Type().LogicalType(); t != nil {
			l.logical = t.Value
		}
		var names []string
		for _, p := range path {
			if p != "list" && p != "element" && p != "array" && p != "item" || len(path) == 1 {
				names = append(names, p)
			}
		}
		l.name, l.list = strings.Join(names, "."), column.MaxRepetitionLevel > 0
		all = append(all, l)
	}
	return all
}

// rowObject returns a row as a JSON object without nulls.
func rowObject(columns []leaf, row parquet.Row) []byte {
	b := []byte{'{'}
	for at := 0; at < len(row); {
		c := row[at].Column()
		end := at + 1
		for end < len(row) && row[end].Column() == c {
			end++
		}
		values := row[at:end]
		at = end
		if c < 0 || c >= len(columns) {
			continue
		}
		written := cell(&columns[c], values)
		if written == nil {
			continue
		}
		if len(b) > 1 {
			b = append(b, ',')
		}
		b = append(appendString(b, columns[c].name), ':')
		b = append(b, written...)
	}
	return append(b, '}')
}

// cell returns the values of one column in one row, or nothing for a null.
func cell(l *leaf, values []parquet.Value) []byte {
	var b []byte
	for _, v := range values {
		if v.IsNull() {
			continue
		}
		if len(b) > 0 {
			b = append(b, ',')
		}
		b = appendValue(b, l, v)
	}
	if l.list && len(b) > 0 {
		return append(append([]byte{'['}, b...), ']')
	}
	return b
}

func appendValue(b []byte, l *leaf, v parquet.Value) []byte {
	switch v.Kind() {
	case parquet.Boolean:
		return strconv.AppendBool(b, v.Boolean())
	case parquet.Int32:
		if _, ok := l.logical.(*parquetformat.DateType); ok {
			return appendString(b, time.Unix(int64(v.Int32())*86400, 0).UTC().Format(time.DateOnly))
		}
		return strconv.AppendInt(b, int64(v.Int32()), 10)
	case parquet.Int64:
		if t, ok := l.logical.(*parquetformat.TimestampType); ok {
			return appendString(b, instant(t, v.Int64()))
		}
		return strconv.AppendInt(b, v.Int64(), 10)
	case parquet.Float, parquet.Double:
		f := v.Double()
		if v.Kind() == parquet.Float {
			f = float64(v.Float())
		}
		number, err := json.Marshal(f)
		if err != nil { // infinite or not a number
			return append(b, "null"...)
		}
		return append(b, number...)
	case parquet.ByteArray, parquet.FixedLenByteArray:
		return appendString(b, string(v.ByteArray()))
	}
	return appendString(b, v.String())
}

// instant formats a timestamp as RFC 3339. A timestamp that is not in UTC has no zone.
func instant(t *parquetformat.TimestampType, n int64) string {
	at := time.UnixMilli(n)
	switch t.Unit.Value.(type) {
	case *parquetformat.MicroSeconds:
		at = time.UnixMicro(n)
	case *parquetformat.NanoSeconds:
		at = time.Unix(0, n)
	}
	if t.IsAdjustedToUTC {
		return at.UTC().Format(time.RFC3339)
	}
	return at.UTC().Format("2006-01-02T15:04:05")
}
