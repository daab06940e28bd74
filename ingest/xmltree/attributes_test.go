package xmltree

import (
	"errors"
	"fmt"
	"io"
	"runtime"
	"strings"
	"testing"
	"testing/iotest"

	"golang.org/x/net/html"
)

// tokens returns the names and kinds of the tokens of a document, and the most attributes that one has.
func tokens(t *testing.T, r io.Reader) (all string, most int) {
	t.Helper()
	z := html.NewTokenizer(r)
	z.AllowCDATA(true)
	var b strings.Builder
	for {
		kind := z.Next()
		if kind == html.ErrorToken {
			if !errors.Is(z.Err(), io.EOF) {
				t.Fatal(z.Err())
			}
			return b.String(), most
		}
		fmt.Fprintf(&b, "%v %d", kind, len(z.Raw()))
		if kind == html.StartTagToken || kind == html.SelfClosingTagToken || kind == html.EndTagToken {
			name, more := z.TagName()
			fmt.Fprintf(&b, " %s", name)
			n := 0
			for ; more; n++ {
				_, _, more = z.TagAttr()
			}
			most = max(most, n)
			z.NextIsNotRawText()
		}
		b.WriteByte('\n')
	}
}

// FuzzAttributeLimit checks that a document has the same tokens of the same sizes, and no tag with more attributes.
func FuzzAttributeLimit(f *testing.F) {
	for _, doc := range []string{
		`<r a b c d e><item a="1" b='>' c=d/ e/></item x y z></r>`,
		`<a =b =c =d><b a=""="c d e f" g><c a=/b=/c=/d=/e><d a = b c ="d" e= f g>`,
		`<!--<a b c d e>--><!--><a b c d e f><!---><a b c d e><!--x--!><a b c d e><!-x a b c d>`,
		`<![CDATA[<a b c d e>]]><a b c d e><![CDAT[<a b c d e]]><?x a b c d e f?><a b/c/d/e/f>`,
		`<<a b c d e></ a b c d e></><a` + "\n\tb\nc\r\nd\fe>x < y<a<b c<d e f g>",
	} {
		f.Add(doc)
	}
	f.Fuzz(func(t *testing.T, doc string) {
		want, _ := tokens(t, strings.NewReader(doc))
		for _, r := range []io.Reader{strings.NewReader(doc), iotest.OneByteReader(strings.NewReader(doc))} {
			got, most := tokens(t, &attributeLimit{r: r, most: 3})
			if got != want {
				t.Fatalf("%q: tokens\n%s, want\n%s", doc, got, want)
			}
			if most > 3 {
				t.Fatalf("%q: a tag has %d attributes", doc, most)
			}
		}
	})
}

// TestLargeTag reads tags of millions of attributes: none takes more than a few times its bytes. What follows is read.
func TestLargeTag(t *testing.T) {
	var b strings.Builder
	for i := 0; b.Len() < 8<<20; i++ {
		fmt.Fprintf(&b, "%x ", i)
	}
	for _, doc := range []string{"<r><item><x %s/></item><item>b</item></r>", "<r %s><item>b</item></r>"} {
		doc = fmt.Sprintf(doc, b.String())
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		got, err := readAll(NewReader(strings.NewReader(doc), rootOnly, items))
		runtime.ReadMemStats(&after)
		if err != nil || !strings.HasSuffix(got, ":item b\n") {
			t.Errorf("%.300s, %v", got, err)
		}
		if size := after.TotalAlloc - before.TotalAlloc; size > uint64(4*len(doc)+1<<20) {
			t.Errorf("%d bytes allocated for %d", size, len(doc))
		}
	}
}
