package report

import (
	"bytes"
	"encoding/json"
	"strings"
)

// appendAny appends v as encoding/json encodes it, without HTML escaping. v must be a type that can be
// encoded.
func appendAny(dst []byte, v any) []byte {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return append(dst, "null"...)
	}
	return append(dst, bytes.TrimSuffix(b.Bytes(), []byte("\n"))...)
}

// appendSource appends the fields of a member's sources.
func appendSource(b []byte, s *SourceView) []byte {
	if s == nil {
		return append(b, `,"report":null,"root_p":0,"twins":[],"twin_count":0,"class":null,"copied":0,`+
			`"agencies":[],"odd":[],"credits":[],"clock":null,"from_parent":null,"from_origin":null,"from_nearest":null`...)
	}
	if s.Report < 0 {
		b = append(b, `,"report":null`...)
	} else {
		b = appendInt(append(b, `,"report":`...), s.Report)
	}
	b = appendFloat(append(b, `,"root_p":`...), s.RootP)
	b = appendStrings(append(b, `,"twins":`...), s.Twins)
	b = appendInt(append(b, `,"twin_count":`...), s.TwinCount)
	b = appendOptional(append(b, `,"class":`...), optional(s.Class))
	b = appendFloat(append(b, `,"copied":`...), s.Copied)
	b = appendStrings(append(b, `,"agencies":`...), s.Agencies)
	b = appendStrings(append(b, `,"odd":`...), s.Odd)
	b = appendAny(append(b, `,"credits":`...), list(s.Credits))
	b = append(b, `,"clock":`...)
	if s.Clock.Known {
		clock := s.Clock
		clock.Flags = list(clock.Flags)
		b = appendAny(b, clock)
	} else {
		b = append(b, "null"...)
	}
	b = appendAny(append(b, `,"from_parent":`...), s.FromParent)
	b = appendAny(append(b, `,"from_origin":`...), s.FromOrigin)
	return appendAny(append(b, `,"from_nearest":`...), s.FromNearest)
}

// list returns an empty list for nil, because lists in records are never null.
func list[T any](s []T) []T {
	if s == nil {
		return []T{}
	}
	return s
}

// An articleLine is the line of an article in report --json.
type articleLine struct {
	Article    string        `json:"article"`
	Source     string        `json:"source"`
	Title      string        `json:"title"`
	URL        string        `json:"url"`
	Cluster    *string       `json:"cluster"`
	Agency     *string       `json:"agency"`
	AgencyP    float64       `json:"agency_p"`
	Text       string        `json:"text"`
	Passages   []PassageView `json:"passages"`
	Parent     *sharedText   `json:"parent_text"`
	Origin     *sharedText   `json:"origin_text"`
	Chosen     *sharedText   `json:"chosen_text"`
	FromChosen *Delta        `json:"from_chosen"`
	RunnerUp   *RunnerUp     `json:"runner_up"`
	Evidence   []Evidence    `json:"evidence"`
	Undecided  []Doubt       `json:"undecided"`
}

// A sharedText is another article with the positions of the shared passages in it.
type sharedText struct {
	ID     string  `json:"id"`
	Text   string  `json:"text"`
	Shared []Where `json:"shared"`
}

// Article writes the line of an article with its text and the owner of each part.
func (j *JSON) Article(v *ArticleView) error {
	valid := func(s string) string { return strings.ToValidUTF8(s, "\ufffd") }
	shared := func(t *TextView) *sharedText {
		if t == nil {
			return nil
		}
		return &sharedText{t.Article.ID, valid(t.Article.Text), list(t.Shared)}
	}
	a := &v.Article
	line := articleLine{
		Article: a.ID, Source: a.Source, Title: a.Title, URL: a.URL, Cluster: optional(v.Cluster),
		Agency: optional(v.Agency), AgencyP: Round(v.AgencyP), Text: valid(a.Text), Passages: list(v.Passages),
		Parent: shared(v.Parent), Origin: shared(v.Origin),
		Chosen: shared(v.Chosen), FromChosen: v.FromChosen, Evidence: []Evidence{}, Undecided: list(v.Undecided),
	}
	if v.Source != nil {
		line.RunnerUp, line.Evidence = v.Source.RunnerUp, list(v.Source.Evidence)
	}
	j.line = appendAny(j.line[:0], line)
	return j.flush()
}

// appendDay appends the view of a period.
func appendDay(b []byte, d *DayView) []byte {
	if d == nil {
		return append(b, "null"...)
	}
	out := *d
	out.Links, out.Outlets = list(out.Links), append([]OutletView{}, out.Outlets...)
	for i := range out.Outlets {
		out.Outlets[i].Agencies = list(out.Outlets[i].Agencies)
	}
	return appendAny(b, out)
}
