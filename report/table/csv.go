package table

import (
	"encoding/json"
	"io"
	"strconv"
	"strings"
)

// A column is a column of a CSV file.
type column[T any] struct {
	name string
	cell func(*T) string
}

// A csvSink writes one table as CSV. It does not use encoding/csv, which changes line ends within cells
// when it writes the line ends of RFC 4180.
type csvSink[T any] struct {
	out     io.Writer
	columns []column[T]
	line    []byte
	begun   bool
	bom     bool
}

func newCSV[T any](out io.Writer, bom bool, columns []column[T]) sink[T] {
	return &csvSink[T]{out: out, columns: columns, bom: bom}
}

func (s *csvSink[T]) put(row *T) error {
	if err := s.begin(); err != nil {
		return err
	}
	s.line = s.line[:0]
	for i, c := range s.columns {
		s.line = appendCell(s.line, i, c.cell(row))
	}
	return s.flush()
}

// begin writes the header once.
func (s *csvSink[T]) begin() error {
	if s.begun {
		return nil
	}
	s.begun = true
	if s.bom {
		s.line = append(s.line, "\ufeff"...)
	}
	for i, c := range s.columns {
		s.line = appendCell(s.line, i, c.name)
	}
	return s.flush()
}

func (s *csvSink[T]) flush() error {
	s.line = append(s.line, "\r\n"...)
	_, err := s.out.Write(s.line)
	return err
}

// end writes the header if the table has no rows.
func (s *csvSink[T]) end() error { return s.begin() }

// appendCell appends a cell, with the comma before all but the first.
func appendCell(b []byte, i int, cell string) []byte {
	if i > 0 {
		b = append(b, ',')
	}
	if !strings.ContainsAny(cell, "\",\r\n") {
		return append(b, cell...)
	}
	b = append(b, '"')
	b = append(b, strings.ReplaceAll(cell, `"`, `""`)...)
	return append(b, '"')
}

// guard prevents spreadsheets from treating a text as a formula. It puts an apostrophe before a text that
// begins with = + - @, a tab, a line end or an apostrophe. A reader of the file removes one apostrophe
// from each text that begins with one.
func guard(s string) string {
	if s != "" && strings.IndexByte("=+-@\t\r\n'", s[0]) >= 0 {
		return "'" + s
	}
	return s
}

func text(s *string) string {
	if s == nil {
		return ""
	}
	return guard(*s)
}

func number(x *float64) string {
	if x == nil {
		return ""
	}
	return strconv.FormatFloat(*x, 'f', -1, 64)
}

func integer[N int32 | int64](n *N) string {
	if n == nil {
		return ""
	}
	return strconv.FormatInt(int64(*n), 10)
}

func boolean(b *bool) string {
	if b == nil {
		return ""
	}
	return strconv.FormatBool(*b)
}

// list returns a list as a JSON array, or "" if it is empty.
func list[T any](l []T) string {
	if len(l) == 0 {
		return ""
	}
	var b strings.Builder
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(l); err != nil { // cannot fail: strings and finite numbers
		return ""
	}
	return strings.TrimSuffix(b.String(), "\n")
}

func articleColumns() []column[Article] {
	return []column[Article]{
		{"id", func(r *Article) string { return guard(r.ID) }},
		{"source", func(r *Article) string { return guard(r.Source) }},
		{"cluster", func(r *Article) string { return text(r.Cluster) }},
		{"title", func(r *Article) string { return guard(r.Title) }},
		{"url", func(r *Article) string { return guard(r.URL) }},
		{"byline", func(r *Article) string { return guard(r.Byline) }},
		{"lang", func(r *Article) string { return guard(r.Lang) }},
		{"published", func(r *Article) string { return text(r.Published) }},
		{"updated", func(r *Article) string { return text(r.Updated) }},
		{"fetched", func(r *Article) string { return text(r.Fetched) }},
		{"keep", func(r *Article) string { return boolean(&r.Keep) }},
		{"class", func(r *Article) string { return text(r.Class) }},
		{"copied", func(r *Article) string { return number(r.Copied) }},
		{"also", func(r *Article) string { return list(r.Also) }},
		{"parent", func(r *Article) string { return text(r.Parent) }},
		{"unseen", func(r *Article) string { return boolean(r.Unseen) }},
		{"parent_p", func(r *Article) string { return number(r.ParentP) }},
		{"root", func(r *Article) string { return boolean(r.Root) }},
		{"root_p", func(r *Article) string { return number(r.RootP) }},
		{"report", func(r *Article) string { return integer(r.Report) }},
		{"agency", func(r *Article) string { return text(r.Agency) }},
		{"agency_p", func(r *Article) string { return number(r.AgencyP) }},
		{"credits", func(r *Article) string { return list(r.Credits) }},
		{"similarity", func(r *Article) string { return number(r.Similarity) }},
		{"kept_words", func(r *Article) string { return integer(r.Kept) }},
		{"added_words", func(r *Article) string { return integer(r.Added) }},
		{"cut_words", func(r *Article) string { return integer(r.Cut) }},
		{"moved_words", func(r *Article) string { return integer(r.Moved) }},
		{"headline", func(r *Article) string { return text(r.Headline) }},
		{"credit", func(r *Article) string { return text(r.Credit) }},
		{"status", func(r *Article) string { return text(r.Status) }},
	}
}

func clusterColumns() []column[Cluster] {
	return []column[Cluster]{
		{"id", func(r *Cluster) string { return guard(r.ID) }},
		{"title", func(r *Cluster) string { return guard(r.Title) }},
		{"size", func(r *Cluster) string { return integer(&r.Size) }},
		{"outlets", func(r *Cluster) string { return integer(&r.Outlets) }},
		{"independent", func(r *Cluster) string { return integer(r.Independent) }},
		{"origin_article", func(r *Cluster) string { return text(r.OriginArticle) }},
		{"origin_unseen", func(r *Cluster) string { return boolean(r.OriginUnseen) }},
		{"origin_p", func(r *Cluster) string { return number(r.OriginP) }},
		{"origin_agency", func(r *Cluster) string { return text(r.OriginAgency) }},
		{"origin_agency_p", func(r *Cluster) string { return number(r.OriginAgencyP) }},
		{"first", func(r *Cluster) string { return text(r.First) }},
		{"last", func(r *Cluster) string { return text(r.Last) }},
		{"keep", func(r *Cluster) string { return guard(r.Keep) }},
		{"similarity_min", func(r *Cluster) string { return number(&r.SimilarityMin) }},
		{"similarity_mean", func(r *Cluster) string { return number(&r.SimilarityMean) }},
	}
}

func pairColumns() []column[Pair] {
	return []column[Pair]{
		{"a", func(r *Pair) string { return guard(r.A) }},
		{"b", func(r *Pair) string { return guard(r.B) }},
		{"p", func(r *Pair) string { return number(&r.P) }},
		{"p_same", func(r *Pair) string { return number(&r.PSame) }},
		{"jaccard", func(r *Pair) string { return number(&r.Jaccard) }},
		{"containment_a", func(r *Pair) string { return number(&r.ContainmentA) }},
		{"containment_b", func(r *Pair) string { return number(&r.ContainmentB) }},
		{"matched_words", func(r *Pair) string { return integer(&r.MatchedWords) }},
		{"passages", func(r *Pair) string { return integer(&r.Passages) }},
		{"kind", func(r *Pair) string { return guard(r.Kind) }},
	}
}

func copyColumns() []column[Copy] {
	return []column[Copy]{
		{"child", func(r *Copy) string { return guard(r.Child) }},
		{"child_source", func(r *Copy) string { return guard(r.ChildSource) }},
		{"parent", func(r *Copy) string { return text(r.Parent) }},
		{"parent_source", func(r *Copy) string { return text(r.ParentSource) }},
		{"unseen", func(r *Copy) string { return boolean(&r.Unseen) }},
		{"cluster", func(r *Copy) string { return guard(r.Cluster) }},
		{"p", func(r *Copy) string { return number(&r.P) }},
		{"runner_up", func(r *Copy) string { return text(r.RunnerUp) }},
		{"runner_up_unseen", func(r *Copy) string { return boolean(&r.RunnerUnseen) }},
		{"runner_up_p", func(r *Copy) string { return number(r.RunnerUpP) }},
		{"delay_seconds", func(r *Copy) string { return integer(r.Delay) }},
		{"evidence", func(r *Copy) string { return list(r.Evidence) }},
	}
}
