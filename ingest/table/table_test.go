package table_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/parquet-go/parquet-go"
	"pgregory.net/rapid"

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

// TestCSVUnclosed sees that a quote that is not closed costs its row and no
// other, and that quotes which are not doubled cost none.
func TestCSVUnclosed(t *testing.T) {
	for _, c := range []struct {
		name, data    string
		rows, rejects int
		line          int // of the first reject
	}{
		{"in the middle", "a,b,c\n1,\"open,x\n2,\"good\",y\n3,\"good\",z\n", 2, 1, 2},
		{"rows without quotes after it", "a,b,c\n1,\"open,x\n2,plain,y\n3,plain,z\n", 2, 1, 2},
		{"last column", "a,b\n1,\"open\n2,\"good\"\n3,\"good\"\n", 2, 1, 2},
		{"all rows", "a,b,c\n1,\"open,x\n2,\"open,y\n3,\"open,z\n", 1, 2, 2},
		{"a text of several lines", "a,b,c\n0,p,q\n1,\"open\nand on, and on,\nmore,x\n2,\"good\nline\",y\n3,plain,z\n", 3, 1, 3},
		{"quotes that are not doubled", "a,b,c\n1,\"He said \"no\" to it\nand, well, \"yes\" too\n\",x\n2,plain,y\n", 2, 0, 0},
		{"a table in a cell", "a,b,c\n1,\"x,y,z\nx,y,z\n\",x\n2,plain,y\n", 2, 0, 0},
		{"a table with quotes in a cell", "a,b,c\n1,\"x,\"\"y\"\",z\nx,\"\"y\"\",z\n\",x\n2,plain,y\n", 2, 0, 0},
		{"the file is cut", "a,b\n1,x\n2,\"good\nand o", 1, 1, 3},
		{"blanks behind the last quote", "a,b\n1,x\n2,\"good\nend\" ", 2, 0, 0},
		{"Ctrl-Z behind the last quote", "a,b\n1,x\n2,\"good\"\r\x1a", 2, 0, 0},
		{"cut behind a quote and a blank", "a,b\n1,x\n2,\" ", 1, 1, 3},
		{"only the first line", "a,b,c\n1,\"open,x\n", 1, 0, 0},
		{"blank lines, CRLF", "a,b,c\r\n\r\n1,\"open,x\r\n2,\"good\",y\r\n\r\n3,\"good\",z\r\n", 2, 1, 3},
		{"too many columns, longer than a row may be", "a,b,c\n1,x,y\n" + strings.Repeat(",", 300_000) + "\n2,plain,y\n", 2, 1, 3},
		{"the same in the last line", "a,b,c\n1,x,y\n" + strings.Repeat(",", 300_000), 1, 1, 3},
		{"longer than a row may be", "a,b,c\n1,\"open,x\n2,plain,y\n" + strings.Repeat("3,plain,z\n", 20_000), 20_001, 1, 2},
	} {
		line, offset := 0, int64(0)
		rows, rejects := 0, 0
		in := &format.Input{Name: "t", MaxItem: 1 << 16, Body: strings.NewReader(c.data)}
		err := csvReader().Read(context.Background(), in, func(it *format.Item) bool {
			switch {
			case it.Reject == "":
				rows++
				return true
			case rejects == 0:
				line, offset = it.Line, it.Offset
			}
			rejects++
			return true
		})
		if rows != c.rows || rejects != c.rejects || line != c.line || err != nil {
			t.Errorf("%s: %d rows, %d rejects, the first at line %d, %v; want %d, %d, %d", c.name, rows, rejects, line, err, c.rows, c.rejects, c.line)
		}
		if got := strings.Count(c.data[:offset], "\n") + 1; line > 0 && got != line {
			t.Errorf("%s: place %d is in line %d, not %d", c.name, offset, got, line)
		}
	}
}

// TestCSVAsBefore sees that rows are cut where [csv.Reader] itself cuts them if
// no quote is missing.
func TestCSVAsBefore(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		data := "a,b\n" + rapid.StringMatching(`[x,"\r\n]{0,40}`).Draw(t, "rows")
		r := csv.NewReader(strings.NewReader(data))
		r.LazyQuotes, r.FieldsPerRecord = true, -1
		want, err := r.ReadAll()
		got, rejects := 0, 0
		in := &format.Input{Name: "t", MaxItem: 1 << 16, Body: strings.NewReader(data)}
		gotErr := csvReader().Read(context.Background(), in, func(it *format.Item) bool {
			if strings.HasPrefix(it.Reject, "a quote") {
				rejects++
			}
			got++
			return true
		})
		if rejects == 0 && (got != len(want)-1 || err != nil || gotErr != nil) {
			t.Fatalf("%q: %d rows, want %d, %v, %v", data, got, len(want)-1, gotErr, err)
		}
	})
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

// TestCells checks that a row of very many columns is a reject, and that the row
// behind it is read.
func TestCells(t *testing.T) {
	input := "id,text\n" + strings.Repeat(",", 200_000) + "\nb,two words\n"
	var rejects, objects int
	r := table.CSVReader{IsText: func(name string) bool { return name == "text" }}
	err := r.Read(t.Context(), &format.Input{Body: strings.NewReader(input), MaxItem: 1 << 20}, func(it *format.Item) bool {
		if it.Reject != "" {
			rejects++
		} else {
			objects++
		}
		return true
	})
	if err != nil || rejects != 1 || objects != 1 {
		t.Errorf("%d rejects, %d rows, %v", rejects, objects, err)
	}
	wide := strings.Repeat("a,", 200_000) + "text\nb,two\n"
	err = r.Read(t.Context(), &format.Input{Body: strings.NewReader(wide), MaxItem: 1 << 20}, func(*format.Item) bool { return true })
	if err == nil {
		t.Error("a first line of 200,000 columns is taken")
	}
}
