package xmltree

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"

	"github.com/wiretrace/wiretrace/ingest/item"
)

func rootOnly(n *Node) bool { return n.Parent == nil }

func items(name string) bool { return name == "item" }

// readAll returns what a document gives, a line an element or fault.
func readAll(r *Reader) (string, error) {
	var b strings.Builder
	for {
		n, err := r.Next()
		var fault *item.Fault
		switch {
		case errors.Is(err, io.EOF):
			return b.String(), nil
		case errors.As(err, &fault):
			fmt.Fprintf(&b, "fault %v\n", fault)
		case err != nil:
			return b.String(), err
		case n.Parent == nil:
			fmt.Fprintf(&b, "%s\n", n.Name)
		default:
			fmt.Fprintf(&b, "%d %s:%s %s\n", n.Offset, n.Space, n.Name, n.HTML(nil))
		}
	}
}

func TestReader(t *testing.T) {
	deep := strings.Repeat("<a>", 300) + strings.Repeat("</a>", 300)
	tests := []struct{ name, doc, want string }{
		{"elements", `<r><item>a<b c="1">b</b></item><x/></r>`, "r\n3 :item a<b c=\"1\">b</b>\n31 :x \n"},
		{"names in lower case", `<R><Item>a</ITEM></R>`, "r\n3 :item a\n"},
		{"declarations and comments", "<?xml version='1.0'?><!DOCTYPE r [<!ENTITY e 'x>y'>]><!-- <r> --><r><item>&e;</item></r>", "r\n68 :item &amp;e;\n"},
		{"character references", `<r><item>&aacute;&#225;&#x3b1;&amp;lt;</item></r>`, "r\n3 :item ááα&amp;lt;\n"},
		{"CDATA", `<r><item><![CDATA[<b>&amp;</b>]]></item></r>`, "r\n3 :item &lt;b&gt;&amp;amp;&lt;/b&gt;\n"},
		{"known namespaces", `<r xmlns:q="http://purl.org/dc/elements/1.1/" xmlns="u"><q:date>1</q:date><z:date>2</z:date></r>`, "r\n56 dc:date 1\n74 z:date 2\n"},
		{"prefixed root", `<n:r xmlns:n="u"><n:item><n:b>x</n:b></n:item></n:r>`, "r\n17 :item <b>x</b>\n"},
		{"raw text elements of HTML", `<r><title>a<b>c</b></title><script>x<i/></script></r>`, "r\n3 :title a<b>c</b>\n27 :script x<i></i>\n"},
		{"void elements", `<r><item>a<br/>b<img src="x"/></item></r>`, "r\n3 :item a<br>b<img src=\"x\">\n"},
		{"wrong nesting", `<r><item><b><i>a</b>c</i></item><item>d</item></r>`, "r\n3 :item <b><i>a</i></b>c\n32 :item d\n"},
		{"end forgotten", `<r><item>a<item>b</item></r>`, "r\n3 :item a\n10 :item b\n"},
		{"end of the container first", `<r><item>a</r>`, "r\n3 :item a\n"},
		{"bare signs", `<r><item>a < b & c > d</item></r>`, "r\n3 :item a &lt; b &amp; c &gt; d\n"},
		{"cut in an element", `<r><item>a</item><item>b`, "r\n3 :item a\nfault line 1, offset 17: the element item is not complete: the file ends within it\n"},
		{"cut between elements", `<r><item>a</item>`, "r\n3 :item a\nfault line 1, offset 17: the file ends within the element r\n"},
		{"too deep", `<r><item>` + deep + `</item><item>b</item></r>`, "r\nfault line 1, offset 3: the element item is nested deeper than 256 levels\n2116 :item b\n"},
		{"too many elements", `<r><item>` + strings.Repeat("<b/>", maxNodes+1) + "<item/></item><x>b</x></r>", "r\nfault line 1, offset 3: the element item has more than 200,000 elements\n800027 :x b\n"},
		{"empty", ``, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			restarts := items
			if tt.name == "too many elements" {
				restarts = nil
			}
			got, err := readAll(NewReader(strings.NewReader(tt.doc), rootOnly, restarts))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// A repeat is an endless run of one text.
type repeat struct {
	text string
	at   int
}

func (r *repeat) Read(p []byte) (int, error) {
	n := copy(p, r.text[r.at:])
	r.at = (r.at + n) % len(r.text)
	return n, nil
}

func TestReaderBounds(t *testing.T) {
	long := "<b>" + strings.Repeat("word ", 1000) + "</b>"
	for _, doc := range []string{long, strings.Repeat("word ", 1000), "<!--" + long} {
		in := io.MultiReader(strings.NewReader("<r><item>"), io.LimitReader(&repeat{text: doc}, 2*MaxElement))
		got, err := readAll(NewReader(in, rootOnly, nil))
		if err != nil || !strings.Contains(got, "fault") || len(got) > 1000 {
			t.Errorf("%.20q: %.300s, %v", doc, got, err)
		}
	}
	nested := io.LimitReader(&repeat{text: "<o>"}, 1<<20)
	got, err := readAll(NewReader(nested, func(*Node) bool { return true }, nil))
	if err != nil || strings.Count(got, "fault") != 1 {
		t.Errorf("nested containers: %d faults, %v", strings.Count(got, "fault"), err)
	}
}

func TestReaderError(t *testing.T) {
	broken := io.MultiReader(strings.NewReader("<r><item>a"), iotest.ErrReader(io.ErrUnexpectedEOF))
	if _, err := readAll(NewReader(broken, rootOnly, nil)); !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("got %v, want the error of the file", err)
	}
}

// FuzzReader checks that every document is read to its end, by elements whose
// places ascend.
func FuzzReader(f *testing.F) {
	f.Add("<r><item>a</item></r>")
	f.Add("<r xmlns:a='b'><a:item c='&amp;'><![CDATA[x]]></a:item>")
	f.Add("<r><item><item></r></item>")
	f.Fuzz(func(t *testing.T, doc string) {
		r := NewReader(strings.NewReader(doc), rootOnly, items)
		last := int64(-1)
		for range len(doc) + 2 {
			n, err := r.Next()
			var fault *item.Fault
			switch {
			case errors.Is(err, io.EOF):
				return
			case errors.As(err, &fault):
			case err != nil:
				t.Fatal(err)
			case n.Offset <= last || n.Offset >= int64(len(doc)):
				t.Fatalf("element at %d after one at %d of %d", n.Offset, last, len(doc))
			default:
				last = n.Offset
				_ = n.HTML(nil)
				_ = n.Find("item").Text()
			}
		}
		t.Fatal("the document has no end")
	})
}
