package dedup_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/wiretrace/wiretrace/dedup"
	"github.com/wiretrace/wiretrace/generation"
	"github.com/wiretrace/wiretrace/ingest"
)

// A newsDay is some stories that several outlets print, and a page that prints several.
type newsDay struct {
	*writer
	stories [][]string // paragraphs
	sheets  []sheet
}

// newNewsDay returns a day with n stories of three prints each.
func newNewsDay(seed uint64, n int) *newsDay {
	d := &newsDay{writer: newWriter(seed)}
	for i := range n {
		story := d.paragraphs(6)
		d.stories = append(d.stories, story)
		prints := d.prints(fmt.Sprintf("s%d-", i), story, 3)
		for k := range prints {
			prints[k].Title = fmt.Sprintf("Headline of the story with number %d here", i)
		}
		d.sheets = append(d.sheets, prints...)
	}
	d.sheets = append(d.sheets, d.background(20)...)
	return d
}

// run links the day with a page and returns the cluster of the page, those that it has text of, and
// what the page is called.
func (d *newsDay) run(t *testing.T, page sheet) (own, also []string, kind generation.PageKind) {
	t.Helper()
	st := openStore(t, t.TempDir())
	page.ID, page.Source, page.Published = "page", "pages.example", day(1, 20)
	got := linkedSheets(t, st, append(slices.Clone(d.sheets), page), dedup.Options{})
	clusters, alsos := ids(t, st, got)
	for i := range d.stories {
		members := together(clusters, fmt.Sprintf("s%d-000", i))
		members = slices.DeleteFunc(slices.Clone(members), func(id string) bool { return id == "page" })
		if len(members) != 3 {
			t.Errorf("story %d is in a cluster of %v", i, members)
		}
	}
	for _, p := range got.Pages {
		kind = p.Kind
	}
	return together(clusters, "page"), alsos["page"], kind
}

// TestPagesOfSeveralTexts: a page that prints several texts is in no cluster and has text of each story
// that it prints; an article with another one below it is in its own.
func TestPagesOfSeveralTexts(t *testing.T) {
	d := newNewsDay(7, 3)
	text := func(i int) string { return strings.Join(d.stories[i], "\n\n") }
	headed := func(i int) string { return fmt.Sprintf("Headline of the story with number %d here\n", i) + text(i) }
	filler := func() string { return strings.Join(d.paragraphs(2), "\n\n") }
	blog := "12:40 Uhr\n" + filler() + "\n12:05 Uhr\n" + text(0) + "\n11:50 Uhr\n" + filler() + "\n11:02 Uhr\n" + text(1) + "\n10:15 Uhr\n" + filler()
	for _, c := range []struct {
		name, text string
		own        bool // it is in the cluster of story 0
		also       int
		kind       generation.PageKind
	}{
		{"live blog", blog, false, 2, generation.PageSeveral},
		{"roundup", headed(0) + "\n\n" + headed(1) + "\n\n" + headed(2), false, 3, generation.PageSeveral},
		{"next article below", text(0) + "\n\n" + headed(1), true, 1, ""},
		{"one article", text(0), true, 0, ""},
	} {
		own, also, kind := d.run(t, sheet{Title: "Today on the coast", Text: c.text})
		if c.own != slices.Contains(own, "s0-000") || !c.own && own != nil || len(also) != c.also || kind != c.kind {
			t.Errorf("%s: in the cluster %v, also %v, page %q; want own %v, also %d, %q", c.name, own, also, kind, c.own, c.also, c.kind)
		}
	}
}

// TestLongPage: a page that is longer than any article is in no cluster, and has text of the story
// in the middle of it; a print of the page is one article with it.
func TestLongPage(t *testing.T) {
	d := newNewsDay(9, 1)
	long := strings.Join(d.paragraphs(160), " ") + " " + strings.Join(d.stories[0], " ") + " " + strings.Join(d.paragraphs(160), " ")
	own, also, kind := d.run(t, sheet{Title: "Chronicle", Text: long})
	if own != nil || len(also) != 1 || kind != generation.PageSeveral {
		t.Errorf("in the cluster %v, also %v, page %q", own, also, kind)
	}
	d.sheets = append(d.sheets, sheet{ID: "print", Source: "prints.example", Published: day(2, 8), Text: long})
	if own, _, _ := d.run(t, sheet{Title: "Chronicle", Text: long + " The end."}); len(own) != 2 {
		t.Errorf("two prints of one long page: in the cluster %v", own)
	}
}

// TestItemsAreCounted: each night the pairs of a page that is cut are aligned by its items, and counted.
func TestItemsAreCounted(t *testing.T) {
	d := newNewsDay(7, 3)
	page := sheet{ID: "page", Source: "pages.example", Published: day(1, 20)}
	for i := range d.stories {
		page.Text += fmt.Sprintf("Headline of the story with number %d here\n", i) + strings.Join(d.stories[i], "\n\n") + "\n\n"
	}
	st := openStore(t, t.TempDir())
	linkedSheets(t, st, append(slices.Clone(d.sheets), page), dedup.Options{})
	lines := sheetLines(t, []sheet{{ID: "new", Source: "new.example", Published: day(2, 8), Text: strings.Join(d.paragraphs(3), "\n\n")}})
	src := ingest.Open([]string{"-"}, strings.NewReader(lines[0]), ingest.Options{})
	_, err := dedup.Ingest(t.Context(), st, src, dedup.Options{})
	if err := errors.Join(err, src.Close()); err != nil {
		t.Fatal(err)
	}
	if got := link(t, st, dedup.Options{}); got.Learnt || got.Counted < 9 {
		t.Errorf("%d alignments were counted, want those of a page with nine prints (new epoch: %v)", got.Counted, got.Learnt)
	}
}
