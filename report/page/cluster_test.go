package page_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"github.com/wiretrace/wiretrace/article"
	"github.com/wiretrace/wiretrace/internal/browser"
	"github.com/wiretrace/wiretrace/report"
	"github.com/wiretrace/wiretrace/report/page"
)

func TestClusterPage(t *testing.T) { checkPage(t, "cluster", pressCluster(t, press(t), "p037")) }

// TestClusterGraph points at an article of the graph, by mouse and by keyboard.
func TestClusterGraph(t *testing.T) {
	v := visitPage(t, pressCluster(t, press(t), "p037"))
	lit := func() int { return browser.Value[int](v, `document.querySelectorAll(".edge.lit").length`) }
	v.Focused()
	v.Do(chromedp.Focus(chromedp.CSS(".dot.origin")))
	if n := lit(); n < 5 {
		t.Errorf("with the origin in focus %d edges are lit", n)
	}
	v.Do(chromedp.KeyEvent(kb.Enter))
	if got := browser.Value[string](v, `document.querySelector("tr:target").dataset.id`); got != "p037" {
		t.Errorf("the graph leads to %q", got)
	}
	v.Do(chromedp.KeyEvent(kb.Tab))
	browser.Value[bool](v, `(document.activeElement.blur(), true)`)
	if n := lit(); n != 0 {
		t.Errorf("%d edges stay lit", n)
	}
	browser.Value[bool](v, `(document.querySelector(".dot:not(.origin)").dispatchEvent(new PointerEvent("pointerover", {bubbles: true})), true)`)
	if n := lit(); n == 0 {
		t.Error("under the mouse no edge is lit")
	}
	// Every node and every edge says in words what it is.
	if n := browser.Value[int](v, `[...document.querySelectorAll(".dot, .edge[data-to]")].filter(e => !e.querySelector("title").textContent).length`); n != 0 {
		t.Errorf("%d marks have no title", n)
	}
}

func TestClusterHostile(t *testing.T) {
	body := renderedCluster(t, hostileCluster())
	harmless(t, body)
	v := visitPage(t, body)
	if got := browser.Value[string](v, "typeof window.pwned"); got != "undefined" {
		t.Errorf("a string of an article ran: %s", got)
	}
	v.Accessible("the story")
	v.Picture("cluster-hostile")
}

// TestClusterClaims holds the words to what the records say.
func TestClusterClaims(t *testing.T) {
	v := hostileCluster()
	v.Cluster.Origin = report.Origin{P: .9}
	text := string(renderedCluster(t, v))
	if !strings.Contains(text, "The source is not in our collection") || strings.Contains(text, "The original is") {
		t.Error("an origin is named that the record does not have")
	}
	v.Traced, v.Survival = false, nil
	v.Cluster.Independent, v.Cluster.Origin = nil, report.Origin{}
	for i := range v.Members {
		v.Members[i].Source, v.Members[i].Traced = nil, nil
	}
	body := renderedCluster(t, v)
	harmless(t, body)
	for _, word := range []string{"independent report<", "The original is", "The source is not in"} {
		if strings.Contains(string(body), word) {
			t.Errorf("not traced, and the page says %q", word)
		}
	}
	visitPage(t, body).Accessible("the story")
}

func TestClusterNone(t *testing.T) {
	var b strings.Builder
	c := &page.Cluster{Out: &b}
	if err := c.Summary(report.Summary{}); err != nil {
		t.Fatal(err)
	}
	if err := c.End(); err != nil || !strings.Contains(b.String(), "holds no cluster") {
		t.Errorf("End = %v, page %.200q", err, b.String())
	}
}

// largeCluster is a cluster of n members: a wire, outlets that took it, and others that took it
// from those.
func largeCluster(n int) *report.ClusterView {
	v := &report.ClusterView{Traced: true, Cluster: report.Cluster{ID: "large", Size: n, Outlets: n / 2, Keep: "a0"}}
	for i := range n {
		id, parent := fmt.Sprintf("a%d", i), "unseen"
		if i > 0 {
			parent = fmt.Sprintf("a%d", i/40)
		}
		at := 1714543800 + int64(i)*60
		v.Members = append(v.Members, report.MemberView{
			Article: article.Article{ID: id, Source: fmt.Sprintf("paper%d.example", i/2), Title: fmt.Sprintf("Best apple harvest for %d years", i), Published: article.Time{Unix: at, Precision: article.PrecisionSecond, Zone: true}},
			Source:  &report.Copy{Child: id, Parent: parent, P: .9},
			Traced: &report.SourceView{
				Root: i == 0, Class: report.ClassWhole, Copied: 1,
				Clock: report.ClockView{Known: true, Clock: "published", Precision: "second", Zone: true, Earliest: at, Latest: at, Best: at, Bounded: true, Precise: true},
			},
		})
	}
	v.Cluster.SetSources(report.Origin{Article: new("a0"), P: .99}, []report.IndependentReport{{Roots: []string{"a0"}, Articles: n}})
	return v
}

// TestLargeCluster opens a cluster of 5,000 members: folded, the graph reduced, as stated.
func TestLargeCluster(t *testing.T) {
	body := renderedCluster(t, largeCluster(5000))
	v := visitPage(t, body)
	open, worked := work(t, v)
	t.Logf("%d bytes: opened in %.0f ms, its thread worked %.0f", len(body), open, worked)
	if n := browser.Value[int](v, `document.querySelectorAll("section > .wide tr[data-id]").length`); n != 200 {
		t.Errorf("%d rows are open, want 200", n)
	}
	if n := browser.Value[int](v, `document.querySelectorAll("tr[data-id]").length`); n != 5000 {
		t.Errorf("%d rows, want 5000", n)
	}
	dots := browser.Value[int](v, `document.querySelectorAll(".dot").length`)
	if note := browser.Value[string](v, `document.querySelector("figcaption strong").textContent`); dots > 60 || note != fmt.Sprintf("Drawn: %d of 5,000 articles", dots) {
		t.Errorf("%d dots, note %q", dots, note)
	}
	// A link into the folded part opens it.
	browser.Value[bool](v, `(location.hash = "m4999", new Promise(done => setTimeout(() => done(true), 200)))`)
	if !browser.Value[bool](v, `document.querySelector("details.more").open`) {
		t.Error("a link into the folded part does not open it")
	}
}

// BenchmarkCluster renders a cluster of 5,000 members.
func BenchmarkCluster(b *testing.B) {
	v := largeCluster(5000)
	for b.Loop() {
		b.SetBytes(int64(len(renderedCluster(b, v))))
	}
}
