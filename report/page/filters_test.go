package page_test

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"github.com/wiretrace/wiretrace/article"
	"github.com/wiretrace/wiretrace/internal/browser"
	"github.com/wiretrace/wiretrace/report"
)

// foldedDay is the page of stories that differ in headline, day, size and likeness.
func foldedDay(t *testing.T, titles ...string) *browser.Visit {
	t.Helper()
	s := report.Summary{Generation: 1, Articles: 2 * len(titles), Clusters: len(titles), Chosen: len(titles), Shown: len(titles), Traced: true}
	var list []*report.ClusterView
	for i, title := range titles {
		at := article.ParseTime("2026-05-0"+string(rune('1'+i%9))+"T08:00:00Z", "field")
		member := func(id, source string) report.MemberView {
			return report.MemberView{Article: article.Article{ID: id, Source: source, Title: title, Published: at}}
		}
		id := string(rune('a' + i))
		list = append(list, &report.ClusterView{
			Cluster: report.Cluster{ID: "c" + id, Size: 2, Outlets: 2, SimilarityMin: float64(i+1) / 20, SimilarityMean: float64(i+1) / 20},
			Members: []report.MemberView{member(id+"1", "north.example"), member(id+"2", "south"+id+".example")},
		})
	}
	return visitPage(t, renderedDay(t, s, list...))
}

// found returns the ids of the stories that the page shows, in their order.
func found(v *browser.Visit) string {
	return browser.Value[string](v, `[...document.querySelectorAll(".story:not([hidden])")].map(e => e.dataset.id).join(" ")`)
}

// ask sets the filters by the address.
func ask(v *browser.Visit, fragment string) {
	browser.Value[bool](v, `new Promise(done => { location.hash = `+"`"+fragment+"`"+`; setTimeout(() => done(true), 200); })`)
}

// TestSearchFolds sees that letters that mean the same to a reader are found by each other.
func TestSearchFolds(t *testing.T) {
	pairs := [][2]string{
		{"إغاثية عاجلة للمدينة", "اغاثيه"},
		{"الأميرُ يفتتحُ المَعرِض", "الامير المعرض"},
		{"مدرســة جديدة", "مدرسة"},
		{"شבָּת שָׁלוֹם בחיפה", "שלום"},
		{"Café à Orléans", "cafe orleans"},
		{"Große Straße gesperrt", "grosse strasse"},
		{"Всё о ёлке", "все елке"},
		{"Łódź i Gdańsk", "lodz gdansk"},
		{"ＡＢＣ放送 ﬁnal", "abc final"},
		{"مجلس ۱۴۰۳ ٢٠٢٦", "1403 2026"},
		{"दिल्ली में बारिश", "दिल्ली"},
		{"İstanbul’da ΟΔΥΣΣΕΥΣ", "istanbul'da οδυσσευσ"},
	}
	var titles []string
	for _, p := range pairs {
		titles = append(titles, p[0])
	}
	v := foldedDay(t, titles...)
	for i, p := range pairs {
		want := "c" + string(rune('a'+i))
		for _, words := range p {
			ask(v, "q="+words)
			if got := found(v); got != want {
				t.Errorf("%q finds %q, want %q (%s)", words, got, want, p[0])
			}
		}
	}
	ask(v, "q=दल्ल") // vowel signs of other scripts are letters
	if got := found(v); got != "" {
		t.Errorf("a word without its vowel signs finds %q", got)
	}
}

// TestFacets sees counts, order, the filters of time and likeness, and which filter emptied the page.
func TestFacets(t *testing.T) {
	v := foldedDay(t, "Ferry", "Bridge", "Tunnel")
	label := func(field, value string) string {
		return browser.Value[string](v, `[...document.querySelector("#filters [name=`+field+`]").options].find(o => o.value === "`+value+`").text`)
	}
	if a, b := label("outlet", "north.example"), label("outlet", "southb.example"); a != "north.example (3)" || b != "southb.example (1)" {
		t.Errorf("counts %q, %q", a, b)
	}
	ask(v, "q=ferry")
	if a, b := label("outlet", "north.example"), label("outlet", "southb.example"); a != "north.example (1)" || b != "southb.example (0)" {
		t.Errorf("counts after a search %q, %q", a, b)
	}
	for fragment, want := range map[string]string{
		"sort=new": "cc cb ca", "sort=old": "ca cb cc", "sort=alike": "cc cb ca", "sort=articles": "ca cb cc", "from=2026-05-02": "cb cc", "to=2026-05-02": "ca cb",
		"from=2026-05-02&to=2026-05-02": "cb", "alike=10": "cb cc", "outlet=southb.example": "cb", "": "ca cb cc",
	} {
		ask(v, fragment)
		if got := found(v); got != want {
			t.Errorf("%q shows %q, want %q", fragment, got, want)
		}
	}
	ask(v, "q=ferry&outlet=southb.example&from=2026-05-01")
	ways := browser.Value[string](v, `document.getElementById("ways").innerText`)
	if !strings.Contains(ways, "Leave out the words 1 story") || !strings.Contains(ways, "Leave out outlet “southb.example” 1 story") || strings.Contains(ways, "first day") {
		t.Errorf("what emptied the page: %q", ways)
	}
	v.Accessible("the day")
	v.Do(chromedp.Click(chromedp.CSS("#ways li:last-child button")))
	if got := found(v); got != "ca" {
		t.Errorf("without the outlet %q", got)
	}
	ask(v, "q=ferry+zeppelin")
	if ways := browser.Value[string](v, `document.getElementById("ways").innerText`); !strings.Contains(ways, "Nowhere on this page: zeppelin.") {
		t.Errorf("a word that nobody has: %q", ways)
	}
}
