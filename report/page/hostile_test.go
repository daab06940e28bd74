package page_test

import (
	"bytes"
	"fmt"
	"regexp"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"github.com/wiretrace/wiretrace/article"
	"github.com/wiretrace/wiretrace/report"
)

// hostileCluster is a cluster of articles of which every field that others write is one of
// the strings, traced, with everything that a member can have.
func hostileCluster() *report.ClusterView {
	list, links := hostileStrings(), hostileAddresses()
	bad := func(i int) string { return list[i%len(list)] }
	v := &report.ClusterView{Traced: true, Gone: 1, Cluster: report.Cluster{
		ID: "c" + bad(0), Size: len(list), Outlets: len(list), First: new(bad(1)), Last: new(bad(2)), Keep: bad(0), SimilarityMin: .2, SimilarityMean: .5,
	}}
	var roots []string
	for i := range list {
		id := fmt.Sprintf("%d%s", i, bad(i))
		roots = append(roots, id)
		m := report.MemberView{
			Article: article.Article{
				ID: id, Source: bad(i + 1), Title: bad(i + 2), Byline: bad(i + 3), Credit: bad(i + 4), Lang: bad(i + 5), URL: links[i%len(links)],
				Published: article.ParseTime(fmt.Sprintf("2024-05-01T%02d:10:00Z", i%24), bad(i)),
			},
			Agency: bad(i + 6), AgencyP: .9, SameAs: bad(i + 7),
			Source: &report.Copy{
				Child: id, Parent: "0" + bad(0), P: .5, RunnerUp: &report.RunnerUp{Parent: bad(i), P: .2},
				Evidence: []report.Evidence{{Kind: bad(i), Text: bad(i + 1), Weight: 1}},
			},
			Traced: &report.SourceView{
				RootP: .5, Root: i%3 == 0, Class: bad(i), Copied: .5, Also: []string{bad(i)}, Twins: []string{bad(i)}, TwinCount: i % 2,
				Credits:    []report.CreditView{{Agency: bad(i), Role: bad(i + 1), Place: bad(i + 2), Field: bad(i + 3), Text: bad(i + 4), Start: 1, End: 2}},
				FromParent: &report.Delta{Of: bad(i), Headline: bad(i + 1), Credit: bad(i + 2)}, FromOrigin: &report.Delta{Of: bad(i + 1), Headline: bad(i), Credit: bad(i)},
				Clock: report.ClockView{
					Known: true, Clock: "published", Precision: bad(i), Bounded: true, Precise: true, Best: 1714543800 + int64(i)*3600,
					Earliest: 1714543800 + int64(i)*3600, Latest: 1714543800 + int64(i)*3600, Flags: []string{bad(i)},
				},
			},
		}
		if i == 0 {
			m.Source.Parent = "unseen"
		}
		v.Members = append(v.Members, m)
		v.Cluster.Members = append(v.Cluster.Members, id)
	}
	v.Cluster.SetSources(report.Origin{Article: &roots[0], P: .7, Agency: new(bad(3)), AgencyP: .8}, []report.IndependentReport{{Roots: roots, Articles: len(list), Why: bad(4)}})
	v.Changes = []report.Change{{Kind: bad(5), ID: bad(6), Others: []string{bad(7)}, Before: 1, After: 2, Reason: bad(8)}}
	text := strings.ToValidUTF8(strings.Join(list, "\n"), "\ufffd")
	v.Survival = &report.Survival{
		Base: roots[0], Origin: true, Text: text, Members: 3, Outlets: 3,
		Runs: []report.SurvivalRun{{Start: 0, End: 40, Members: 3, Outlets: 3}, {Start: 45, End: 200, Members: 1, Outlets: 1}, {Start: 210, End: 400}},
	}
	return v
}

// hostileSummary is a summary of a period whose every name is one of the strings.
func hostileSummary() report.Summary {
	list := hostileStrings()
	d := &report.DayView{From: list[0], To: list[1], Articles: len(list), Words: 100 * len(list)}
	for i, s := range list {
		d.Outlets = append(d.Outlets, report.OutletView{
			Source: s, Articles: 2, Copies: 1, Words: 100, Own: .25, Agency: .25, Outlets: .25, Unseen: .25,
			Agencies: []report.AgencyShare{{Agency: list[(i+1)%len(list)], Articles: 1, Share: .25}},
		})
		d.Links = append(d.Links, report.OutletLink{From: s, To: list[(i+1)%len(list)], Articles: i + 1, Share: .5, Agency: i % 3, MedianDelay: new(int64(60 * i))})
	}
	return report.Summary{Generation: 1, Articles: 99, Clusters: 3, Shown: 1, Since: list[4], Store: list[24], Traced: true, Day: d}
}

// sitePages matches the addresses of the pages and files of a site.
var sitePages = regexp.MustCompile(`^(\.\./)?((story|article|day|outlet)/[a-z0-9_.-]+\.html|index\.html(#[a-z]+)?|style\.css\?[0-9a-f]{8}|feed\.xml|search\.json)$`)

// siteScript matches the address of the script of a site.
var siteScript = regexp.MustCompile(`^(\.\./)?script\.js\?[0-9a-f]{8}$`)

// harmless fails the test for whatever a page holds that could run, load or restyle.
func harmless(t *testing.T, page []byte) {
	t.Helper()
	doc, err := html.ParseWithOptions(bytes.NewReader(page), html.ParseOptionEnableScripting(false))
	if err != nil {
		t.Fatal(err)
	}
	scripts, policies := 0, 0
	for n := range doc.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		switch n.Data {
		case "script":
			if scripts++; attribute(n, "type") == "application/json" {
				scripts--
			}
		case "link":
			if attribute(n, "rel") != "stylesheet" || !sitePages.MatchString(attribute(n, "href")) {
				t.Errorf("link %v", n.Attr)
			}
		case "iframe", "object", "embed", "base", "img", "audio", "video", "foreignObject", "b-evil":
			t.Errorf("element %s in the page", n.Data)
		case "meta":
			if strings.EqualFold(attribute(n, "http-equiv"), "Content-Security-Policy") {
				policies++
			} else if attribute(n, "http-equiv") != "" {
				t.Errorf("meta %v", n.Attr)
			}
		}
		for _, a := range n.Attr {
			switch {
			case a.Key == "src" && n.Data == "script" && siteScript.MatchString(a.Val):
			case strings.HasPrefix(a.Key, "on"), a.Key == "style", a.Key == "srcdoc", a.Key == "action", a.Key == "src":
				t.Errorf("attribute %s of %s: %.60q", a.Key, n.Data, a.Val)
			case a.Key == "href" && sitePages.MatchString(a.Val): // another page of the same site
			case a.Key == "href" && !strings.HasPrefix(a.Val, "#") && !strings.HasPrefix(a.Val, "https://") && !strings.HasPrefix(a.Val, "http://"):
				t.Errorf("link to %.80q", a.Val)
			}
		}
	}
	if scripts != 1 || policies != 1 {
		t.Errorf("%d scripts and %d policies, want one of each", scripts, policies)
	}
}

func attribute(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}
