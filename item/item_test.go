package item_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"github.com/wiretrace/wiretrace/item"
)

// sentences returns n words in sentences of ten.
func sentences(word string, n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "%s%d", word, i)
		if i%10 == 9 {
			b.WriteString(". ")
		} else {
			b.WriteString(" ")
		}
	}
	return b.String()
}

func TestCut(t *testing.T) {
	entry := func(head string) string { return head + "\n" + sentences("w", 30) + "\n\n" }
	blog := entry("12:05 Uhr") + entry("11:40 | Mia Orr") + entry("[11.02]") + entry("10:15 - Update")
	timetable := "08:10 News\n09:00 Sport\n10:00 Weather\n11:30 Film\n"
	digits := entry("۱۲:۰۵") + entry("۱۱:۴۰") + entry("۱۱:۰۲") + entry("۱۰:۱۵")
	prices := entry("1.20 crowns") + entry("3.60 crowns") + entry("2.10 crowns") + entry("9.30 crowns") + entry("1.15 crowns")
	own, next := sentences("own", 60), "Tram line approved\n"+sentences("next", 50)
	front := "Tram line approved\n" + sentences("tram", 12) + "\nNets stay ashore\n" + sentences("nets", 10)
	tests := []struct {
		name  string
		text  string
		found []item.Item
		items int
		home  int
	}{
		{"a short article", sentences("w", 300), nil, 0, 0},
		{"a live blog", "Live from the harbour\n" + blog, nil, 5, item.None},
		{"a live blog in Persian digits", digits, nil, 4, item.None},
		{"a timetable", timetable, nil, 0, 0},
		{"lines that begin with prices", prices, nil, 0, 0},
		{"a ticker", entry("+++ One +++") + entry("+++ Two +++") + entry("+++ Three +++") + entry("+++ Four +++"), nil, 4, item.None},
		{"a long article", sentences("w", 2000), nil, 7, item.Whole},
		{"a page that no article is as long as", sentences("w", 9000), nil, 30, item.None},
		{"long, without spaces", strings.Repeat("议会星期一决定修建电车线路从渡口到旧磨坊区长期争论结束。", 100), nil, 5, item.Whole},
		{"the next article below", own + "\n" + next, []item.Item{{Start: len(own) + 1, End: len(own) + 1 + len(next)}}, 2, 0},
		{"two stories", next + "\n" + next, []item.Item{{End: len(next)}, {Start: len(next) + 1, End: 2*len(next) + 1}}, 2, item.Others},
		{"a front", front, []item.Item{{End: 30}, {Start: strings.Index(front, "Nets"), End: len(front)}}, 2, item.Front},
		{"its own headline", next, []item.Item{{End: len(next)}}, 0, 0},
		{"a teaser within an article", own + "\n" + next + own + own, []item.Item{{Start: len(own) + 1, End: len(own) + 60}}, 0, 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p := item.Cut(tt.text, tt.found)
			if len(p.Items) != tt.items || p.Home != tt.home {
				t.Errorf("Cut gave %d items, home %d; want %d, %d: %v", len(p.Items), p.Home, tt.items, tt.home, p.Items)
			}
		})
	}
}

func TestPiecesEndWithSentences(t *testing.T) {
	text := sentences("w", 2000)
	for _, x := range item.Cut(text, nil).Items[1:] {
		if before := strings.TrimSpace(text[:x.Start]); !strings.HasSuffix(before, ".") {
			t.Errorf("a piece begins after %q", before[len(before)-20:])
		}
	}
}

func TestAt(t *testing.T) {
	p := item.Page{Items: []item.Item{{Start: 3, End: 5}, {Start: 5, End: 9}}}
	var got []int
	for at := range 11 {
		got = append(got, p.At(at))
	}
	if diff := cmp.Diff([]int{-1, -1, -1, 0, 0, 1, 1, 1, 1, -1, -1}, got); diff != "" {
		t.Error("-want +got", diff)
	}
}

// places returns places of other articles in a text, in no order: they begin at some of its lines,
// and are so long that some overlap, lie within each other or end with the text.
func places(text string, some, length int) (found []item.Item) {
	if some < 0 || length <= 0 {
		return nil
	}
	at := 0
	for i, line := range strings.SplitAfter(text, "\n") {
		if len(line) > 0 && (i+some)%3 != 0 {
			end := min(len(text)-at, len(line)+length%len(text)/(1+(i+some)%4)) + at
			for end < len(text) && !utf8.RuneStart(text[end]) {
				end++
			}
			found = append(found, item.Item{Start: at, End: end, Head: at + len(line)})
		}
		at += len(line)
	}
	slices.Reverse(found)
	return found
}

// FuzzCut holds that items are disjoint, in order, at characters, and that nothing lies between them.
func FuzzCut(f *testing.F) {
	f.Add("Live\n12:05\n"+sentences("w", 40)+"\n11:00 a\n10:00\n09:00\n", 4, 60)
	f.Add(strings.Repeat("One\n"+sentences("w", 20)+"\n", 9), 4, 300)
	f.Add(strings.Repeat("ا ب. ", 3000), 0, 9)
	f.Add(strings.Repeat("あ。", 7000), 3, 90)
	f.Add("+++\n+++ +++\n+++\n+++\xff\n7h05", 1, 2)
	f.Fuzz(func(t *testing.T, text string, from, to int) {
		p := item.Cut(text, places(text, from, to))
		if p.Home >= len(p.Items) && len(p.Items) > 0 || p.Home < item.Front {
			t.Fatalf("home %d of %d items", p.Home, len(p.Items))
		}
		for i, x := range p.Items {
			if x.Start >= x.End || x.End > len(text) || i > 0 && x.Start != p.Items[i-1].End {
				t.Fatalf("item %d is %v after %v", i, x, p.Items[:i])
			}
			if p.At(x.Start) != i || p.At(x.End-1) != i {
				t.Fatalf("item %d is not found again", i)
			}
		}
		if n := len(p.Items); n > 0 && p.Items[n-1].End != len(text) {
			t.Fatalf("the last item ends at %d of %d", p.Items[n-1].End, len(text))
		}
	})
}
