package ingest

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wiretrace/wiretrace/article"
)

// readNamed returns the ids of the articles in a file, or the causes of rejects.
func readNamed(t *testing.T, name, data string) (got []string) {
	t.Helper()
	src := Open([]string{"-"}, strings.NewReader(data), Options{})
	src.name = name
	err := each(context.Background(), src, func(a article.Article, err error) bool {
		if r, ok := errors.AsType[Reject](err); ok {
			got = append(got, "reject: "+string(r.Cause))
			return true
		}
		got = append(got, a.ID)
		return err == nil
	})
	if err = errors.Join(err, src.Close()); err != nil {
		t.Fatal(err)
	}
	return got
}

// wide returns ASCII text in UTF-16.
func wide(s string) string {
	var b strings.Builder
	for i := range len(s) {
		b.Write([]byte{s[i], 0})
	}
	return b.String()
}

// TestShapes reads records in the shapes that other programs write them in.
func TestShapes(t *testing.T) {
	const (
		a = `{"id":"a","text":"The pilots are back."}`
		b = `{"id":"b","text":"The ships sail again."}`
	)
	both := []string{"a", "b"}
	for _, tt := range []struct {
		name, file, data string
		want             []string
	}{
		{"lines", "x.jsonl", a + "\n" + b + "\n", both},
		{"in a file called a page", "x.html", a + "\n" + b + "\n", both},
		{"a list in a file called a page", "x.htm", "[" + a + "," + b + "]", both},
		{"JSON text sequence", "x.json", "\x1e" + a + "\n\x1e" + b + "\n", both},
		{"rows of an array", "x.jsonl", a + ",\n" + b + ",\n", both},
		{"one after the other", "x.json", a + b, both},
		{"lines that end with CR", "x.jsonl", a + "\r" + b + "\r", both},
		{"hits", "x.jsonl", `{"_id":"1","_source":` + a + "}\n" + `{"_id":"2","_source":` + b + "}\n", both},
		{"answer of a search", "x.json", `{"took":3,"hits":{"total":2,"hits":[{"_source":` + a + `},{"_source":` + b + `}]}}`, both},
		{"a hit without text", "x.jsonl", `{"_source":{"id":"a"}}`, []string{"reject: no text"}},
		{"a value that is no record", "x.jsonl", a + `7`, []string{"reject: not JSON"}},
		{"cut in the second", "x.jsonl", a + b[:20], []string{"reject: input cannot be read to its end", "a"}},
		{"cut in the third", "x.jsonl", a + " " + b + a[:20] + "\n" + b, []string{"a", "b", "reject: not JSON", "b"}},
		{"damaged in the second", "x.jsonl", a + `{"id":b}` + b, []string{"a", "reject: not JSON"}},
		{"UTF-16 with a mark", "x.jsonl", "\xff\xfe" + wide(a+"\n"+b+"\n"), both},
		{"UTF-16 without a mark", "x.json", wide(a + "\n" + b + "\n"), both},
		{"a list in UTF-16", "x.json", "\xff\xfe" + wide("["+a+","+b+"]"), both},
		{"UTF-16 that is cut", "x.jsonl", "\xff\xfe" + wide(a + "\n" + b)[:130], []string{"a", "reject: input cannot be read to its end"}},
		{"a file that is cut", "x.jsonl", a + "\n" + b[:len(b)-9], []string{"a", "reject: input cannot be read to its end"}},
		{"a line that is cut", "x.jsonl", a[:len(a)-9] + "\n" + b + "\n", []string{"reject: not JSON", "b"}},
		{"a feed that is cut", "x.xml", "<rss version=\"2.0\"><channel><item><guid>b", []string{"reject: input cannot be read to its end"}},
		{"a JSON feed that is cut", "x.json", `{"version":"https://jsonfeed.org/version/1.1","items":[{"id"`, []string{"reject: input cannot be read to its end"}},
		{"a table that is cut", "x.csv", "id,text\na,The pilots are back.\nb,\"The ships", []string{"a", "reject: input cannot be read to its end"}},
		{"zero bytes at the end", "x.jsonl", a + "\n" + b + "\n" + strings.Repeat("\x00", 3000), both},
		{"zero bytes between lines", "x.jsonl", a + "\n" + strings.Repeat("\x00", 300) + "\n" + strings.Repeat("\x00", 300) + b, both},
		{"zero bytes behind a document", "x.json", "[" + a + ",\n" + b + "]\n" + strings.Repeat("\x00", 300), both},
		{"a table in UTF-16 without a mark", "x.tsv", wide("id\ttext\na\tThe pilots are back.\nb\tThe ships sail again.\n"), both},
		{"nothing but zero bytes", "x.jsonl", strings.Repeat("\x00", 300) + "\n", []string{"reject: " + string(CauseCut)}},
		{"zero bytes in a table", "x.csv", "id,text\na,The \x00pilots are back.\nb,The ships sail again.\n", both},
		{"empty page", "x.html", "", []string{"reject: no text"}},
	} {
		if diff := cmp.Diff(tt.want, readNamed(t, tt.file, tt.data)); diff != "" {
			t.Errorf("%s:\n%s", tt.name, diff)
		}
	}
}
