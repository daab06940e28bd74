package table

import (
	"encoding/json"
	"fmt"
	"io"

	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/compress/zstd"
)

// rowsPerGroup is how many rows a [Writer] holds: 4,000 articles take about 30 MB.
const rowsPerGroup = 4000

// A Writer writes records of package ingest as Parquet. Lists and objects become JSON text. Members
// without a column of their own are put together in the column extra.
type Writer struct {
	w       *parquet.GenericWriter[recordRow]
	columns map[string]bool
}

// recordRow is a row of the file.
type recordRow struct {
	ID            string   `parquet:"id" json:"id"`
	URL           *string  `parquet:"url,optional" json:"url"`
	Source        *string  `parquet:"source,optional,dict" json:"source"`
	Title         *string  `parquet:"title,optional" json:"title"`
	Byline        *string  `parquet:"byline,optional" json:"byline"`
	Credit        *string  `parquet:"credit,optional,dict" json:"credit"`
	Lang          *string  `parquet:"lang,optional,dict" json:"lang"`
	Published     *string  `parquet:"published,optional" json:"published"`
	Updated       *string  `parquet:"updated,optional" json:"updated"`
	Fetched       *string  `parquet:"fetched,optional" json:"fetched"`
	Clocks        *string  `parquet:"clocks,optional" json:"-"`
	Revision      *string  `parquet:"revision,optional" json:"revision"`
	Status        *string  `parquet:"status,optional,dict" json:"status"`
	Teaser        *bool    `parquet:"teaser,optional" json:"teaser"`
	LowConfidence *bool    `parquet:"low_confidence,optional" json:"low_confidence"`
	Links         *string  `parquet:"links,optional" json:"-"`
	Origin        *string  `parquet:"origin,optional" json:"-"`
	Text          *string  `parquet:"text,optional" json:"text"`
	Furniture     *string  `parquet:"furniture,optional" json:"-"`
	DuplicateOf   *string  `parquet:"duplicate_of,optional" json:"duplicate_of"`
	Similarity    *float64 `parquet:"similarity,optional" json:"similarity"`
	Cluster       *string  `parquet:"cluster,optional,dict" json:"cluster"`
	Why           *string  `parquet:"why,optional,dict" json:"why"`
	Extra         *string  `parquet:"extra,optional" json:"-"`
}

// NewWriter returns a writer to out. It must be closed.
func NewWriter(out io.Writer) *Writer {
	w := &Writer{columns: map[string]bool{}, w: parquet.NewGenericWriter[recordRow](out,
		parquet.Compression(&zstd.Codec{}), parquet.MaxRowsPerRowGroup(rowsPerGroup), parquet.CreatedBy("wiretrace", "", ""))}
	for _, path := range w.w.Schema().Columns() {
		w.columns[path[0]] = path[0] != "extra"
	}
	return w
}

// Write writes one record, a line of JSON Lines.
func (w *Writer) Write(line []byte) (int, error) {
	var members map[string]json.RawMessage
	if err := json.Unmarshal(line, &members); err != nil {
		return 0, fmt.Errorf("record: %w", err)
	}
	var row recordRow
	for name, dst := range map[string]**string{
		"clocks": &row.Clocks, "links": &row.Links, "origin": &row.Origin, "furniture": &row.Furniture,
	} {
		if raw, ok := members[name]; ok {
			s := string(raw)
			*dst = &s
			delete(members, name)
		}
	}
	rest := map[string]json.RawMessage{}
	for name, raw := range members {
		if !w.columns[name] {
			rest[name] = raw
			delete(members, name)
		}
	}
	known, err := json.Marshal(members)
	if err != nil {
		return 0, fmt.Errorf("record: %w", err)
	}
	if err := json.Unmarshal(known, &row); err != nil {
		return 0, fmt.Errorf("record: %w", err)
	}
	if len(rest) > 0 {
		extra, err := json.Marshal(rest)
		if err != nil {
			return 0, fmt.Errorf("record: %w", err)
		}
		s := string(extra)
		row.Extra = &s
	}
	if _, err := w.w.Write([]recordRow{row}); err != nil {
		return 0, fmt.Errorf("parquet: %w", err)
	}
	return len(line), nil
}

// Close writes the remaining rows.
func (w *Writer) Close() error { return w.w.Close() }
