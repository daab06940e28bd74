package store

import (
	"encoding/hex"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/cespare/xxhash/v2"

	"github.com/wiretrace/wiretrace/article"
	"github.com/wiretrace/wiretrace/minhash"
)

// exampleArticle is the article of the worked example in doc/format.md.
func exampleArticle() article.Article {
	return article.Article{
		ID: "a1", URL: "https://harbour.example/a1", Source: "harbour.example", Title: "Ferry", Lang: "en",
		Published: article.Time{Unix: 1_714_557_600, Precision: article.PrecisionMinute, Zone: true, Raw: "2024-05-01T10:00Z", From: "field"},
		Text:      "The ferry runs again.\nShare this", Furniture: []article.Furniture{{Start: 22, End: 32, Kind: article.KindShare}},
	}
}

// TestFormatExample checks that the hex of the worked example in
// doc/format.md is what the program writes.
func TestFormatExample(t *testing.T) {
	doc, err := os.ReadFile("../doc/format.md")
	if err != nil {
		t.Fatal(err)
	}
	s := openTest(t, t.TempDir(), Options{Create: true})
	a := exampleArticle()
	sk := Sketch{Content: 0x1122334455667788, Shingles: 1, Prefix: []uint32{0xAABBCCDD}}
	minhash.Sketch(&sk.Sig, []uint64{7})
	b := NewBlock()
	b.Add(&a, &sk)
	if err := b.Seal(); err != nil {
		t.Fatal(err)
	}
	w, err := s.NewWriter()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Append(b); err != nil {
		t.Fatal(err)
	}
	if err := w.Commit(); err != nil {
		t.Fatal(err)
	}
	parts := map[string][]byte{
		"text item":       appendText(nil, a.Text, a.Furniture),
		"metadata record": appendRecord(nil, &a, xxhash.Sum64String(a.Text)),
	}
	parts["anchor part"] = encodeAnchors(nil, &anchorList{[]uint32{1, 1, 70_000, 1 << 31}, []uint32{0, 9, 3, 7}, []uint16{5, 65535, 0, 300}}, docBits(10))
	m := s.man.Load()
	for name, key := range map[string][]byte{
		"row value":      valueKey(keyRow, m.cols[colRow][0].id),
		"text value":     valueKey(keyText, m.cols[colText][0].id),
		"prefix value":   bandKey(m.segments[0].id, BandPrefix),
		"content value":  bandKey(m.segments[0].id, BandContent),
		"id value":       bandKey(m.segments[0].id, bandID),
		"manifest value": {keyManifest},
	} {
		v, err := s.fetch(key)
		if err != nil {
			t.Fatal(err)
		}
		parts[name] = append([]byte(nil), v...)
		parts[name+" key"] = key
	}
	text := strings.Join(strings.Fields(string(doc)), "")
	for name, v := range parts {
		if !strings.Contains(text, strings.Join(strings.Fields(hexLines(v)), "")) {
			t.Errorf("doc/format.md lacks the %s:\n%s", name, hexLines(v))
		}
	}
}

// hexLines formats bytes as the document has them: 16 a line, in groups of 4.
func hexLines(b []byte) string {
	var out strings.Builder
	for len(b) > 0 {
		line := b[:min(16, len(b))]
		b = b[len(line):]
		for i := 0; i < len(line); i += 4 {
			if i > 0 {
				out.WriteByte(' ')
			}
			out.WriteString(hex.EncodeToString(line[i:min(i+4, len(line))]))
		}
		fmt.Fprintln(&out)
	}
	return out.String()
}
