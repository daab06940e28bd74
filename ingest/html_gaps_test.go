package ingest

import (
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"github.com/wiretrace/wiretrace/article"
)

// gapPage returns a page of eight paragraphs, each in a division of its own, and
// the paragraphs. tail is put below.
func gapPage(tail string) (page string, all []string) {
	for i := range 8 {
		s := "Paragraph " + string(rune('a'+i)) + " says what the council of Lissem did on that day of May."
		all = append(all, s)
	}
	return "<h1>Pilots return</h1><div class=story><div class=block><p>" + strings.Join(all, "</p></div><div class=block><p>") + "</p></div></div>" + tail, all
}

func TestFillGaps(t *testing.T) {
	page, all := gapPage(`<div class=story><div class=block><p>Subscribe to the paper and read all that the council did.</p></div></div>`)
	const more = " The mayor, the pilots and the harbour office had each sent a letter to it, and each asked for a later ferry from the island."
	story, _ := gapPage("")
	longer := strings.ReplaceAll(story, "of May.", "of May."+more)
	tests := []struct {
		name string
		page string
		have []int // paragraphs that the extractor found
		want []int
	}{
		{"between others", page, []int{0, 1, 3, 4, 5, 7}, []int{0, 1, 2, 3, 4, 5, 6, 7}},
		{"below the headline", page, []int{1, 2, 3, 4, 5, 6, 7}, []int{0, 1, 2, 3, 4, 5, 6, 7}},
		{"above any headline", strings.TrimPrefix(page, "<h1>Pilots return</h1>"), []int{1, 2, 3, 4, 5, 6, 7}, []int{1, 2, 3, 4, 5, 6, 7}},
		{"below the text", page, []int{0, 1, 2, 3, 4, 5}, []int{0, 1, 2, 3, 4, 5}},
		{"more lost than kept", page, []int{0, 4, 7}, []int{0, 4, 7}},
		{"long ones, more lost than kept", longer, []int{0, 4, 7}, []int{0, 1, 2, 3, 4, 5, 6, 7}},
		{"long ones below the text", longer, []int{0, 1, 2, 3, 4, 5}, []int{0, 1, 2, 3, 4, 5, 6, 7}},
		{"long ones below a short text", longer, []int{0, 1, 2}, []int{0, 1, 2}},
		{"places that differ in a modifier", strings.Replace(page, "class=block><p>Paragraph c", "class='block last'><p>Paragraph c", 1), []int{0, 1, 3, 4, 5, 6, 7}, []int{0, 1, 2, 3, 4, 5, 6, 7}},
		{"another place", strings.Replace(page, "class=block><p>Paragraph c", "class=promo><p>Paragraph c", 1), []int{0, 1, 3, 4, 5, 6, 7}, []int{0, 1, 3, 4, 5, 6, 7}},
		{"related", strings.Replace(page, "class=block><p>Paragraph c", "class=related><p>Paragraph c", 1), []int{0, 1, 3, 4, 5, 6, 7}, []int{0, 1, 3, 4, 5, 6, 7}},
		{"a link", strings.Replace(page, all[2], "<a href=/x>"+all[2]+"</a>", 1), []int{0, 1, 3, 4, 5, 6, 7}, []int{0, 1, 3, 4, 5, 6, 7}},
		{"hidden by its style", strings.Replace(page, "<p>Paragraph c", "<p style=\"Display: none\">Paragraph c", 1), []int{0, 1, 3, 4, 5, 6, 7}, []int{0, 1, 3, 4, 5, 6, 7}},
		{"within something hidden", strings.Replace(page, "class=block><p>Paragraph c", "class=block style='visibility : hidden'><p>Paragraph c", 1), []int{0, 1, 3, 4, 5, 6, 7}, []int{0, 1, 3, 4, 5, 6, 7}},
		{"something hidden within", strings.Replace(page, all[2], "<span style='color:red;display:none'>No such caption: </span>"+all[2], 1), []int{0, 1, 2, 3, 4, 5, 6, 7}, []int{0, 1, 2, 3, 4, 5, 6, 7}},
		{"hidden", strings.Replace(page, "<p>Paragraph c", "<p hidden>Paragraph c", 1), []int{0, 1, 3, 4, 5, 6, 7}, []int{0, 1, 3, 4, 5, 6, 7}},
		{"a script within", strings.Replace(page, all[2], all[2]+"<script>go();</script>", 1), []int{0, 1, 3, 4, 5, 6, 7}, []int{0, 1, 2, 3, 4, 5, 6, 7}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			text := func(i int) string {
				if tt.page == longer {
					return all[i] + more
				}
				return all[i]
			}
			pick := func(places []int) (list []string) {
				for _, i := range places {
					list = append(list, text(i))
				}
				return list
			}
			doc, err := html.Parse(strings.NewReader(tt.page))
			if err != nil {
				t.Fatal(err)
			}
			b := body{text: strings.Join(pick(tt.have), "\n\n")}
			for _, l := range textLines(b.text) {
				b.marks = append(b.marks, article.Furniture{Start: l.start, End: l.end})
				b.headings = append(b.headings, l.start)
			}
			b.fillGaps(paragraphs(doc))
			if want := strings.Join(pick(tt.want), "\n\n"); b.text != want {
				t.Errorf("got\n%s\nwant\n%s", b.text, want)
			}
			for i, f := range b.marks {
				if b.text[f.Start:f.End] != text(tt.have[i]) || b.headings[i] != f.Start {
					t.Errorf("mark %d is at %q", i, b.text[f.Start:f.End])
				}
			}
		})
	}
}

// TestFillGapsHeadings: crossheads are put back before paragraphs of the text.
func TestFillGapsHeadings(t *testing.T) {
	_, all := gapPage("")
	page := "<h1>Pilots return</h1><p>" + all[0] + "</p><section><h3>What the mayor says</h3></section><p>" + all[1] + "</p><section><h3>What the pilots say</h3></section><p>" + all[2] +
		"</p><aside><h3>Not in the text</h3></aside><section><h3><a href=/x>Another story of the coast</a></h3></section><section><h3>Read more</h3></section><section><h3>One without a text</h3></section><h2>A picture</h2><p>" + all[3] + "</p>"
	doc, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	b := body{text: strings.Join(all[:4], "\n\n")}
	b.fillGaps(paragraphs(doc))
	want := strings.Join([]string{all[0], "What the mayor says", all[1], "What the pilots say", all[2], all[3]}, "\n\n")
	if b.text != want {
		t.Errorf("got\n%s\nwant\n%s", b.text, want)
	}
}

// TestFillGapsLarge sees that the work is bounded by the number of paragraphs.
func TestFillGapsLarge(t *testing.T) {
	doc, err := html.Parse(strings.NewReader(strings.Repeat("<div><p>A paragraph of a very long page, which ends.</p></div>", 3*maxParagraphs)))
	if err != nil {
		t.Fatal(err)
	}
	if all := paragraphs(doc); len(all) != maxParagraphs || !slices.ContainsFunc(all, func(p paragraph) bool { return p.complete() }) {
		t.Errorf("%d paragraphs", len(all))
	}
}

// TestInsertMovesMarks: marks are on the same words after paragraphs were put in, and a mark with
// one inside has it too.
func TestInsertMovesMarks(t *testing.T) {
	b := body{text: "one\n\ntwo\nthree\n\nfour", marks: []article.Furniture{{Start: 0, End: 3}, {Start: 5, End: 14}, {Start: 16, End: 20}}, headings: []int{5}}
	b.insert([]gap{{at: 3, text: "ONE"}, {at: 8, text: "TWO"}, {at: 16, before: true, text: "FOUR"}})
	want := "one\n\nONE\n\ntwo\n\nTWO\nthree\n\nFOUR\n\nfour"
	if b.text != want {
		t.Errorf("text %q, want %q", b.text, want)
	}
	var got []string
	for _, m := range b.marks {
		got = append(got, b.text[m.Start:m.End])
	}
	if want := []string{"one", "two\n\nTWO\nthree", "four"}; !slices.Equal(got, want) {
		t.Errorf("marks on %q, want %q", got, want)
	}
	if h := b.text[b.headings[0]:]; !strings.HasPrefix(h, "two") {
		t.Errorf("the heading begins at %q", h)
	}
}
