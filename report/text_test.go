package report_test

import (
	"bytes"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode"

	"github.com/google/go-cmp/cmp"
	"github.com/mattn/go-runewidth"
	"pgregory.net/rapid"

	"github.com/wiretrace/wiretrace/article"
	"github.com/wiretrace/wiretrace/report"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// golden compares got with a file of testdata.
func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name+".golden")
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatalf("%v (go test ./report -update writes it)", err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s (-want +got, go test ./report -update rewrites it):\n%s", path, diff)
	}
}

// render lets r render a report of the given clusters.
func render(t *testing.T, r report.Renderer, s report.Summary, clusters ...*report.ClusterView) {
	t.Helper()
	err := r.Summary(s)
	for _, v := range clusters {
		err = errors.Join(err, r.Cluster(v))
	}
	if err = errors.Join(err, r.End()); err != nil {
		t.Fatal(err)
	}
}

func TestReportGolden(t *testing.T) {
	tests := []struct {
		name string
		text report.Text
	}{
		{"report", report.Text{}},
		{"report-all", report.Text{All: true, Width: 140}},
		{"report-narrow", report.Text{Width: 60}},
		{"report-color", report.Text{Color: true}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var out strings.Builder
			tt.text.Out = &out
			render(t, &tt.text, summary(), ferry(), harvest())
			golden(t, tt.name, out.String())
		})
	}
}

// TestTracedGolden renders a cluster with sources and articles.
func TestTracedGolden(t *testing.T) {
	var out strings.Builder
	for _, r := range []report.Renderer{&report.Text{Out: &out}, &report.JSON{Out: &out}} {
		s, v := summary(), traced()
		s.Day, v.Focus = day(), printed().Article.ID
		render(t, r, s, v)
		untraced := printed()
		untraced.IsTraced, untraced.Passages, untraced.Undecided = false, nil, nil
		alone := &report.ArticleView{MemberView: report.MemberView{Article: printed().Article, Agency: "TIDEWIRE", AgencyP: .97}}
		chosen, withheld := printed(), printed()
		chosen.IsTraced, chosen.Chosen, chosen.FromChosen = false, chosen.Parent, chosen.Traced.FromParent
		withheld.Chosen = &report.TextView{Article: article.Article{ID: "w-1", Source: "withheld.example"}}
		if err := errors.Join(r.Article(printed()), r.Article(untraced), r.Article(alone), r.Article(chosen), r.Article(withheld)); err != nil {
			t.Fatal(err)
		}
	}
	untold := report.Text{Out: &out}
	if err := untold.Summary(report.Summary{Generation: 3, Articles: 9, Clusters: 2}); err != nil {
		t.Fatal(err)
	}
	golden(t, "traced", out.String())
}

func TestReportJSONGolden(t *testing.T) {
	var out strings.Builder
	render(t, &report.JSON{Out: &out}, summary(), ferry(), hostile())
	golden(t, "report-json", out.String())
}

func TestNothingClustered(t *testing.T) {
	var out strings.Builder
	render(t, &report.Text{Out: &out}, report.Summary{})
	if want := "nothing clustered yet: run \"wiretrace dedup\"\n"; out.String() != want {
		t.Errorf("a report of no generation: %q, want %q", out.String(), want)
	}
}

func TestCheckGolden(t *testing.T) {
	var out strings.Builder
	one := page()
	one.Matches, one.Cluster, one.Verdict, one.Copied = one.Matches[1:2], "", "part", .3
	known := sourced()
	known.Known, known.SameText, known.Traced.OwnCopy, known.Traced.TwinCount = "page-1", true, true, 12
	known.Traced.Delay = new(int64(-90 * 60))
	unseen := sourced()
	unseen.Known, unseen.Traced.Parent, unseen.Traced.Source = "page-1", nil, &report.Copy{Parent: "unseen", P: .69}
	unseen.Traced.TwinCount = 0
	for _, v := range []*report.CheckView{
		page(), one, sourced(), known, unseen,
		{Verdict: "none", Stored: 5, Traced: &report.CheckSource{Agency: "AFP", AgencyP: .97}},
		{Verdict: "related", Stored: 5, Matches: one.Matches},
		{Verdict: "none", Stored: 1234567},
		{Verdict: "none", Stored: 5, Unusable: true},
	} {
		text := report.Text{Out: &out}
		if err := text.Check(v); err != nil {
			t.Fatal(err)
		}
		out.WriteByte('\n')
	}
	golden(t, "check", out.String())
}

func TestCheckFolds(t *testing.T) {
	v := &report.CheckView{Verdict: "copy", Copied: 1}
	for _, m := range harvest().Members {
		v.Matches = append(v.Matches, report.MatchView{Article: m.Article, Jaccard: 1, Containment: 1})
	}
	for _, all := range []bool{false, true} {
		var out strings.Builder
		text := report.Text{Out: &out, All: all}
		if err := text.Check(v); err != nil {
			t.Fatal(err)
		}
		if got := strings.Contains(out.String(), "paper14.example"); got != all {
			t.Errorf("All %v: the last match is listed: %v", all, got)
		}
		if got := strings.Contains(out.String(), "and 3 more"); got == all {
			t.Errorf("All %v: the rest is counted: %v", all, got)
		}
	}
}

func TestCompareGolden(t *testing.T) {
	var out strings.Builder
	text := report.Text{Out: &out}
	a, b, c := comparison()
	for _, verdict := range []string{"part", "copy", "related", "none"} {
		c.Verdict = verdict
		if err := text.Compare(a, b, c); err != nil {
			t.Fatal(err)
		}
	}
	golden(t, "compare", out.String())
}

func TestStoreGolden(t *testing.T) {
	var out strings.Builder
	text := report.Text{Out: &out}
	bad := &report.Verify{Checked: report.Checked{Problems: 120}, Problems: []string{"segment 3: checksum of its index", "text block 9\x1b[2J: missing"}}
	err := errors.Join(text.Stats(stats()), text.Stats(&report.Stats{Format: 1, Meaning: "shingles 1"}), text.Verify(verified()), text.Verify(bad))
	if err != nil {
		t.Fatal(err)
	}
	golden(t, "store", out.String())
}

// harmless reports the first rune of out that could do more than be read.
func harmless(out string) (rune, bool) {
	for _, r := range out {
		switch {
		case r == '\n', r == '\u200c', r == '\u200d', r == '\u200e':
		case unicode.IsControl(r), unicode.Is(unicode.Cf, r), r == '\u2028', r == '\u2029':
			return r, false
		}
	}
	return 0, true
}

func TestHostileGolden(t *testing.T) {
	var out strings.Builder
	render(t, &report.Text{Out: &out}, report.Summary{Generation: 1, Since: "\x1b[0m", Store: "\u202e"}, hostile())
	if r, ok := harmless(out.String()); !ok {
		t.Errorf("%U comes through", r)
	}
	golden(t, "hostile", out.String())
}

// TestAnythingIsHarmless puts anything into every field that comes from
// outside: no control character comes through, no line is added, and lines
// keep to the width unless an id needs more.
func TestAnythingIsHarmless(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		str := rapid.OneOf(texts(), rapid.StringN(0, 200, -1))
		art := func(i string) article.Article {
			return article.Article{ID: "id" + i, Source: str.Draw(t, "source"+i), Title: str.Draw(t, "title"+i), URL: str.Draw(t, "url"+i)}
		}
		v := &report.ClusterView{
			Cluster: report.Cluster{ID: "c-1", Size: 2, Outlets: 2, SimilarityMin: .5, SimilarityMean: .6},
			Members: []report.MemberView{{Article: art("1")}, {Article: art("2"), Similarity: .5}},
			Keep:    rapid.IntRange(-1, 3).Draw(t, "keep"),
		}
		width := rapid.IntRange(60, 200).Draw(t, "width")
		var out bytes.Buffer
		text := report.Text{Out: &out, Width: width}
		if err := text.Cluster(v); err != nil {
			t.Fatal(err)
		}
		if r, ok := harmless(out.String()); !ok {
			t.Fatalf("%U comes through:\n%q", r, out.String())
		}
		lines := strings.Split(strings.TrimSuffix(out.String(), "\n"), "\n")
		if len(lines) > 2+1+2*2 {
			t.Fatalf("%d lines:\n%s", len(lines), out.String())
		}
		ruler := runewidth.Condition{StrictEmojiNeutral: true}
		for _, line := range lines {
			if w := ruler.StringWidth(line); w > width {
				t.Fatalf("a line of %d columns, the width is %d:\n%q", w, width, line)
			}
		}
	})
}

// TestNoMembers sees that a view without what it should have is no panic.
func TestNoMembers(t *testing.T) {
	var out strings.Builder
	for _, r := range []report.Renderer{&report.Text{Out: &out}, &report.JSON{Out: &out}} {
		render(t, r, report.Summary{Generation: 1}, &report.ClusterView{}, &report.ClusterView{Keep: 9, Members: make([]report.MemberView, 1)})
	}
	text := report.Text{Out: &out, Width: 1}
	a := &article.Article{}
	if err := errors.Join(text.Cluster(ferry()), text.Check(page()), text.Compare(a, a, &report.Comparison{})); err != nil {
		t.Fatal(err)
	}
}

var errFull = errors.New("no space left")

type fullWriter struct{}

func (fullWriter) Write([]byte) (int, error) { return 0, errFull }

// TestWriteError sees that a full disk is reported, by every call after it too.
func TestWriteError(t *testing.T) {
	for name, r := range map[string]report.Renderer{"text": &report.Text{Out: fullWriter{}}, "json": &report.JSON{Out: fullWriter{}}} {
		for what, err := range map[string]error{"Summary": r.Summary(summary()), "Cluster": r.Cluster(ferry()), "End": r.End()} {
			if !errors.Is(err, errFull) {
				t.Errorf("%s: %s on a full disk: %v", name, what, err)
			}
		}
	}
}

// TestSince sees that a period without articles says so, and of when the newest is.
func TestSince(t *testing.T) {
	for _, test := range []struct {
		sum  report.Summary
		want string
	}{
		{report.Summary{Generation: 1, Articles: 200_000, Clusters: 14_138, Since: "24h", Newest: "Mon 6 May 2024, 08:10 UTC"}, "14,138 clusters in 200,000 articles; none has an article since 24h: the newest article of a cluster\n  is of Mon 6 May 2024, 08:10 UTC\n"},
		{report.Summary{Generation: 1, Articles: 9, Clusters: 3, Since: "24h"}, "3 clusters in 9 articles; none has an article since 24h\n"},
		{report.Summary{Generation: 1, Articles: 9, Clusters: 3, Chosen: 2, Shown: 1, Since: "24h"}, "3 clusters in 9 articles; 2 with an article since 24h, 1 shown\n"},
		{report.Summary{Generation: 1, Articles: 9, Clusters: 3, Chosen: 3, Shown: 3}, "3 clusters in 9 articles; 3 shown\n"},
	} {
		test.sum.Traced = true
		var out bytes.Buffer
		r := &report.Text{Out: &out}
		if err := r.Summary(test.sum); err != nil {
			t.Fatal(err)
		}
		if got := out.String(); got != test.want {
			t.Errorf("%q, want %q", got, test.want)
		}
	}
}
