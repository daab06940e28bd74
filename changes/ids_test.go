package changes

import (
	"bufio"
	"bytes"
	"errors"
	"strconv"
	"testing"
)

// FuzzID: what is written is read, and anything else is an error or no id.
func FuzzID(f *testing.F) {
	f.Add([]byte("12\t\"a1\"\n"), "a1")
	f.Add([]byte("99999999999\t"), "with \t tab, \n line and \xff")
	f.Fuzz(func(t *testing.T, line []byte, id string) {
		if _, _, err := parseID(line); err != nil && !errors.Is(err, ErrIDs) {
			t.Fatal(err)
		}
		var b bytes.Buffer
		w := bufio.NewWriter(&b)
		if err := errors.Join(writeID(w, 7, id), w.Flush()); err != nil {
			t.Fatal(err)
		}
		if n := bytes.Count(b.Bytes(), []byte{'\n'}); n != 1 {
			t.Fatalf("%d lines", n)
		}
		d, quoted, err := parseID(b.Bytes())
		got, unquoted := strconv.Unquote(quoted)
		if d != 7 || errors.Join(err, unquoted) != nil || got != id {
			t.Fatalf("%q was read as %d %q, %v %v", b.Bytes(), d, got, err, unquoted)
		}
	})
}
