package ingest

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/wiretrace/wiretrace/article"
)

// sameAgain fails unless reading the record of a gives a again.
func sameAgain(t testing.TB, a article.Article) {
	t.Helper()
	line := AppendRecord(nil, &a)
	if !json.Valid(line) {
		t.Fatalf("no JSON: %s", line)
	}
	if diff := cmp.Diff(a, decodeOne(t, string(line))); diff != "" {
		t.Fatalf("%s (-written +read):\n%s", line, diff)
	}
}

func TestAppendRecord(t *testing.T) {
	full := article.Article{
		ID: "a1", URL: "https://harbour.example/a1", Source: "harbour.example", Title: `A "ferry"`, Byline: "Åse", Credit: "Northwire", Lang: "en",
		Published: article.ParseTime("2024-05-01T10:00:00+02:00", "json-ld"), Updated: article.ParseTime("2024-05-02", "field"),
		Fetched: article.ParseTime("not a time", "meta"), Text: "Süd 漢字.\nShare this\nEnd",
		Furniture: []article.Furniture{{Start: 13, End: 23, Kind: article.KindShare}, {Start: 24, End: 27}},
		Revision:  "3", Status: article.StatusCorrected, Teaser: true, LowConfidence: true,
		Links:  []article.Link{{Rel: "via", URL: "https://wire.example/1"}},
		Origin: article.Origin{File: "a.warc.gz", Offset: 7, Record: "<urn:uuid:1>"},
		Extra:  []byte(`{"section":"news","n":[1,2]}`),
	}
	sameAgain(t, full)
	sameAgain(t, article.Article{ID: "b", Text: "Share this"}) // told to have no furniture
	got := string(AppendRecord(nil, &article.Article{ID: "b", Text: "x", Published: article.ParseTime("2024-05", "field")}))
	if want := `{"id":"b","published":"2024-05","text":"x","furniture":[]}` + "\n"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// TestPageAgain writes the article of a page as a record and reads it.
func TestPageAgain(t *testing.T) {
	page := []byte(`<!doctype html><html lang="en"><title>Ferry</title><link rel="canonical" href="https://other.example/a">
<meta property="og:url" content="https://harbour.example/a"><meta property="article:published_time" content="2024-05-01T10:00:00Z">
<article><h1>Ferry</h1><p>The ferry runs again after the storm, the council of the harbour said on Monday in a long statement.</p>
<p>Share this</p><p>It had been out of order for nine days, which cost the town, as the mayor said, a good part of its income.</p></article>`)
	var d Decoder
	err := d.Decode(&Chunk{Kind: KindPage, Data: page}, func(a *article.Article) error {
		sameAgain(t, a.Clone())
		return nil
	}, func(r Reject) { t.Fatal(r) })
	if err != nil {
		t.Fatal(err)
	}
}

// TestOffsetsBeyondTheText checks that furniture that does not fit its text is
// looked for anew.
func TestOffsetsBeyondTheText(t *testing.T) {
	for _, furniture := range []string{
		`[{"start":0,"end":99,"kind":"share"}]`, `[{"start":3,"end":1,"kind":"share"}]`, `[{"start":-1,"end":1,"kind":"share"}]`,
		`[{"start":0,"end":1,"kind":"banner"}]`, `"none"`, `{}`,
	} {
		a := decodeOne(t, `{"id":"a","text":"The vote was held.","furniture":`+furniture+`}`)
		if len(a.Furniture) != 0 {
			t.Errorf("%s: %v", furniture, a.Furniture)
		}
	}
}

func TestByteOffsets(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.String().Draw(t, "text")
		var bytes []int
		for i := range text {
			bytes = append(bytes, i)
		}
		bytes = append(bytes, len(text))
		runes := append([]int(nil), bytes...)
		article.RuneOffsets(text, runes)
		if !byteOffsets(text, runes) || !cmp.Equal(runes, bytes) {
			t.Fatalf("%q: %v, want %v", text, runes, bytes)
		}
	})
}

// FuzzRecordAgain checks of any record that its article is written so that
// reading gives the same article.
func FuzzRecordAgain(f *testing.F) {
	for _, line := range recordSeeds {
		f.Add(line)
	}
	f.Fuzz(func(t *testing.T, line string) {
		var d, again Decoder
		_ = d.Decode(&Chunk{Data: []byte(line)}, func(a *article.Article) error {
			first := a.Clone()
			if dropsTwice(&first) {
				return nil
			}
			written := AppendRecord(nil, &first)
			var second article.Article
			_ = again.Decode(&Chunk{Data: written}, func(a *article.Article) error { second = a.Clone(); return nil },
				func(r Reject) { t.Fatalf("%q is written as %s: %v", line, written, r) })
			if diff := cmp.Diff(first, second); diff != "" {
				t.Fatalf("%q is written as %s (-first +second):\n%s", line, written, diff)
			}
			return nil
		}, func(Reject) {})
	})
}

// dropsTwice reports whether an unknown field has a name that is known: what
// AppendRecord makes of it is in its comment.
func dropsTwice(a *article.Article) bool {
	var extra map[string]json.RawMessage
	if json.Unmarshal(a.Extra, &extra) != nil {
		return false
	}
	for name := range extra {
		if keyOf(name) != keyUnknown {
			return true
		}
	}
	return false
}
