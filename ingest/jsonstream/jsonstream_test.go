package jsonstream

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"
)

// list enters the documents that are lists, and lists named items.
func list(kind byte, name string, depth int) bool {
	return depth == 0 || kind == '[' && name == "items"
}

func readAll(r io.Reader, size int64) (string, error) {
	var b strings.Builder
	err := Read(r, size, list, func(v Value) bool {
		fmt.Fprintf(&b, "%s/%s=%s ", v.List, v.Name, v.Raw)
		return true
	})
	return strings.TrimSpace(b.String()), err
}

func TestRead(t *testing.T) {
	deep := strings.Repeat("[", 300) + strings.Repeat("]", 300)
	tests := []struct {
		name, doc, want string
		err             error
	}{
		{"list", `[{"a":1}, 2]`, `/={"a":1} /=2`, nil},
		{"object", `{"a":[1],"items":[{"b":2},3],"c":"d"}`, `/a=[1] items/={"b":2} items/=3 /c="d"`, nil},
		{"several documents", "{\"a\":1}\n{\"a\":2}", "/a=1 /a=2", nil},
		{"scalars", ` 1 "x" null`, `/=1 /="x" /=null`, nil},
		{"empty", "", "", nil},
		{"empty list", "[]", "", nil},
		{"cut in a list", `[{"a":1},{"b"`, `/={"a":1}`, ErrTruncated},
		{"cut in an object", `{"a":1,"items":[`, `/a=1`, ErrTruncated},
		{"cut behind a name", `{"a"`, ``, ErrTruncated},
		{"too deep", `[` + deep + `]`, ``, ErrTooDeep},
		{"too large", `[1,"` + strings.Repeat("x", 10_000) + `",2]`, `/=1`, ErrTooLarge},
		{"many that are not", "[" + strings.Repeat("123456789,", 2000) + "1]", strings.TrimSpace(strings.Repeat("/=123456789 ", 2000)) + " /=1", nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := readAll(strings.NewReader(tt.doc), 8000)
			if got != tt.want || !errors.Is(err, tt.err) {
				t.Errorf("got %.300s, %v; want %.300s, %v", got, err, tt.want, tt.err)
			}
			if err != nil && Fault(err, 0) == nil {
				t.Errorf("%v is no fault of the document", err)
			}
		})
	}
}

// TestReadInParts reads a document that comes in parts that end at every place.
func TestReadInParts(t *testing.T) {
	doc := `{"a" : [1] , "items" :  [ {"b":2},  3 ,"x, y" ] ,  "c":"d"} `
	want, err := readAll(strings.NewReader(doc), 8000)
	if err != nil {
		t.Fatal(err)
	}
	got, err := readAll(iotest.OneByteReader(strings.NewReader(doc)), 8000)
	if got != want || err != nil {
		t.Errorf("a byte at a time: got %s, %v; want %s", got, err, want)
	}
	for i := range doc {
		got, err := readAll(io.MultiReader(strings.NewReader(doc[:i]), strings.NewReader(doc[i:])), 8000)
		if got != want || err != nil {
			t.Errorf("in two parts, at byte %d: got %s, %v; want %s", i, got, err, want)
		}
	}
	var ends []int64
	err = Read(strings.NewReader("[1, "+strings.Repeat(" ", 10_000)+"2]"), 8000, list, func(v Value) bool {
		ends = append(ends, v.Offset)
		return true
	})
	if fmt.Sprint(ends) != "[2 10005]" || err != nil {
		t.Errorf("ends %v, %v", ends, err)
	}
}

func TestReadErrors(t *testing.T) {
	if _, err := readAll(strings.NewReader(`[1,}`), 100); Fault(err, 0) == nil || !strings.Contains(Fault(err, 0).Reason, "not JSON") {
		t.Errorf("got %v, want an error of the syntax", err)
	}
	file := errors.New("disk")
	for _, want := range []error{file, io.ErrUnexpectedEOF} {
		_, err := readAll(io.MultiReader(strings.NewReader(`[1,{"a":`), iotest.ErrReader(want)), 100)
		if !errors.Is(err, want) || Fault(err, 0) != nil {
			t.Errorf("got %v, want the error of the file, %v", err, want)
		}
	}
}

// FuzzRead checks that every document is read to its end or to an error.
func FuzzRead(f *testing.F) {
	f.Add(`{"a":[1],"items":[{"b":2},3],"c":"d"}`)
	f.Add(`[[[`)
	f.Add(`{"a":1}]`)
	f.Fuzz(func(t *testing.T, doc string) {
		n := 0
		err := Read(strings.NewReader(doc), 1000, list, func(v Value) bool { n++; return true })
		if n > len(doc) {
			t.Fatalf("%d values of %d bytes", n, len(doc))
		}
		if err != nil && Fault(err, 0) == nil {
			t.Fatalf("%v is no fault of the document", err)
		}
	})
}
