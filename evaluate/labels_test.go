package evaluate

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestReadLabels(t *testing.T) {
	apart := func(a, b string) Label { return Label{a, b, false} }
	same := func(a, b string) Label { return Label{a, b, true} }
	for _, x := range []struct {
		name, text string
		positive   []string
		want       Labels
	}{
		{"clusters with tabs", "id\tcluster\nf1\tferry\nf2\tferry;harvest\nx\tx\n", nil, Labels{
			Format: Clusters, Clusters: map[string][]string{"f1": {"ferry"}, "f2": {"ferry", "harvest"}, "x": {"x"}},
		}},
		{"clusters as a spreadsheet writes them", "\ufeffOutlet,Cluster,ID\r\n\"Coast, daily\",ferry,\"f,1\"\r\n\r\nHill,ferry,f2\r\n", nil, Labels{
			Format: Clusters, Clusters: map[string][]string{"f,1": {"ferry"}, "f2": {"ferry"}},
		}},
		{"pairs", "a\tb\tlabel\nf2\tf1\tcopy\nf1\tx\tnone\nf1\tq\tQuote\nf1\tf2\tsame", nil, Labels{
			Format: Pairs, Pairs: []Label{same("f1", "f2"), apart("f1", "q"), apart("f1", "x")},
		}},
		{"wholly and partly derived", "source_id\tderived_id\tlabel\nw1\tp1\tWD\nw2\tp2\tPD\nw3\tp3\tND\n", nil, Labels{
			Format: Pairs, Pairs: []Label{same("p1", "w1"), same("p2", "w2"), apart("p3", "w3")},
		}},
		{"labels of one's own", "id1,id2,label\na,b,verbatim\na,c,Cut\na,d,other\n", []string{"verbatim", "cut"}, Labels{
			Format: Pairs, Pairs: []Label{same("a", "b"), same("a", "c"), apart("a", "d")},
		}},
		{"edges", `[["f1","f2"],["f3","f2",{"overlap":0.5}],[7,8]]`, nil, Labels{
			Format: NewsCopy, Rest: true, Notes: []string{"3 edges given; 1 more pairs follow from them, since connected articles are one cluster"},
			Clusters: map[string][]string{"f1": {"f1"}, "f2": {"f1"}, "f3": {"f1"}, "7": {"7"}, "8": {"7"}},
		}},
		{"clusters in JSON", ` {"0":["f1","f2"],"1":["h1"]}`, nil, Labels{
			Format: NewsCopy, Rest: true, Clusters: map[string][]string{"f1": {"0"}, "f2": {"0"}, "h1": {"1"}},
		}},
		{"clusters by id", `{"f1":3,"f2":3,"h1":"late"}`, nil, Labels{
			Format: NewsCopy, Rest: true, Clusters: map[string][]string{"f1": {"3"}, "f2": {"3"}, "h1": {"late"}},
		}},
	} {
		t.Run(x.name, func(t *testing.T) {
			got, err := ReadLabels(strings.NewReader(x.text), "labels", Auto, x.positive)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(&x.want, got); diff != "" {
				t.Errorf("%q (-want +got):\n%s", x.text, diff)
			}
		})
	}
}

func TestReadLabelsRefuses(t *testing.T) {
	for _, x := range []struct{ name, text, want string }{
		{"empty", "", "empty"},
		{"no head line", "f1\tferry\nf2\tferry\n", `the columns "f1", "ferry"; needed`},
		{"no row", "id\tcluster\n", "no row"},
		{"no label column", "a\tb\nf1\tf2\n", "label"},
		{"unknown label", "a\tb\tlabel\nf1\tf2\tperhaps\n", `labels:2: unknown label "perhaps"; known: copy, same, 1`},
		{"hint", "a\tb\tlabel\nf1\tf2\tperhaps\n", "--positive LABEL,LABEL"},
		{"short row", "id\tcluster\nf1\n", "labels:2: 1 columns, the head line has 2"},
		{"twice", "id,cluster\nf1,a\nf1,b\n", `"f1" has other clusters above`},
		{"no cluster", "id,cluster\nf1,\n", "a cluster of its own"},
		{"no id", "id,cluster\n,a\n", "the id is empty"},
		{"itself", "a,b,label\nf1,f1,copy\n", "paired with itself"},
		{"contradiction", "a,b,label\nf1,f2,copy\nf2,f1,none\n", "have another label at labels:2"},
		{"two columns of a name", "id,ID,cluster\n", `two columns are called "id"`},
		{"quotes", "id,cluster\n\"f1,a\n", "after line"},
		{"cut short", `[["f1","f2"],["f3"`, "unexpected EOF"},
		{"articles", `{"f1":{"article":"…","byline":""}}`, "is this the file of articles?"},
		{"one id", `[["f1"]]`, "an edge has two ids"},
		{"no ids", `[[[],[]]]`, "strings or numbers"},
		{"nothing in it", `[]`, "no edge and no cluster"},
		{"two values", `[["a","b"]] []`, "more than one value"},
	} {
		t.Run(x.name, func(t *testing.T) {
			l, err := ReadLabels(strings.NewReader(x.text), "labels", Auto, nil)
			if !errors.Is(err, ErrLabels) || !strings.Contains(err.Error(), x.want) {
				t.Errorf("%q gives %+v, %v; want an error with %q", x.text, l, err, x.want)
			}
		})
	}
	for name, f := range map[string]Format{"clusters": Clusters, "pairs": Pairs, "pan": PAN, "news-copy": NewsCopy} {
		if _, err := ReadLabels(strings.NewReader("x,y\n1,2\n"), "labels", f, nil); !errors.Is(err, ErrLabels) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := ReadLabels(strings.NewReader("a,b,label\nf1,f2,copy\n"), "labels", Auto, []string{"cpoy"}); err == nil || !strings.Contains(err.Error(), "cpoy") {
		t.Errorf("a positive label that no pair has: %v", err)
	}
	long := "id\tcluster\n" + strings.Repeat("x", maxLine+1<<17) + "\tc\n"
	if _, err := ReadLabels(strings.NewReader(long), "labels", Auto, nil); err == nil || !strings.Contains(err.Error(), "longer than") {
		t.Errorf("a long line: %v", err)
	}
}

const panXML = `<?xml version="1.0" encoding="UTF-8"?>
<document reference="suspect-1.txt">
 <feature name="about" lang="en"/>
 <feature name="plagiarism" obfuscation="none" this_offset="10" this_length="20" source_reference="source-1.txt" source_offset="0" source_length="25"/>
 <feature name="plagiarism" this_offset="40" this_length="5" source_reference="source-9.txt" source_offset="0" source_length="5"/>
</document>`

func TestPAN(t *testing.T) {
	p := NewPANReader()
	if err := p.Pairs(strings.NewReader("suspect-1.txt source-1.txt\nsuspect-1.txt source-2.txt\n"), "pairs"); err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{panXML, `<document reference="suspect-1.txt"/>`, panXML} {
		if err := p.XML(strings.NewReader(text), "a.xml"); err != nil {
			t.Fatal(err)
		}
	}
	got, err := p.Labels()
	if err != nil {
		t.Fatal(err)
	}
	want := &Labels{
		Format: PAN, Pairs: []Label{{"source-1.txt", "suspect-1.txt", true}, {"source-2.txt", "suspect-1.txt", false}},
		Cases: []Passage{{"suspect-1.txt", 10, 30, "source-1.txt", 0, 25}},
		Notes: []string{`1 labelled passages are of pairs that the file "pairs" does not name: left out`},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	bad := NewPANReader()
	if err := bad.Pairs(strings.NewReader("one two three\n"), "pairs"); !errors.Is(err, ErrLabels) {
		t.Errorf("three names: %v", err)
	}
	for _, text := range []string{"", "<document", "<document/>", strings.Replace(panXML, `"10"`, `"-1"`, 1), strings.Replace(panXML, `"10"`, `"x"`, 1)} {
		if err := bad.XML(strings.NewReader(text), "a.xml"); !errors.Is(err, ErrLabels) {
			t.Errorf("%q: %v", text, err)
		}
	}
	if _, err := bad.Labels(); !errors.Is(err, ErrLabels) {
		t.Errorf("no pairs: %v", err)
	}
}

func FuzzReadLabels(f *testing.F) {
	for _, s := range []string{
		"id\tcluster\nf1\tferry;x\n", "id,cluster\n\"f1\",a\n", "a,b,label\nf1,f2,WD\n", `[["a","b"],["b","c"]]`, `{"0":["a","b"]}`, `{"a":1}`, "\ufeffid\tcluster\r\nx\ty",
	} {
		f.Add(s, "")
	}
	f.Add("a\tb\tlabel\nx\ty\tz\n", "z")
	f.Fuzz(func(t *testing.T, text, positive string) {
		var list []string
		if positive != "" {
			list = []string{positive}
		}
		l, err := ReadLabels(strings.NewReader(text), "labels", Auto, list)
		if err != nil {
			if !errors.Is(err, ErrLabels) {
				t.Fatalf("%q: %v", text, err)
			}
			return
		}
		checkLabels(t, l)
	})
}

// checkLabels evaluates labels by themselves: they must be right.
func checkLabels(t *testing.T, l *Labels) {
	t.Helper()
	p := &Predictions{clustered: true, paired: true, articles: map[string]Article{}}
	for id, c := range l.Clusters {
		if id == "" || len(c) == 0 || c[0] == "" {
			t.Fatalf("%q is in %q", id, c)
		}
		p.articles[id] = Article{Cluster: c[0]}
	}
	for _, x := range l.Pairs {
		if x.A >= x.B {
			t.Fatalf("pair %+v", x)
		}
		if x.Same {
			p.pairs = append(p.pairs, pair{a: p.intern(x.A), b: p.intern(x.B), p: 1}.ordered())
		}
		p.intern(x.A)
	}
	r, err := Evaluate(l, p, Options{Worst: 3})
	switch {
	case err != nil:
		t.Fatal(err)
	case r.Clusters != nil && r.Clusters.ARI.Value != 1:
		t.Fatalf("%+v by itself: %+v", l, r.Clusters)
	case l.Clusters == nil && r.Pairs.True > 0 && r.Pairs.F1.Value != 1:
		t.Fatalf("%+v by itself: %+v", l, r.Pairs)
	}
}

func FuzzPAN(f *testing.F) {
	f.Add("suspect-1.txt source-1.txt\n", panXML)
	f.Add("a b\n\nb a\n", `<document reference="a"><feature name="plagiarism" source_reference="b"/></document>`)
	f.Fuzz(func(t *testing.T, pairs, text string) {
		p := NewPANReader()
		if p.Pairs(strings.NewReader(pairs), "pairs") != nil || p.XML(strings.NewReader(text), "x.xml") != nil {
			return
		}
		if l, err := p.Labels(); err == nil {
			checkLabels(t, l)
			if s := scorePassages(l, l.Cases); s.Recall < 0 || s.Recall > 1 {
				t.Fatalf("%+v", s)
			}
		}
	})
}

func FuzzPredictions(f *testing.F) {
	f.Add(`{"id":"f1","cluster":"c1","also":["c2"],"source":"coast.example"}`, `{"a":"f1","b":"f2","p":.5,"jaccard":1,"containment_a":1,"containment_b":1}`, `{"id":"a","start":0,"end":3,"from":{"id":"b","start":1,"end":4}}`)
	f.Add(`{"id":"f1","cluster":null}`, "{\"a\":\"f1\",\"b\":\"f1\",\"p\":1}\n{\"a\":\"f2\",\"b\":\"f1\",\"p\":0}", `{"id":"a","start":0,"end":3}`)
	f.Fuzz(func(t *testing.T, articles, pairs, passages string) {
		p := &Predictions{OneOfIdentical: true}
		for _, err := range []error{
			p.ReadArticles(strings.NewReader(articles), "a"), p.ReadPairs(strings.NewReader(pairs), "p"), p.ReadPassages(strings.NewReader(passages), "x"),
		} {
			if err != nil && !errors.Is(err, ErrPredictions) {
				t.Fatal(err)
			}
		}
		l := &Labels{Format: Clusters, Clusters: map[string][]string{}}
		for i, id := range p.known() {
			l.Clusters[id] = []string{[]string{"even", "odd"}[i%2]}
		}
		if len(l.Clusters) == 0 {
			return
		}
		if _, err := Evaluate(l, p, Options{Worst: 3}); err != nil {
			t.Fatal(err)
		}
	})
}
