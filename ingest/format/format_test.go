package format_test

import (
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/google/go-cmp/cmp"

	"github.com/wiretrace/wiretrace/ingest/format"
)

func TestRoot(t *testing.T) {
	for _, c := range []struct{ name, text, want, space string }{
		{"plain", `<rss version="2.0">`, "rss", ""},
		{"declared", "\ufeff <?xml version='1.0'?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\">", "feed", "http://www.w3.org/2005/Atom"},
		{"comments", "<!-- <rss> --><?style a?><nitf/>", "nitf", ""},
		{"doctype", `<!DOCTYPE nitf [ <!ENTITY a "<b>"> ]><nitf>`, "nitf", ""},
		{"prefix", `<rdf:RDF xmlns="http://purl.org/rss/1.0/" xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'>`, "RDF", "http://www.w3.org/1999/02/22-rdf-syntax-ns#"},
		{"other attribute", `<a data-xmlns="x" xmlns = "y">`, "a", "y"},
		{"cut", `<newsItem xmlns="http`, "newsItem", ""},
		{"cut in a comment", `<!-- never ends`, "", ""},
		{"none", `<1>`, "", ""},
		{"JSON", `{"a":"<rss>"}`, "", ""},
	} {
		h := format.NewHead("x", []byte(c.text))
		if h.Root.Name != c.want || h.Root.Space != c.space {
			t.Errorf("%s: %q %q, want %q %q", c.name, h.Root.Name, h.Root.Space, c.want, c.space)
		}
	}
}

func TestRootOfWideText(t *testing.T) {
	const text = `<?xml version="1.0"?><rss version="2.0"><channel/></rss>`
	var little, big, wide []byte
	for _, u := range utf16.Encode([]rune(text)) {
		little = append(little, byte(u), byte(u>>8))
		big = append(big, byte(u>>8), byte(u))
		wide = append(wide, byte(u), byte(u>>8), 0, 0)
	}
	for name, data := range map[string][]byte{
		"UTF-16LE": little, "UTF-16BE": big, "UTF-32LE": wide,
		"UTF-16LE with mark": append([]byte("\xff\xfe"), little...),
		"UTF-16BE with mark": append([]byte("\xfe\xff"), big...),
		"UTF-32LE with mark": append([]byte("\xff\xfe\x00\x00"), wide...),
	} {
		if h := format.NewHead("x", data); h.Root.Name != "rss" || !h.Wide {
			t.Errorf("%s: root %q, wide %v", name, h.Root.Name, h.Wide)
		}
	}
}

func TestObject(t *testing.T) {
	for _, c := range []struct {
		text string
		want map[string]string
	}{
		{`{"version":"https://jsonfeed.org/version/1.1","items":[{"version":"x"}],"n":1.50,"cut":"no e`, map[string]string{"version": "https://jsonfeed.org/version/1.1", "items": "[", "n": "1.50", "cut": ""}},
		{"[\n {\"uri\":\"a\",\"bodies\":{}}, {\"b\":1}]", map[string]string{"uri": "a", "bodies": "{"}},
		{`[1,2]`, nil},
		{`{`, map[string]string{}},
		{`text`, nil},
	} {
		if diff := cmp.Diff(c.want, format.NewHead("x", []byte(c.text)).Object); diff != "" {
			t.Errorf("%s:\n%s", c.text, diff)
		}
	}
}

func TestFind(t *testing.T) {
	for _, c := range []struct{ name, data, want string }{
		{"a", "%PDF-1.7\n", "a PDF document"},
		{"a", "PK\x03\x04..............................word[Content_Types].xml", "a Microsoft Office document"},
		{"a", "PK\x03\x04..............................datapackage.json", "a WACZ web archive"},
		{"a", "PK\x03\x04..............................a.txt", "a zip archive"},
		{"a", "<rdf:RDF/>", "an RDF document that is no feed"},
		{"a", "<!DOCTYPE svg SYSTEM 'x'>\n<svg/>", "an SVG image"},
		{"a", "<svg/>", "an SVG image"},
		{"a", "<Invoice/>", "an XML document with the root element <Invoice>"},
		{"a", "ZCZC ABC123", "a wire message that begins with ZCZC"},
		{"a", `{\rtf1`, "an RTF document"},
		{"paper.example/ads.txt", "ads.example, 7, DIRECT", "a list of owners or of sellers of advertisements"},
		{"x/app-ads.txt", "# sellers\n ads.example , 7 ,reseller, f08c", "a list of owners or of sellers of advertisements"},
		{"trust.txt", "\ufeffcontrolledby = house.example", "a list of owners or of sellers of advertisements"},
		{"threads.txt", "ads.example, 7, DIRECT", ""},
		{"loads.txt", "control=x.example", ""},
		{"ads.txt", "Flights from Lissem to Torna, he said, direct to the coast, have control=none.", ""},
		{"trust.txt", "The council trusts the mayor.", ""},
		{"a", `{"a":1}`, ""},
		{"a.txt", `{"a":1}`, ""},
		{"a", "<!DOCTYPE html><x>", ""},
		{"a", "<div>words</div>", ""},
		{"a", "<?xml version='1.0'?><html xmlns='http://www.w3.org/1999/xhtml'>", ""},
		{"a", "words", ""},
		{"a", "", ""},
	} {
		got, ok := format.Find(format.NewHead(c.name, []byte(c.data)))
		if got.Name != c.want || ok != (c.want != "") {
			t.Errorf("%s %q: %q, want %q", c.name, c.data, got.Name, c.want)
		}
		if ok && got.Do == "" {
			t.Errorf("%s %q: no advice on what to do", c.name, c.data)
		}
	}
}

func FuzzHead(f *testing.F) {
	for _, s := range []string{"<rss>", "{\"a\":[", "\xff\xfe<\x00", "PK\x03\x04", "<!DOCTYPE [<", "<a:b xmlns:a='"} {
		f.Add("x.xml", s)
	}
	f.Fuzz(func(t *testing.T, name, text string) {
		h := format.NewHead(name, []byte(text))
		if len(h.Root.Tag) > len(text)*4 || strings.ContainsAny(h.Root.Name, " \t\n") {
			t.Errorf("root %+v", h.Root)
		}
		format.Find(h)
	})
}
