package report_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/wiretrace/wiretrace/article"
	"github.com/wiretrace/wiretrace/report"
)

func TestCiteGolden(t *testing.T) {
	var out strings.Builder
	c := &report.Cite{Out: &out}
	unseen := traced()
	unseen.Cluster.SetSources(report.Origin{Unseen: true, P: .97, Agency: new("TIDEWIRE"), AgencyP: .99}, unseen.Cluster.Reports)
	elsewhere := traced()
	elsewhere.Cluster.Origin.Article = new("sahel-12")
	gone := traced()
	gone.Cluster.Origin.Article = new("nowhere")
	undated := ferry()
	undated.Members = undated.Members[6:]
	render(t, c, summary(), traced(), unseen, elsewhere, gone, ferry(), undated, hostile())
	alone := &report.ArticleView{MemberView: report.MemberView{Article: printed().Article, Agency: "TIDEWIRE", AgencyP: .97}}
	root := printed()
	root.Source = &report.Copy{Parent: "unseen", P: .9}
	untraced := printed()
	untraced.Source = nil
	if err := errors.Join(c.Article(printed()), c.Article(root), c.Article(untraced), c.Article(alone)); err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(out.String()) {
		if strings.ContainsAny(line, "\x1b\u202e\x00\r") {
			t.Errorf("line %q moves the cursor", line)
		}
	}
	golden(t, "cite", out.String())
}

func TestLocalName(t *testing.T) {
	for id, want := range map[string]string{
		"p001": "p001", "a.b-c_d": "a.b-c_d", ".a.": "%2Ea%2E", "../x y": "%2E.%2Fx%20y", "ü": "%C3%BC", "\xff": "%FF", "%41": "%2541",
	} {
		if got := report.LocalName(id); got != want {
			t.Errorf("%q is %s, want %s", id, got, want)
		}
	}
}

func TestIsLanguage(t *testing.T) {
	for s, want := range map[string]bool{"en": true, "zh-Hant-TW": true, "": false, "x y": false, "english": false, "en-": false, "12": false, "de-1996": true} {
		if report.IsLanguage(s) != want {
			t.Errorf("%q is a tag: %v", s, !want)
		}
	}
}

// TestUnseenSource sees that no source is made up: an origin has none, nor has a report
// of its own.
func TestUnseenSource(t *testing.T) {
	member := func(id, parent, agency string, feed bool) *report.MemberView {
		return &report.MemberView{Article: article.Article{ID: id}, Agency: agency, Source: &report.Copy{Child: id, Parent: parent, P: .9}, Traced: &report.SourceView{Feed: feed}}
	}
	of := func(origin *string, unseen bool, agency *string, reports int) *report.Cluster {
		return &report.Cluster{Origin: report.Origin{Article: origin, Unseen: unseen, Agency: agency}, Reports: make([]report.IndependentReport, reports)}
	}
	tests := []struct {
		name   string
		c      *report.Cluster
		m      *report.MemberView
		agency string
		ok     bool
	}{
		{"a copy", of(new("a"), false, nil, 1), member("b", "a", "", false), "", false},
		{"the origin", of(new("a"), false, nil, 1), member("a", "unseen", "TIDEWIRE", false), "", false},
		{"a report of its own", of(new("a"), false, nil, 2), member("b", "unseen", "", false), "", false},
		{"an agency's text", of(new("a"), false, nil, 2), member("b", "unseen", "TIDEWIRE", false), "TIDEWIRE", true},
		{"the agency itself", of(new("a"), false, nil, 2), member("b", "unseen", "TIDEWIRE", true), "", false},
		{"one of those with an unseen origin", of(nil, true, new("TIDEWIRE"), 1), member("b", "unseen", "", false), "TIDEWIRE", true},
		{"one of several reports", of(nil, true, nil, 2), member("b", "unseen", "", false), "", false},
	}
	for _, tt := range tests {
		if agency, ok := tt.c.UnseenSource(tt.m); agency != tt.agency || ok != tt.ok {
			t.Errorf("%s: %q, %v, want %q, %v", tt.name, agency, ok, tt.agency, tt.ok)
		}
	}
}
