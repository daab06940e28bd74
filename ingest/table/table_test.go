package table_test

import (
	"bytes"
	"context"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/parquet-go/parquet-go"

	"github.com/wiretrace/wiretrace/ingest/format"
	"github.com/wiretrace/wiretrace/ingest/table"
)

func read(t testing.TB, r format.Reader, data string) (rows, rejects []string, err error) {
	t.Helper()
	in := &format.Input{
		Name: "t", MaxItem: 1 << 16, Body: strings.NewReader(data),
		At: func() (io.ReaderAt, int64, error) { return strings.NewReader(data), int64(len(data)), nil },
	}
	err = r.Read(context.Background(), in, func(it *format.Item) bool {
		if it.Reject != "" {
			rejects = append(rejects, it.Reject)
			return true
		}
		rows = append(rows, string(it.Object))
		return true
	})
	return rows, rejects, err
}

func csvReader() table.CSVReader {
	return table.CSVReader{IsText: func(column string) bool { return column != "none" }}
}

func TestCSVWithoutText(t *testing.T) {
	none := table.CSVReader{IsText: func(string) bool { return false }}
	if _, _, err := read(t, none, "a,b\n1,2\n"); err == nil || !strings.Contains(err.Error(), "a, b") {
		t.Errorf("no column holds the text: %v", err)
	}
	if _, _, err := read(t, none, strings.Repeat("long name ", 9)+","+strings.Repeat("a long text ", 1000)+"\n"); err == nil || len(err.Error()) > 600 {
		t.Errorf("the message has the whole line: %v", err)
	}
	h := format.NewHead("a.csv", []byte("a,b\n1,2\n"))
	named := none.Detect(h)
	h.Found = true
	if !named || none.Detect(h) || !csvReader().Detect(h) {
		t.Error("detection in folders")
	}
}

func TestCSV(t *testing.T) {
	for _, c := range []struct {
		name, data string
		want       []string
	}{
		{"comma", "a,b\n1,2\n,3\n", []string{`{"a":"1","b":"2"}`, `{"b":"3"}`}},
		{"tab and mark", "\ufeffa\tb\r\nx y\t\"q\"\r\n", []string{`{"a":"x y","b":"q"}`}},
		{"lines in a cell", "a;b\n\"1\n2\";\"3 \"\"4\"\"\"\n", []string{`{"a":"1\n2","b":"3 \"4\""}`}},
		{"lines that end with CR", "a;b\r1;2\r3;4\r", []string{`{"a":"1","b":"2"}`, `{"a":"3","b":"4"}`}},
		{"the separator is named", "sep=|\r\na,x|b\r\n1|2\r\n", []string{`{"a,x":"1","b":"2"}`}},
		{"separator after a mark", "\ufeffSEP=;\na;b\n1;2\n", []string{`{"a":"1","b":"2"}`}},
		{"short row", "a,b,c\n1\n", []string{`{"a":"1"}`}},
		{"stray quote", "a,b\n1 \"2\" 3,4\n", []string{`{"a":"1 \"2\" 3","b":"4"}`}},
		{"UTF-16", "\xff\xfea\x00,\x00b\x00\n\x001\x00,\x002\x00\n\x00", []string{`{"a":"1","b":"2"}`}},
	} {
		got, rejects, err := read(t, csvReader(), c.data)
		if diff := cmp.Diff(c.want, got); diff != "" || err != nil || rejects != nil {
			t.Errorf("%s: %v %v\n%s", c.name, err, rejects, diff)
		}
	}
}

func TestCSVFaults(t *testing.T) {
	if _, _, err := read(t, csvReader(), "one column\nx\n"); err == nil {
		t.Error("a table of one column: no error")
	}
	if rows, rejects, err := read(t, csvReader(), "a,b\n1,2,3\n4,5\n"); len(rows) != 1 || len(rejects) != 1 || err != nil {
		t.Errorf("%v %v %v", rows, rejects, err)
	}
	open := "a,b\n1,\"never closed" + strings.Repeat(" and on\n", 40_000)
	if _, _, err := read(t, csvReader(), open); err == nil {
		t.Error("a quote that is never closed: no error")
	}
}

type row struct {
	ID    string    `parquet:"id"`
	Text  *string   `parquet:"text,optional"`
	Names []string  `parquet:"names,list"`
	At    time.Time `parquet:"at,timestamp(millisecond)"`
	Day   int32     `parquet:"day,date"`
	N     int64     `parquet:"n"`
	F     float64   `parquet:"f"`
	B     bool      `parquet:"b"`
	Sub   struct {
		Name string `parquet:"name"`
	} `parquet:"sub"`
}

func parquetFile(t testing.TB) string {
	t.Helper()
	text := "The ferry."
	var b bytes.Buffer
	w := parquet.NewGenericWriter[row](&b)
	full := row{ID: "1", Text: &text, Names: []string{"A", "B"}, At: time.UnixMilli(1714557600000), Day: 19844, N: 3, F: .5, B: true}
	full.Sub.Name = "x"
	if _, err := w.Write([]row{full, {ID: "2"}}); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestParquet(t *testing.T) {
	got, _, err := read(t, table.ParquetReader{}, parquetFile(t))
	want := []string{
		`{"id":"1","text":"The ferry.","names":["A","B"],"at":"2024-05-01T10:00:00Z","day":"2024-05-01","n":3,"f":0.5,"b":true,"sub.name":"x"}`,
		`{"id":"2","at":"0001-01-01T00:00:00Z","day":"1970-01-01","n":0,"f":0,"b":false,"sub.name":""}`,
	}
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Errorf("%v\n%s", err, diff)
	}
	if !(table.ParquetReader{}).Detect(format.NewHead("x", []byte("PAR1"))) {
		t.Error("not detected")
	}
}

func FuzzCSV(f *testing.F) {
	f.Add("a,b\n1,\"2\n\"\n")
	f.Add("a\tb\n\"\"\"\t\n")
	f.Fuzz(func(t *testing.T, data string) { _, _, _ = read(t, csvReader(), data) })
}

// FuzzParquet lets the library fail as it will: package ingest turns its panics
// into the end of the file. It must not hang or take memory without bound.
func FuzzParquet(f *testing.F) {
	f.Add(parquetFile(f))
	f.Fuzz(func(t *testing.T, data string) {
		defer func() { _ = recover() }()
		_, _, _ = read(t, table.ParquetReader{}, data)
	})
}

// TestPlaceBehindSeparator sees that rows below a line "sep=;" have their lines
// and places in the file.
func TestPlaceBehindSeparator(t *testing.T) {
	place := func(data string) (line int, offset int64) {
		in := &format.Input{Name: "t", MaxItem: 1 << 16, Body: strings.NewReader(data)}
		err := csvReader().Read(context.Background(), in, func(it *format.Item) bool {
			line, offset = it.Line, it.Offset
			return true
		})
		if err != nil || line == 0 {
			t.Fatalf("line %d, %v", line, err)
		}
		return line, offset
	}
	line, offset := place("a;b\n1;2\n")
	if l, o := place("sep=;\na;b\n1;2\n"); l != line+1 || o != offset+6 {
		t.Errorf("line %d, place %d, want %d, %d", l, o, line+1, offset+6)
	}
}
