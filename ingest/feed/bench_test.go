package feed

import (
	"context"
	"strings"
	"testing"

	"github.com/wiretrace/wiretrace/ingest/format"
)

// BenchmarkRead reads a feed of 1,000 entries of 3 KB each.
func BenchmarkRead(b *testing.B) {
	entry := "<item><title>Pilots end strike</title><link>https://lissem.example/a</link><pubDate>Mon, 06 May 2024 09:30:00 +0100</pubDate><content:encoded>" +
		strings.Repeat("&lt;p&gt;The pilots of Lissem went back to work on Monday.&lt;/p&gt;\n", 40) + "</content:encoded></item>\n"
	doc := "<rss><channel>" + strings.Repeat(entry, 1000) + "</channel></rss>"
	b.SetBytes(int64(len(doc)))
	b.ReportAllocs()
	for b.Loop() {
		n := 0
		err := Read(context.Background(), strings.NewReader(doc), func(it *format.Item) bool { n++; return true })
		if err != nil || n != 1000 {
			b.Fatalf("%d entries, %v", n, err)
		}
	}
}
