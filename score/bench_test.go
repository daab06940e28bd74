package score

import (
	"strings"
	"testing"

	"github.com/wiretrace/wiretrace/shingle"
)

func BenchmarkPrepare(b *testing.B) {
	s := strings.Repeat("The council met on Monday and spoke about the “old bridge” that is to be closed. We’ll see, said the mayor. ", 25)
	var sh shingle.Shingler
	var st shingle.Stream
	sh.Stream(&st, s, nil)
	var p Preparer
	var t Text
	for b.Loop() {
		p.Prepare(&t, &Source{Text: s, Stream: &st})
	}
}

func BenchmarkCompareApart(b *testing.B) {
	x, y := prepared(Source{Text: filler(1, 400)}), prepared(Source{Text: filler(2, 400)})
	var c Comparer
	var e Evidence
	for b.Loop() {
		c.Compare(&e, x, y, Context{})
	}
}
