package table_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/wiretrace/wiretrace/dedup"
	"github.com/wiretrace/wiretrace/internal/exporttest"
	"github.com/wiretrace/wiretrace/internal/peer"
	"github.com/wiretrace/wiretrace/report"
	"github.com/wiretrace/wiretrace/report/table"
	"github.com/wiretrace/wiretrace/view"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// buffers makes a buffer for each table.
func buffers() (map[string]io.Writer, map[string]*bytes.Buffer) {
	out, in := map[string]io.Writer{}, map[string]*bytes.Buffer{}
	for _, name := range table.Names() {
		in[name] = &bytes.Buffer{}
		out[name] = in[name]
	}
	return out, in
}

// pressTables returns the tables of the whole press, or of the ferry's cluster.
func pressTables(t *testing.T, make func(map[string]io.Writer) *table.Writer, q view.Query) map[string]*bytes.Buffer {
	t.Helper()
	out, in := buffers()
	exporttest.Render(t, exporttest.Press(t, dedup.Options{}), q, make(out))
	return in
}

func csvTables(out map[string]io.Writer) *table.Writer { return table.NewCSV(out, false) }

func TestCSVGolden(t *testing.T) {
	in := pressTables(t, csvTables, view.Query{Article: "p001"})
	for _, name := range table.Names() {
		exporttest.Golden(t, *update, name+".csv", in[name].String())
	}
}

// TestCSVIsRead sees that encoding/csv reads every table, each row as long as the
// header, and as many rows as there are.
func TestCSVIsRead(t *testing.T) {
	in := pressTables(t, csvTables, view.Query{})
	for name, least := range map[string]int{table.Articles: 148, table.Clusters: 10, table.Pairs: 200, table.Copies: 80} {
		rows, err := csv.NewReader(in[name]).ReadAll()
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if len(rows)-1 < least {
			t.Errorf("%s: %d rows, want %d and more", name, len(rows)-1, least)
		}
	}
}

// unguard is what a reader of a guarded text does.
func unguard(s string) string { return strings.TrimPrefix(s, "'") }

// TestCSVKeepsCells writes any text as a cell, reads it back, and sees that none begins as
// a formula does.
func TestCSVKeepsCells(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		cell := rapid.OneOf(rapid.String(), rapid.StringMatching(`[=+\-@\t\r\n'", a]{0,6}`)).Draw(t, "cell")
		cell = strings.ReplaceAll(cell, "\x00", "")
		out, in := buffers()
		w := table.NewCSV(out, false)
		if err := w.Pair(&report.PairView{Pair: report.Pair{A: cell, B: "b"}}); err != nil {
			t.Fatal(err)
		}
		r := csv.NewReader(in[table.Pairs])
		rows, err := r.ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		// encoding/csv reads a CR LF within a cell as LF; Python's csv does not, see below.
		want := strings.ReplaceAll(cell, "\r\n", "\n")
		got := rows[1][0]
		if got != "" && strings.IndexByte("=+-@\t\r", got[0]) >= 0 {
			t.Errorf("cell %q is a formula", got)
		}
		if unguard(got) != want {
			t.Errorf("read %q, wrote %q", got, want)
		}
	})
}

func TestCSVBOM(t *testing.T) {
	out, in := buffers()
	if err := table.NewCSV(out, true).End(); err != nil {
		t.Fatal(err)
	}
	if got := in[table.Pairs].String(); got != "\ufeffa,b,p,p_same,jaccard,containment_a,containment_b,matched_words,passages,kind\r\n" {
		t.Errorf("a table of no rows is %q", got)
	}
}

// readCSV prints the rows that Python's csv reads, as JSON.
const readCSV = `
import csv, io, json, sys
text = sys.stdin.buffer.read().decode("utf-8")
print(json.dumps(list(csv.reader(io.StringIO(text, newline=""), strict=True))))`

// TestCSVInPython sees that Python's csv reads of a hostile report what was written.
func TestCSVInPython(t *testing.T) {
	out, in := buffers()
	exporttest.HostileReport(t, table.NewCSV(out, false))
	bad := strings.ReplaceAll(strings.ToValidUTF8(exporttest.Hostile, "\ufffd"), "\x00", "\ufffd")
	for _, name := range table.Names() {
		var rows [][]string
		if err := json.Unmarshal([]byte(peer.Python(t, readCSV, in[name].Bytes())), &rows); err != nil {
			t.Fatal(err)
		}
		for _, row := range rows {
			if len(row) != len(rows[0]) {
				t.Errorf("%s: a row of %d cells, the header has %d", name, len(row), len(rows[0]))
			}
			for _, cell := range row {
				if cell != "" && strings.IndexByte("=+@\t\r", cell[0]) >= 0 {
					t.Errorf("%s: cell %q is a formula", name, cell)
				}
			}
		}
		if name == table.Clusters && (len(rows) != 2 || unguard(rows[1][0]) != bad) {
			t.Errorf("clusters: read %q, want %q", rows, bad)
		}
	}
}

// readParquet prints types, row groups and values as pyarrow reads them. Times are turned to
// ISO 8601.
const readParquet = `
import sys, io, json, datetime, pyarrow.parquet as pq
f = pq.ParquetFile(io.BytesIO(sys.stdin.buffer.read()))
m = f.metadata
def plain(x): return x.isoformat() if isinstance(x, datetime.datetime) else x
rows = [{k: plain(v) for k, v in r.items()} for r in f.read().to_pylist()]
chunks = [m.row_group(0).column(i) for i in range(m.num_columns)] if m.num_row_groups else []
print(json.dumps({"groups": m.num_row_groups, "created": m.created_by,
  "types": {x.name: str(x.type) for x in f.schema_arrow},
  "codecs": sorted({c.compression for c in chunks}),
  "dict": [c.path_in_schema for c in chunks if c.dictionary_page_offset is not None or c.has_dictionary_page],
  "rows": rows}))`

type parquetFile struct {
	Groups  int               `json:"groups"`
	Created string            `json:"created"`
	Types   map[string]string `json:"types"`
	Codecs  []string          `json:"codecs"`
	Dict    []string          `json:"dict"`
	Rows    []map[string]any  `json:"rows"`
}

func pyarrow(t *testing.T, data []byte) parquetFile {
	t.Helper()
	var f parquetFile
	if err := json.Unmarshal([]byte(peer.Python(t, readParquet, data)), &f); err != nil {
		t.Fatal(err)
	}
	return f
}

// TestParquetInPython compares what pyarrow reads of the press with what encoding/csv
// reads of the same tables, cell by cell, and checks the types.
func TestParquetInPython(t *testing.T) {
	as := pressTables(t, table.NewParquet, view.Query{})
	csvs := pressTables(t, csvTables, view.Query{})
	types := map[string]string{
		"articles.published": "timestamp[ms, tz=UTC]", "articles.published_text": "string", "articles.copied": "double", "articles.keep": "bool",
		"articles.also": "list<element: string>", "clusters.size": "int64", "clusters.first": "timestamp[ms, tz=UTC]",
		"copies.evidence": "list<element: struct<kind: string, text: string, weight: double>>", "pairs.kind": "string",
	}
	dict := []string{"articles.source", "clusters.origin_agency", "copies.cluster", "pairs.kind"}
	for _, name := range table.Names() {
		f := pyarrow(t, as[name].Bytes())
		for column, want := range types {
			of, column, _ := strings.Cut(column, ".")
			if got := f.Types[column]; of == name && strings.ReplaceAll(got, " not null", "") != want {
				t.Errorf("%s.%s is %s, want %s", name, column, got, want)
			}
		}
		for _, column := range dict {
			if of, column, _ := strings.Cut(column, "."); of == name && !slices.Contains(f.Dict, column) {
				t.Errorf("%s.%s has no dictionary", name, column)
			}
		}
		if f.Groups != 1 || !slices.Equal(f.Codecs, []string{"ZSTD"}) || !strings.HasPrefix(f.Created, "wiretrace") {
			t.Errorf("%s: %d row groups, codecs %v, by %s", name, f.Groups, f.Codecs, f.Created)
		}
		rows, err := csv.NewReader(csvs[name]).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		sameRows(t, name, rows, f.Rows)
	}
}

// sameRows compares rows of CSV with those of Parquet.
func sameRows(t *testing.T, name string, rows [][]string, want []map[string]any) {
	t.Helper()
	if len(rows)-1 != len(want) {
		t.Fatalf("%s: %d rows in CSV, %d in Parquet", name, len(rows)-1, len(want))
	}
	for i, row := range rows[1:] {
		for k, column := range rows[0] {
			x, ok := want[i][column+"_text"] // a time as it was read
			if !ok {
				x, ok = want[i][column]
			}
			if !ok {
				t.Fatalf("%s.%s is not in Parquet", name, column)
			}
			if got := asCell(t, x); unguard(row[k]) != got {
				t.Errorf("%s row %d: %s is %q in CSV and %q in Parquet", name, i, column, row[k], got)
			}
		}
	}
}

// asCell returns a value as CSV has it.
func asCell(t *testing.T, x any) string {
	t.Helper()
	switch x := x.(type) {
	case nil:
		return ""
	case []any:
		if len(x) == 0 {
			return ""
		}
		var b strings.Builder
		enc := json.NewEncoder(&b)
		enc.SetEscapeHTML(false)
		if err := enc.Encode(x); err != nil { // which sorts the fields of a map, as those of Evidence are
			t.Fatal(err)
		}
		return strings.TrimSuffix(b.String(), "\n")
	case float64:
		return strings.TrimSuffix(fmt.Sprintf("%v", x), ".0")
	}
	return fmt.Sprint(x)
}

// TestParquetTimes sees that an instant is that of the time next to it: a date begins its
// day and claims no more.
func TestParquetTimes(t *testing.T) {
	f := pyarrow(t, pressTables(t, table.NewParquet, view.Query{Article: "p001"})[table.Articles].Bytes())
	seen := map[int]bool{}
	for _, row := range f.Rows {
		s, ok := row["published_text"].(string)
		if !ok {
			if row["published"] != nil {
				t.Errorf("%v: an instant without a time", row["id"])
			}
			continue
		}
		seen[len(s)] = true
		if at, _ := row["published"].(string); !strings.HasPrefix(at, strings.TrimSuffix(s, "Z")) {
			t.Errorf("%v was published %s, at %s", row["id"], s, at)
		}
	}
	if !seen[len("2024-05-06")] || !seen[len("2024-05-06T08:10:00Z")] {
		t.Error("no date, or no second, among the times")
	}
}

// TestParquetHostile sees that a hostile report is read back.
func TestParquetHostile(t *testing.T) {
	out, in := buffers()
	exporttest.HostileReport(t, table.NewParquet(out))
	for _, name := range table.Names() {
		if f := pyarrow(t, in[name].Bytes()); len(f.Rows) == 0 {
			t.Errorf("%s: no rows", name)
		}
	}
}

// TestParquetStreams sees that rows leave before the end, in groups.
func TestParquetStreams(t *testing.T) {
	var out bytes.Buffer
	w := table.NewParquet(map[string]io.Writer{table.Pairs: &out})
	for i := range 45_000 {
		if err := w.Pair(&report.PairView{Pair: report.Pair{A: fmt.Sprint(i), B: "b", P: .5, Kind: "same"}}); err != nil {
			t.Fatal(err)
		}
	}
	held := out.Len()
	if err := w.End(); err != nil {
		t.Fatal(err)
	}
	if held == 0 {
		t.Error("nothing was written before the end")
	}
	if f := pyarrow(t, out.Bytes()); f.Groups != 3 || len(f.Rows) != 45_000 {
		t.Errorf("%d rows in %d groups", len(f.Rows), f.Groups)
	}
}

// TestSameBytes sees that a table depends on the report alone.
func TestSameBytes(t *testing.T) {
	a, b := pressTables(t, table.NewParquet, view.Query{}), pressTables(t, table.NewParquet, view.Query{})
	for _, name := range table.Names() {
		if !bytes.Equal(a[name].Bytes(), b[name].Bytes()) {
			t.Errorf("%s: other bytes the second time", name)
		}
	}
}

// TestColumns holds the columns of CSV and Parquet to each other: the same names in
// the same order, but for the instants.
func TestColumns(t *testing.T) {
	rows := map[string]reflect.Type{
		table.Articles: reflect.TypeFor[table.Article](), table.Clusters: reflect.TypeFor[table.Cluster](),
		table.Pairs: reflect.TypeFor[table.Pair](), table.Copies: reflect.TypeFor[table.Copy](),
	}
	out, in := buffers()
	if err := table.NewCSV(out, false).End(); err != nil {
		t.Fatal(err)
	}
	for name, row := range rows {
		var want []string
		for field := range row.Fields() {
			column, _, _ := strings.Cut(field.Tag.Get("parquet"), ",")
			if !strings.Contains(field.Tag.Get("parquet"), "timestamp") {
				want = append(want, strings.TrimSuffix(column, "_text"))
			}
		}
		if diff := cmp.Diff(strings.Join(want, ",")+"\r\n", in[name].String()); diff != "" {
			t.Errorf("%s (-Parquet +CSV):\n%s", name, diff)
		}
	}
}

func BenchmarkCSV(b *testing.B)     { benchmark(b, csvTables) }
func BenchmarkParquet(b *testing.B) { benchmark(b, table.NewParquet) }

// benchmark writes 10,000 clusters an iteration.
func benchmark(b *testing.B, make func(map[string]io.Writer) *table.Writer) {
	v := exporttest.Cluster(6)
	b.ReportAllocs()
	for b.Loop() {
		w := make(map[string]io.Writer{table.Articles: io.Discard, table.Clusters: io.Discard, table.Copies: io.Discard})
		for range 10_000 {
			if err := w.Cluster(v); err != nil {
				b.Fatal(err)
			}
		}
		if err := w.End(); err != nil {
			b.Fatal(err)
		}
	}
}
