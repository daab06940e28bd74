package ingest

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"testing"
	"time"
	"unicode"
)

// goldPage is one line of gold.jsonl.
type goldPage struct {
	ID, File, URL, Title, Text, Lang, Set, Published string
}

// TestHTMLGold measures the extraction on labelled pages. It is skipped unless
// WIRETRACE_HTML_GOLD names a folder with gold.jsonl and pages/*.html.gz.
func TestHTMLGold(t *testing.T) {
	dir := os.Getenv("WIRETRACE_HTML_GOLD")
	if dir == "" {
		t.Skip("WIRETRACE_HTML_GOLD is not set")
	}
	data, err := os.ReadFile(filepath.Join(dir, "gold.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	score := make(map[string]*goldScore)
	for line := range bytes.Lines(data) {
		var g goldPage
		if err := json.Unmarshal(line, &g); err != nil {
			t.Fatal(err)
		}
		if score[g.Set] == nil {
			score[g.Set] = &goldScore{}
		}
		score[g.Set].page(t, dir, g)
	}
	for set, s := range score {
		s.log(t, set)
	}
}

// goldScore sums up one set of pages.
type goldScore struct {
	n, low, dates, datesRight, datesWrong, titles, langs, langsGold int
	f1, precision, recall                                           float64
	spent                                                           time.Duration
	worst                                                           []string
}

func (s *goldScore) page(t *testing.T, dir string, g goldPage) {
	t.Helper()
	page := gunzipFile(t, filepath.Join(dir, g.File))
	start := time.Now()
	a, err := parsePage(page, g.URL)
	s.spent += time.Since(start)
	if err != nil {
		t.Errorf("%s: %v", g.ID, err)
	}
	p, r, f := bagF1(a.Body(), g.Text)
	s.n++
	s.precision, s.recall, s.f1 = s.precision+p, s.recall+r, s.f1+f
	if a.LowConfidence {
		s.low++
	}
	if bagTitle(a.Title) == bagTitle(g.Title) {
		s.titles++
	}
	if g.Lang != "" {
		s.langsGold++
		if got, _, _ := strings.Cut(a.Lang, "-"); got == g.Lang {
			s.langs++
		}
	}
	note := ""
	if g.Published != "" {
		s.dates++
		want, err := time.Parse("2006-01-02 15:04:05.999999-07:00", g.Published)
		if err != nil { // without a zone
			want, err = time.Parse("2006-01-02 15:04:05.999999", g.Published)
		}
		switch {
		case err != nil || !a.Published.Known():
			note = " no date"
		case abs(a.Published.Unix-want.Unix()) < 86400 && a.Published.Precision >= 3:
			s.datesRight++
		default:
			s.datesWrong++
			note = fmt.Sprintf(" date %v (%s) want %s", a.Published, a.Published.From, g.Published)
		}
	}
	s.worst = append(s.worst, fmt.Sprintf("%.3f P %.3f R %.3f low=%v marks=%d %s%s", f, p, r, a.LowConfidence, len(a.Furniture), g.ID, note))
}

func (s *goldScore) log(t *testing.T, set string) {
	t.Helper()
	n := float64(s.n)
	t.Logf("%s: %d pages, F1 %.4f (P %.4f R %.4f), low %d, dates %d: right %d wrong %d; titles %d; lang %d/%d; %.1f ms a page",
		set, s.n, s.f1/n, s.precision/n, s.recall/n, s.low, s.dates, s.datesRight, s.datesWrong, s.titles, s.langs, s.langsGold,
		s.spent.Seconds()*1000/n)
	sort.Strings(s.worst)
	for i, w := range s.worst {
		if i < 14 || strings.Contains(w, "date") || strings.Contains(w, "low=true") {
			t.Log("  ", w)
		}
	}
}

func abs(n int64) int64 { return max(n, -n) }

// bagTitle is a title's letters and digits.
func bagTitle(s string) string { return strings.Join(bagWords(s), " ") }

func bagWords(s string) []string {
	var out []string
	for _, w := range strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r) }) {
		if r := []rune(w); unicode.In(r[0], unicode.Han, unicode.Hiragana, unicode.Katakana) {
			for _, c := range r {
				out = append(out, string(c))
			}
			continue
		}
		out = append(out, w)
	}
	return out
}

// bagF1 compares two texts as bags of words.
func bagF1(got, want string) (p, r, f float64) {
	count := make(map[string]int)
	w := bagWords(want)
	for _, x := range w {
		count[x]++
	}
	g := bagWords(got)
	common := 0
	for _, x := range g {
		if count[x] > 0 {
			count[x]--
			common++
		}
	}
	if common == 0 {
		return 0, 0, 0
	}
	p, r = float64(common)/float64(len(g)), float64(common)/float64(len(w))
	return p, r, 2 * p * r / (p + r)
}

func gunzipFile(t *testing.T, name string) []byte {
	t.Helper()
	f, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	data, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	return data
}
