package ingest

import (
	"encoding/json"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// recordSeeds are lines that decoders have tripped over.
var recordSeeds = []string{
	`{}`,
	`{"id":"a","text":"b"}`,
	` { "id" : "a" , "text" : "b" } `,
	`{"id":"a","id":"b","text":"x"}`,
	`{"id":"a","id":null,"text":"x"}`,
	`{"series":"s","source":null,"text":"x"}`,
	`{"series":"s","source":"","text":"x"}`,
	`{"title":"t","headline":"h","text":"x"}`,
	`{"text":"A \"quoted\" line\nand \\ a slash \/ \u00e9 \ud83d\ude00 end"}`,
	`{"text":"lone \ud83d and \ude00 and \ud83d\u0041 and \ud83d\ud83d\ude00"}`,
	`{"text":"\u0000\ufeffnul and mark"}`,
	`{"text":"ends in backslash \\"}`,
	`{"text":"bad \x escape"}`,
	`{"text":"bad \u12"}`,
	`{"text":"bad \u12G4 escape"}`,
	`{"extra":"bad \u12","text":"x"}`,
	"{\"text\":\"raw\ttab\"}",
	"{\t\"text\":\"tab between\"}",
	"{\"text\":\"nul \x00\"}",
	"{\"text\":\"invalid \xff\xfe utf-8 \xc3\"}",
	"{\"inv\xffalid\":\"\xc3\",\"text\":\"x\"}",
	`{"text":"x"} trailing`,
	`{"text":"x"`,
	`{"text":"x",}`,
	`{"text":"x"}}`,
	`{"text"`, `{"text":`, `{"text":"`, `{"text":"\`, `{`, `"`, ``,
	`[{"text":"x"}]`, `"text"`, `null`, `12`,
	`{"id":12,"text":"x","published":1714557600}`,
	`{"id":-0.5e+10,"n":0,"m":-1,"k":1E5,"text":"x"}`,
	`{"n":01,"text":"x"}`, `{"n":-,"text":"x"}`, `{"n":1.,"text":"x"}`, `{"n":.5,"text":"x"}`, `{"n":1e,"text":"x"}`, `{"n":+1,"text":"x"}`,
	`{"a":true,"b":false,"c":null,"text":"x"}`,
	`{"a":tru,"text":"x"}`, `{"a":nul,"text":"x"}`, `{"a":nullx,"text":"x"}`,
	`{"byline":true,"text":"x"}`, `{"id":false,"text":"x"}`,
	`{"authors":["A. Writer",{"name":"B. Writer"},null],"text":"x"}`,
	`{"text":["one","two"],"tags":["a", {"b": [1, 2]}]}`,
	`{"t\u0065xt":"escaped name","text":"y"}`,
	`{"Text":"case","text":"y"}`,
	`{"k":1,"k":2,"text":"x","k":[3]}`,
	`{"":"empty name","text":"x"}`,
	`{"a\"b":"quote in name","text":"x"}`,
	`{"published":{"$date":{"$numberLong":"1714557600000"}},"text":"x"}`,
	`{"a":` + strings.Repeat("[", 70) + strings.Repeat("]", 70) + `}`,
	`{` + strings.Repeat(`"k":1,`, 40) + `"text":"x"}`,
	"{\"text\":\"x\x7f\u2028\"}",
	`{"status":"canceled","pubstatus":"usable","update_type":"correction","text":"x"}`,
	`{"status":404,"revision":3,"teaser":true,"text":"x"}`,
	`{"teaser":"yes","links":"https://a.example/","origin":12,"text":"x"}`,
	`{"links":[{"rel":"via","href":"https://wire.example/1"}],"origin":{"file":"a.warc","offset":12},"text":"x"}`,
}

// decoded is what both decoders must agree on.
type decoded struct {
	Fields [numFields]string
	Chosen [numFields]key
	Extra  string
	Bad    string
}

func decodedOf(r *record) decoded {
	r.choose()
	d := decoded{Fields: r.fields, Chosen: r.chosen, Extra: string(r.extra(nil))}
	for i := range d.Fields {
		d.Fields[i] = strings.Clone(d.Fields[i])
	}
	if m := r.unusable(); m != nil {
		d.Bad = m.name
	}
	return d
}

// sameRecord fails if flat accepts line and slow does not agree.
func sameRecord(t interface{ Fatalf(string, ...any) }, line string) {
	if !utf8.ValidString(line) {
		line = replaceInvalid(line)
	}
	line = string(trim([]byte(line)))
	var fast, slow record
	if !fast.flat(line) {
		return
	}
	got := decodedOf(&fast)
	if err := slow.slow([]byte(line)); err != nil {
		t.Fatalf("flat accepts %q, encoding/json says: %v", line, err)
	}
	want := decodedOf(&slow)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Fatalf("%q: slow and flat differ (-slow +flat):\n%s", line, diff)
	}
	if got.Extra != "" && !json.Valid([]byte(got.Extra)) {
		t.Fatalf("%q: extra is no JSON: %s", line, got.Extra)
	}
}

func TestFlatEqualsSlowOnSeeds(t *testing.T) {
	for _, line := range recordSeeds {
		sameRecord(t, line)
	}
}

func FuzzFlatEqualsSlow(f *testing.F) {
	for _, line := range recordSeeds {
		f.Add(line)
	}
	f.Fuzz(func(t *testing.T, line string) { sameRecord(t, line) })
}

func TestFlatEqualsSlowProperty(t *testing.T) {
	names := rapid.SampledFrom([]string{
		"id", "url", "source", "series", "title", "headline", "byline", "author", "authors", "credit", "lang", "published",
		"date", "updated", "fetched", "crawled", "text", "body", "content", "html", "x", "y", "ünknown", "",
		"revision", "status", "pubstatus", "update_type", "teaser", "links", "origin", "clocks", "furniture", "low_confidence",
	})
	values := rapid.OneOf(
		rapid.Map(rapid.String(), func(s string) string { b, _ := json.Marshal(s); return string(b) }),
		rapid.SampledFrom([]string{
			`null`, `0`, `-1.5e3`, `""`, `"\ud800"`, `"\/\b\f"`, `"\ud83d\ude00"`, `true`, `[]`, `{"name":"n"}`,
			`"usable"`, `"canceled"`, `"true"`, `false`, `[{"rel":"via","url":"https://wire.example/"}]`, `{"file":"f"}`,
		}),
	)
	rapid.Check(t, func(t *rapid.T) {
		var b strings.Builder
		b.WriteString("{")
		for i := range rapid.IntRange(0, 35).Draw(t, "members") {
			if i > 0 {
				b.WriteString(rapid.SampledFrom([]string{",", " , "}).Draw(t, "comma"))
			}
			b.Write(appendQuoted(nil, names.Draw(t, "name")))
			b.WriteString(rapid.SampledFrom([]string{":", " : "}).Draw(t, "colon"))
			b.WriteString(values.Draw(t, "value"))
		}
		b.WriteString("}")
		sameRecord(t, b.String())
	})
}

// TestFlatTakesUsualLines keeps the fast path from being lost unnoticed.
func TestFlatTakesUsualLines(t *testing.T) {
	for _, line := range []string{
		`{"id":"a","url":"https://example.org/a","published":"2024-05-01T10:00:00Z","text":"One.\nTwo \u2013 \"three\"."}`,
		`{"id":7,"section":"news","words":120,"premium":false,"author":null,"text":"x"}`,
		`{ "id": "a", "text": "x" }`,
	} {
		var r record
		if !r.flat(line) {
			t.Errorf("flat leaves %s to the slow decoder", line)
		}
	}
}

func TestKeyTables(t *testing.T) {
	seen := map[key]bool{}
	for _, name := range []string{
		"id", "url", "source", "series", "title", "headline", "byline", "author", "authors", "credit", "lang",
		"published", "date", "updated", "fetched", "crawled", "text", "body", "content", "html",
		"revision", "status", "pubstatus", "update_type", "teaser", "links", "origin", "clocks", "furniture", "low_confidence",
	} {
		k := keyOf(name)
		if k == keyUnknown || seen[k] {
			t.Errorf("keyOf(%q) = %d, want a key of its own", name, k)
		}
		seen[k] = true
	}
	if len(seen) != int(numKeys)-1 {
		t.Errorf("%d names are known, there are %d keys", len(seen), numKeys-1)
	}
	for _, name := range []string{"ID", "Text", "texts", ""} {
		if k := keyOf(name); k != keyUnknown {
			t.Errorf("keyOf(%q) = %d, want unknown", name, k)
		}
	}
}

func TestRecordFields(t *testing.T) {
	tests := []struct {
		name, line string
		field      field
		want       string
	}{
		{"name wins over alias before it", `{"headline":"h","title":"t"}`, fieldTitle, "t"},
		{"name wins over alias after it", `{"title":"t","headline":"h"}`, fieldTitle, "t"},
		{"empty name gives way", `{"title":"","headline":"h"}`, fieldTitle, "h"},
		{"null name gives way", `{"title":null,"headline":"h"}`, fieldTitle, "h"},
		{"last duplicate", `{"title":"a","title":"b"}`, fieldTitle, "b"},
		{"last duplicate is null", `{"title":"a","title":null}`, fieldTitle, ""},
		{"series", `{"series":"The Harbour Post"}`, fieldSource, "The Harbour Post"},
		{"body before content", `{"content":"c","body":"b"}`, fieldText, "b"},
		{"author list", `{"author":["A","B"]}`, fieldByline, "A, B"},
		{"author objects", `{"authors":[{"name":"A"},{"name":"B","age":4}]}`, fieldByline, "A, B"},
		{"paragraphs", `{"text":["one","two"]}`, fieldText, "one\n\ntwo"},
		{"number id", `{"id":12345678901234567890}`, fieldID, "12345678901234567890"},
		{"source object", `{"source":{"id":null,"name":"Harbour Post"}}`, fieldSource, "Harbour Post"},
		{"mongo id", `{"id":{"$oid":"66aa"}}`, fieldID, "66aa"},
		{"pair", `{"text":"\ud83d\ude00"}`, fieldText, "😀"},
		{"lone surrogate", `{"text":"a\ud83db"}`, fieldText, "a\uFFFDb"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var r record
			if !r.flat(tt.line) {
				if err := r.slow([]byte(tt.line)); err != nil {
					t.Fatal(err)
				}
			}
			r.choose()
			if got := r.fields[tt.field]; got != tt.want {
				t.Errorf("%s: got %q, want %q", tt.line, got, tt.want)
			}
		})
	}
}

func TestExtra(t *testing.T) {
	tests := []struct{ name, line, want string }{
		{"none", `{"id":"a","text":"x"}`, ``},
		{"order and raw values", `{"z":"\u00e9\/","text":"x","a":1.50,"m":null,"b":true}`, `{"z":"\u00e9\/","a":1.50,"m":null,"b":true}`},
		{"nested", `{"tags": ["a", {"b": 1}],"text":"x"}`, `{"tags":["a",{"b":1}]}`},
		{"alias that lost", `{"title":"t","headline":"h"}`, `{"headline":"h"}`},
		{"wrong type", `{"title":["a","b"],"text":"x"}`, `{"title":["a","b"]}`},
		{"last of a name", `{"k":1,"j":2,"k":3}`, `{"j":2,"k":3}`},
		{"page and text", `{"text":"x","html":"<p>y</p>"}`, ``},
		{"large number", `{"n":123456789012345678901234567890.0}`, `{"n":123456789012345678901234567890.0}`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var r record
			if !r.flat(tt.line) {
				if err := r.slow([]byte(tt.line)); err != nil {
					t.Fatal(err)
				}
			}
			r.choose()
			if got := string(r.extra(nil)); got != tt.want {
				t.Errorf("%s: extra %s, want %s", tt.line, got, tt.want)
			}
		})
	}
}

func TestHasControl(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		b := rapid.SliceOfN(rapid.ByteRange(0x18, 0xFF), 0, 80).Draw(t, "bytes")
		want := false
		for _, c := range b {
			want = want || c < ' '
		}
		if got := hasControl(string(b)); got != want {
			t.Fatalf("hasControl(%q) = %t", b, got)
		}
	})
}

func TestCleanText(t *testing.T) {
	tests := []struct{ name, in, want string }{
		{"clean", "plain – text", "plain – text"},
		{"invalid bytes", "a\xff\xfeb\xc3", "a\uFFFD\uFFFDb\uFFFD"},
		{"nul", "a\x00b", "ab"},
		{"line ends", "a\r\nb\rc\n", "a\nb\nc\n"},
		{"marks", "\uFEFF\x00\uFEFFa\uFEFFb", "a\uFEFFb"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := cleanText(tt.in); got != tt.want {
				t.Errorf("cleanText(%q) = %q, want %q", tt.in, got, tt.want)
			}
		})
	}
	rapid.Check(t, func(t *rapid.T) {
		s := cleanText(string(rapid.SliceOf(rapid.SampledFrom([]byte("a\x00\r\n\xef\xbb\xbf\xff\xc3\xa9"))).Draw(t, "s")))
		if !utf8.ValidString(s) || strings.ContainsAny(s, "\x00\r") {
			t.Fatalf("not clean: %q", s)
		}
		if again := cleanText(s); again != s {
			t.Fatalf("not idempotent: %q, %q", s, again)
		}
	})
}
