package ingest_test

import (
	"fmt"
	"runtime"
	"strings"
	"testing"

	"github.com/wiretrace/wiretrace/article"
	"github.com/wiretrace/wiretrace/ingest"
)

// TestLargeRecordMemory checks that decoding a record of any shape allocates less
// than four times its bytes and a constant. The race detector allocates too, so that it runs without.
func TestLargeRecordMemory(t *testing.T) {
	const size, constant = 4 << 20, 2 << 20
	fill := func(before, part, after string) string {
		return before + strings.Repeat(part, size/len(part)) + after + "\n"
	}
	for name, input := range map[string]string{
		"strings":    fill(`{"id":"a","text":["a"`, `,"ab"`, `]}`),
		"empty":      fill(`{"id":"a","text":["a"`, `,""`, `]}`),
		"objects":    fill(`{"id":"a","text":"a b c","k":[0`, `,{"a":1}`, `]}`),
		"nested":     fill(`{"id":"a","text":"a b c","k":`, `[`, `}`),
		"fields":     fill(`{"id":"a","text":"a b c"`, `,"k":1`, `}`),
		"escapes":    fill(`{"id":"a","text":"`, `\u0061`, `"}`),
		"not UTF-8":  fill(`{"id":"a","text":"`, "aaaaa\xe9 ", `"}`),
		"furniture":  fill(`{"id":"a","text":"a b c","furniture":[[1,2]`, `,[1,2]`, `]}`),
		"links":      fill(`{"id":"a","text":"a b c","links":[{}`, `,{"rel":"a"}`, `]}`),
		"tags":       fill(`{"id":"a","html":"`, `<p>a`, `"}`),
		"attributes": fill(`{"id":"a","html":"<p`, ` a`, `>text"}`),
		"slashes":    fill(`{"id":"a","html":"<p`, `/a`, `>text"}`),
		"values":     fill(`{"id":"a","html":"<p `, `a=''`, `>text"}`),
		"open tags":  fill(`{"id":"a","html":"`, `<p<p`, `"}`),
		"comments":   fill(`{"id":"a","html":"`, `<!-->`, `"}`),
		"formatting": fill(`{"id":"a","html":"`+strings.Repeat("<i>", 300), `<p>a b c d e</p>`, `"}`),
	} {
		var d ingest.Decoder
		c := ingest.Chunk{Data: []byte(input), Line: 1}
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		seen := 0
		err := d.Decode(&c, func(*article.Article) error { seen++; return nil }, func(ingest.Reject) { seen++ })
		runtime.ReadMemStats(&after)
		got := after.TotalAlloc - before.TotalAlloc
		if err != nil || seen != 1 {
			t.Errorf("%s: %d records, %v", name, seen, err)
		}
		if limit := uint64(4*len(input) + constant); got > limit {
			t.Errorf("%s: %s allocated for %d bytes", name, fmt.Sprint(got), len(input))
		}
	}
}
