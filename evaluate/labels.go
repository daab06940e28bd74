package evaluate

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// A Format is a format of labels.
type Format string

// The formats of labels.
const (
	Auto     Format = "auto"      // detected from the content
	Clusters Format = "clusters"  // TSV or CSV with the columns id and cluster
	Pairs    Format = "pairs"     // TSV or CSV of pairs with labels
	NewsCopy Format = "news-copy" // JSON of the NEWS-COPY evaluation scripts
	PAN      Format = "pan"       // text alignment corpora of PAN: a folder
)

// Formats returns the formats, whose names are values of a flag.
func Formats() []Format { return []Format{Auto, Clusters, Pairs, NewsCopy, PAN} }

// ErrLabels is returned for labels that cannot be read.
var ErrLabels = errors.New("labels")

// A Label says whether two articles have one text. A is less than B in byte order.
type Label struct {
	A, B string
	Same bool
}

// Labels holds people's judgements, either as clusters of articles or as pairs.
type Labels struct {
	Format Format
	// Clusters holds the clusters of each labelled article, the main one first. It is nil if pairs are
	// labelled. An article that is not a copy has its own cluster.
	Clusters map[string][]string
	// Rest is set if every other article is not a copy: the labels cover all articles of the predictions.
	Rest bool
	// Pairs are sorted, each pair once.
	Pairs []Label
	// Cases are the labelled passages of pairs, see [PANReader].
	Cases []Passage
	// Notes are remarks for people on what was read.
	Notes []string
}

// ids returns the labelled ids, sorted.
func (l *Labels) ids() []string {
	var ids []string
	for id := range l.Clusters {
		ids = append(ids, id)
	}
	for _, p := range l.Pairs {
		ids = append(ids, p.A, p.B)
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}

// rename renames every id. fn must be one to one.
func (l *Labels) rename(fn func(string) string) {
	if l.Clusters != nil {
		renamed := make(map[string][]string, len(l.Clusters))
		for id, c := range l.Clusters {
			renamed[fn(id)] = c
		}
		l.Clusters = renamed
	}
	for i, p := range l.Pairs {
		l.Pairs[i] = newLabel(fn(p.A), fn(p.B), p.Same)
	}
	sortLabels(l.Pairs)
	for i, c := range l.Cases {
		l.Cases[i].ID, l.Cases[i].From = fn(c.ID), fn(c.From)
	}
}

func newLabel(a, b string, same bool) Label {
	if a > b {
		a, b = b, a
	}
	return Label{a, b, same}
}

func sortLabels(labels []Label) {
	slices.SortFunc(labels, func(x, y Label) int {
		if c := strings.Compare(x.A, y.A); c != 0 {
			return c
		}
		return strings.Compare(x.B, y.B)
	})
}

// A pairSet collects labelled pairs and refuses contradictions.
type pairSet struct {
	known  map[[2]string]Label
	places map[[2]string]string // where each pair was read, for messages
}

func newPairSet() *pairSet {
	return &pairSet{known: map[[2]string]Label{}, places: map[[2]string]string{}}
}

// add adds a label read at a place such as "labels.tsv:7".
func (s *pairSet) add(a, b string, same bool, place string) error {
	switch {
	case a == "" || b == "":
		return fmt.Errorf("%w: %s: an id is empty", ErrLabels, place)
	case a == b:
		return fmt.Errorf("%w: %s: %q is paired with itself", ErrLabels, place, a)
	}
	l := newLabel(a, b, same)
	key := [2]string{l.A, l.B}
	if old, ok := s.known[key]; ok && old.Same != same {
		return fmt.Errorf("%w: %s: %q and %q have another label at %s: remove one of them", ErrLabels, place, a, b, s.places[key])
	} else if ok {
		return nil
	}
	s.known[key], s.places[key] = l, place
	return nil
}

func (s *pairSet) sorted() []Label {
	list := make([]Label, 0, len(s.known))
	for _, l := range s.known {
		list = append(list, l)
	}
	sortLabels(list)
	return list
}

// meaning returns the meaning of a pair's label. If positive is not empty, every other label is negative.
func meaning(label string, positive []string) (same, known bool) {
	label = strings.TrimSpace(label)
	if len(positive) > 0 {
		return slices.ContainsFunc(positive, func(p string) bool { return strings.EqualFold(p, label) }), true
	}
	if has(positives(), label) {
		return true, true
	}
	return false, has(negatives(), label)
}

func has(list []string, label string) bool {
	return slices.ContainsFunc(list, func(s string) bool { return strings.EqualFold(s, label) })
}

// positives are the labels of pairs with one text, in any letter case: verdicts of compare, forms of yes,
// and the classes wholly and partly derived of METER and COUNTER.
func positives() []string { return []string{"copy", "same", "1", "true", "yes", "WD", "PD"} }

// negatives are the labels of pairs without a common text.
func negatives() []string {
	return []string{"quote", "none", "different", "0", "false", "no", "ND"}
}
