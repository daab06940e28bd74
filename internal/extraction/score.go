package extraction

import (
	"slices"
	"time"
)

// A Score sums up one program's results on one set of pages.
type Score struct {
	Set, Engine string
	Pages       int
	CPU         time.Duration // of all pages of the run, in every row of it

	F1, Precision, Recall []float64 // of pages with their whole text
	GoldWords, Beyond     int
	Paragraphs, Lost      int

	With, WithFound, Without, WithoutLeft int

	Titles, TitlesRight                  int
	Dates, DatesFound, DatesRight        int
	Authors, AuthorsFound, AuthorsRight  int
	Low, LowButRight, WrongAndNotLow, NB int // NB: pages with text or snippets that the program gave no text for
}

// A Detail is how one page was read.
type Detail struct {
	Engine string  `json:"engine"`
	Set    string  `json:"set"`
	Page   string  `json:"page"`
	F1     float64 `json:"f1"`
	Beyond int     `json:"beyond"`
	Lost   int     `json:"lost"`
	Missed int     `json:"missed"` // snippets
	Left   int     `json:"left"`   // snippets

	Title  string `json:"title,omitempty"` // what was got, if it is wrong
	Date   string `json:"date,omitempty"`
	Author string `json:"author,omitempty"`

	Gold   Page   `json:"gold"`
	Result Result `json:"result"`
}

// Compare scores the results of one program: by set, in the order of the pages.
func Compare(engine string, pages []Page, results map[string]Result, cpu time.Duration) ([]Score, []Detail) {
	var (
		scores  []Score
		details []Detail
		at      = make(map[string]int)
	)
	for i, p := range pages {
		k, ok := at[p.Set]
		if !ok {
			k = len(scores)
			at[p.Set] = k
			scores = append(scores, Score{Set: p.Set, Engine: engine, CPU: cpu / time.Duration(len(pages))})
		}
		r := results[jobID(i)]
		d := Detail{Engine: engine, Set: p.Set, Page: p.ID, Gold: p, Result: r}
		scores[k].add(p, r, &d)
		details = append(details, d)
	}
	return scores, details
}

// add adds one page.
func (s *Score) add(p Page, r Result, d *Detail) {
	s.Pages++
	got := words(r.Text)
	if len(got) == 0 && (p.Text != "" || len(p.With) > 0) {
		s.NB++
	}
	if r.Low {
		s.Low++
	}
	if p.Text != "" {
		s.addText(p, r, got, d)
	}
	text := key(r.Text)
	for _, w := range p.With {
		s.With++
		if hasPiece(text, w) {
			s.WithFound++
		} else {
			d.Missed++
		}
	}
	for _, w := range p.Without {
		s.Without++
		if hasPiece(text, w) {
			s.WithoutLeft++
			d.Left++
		}
	}
	s.addMeta(p, r, d)
}

// addText compares the whole text.
func (s *Score) addText(p Page, r Result, got []string, d *Detail) {
	want := words(p.Text)
	both := common(got, want)
	precision, recall, f1 := 0., 0., 0.
	if both > 0 {
		precision, recall = float64(both)/float64(len(got)), float64(both)/float64(len(want))
		f1 = 2 * precision * recall / (precision + recall)
	}
	s.F1 = append(s.F1, f1)
	s.Precision = append(s.Precision, precision)
	s.Recall = append(s.Recall, recall)
	s.GoldWords += len(want)
	s.Beyond += len(got) - both
	lost, all := lostParagraphs(p.Text, got)
	s.Lost += lost
	s.Paragraphs += all
	d.F1, d.Beyond, d.Lost = f1, len(got)-both, lost
	switch {
	case r.Low && f1 >= .9:
		s.LowButRight++
	case !r.Low && f1 < .5:
		s.WrongAndNotLow++
	}
}

// addMeta compares title, date and authors.
func (s *Score) addMeta(p Page, r Result, d *Detail) {
	if p.Title != "" {
		s.Titles++
		if sameTitle(r.Title, p.Title) {
			s.TitlesRight++
		} else {
			d.Title = "got " + r.Title
		}
	}
	if p.Date != "" {
		s.Dates++
		if r.Date != "" {
			s.DatesFound++
		}
		if r.Date == p.Date {
			s.DatesRight++
		} else {
			d.Date = "got " + r.Date
		}
	}
	if len(p.Authors) > 0 {
		s.Authors++
		if r.Author != "" {
			s.AuthorsFound++
		}
		if sameAuthors(r.Author, p.Authors) {
			s.AuthorsRight++
		} else {
			d.Author = "got " + r.Author
		}
	}
}

// mean returns the mean of a list, 0 for an empty one.
func mean(list []float64) float64 {
	sum := 0.
	for _, x := range list {
		sum += x
	}
	return sum / float64(max(len(list), 1))
}

// tenth returns the value that a tenth of a list is below.
func tenth(list []float64) float64 {
	if len(list) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(list))
	return sorted[len(sorted)/10]
}

// below counts the values under a bound.
func below(list []float64, bound float64) (n int) {
	for _, x := range list {
		if x < bound {
			n++
		}
	}
	return n
}
