package evaluate

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestNoOverlap(t *testing.T) {
	l := labels(t, "id\tcluster\nhttps://coast.example/1\tferry\n")
	_, err := Evaluate(l, predictions(t, ferryArticles, ""), Options{})
	if !errors.Is(err, ErrNoOverlap) || !strings.Contains(err.Error(), `look like "https://coast.example/1"; ids of the predictions like "ferry-1", "ferry-2", "ferry-3"`) {
		t.Errorf("other ids: %v", err)
	}
	if _, err := Evaluate(l, &Predictions{}, Options{}); !errors.Is(err, ErrNoOverlap) {
		t.Errorf("nothing: %v", err)
	}
}

// TestFileNames sees that labels may name the files that articles were made of.
func TestFileNames(t *testing.T) {
	l := labels(t, "a,b,label\nferry-1.txt,ferry-2.txt,copy\nharvest-1.txt,light-1.txt,none\n")
	r := evaluated(t, l, predictions(t, ferryArticles, ferryPairs), Options{})
	if r.Gold.Missing != 0 || r.Pairs.TrueListed != 1 || len(r.Notes) != 1 {
		t.Errorf("%+v, %+v, %q", r.Gold, r.Pairs, r.Notes)
	}
	l = labels(t, "id,cluster\nferry-1.txt,a\nferry-1.html,a\n")
	if _, err := Evaluate(l, predictions(t, ferryArticles, ""), Options{}); !errors.Is(err, ErrNoOverlap) {
		t.Errorf("two files of one name: %v", err)
	}
}

func TestUnknownIDs(t *testing.T) {
	r := evaluated(t, labels(t, "id\tcluster\nferry-1\tf\nferry-2\tf\ngone-1\tf\ngone-2\tg\n"), predictions(t, ferryArticles, ferryPairs), Options{})
	if diff := cmp.Diff([]string{"gone-1", "gone-2"}, r.Gold.Unknown); diff != "" || r.Gold.Missing != 2 {
		t.Errorf("%d missing (-want +got):\n%s", r.Gold.Missing, diff)
	}
	if r.Clusters.Articles != 4 || r.Pairs.True != 3 {
		t.Errorf("what is missing does not count: %+v, %+v", r.Clusters, r.Pairs)
	}
}

// identical are two groups of identical texts as pairs.jsonl tells them: the
// copies of a, the copies of x, and one pair between the groups.
const identical = `{"a":"a","b":"a2","p":0.9999,"jaccard":1,"containment_a":1,"containment_b":1,"matched_words":50,"kind":"same"}
{"a":"a","b":"a3","p":0.9999,"jaccard":1,"containment_a":1,"containment_b":1,"matched_words":50,"kind":"same"}
{"a":"a","b":"x","p":0.8,"jaccard":0.5,"containment_a":0.6,"containment_b":0.7,"matched_words":30,"kind":"same"}
{"a":"x","b":"x2","p":0.9999,"jaccard":1,"containment_a":1,"containment_b":1,"matched_words":50,"kind":"same"}
`

func TestIdenticalTexts(t *testing.T) {
	for _, x := range []struct {
		one  bool
		want int
	}{{false, 4}, {true, 10}} {
		p := predictions(t, "", identical)
		p.OneOfIdentical = x.one
		r := evaluated(t, labels(t, "id\tcluster\na\tc\na2\tc\na3\tc\nx\tc\nx2\tc\n"), p, Options{})
		if r.Pairs.TrueListed != x.want || r.Pairs.True != 10 {
			t.Errorf("identical texts as one: %v: %d of %d listed, want %d of 10", x.one, r.Pairs.TrueListed, r.Pairs.True, x.want)
		}
	}
	p := predictions(t, "", identical)
	p.OneOfIdentical = true
	for _, x := range []struct {
		a, b      string
		p, inB    float64
		mentioned bool
	}{{"x2", "a3", .8, .7, true}, {"a3", "x2", .8, .6, true}, {"a2", "a3", .9999, 1, true}, {"a2", "z", 0, 0, false}} {
		q, ok := p.find(x.a, x.b)
		if ok != x.mentioned || q.p != x.p || q.inB != x.inB {
			t.Errorf("%s and %s: %+v, %v; want p %v, containment %v", x.a, x.b, q, ok, x.p, x.inB)
		}
	}
}

// Labelled clusters are held against p_same where it is given, labelled pairs against p.
func TestTwoNumbers(t *testing.T) {
	const pairs = `{"a":"a","b":"b","p":0.9,"p_same":0.2}` + "\n" + `{"a":"a","b":"c","p":0.1,"p_same":0.8}` + "\n" + `{"a":"b","b":"c","p":0.7}` + "\n"
	p := predictions(t, "", pairs)
	for _, x := range []struct {
		gold string
		want []Num
	}{
		{"id\tcluster\na\t1\nb\t2\nc\t1\n", []Num{.8, .7, .2}},
		{"a\tb\tlabel\na\tb\tcopy\na\tc\tnone\nb\tc\tcopy\n", []Num{.9, .7, .1}},
		{"id\tcluster\na\t1\nb\t2\nc\t1\n", []Num{.8, .7, .2}},
	} {
		var got []Num
		for _, s := range evaluated(t, labels(t, x.gold), p, Options{}).Steps {
			got = append(got, s.Threshold)
		}
		if diff := cmp.Diff(x.want, got); diff != "" {
			t.Errorf("%q (-want +got):\n%s", x.gold, diff)
		}
	}
}

func TestPredictionsRefuse(t *testing.T) {
	for _, x := range []struct{ kind, text, want string }{
		{"articles", `{"cluster":"c"}`, `articles:1: no "id"`},
		{"articles", `{"id":"a"}`, `no "cluster"`},
		{"articles", `{"id":"a","cluster":["c"]}`, "is a name"},
		{"articles", `{"id":"c1","size":2,"members":["a","b"]}`, "give articles.jsonl"},
		{"articles", "{\"id\":\"a\",\"cluster\":\"c\"}\n\n{\"id\":\"a\",\"cluster\":\"d\"}", `articles:3: "a" has the cluster "c" above`},
		{"articles", `{"id":`, "unexpected end"},
		{"pairs", `{"a":"x","b":"y"}`, `"p" are needed`},
		{"pairs", `{"a":"x","b":"y","p":1.5}`, "from 0 to 1"},
		{"pairs", `{"b":"y","p":1}`, "are needed"},
		{"passages", `{"id":"a","start":3,"end":2,"from":{"id":"b","start":0,"end":1}}`, "start <= end"},
	} {
		p := &Predictions{}
		read := map[string]func() error{
			"articles": func() error { return p.ReadArticles(strings.NewReader(x.text), "articles") },
			"pairs":    func() error { return p.ReadPairs(strings.NewReader(x.text), "pairs") },
			"passages": func() error { return p.ReadPassages(strings.NewReader(x.text), "passages") },
		}
		if err := read[x.kind](); !errors.Is(err, ErrPredictions) || !strings.Contains(err.Error(), x.want) {
			t.Errorf("%s %s: %v; want an error with %q", x.kind, x.text, err, x.want)
		}
	}
}

// TestWorst sees that missed pairs are of several stories, and how many there
// are at most.
func TestWorst(t *testing.T) {
	var gold, articles strings.Builder
	gold.WriteString("id\tcluster\n")
	for i := range 40 {
		fmt.Fprintf(&gold, "a%02d\tstory-%d\n", i, i%4)
		fmt.Fprintf(&articles, "{\"id\":\"a%02d\",\"cluster\":null}\n", i)
	}
	p := predictions(t, articles.String(), `{"a":"a00","b":"a01","p":0.9}`+"\n"+`{"a":"a00","b":"a02","p":0.95}`+"\n"+`{"a":"a00","b":"a04","p":0.2}`)
	w := evaluated(t, labels(t, gold.String()), p, Options{Worst: 6}).Worst
	var stories []string
	for _, m := range w.Missed {
		stories = append(stories, m.A.Labels[0])
	}
	if diff := cmp.Diff([]string{"story-0", "story-1", "story-2", "story-3", "story-0", "story-1"}, stories); diff != "" {
		t.Errorf("stories of missed pairs (-want +got):\n%s", diff)
	}
	if len(w.False) != 2 || w.False[0].P != .95 || w.False[1].P != .9 {
		t.Errorf("false pairs: %+v", w.False)
	}
	if w = evaluated(t, labels(t, gold.String()), p, Options{}).Worst; len(w.False)+len(w.Missed) != 0 {
		t.Errorf("none asked for: %+v", w)
	}
}

func BenchmarkEvaluate(b *testing.B) {
	l, p := distorted(20_000, func(p float64) float64 { return p })
	b.ReportAllocs()
	for b.Loop() {
		p.settled = nil
		if _, err := Evaluate(l, p, Options{Worst: 10}); err != nil {
			b.Fatal(err)
		}
	}
}
