package report_test

import (
	"bytes"
	"encoding/json"
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/wiretrace/wiretrace/report"
)

// The same records without their methods: what encoding/json makes of them is
// the obvious way that the fast one is held to.
type (
	plainArticle report.Article
	plainOrigin  report.Origin
	plainPair    report.Pair
	plainPassage report.Passage
	plainCluster struct {
		ID             string      `json:"id"`
		Size           int         `json:"size"`
		Outlets        int         `json:"outlets"`
		Independent    *int        `json:"independent"`
		Origin         plainOrigin `json:"origin"`
		First          *string     `json:"first"`
		Last           *string     `json:"last"`
		Keep           string      `json:"keep"`
		SimilarityMin  float64     `json:"similarity_min"`
		SimilarityMean float64     `json:"similarity_mean"`
		Members        []string    `json:"members"`

		Reports []plainReport `json:"reports"`
	}
	plainReport report.IndependentReport
)

// slow encodes v by encoding/json without escaping for HTML.
func slow(t interface{ Fatal(...any) }, v any) string {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		t.Fatal(err)
	}
	return string(bytes.TrimSuffix(b.Bytes(), []byte("\n")))
}

// texts are strings of every kind that articles bring along, broken ones too.
func texts() *rapid.Generator[string] {
	return rapid.OneOf(rapid.String(), rapid.Map(rapid.SliceOf(rapid.Byte()), func(b []byte) string { return string(b) }),
		rapid.SampledFrom([]string{"", "a1", "coast.example", "<b>&\"\\", "\u2028\u2029\x00\x1f\x7f\b\f\n\r\t", "港湾庁", "\xed\xa0\x80", "\xf0\x9f"}))
}

func shares() *rapid.Generator[float64] {
	return rapid.OneOf(rapid.Float64Range(0, 1), rapid.Float64Range(-1e15, 1e15), rapid.SampledFrom([]float64{0, 1, .5, .00005, .00004, .99995, -1e-9, 1e-300}))
}

func TestAppendJSONEqualsEncodingJSON(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		str, share := texts(), shares()
		num, opt, list := rapid.IntRange(-5, 1<<40), rapid.Ptr(texts(), true), rapid.SliceOf(texts())
		round := func(what string) (raw, rounded float64) {
			x := share.Draw(t, what)
			return x, report.Round(x)
		}
		check := func(what, fast, want string) {
			t.Helper()
			if diff := cmp.Diff(want, fast); diff != "" {
				t.Fatalf("%s: encoding/json and AppendJSON differ (-want +got):\n%s", what, diff)
			}
		}

		a := report.Article{
			ID: str.Draw(t, "id"), Source: str.Draw(t, "source"), Cluster: opt.Draw(t, "cluster"), Also: list.Draw(t, "also"),
			Class: str.Draw(t, "class"), Parent: opt.Draw(t, "parent"), Agency: opt.Draw(t, "agency"), Credits: list.Draw(t, "credits"),
			Agencies: list.Draw(t, "agencies"), Odd: list.Draw(t, "odd"), Unseen: rapid.Bool().Draw(t, "unseen parent"), Delay: rapid.Ptr(rapid.Int64(), true).Draw(t, "delay"),
		}
		pa := plainArticle(a)
		a.Copied, pa.Copied = round("copied")
		a.ParentP, pa.ParentP = round("parent_p")
		a.AgencyP, pa.AgencyP = round("agency_p")
		check("article", string(a.AppendJSON(nil)), slow(t, pa))

		p := report.Pair{A: str.Draw(t, "a"), B: str.Draw(t, "b"), MatchedWords: num.Draw(t, "words"), Passages: num.Draw(t, "passages"), Kind: str.Draw(t, "kind")}
		pp := plainPair(p)
		p.P, pp.P = round("p")
		p.Jaccard, pp.Jaccard = round("jaccard")
		p.ContainmentA, pp.ContainmentA = round("ca")
		p.ContainmentB, pp.ContainmentB = round("cb")
		check("pair", string(p.AppendJSON(nil)), slow(t, pp))

		g := report.Passage{ID: a.ID, Start: num.Draw(t, "start"), End: num.Draw(t, "end"), Cluster: a.Cluster, Furniture: a.Agency}
		if rapid.Bool().Draw(t, "from") {
			g.From = &report.Place{ID: p.B, Start: g.End, End: g.Start}
		}
		check("passage", string(g.AppendJSON(nil)), slow(t, plainPassage(g)))

		c := report.Cluster{
			ID: a.ID, Size: num.Draw(t, "size"), Outlets: num.Draw(t, "outlets"), Independent: rapid.Ptr(num, true).Draw(t, "independent"),
			Origin: report.Origin{Article: a.Parent, Unseen: rapid.Bool().Draw(t, "unseen"), Agency: a.Agency},
			First:  opt.Draw(t, "first"), Last: opt.Draw(t, "last"), Keep: str.Draw(t, "keep"), Members: list.Draw(t, "members"),
		}
		pc := plainCluster{
			ID: c.ID, Size: c.Size, Outlets: c.Outlets, Independent: c.Independent, Origin: plainOrigin(c.Origin),
			First: c.First, Last: c.Last, Keep: c.Keep, Members: c.Members, Reports: []plainReport{},
		}
		if rapid.Bool().Draw(t, "reports") {
			c.Reports = []report.IndependentReport{{Roots: list.Draw(t, "roots"), Articles: num.Draw(t, "articles"), Why: str.Draw(t, "why")}}
			pc.Reports = []plainReport{plainReport(c.Reports[0])}
		}
		c.Origin.P, pc.Origin.P = round("op")
		c.Origin.AgencyP, pc.Origin.AgencyP = round("oap")
		c.SimilarityMin, pc.SimilarityMin = round("min")
		c.SimilarityMean, pc.SimilarityMean = round("mean")
		check("cluster", string(c.AppendJSON(nil)), slow(t, pc))
	})
}

// TestMarshalJSON sees that records inside of others are the same bytes.
func TestMarshalJSON(t *testing.T) {
	a, c := report.Article{ID: "a1"}, report.Cluster{ID: "c-1"}
	p, g := report.Pair{A: "a1", B: "b1", P: .123456}, report.Passage{ID: "a1", End: 3}
	for _, tt := range []struct {
		name string
		rec  any
		want []byte
	}{
		{"article", a, a.AppendJSON(nil)},
		{"cluster", c, c.AppendJSON(nil)},
		{"pair", p, p.AppendJSON(nil)},
		{"passage", g, g.AppendJSON(nil)},
	} {
		if got := slow(t, tt.rec); got != string(tt.want) {
			t.Errorf("%s: json.Marshal gives %s, AppendJSON %s", tt.name, got, tt.want)
		}
	}
}

func TestRound(t *testing.T) {
	for _, tt := range []struct{ in, want float64 }{
		{0, 0},
		{1, 1},
		{.12345, .1235},
		{.00004, 0},
		{-.00004, 0},
		{-.5, -.5},
		{12.00006, 12.0001},
		{math.NaN(), 0},
		{math.Inf(1), 0},
		{math.Inf(-1), 0},
		{math.MaxFloat64, math.MaxFloat64},
	} {
		got := report.Round(tt.in)
		if got != tt.want || math.Signbit(got) != math.Signbit(tt.want) {
			t.Errorf("Round(%v) = %v, want %v", tt.in, got, tt.want)
		}
	}
}

// TestNeverInvalid sees that no number makes a line that is no JSON.
func TestNeverInvalid(t *testing.T) {
	for _, x := range []float64{math.NaN(), math.Inf(1), math.Inf(-1), math.MaxFloat64, -math.MaxFloat64, math.SmallestNonzeroFloat64} {
		p := report.Pair{P: x, Jaccard: x}
		if line := p.AppendJSON(nil); !json.Valid(line) {
			t.Errorf("with %v: %s", x, line)
		}
	}
}

func TestEmptyLists(t *testing.T) {
	a := report.Article{ID: "a1", Source: "coast.example", Class: report.ClassOf(0)}
	want := `{"id":"a1","source":"coast.example","cluster":null,"keep":null,"similarity":0,"also":[],"class":"none","copied":0,"parent":null,"unseen":false,"parent_p":0,"delay_seconds":null,"agency":null,"agency_p":0,"agencies":[],"credits":[],"odd":[],"page":null}`
	if got := string(a.AppendJSON(nil)); got != want {
		t.Errorf("AppendJSON = %s, want %s", got, want)
	}
}

func TestClassOf(t *testing.T) {
	for _, tt := range []struct {
		copied float64
		want   string
	}{{0, "none"}, {.1999, "none"}, {.2, "part"}, {.7999, "part"}, {.8, "whole"}, {1, "whole"}} {
		if got := report.ClassOf(tt.copied); got != tt.want {
			t.Errorf("ClassOf(%v) = %s, want %s", tt.copied, got, tt.want)
		}
	}
}

func FuzzString(f *testing.F) {
	for _, s := range []string{"", "coast.example", "a\"b\\c", "\x00\x1b[31m\x7f", "\u2028", "\xff\xfe", "\xed\xa0\x80", "عاجل", "😀"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		a := report.Article{ID: s}
		want := slow(t, plainArticle{ID: s, Also: []string{}, Agencies: []string{}, Credits: []string{}, Odd: []string{}})
		if got := string(a.AppendJSON(nil)); got != want {
			t.Errorf("AppendJSON of the id %q = %s, want %s", s, got, want)
		}
	})
}

// BenchmarkArticle appends lines of articles.jsonl as a run of many has them,
// one in ten with an outlet in Arabic.
func BenchmarkArticle(b *testing.B) {
	cluster := "c-1f0c9a7733be51d2"
	list := make([]report.Article, 10)
	for i := range list {
		list[i] = report.Article{ID: "u-93f1c2d40a7be85593f1c2d40a7be855", Source: "coast.example", Cluster: &cluster, Class: "whole", Copied: .9731}
	}
	list[9].Source = "صحيفة الساحل"
	buf := make([]byte, 0, 1<<10)
	i := 0
	b.ReportAllocs()
	for b.Loop() {
		buf = list[i%10].AppendJSON(buf[:0])
		i++
	}
	b.SetBytes(int64(len(buf)))
}
