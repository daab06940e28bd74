package pairs

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"slices"
	"strings"

	"github.com/wiretrace/wiretrace/score"
)

// forms holds labelled pairs by collection: two texts that fill in one form ("form") or of which one is a copy ("copy").
type forms map[string][][3]string

// readForms reads a table with the columns collection, a, b and label below a head line. Without a path it is empty.
func readForms(path string) (forms, error) {
	out := forms{}
	if path == "" {
		return out, nil
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	lines := bufio.NewScanner(f)
	for n := 1; lines.Scan(); n++ {
		col := strings.Split(lines.Text(), "\t")
		switch {
		case len(col) < 4:
			return nil, fmt.Errorf("%s:%d: has %d columns, not collection, a, b and label", path, n, len(col))
		case n > 1 && col[3] != "copy" && col[3] != "form":
			return nil, fmt.Errorf("%s:%d: the label is copy or form, not %q", path, n, col[3])
		case n > 1:
			out[col[0]] = append(out[col[0]], [3]string(col[1:4]))
		}
	}
	return out, lines.Err()
}

// names returns the collections of a table that are not in list, in order.
func (f forms) names(list []string) (out []string) {
	for name := range f {
		if !slices.Contains(list, name) {
			out = append(out, name)
		}
	}
	slices.Sort(out)
	return out
}

// errID is returned for a pair of which the collection does not have an article.
var errID = errors.New("an id is not among the articles")

// forms returns the labelled pairs of a table that are of c.
func (c *collection) forms(table forms) (out []sample, err error) {
	for _, row := range table[c.name] {
		x, okX := c.at[row[0]]
		y, okY := c.at[row[1]]
		if !okX || !okY {
			return nil, fmt.Errorf("%s, %s %s: %w", c.name, row[0], row[1], errID)
		}
		e := c.comparer.Compare(&c.articles[x], &c.articles[y]).Evidence
		out = append(out, sample{a: row[0], b: row[1], label: row[2], copied: row[2] == "copy", evidence: e, collection: c.name})
	}
	return out, nil
}

// addForms adds the labelled pairs of a table that are of c.
func (t *training) addForms(c *collection, table forms) error {
	list, err := c.forms(table)
	t.forms = append(t.forms, list...)
	return err
}

// formRidge is the strength of the penalty on the weights of forms.
const formRidge = .02

// weighForms fits the weights of m that are of forms, those with a negative sign, and leaves the others.
func (t *training) weighForms(m *score.Model) error {
	p := problem{ridge: formRidge, fixed: true}
	p.signs = score.Signs()[score.FormFeatures:]
	for _, list := range [][]sample{t.judged, t.forms} {
		for i := range list {
			s := &list[i]
			p.add(s.evidence.Features[score.FormFeatures:], s.copied, m.Linear(&s.evidence))
		}
	}
	w, err := p.weights()
	if err != nil {
		return err
	}
	copy(m.Weights[score.FormFeatures:], w[1:])
	return nil
}

// halves returns the pairs of t.forms, each by a model that was fitted to the other half.
func (t *training) halves() ([]guess, error) {
	order := rand.New(rand.NewPCG(3, 3)).Perm(len(t.forms))
	var out []guess
	for half := range 2 {
		rest := *t
		rest.forms = nil
		for i, n := range order {
			if i%2 != half {
				rest.forms = append(rest.forms, t.forms[n])
			}
		}
		m, err := rest.fit()
		if err != nil {
			return nil, err
		}
		for i, n := range order {
			if i%2 == half {
				s := &t.forms[n]
				out = append(out, guess{s, score.P(m.LogOdds(&s.evidence))})
			}
		}
	}
	return out, nil
}

// apart returns the pairs of t.forms, each by a model that never saw its collection.
func (t *training) apart() ([]guess, error) {
	var out []guess
	for _, name := range names(t.forms) {
		rest := t.without(name)
		m, err := rest.fit()
		if err != nil {
			return nil, err
		}
		for i := range t.forms {
			if s := &t.forms[i]; s.collection == name {
				out = append(out, guess{s, score.P(m.LogOdds(&s.evidence))})
			}
		}
	}
	return out, nil
}

// reportForms prints how good models are on forms that they never saw.
func (t *training) reportForms(w io.Writer) error {
	if len(t.forms) == 0 {
		return nil
	}
	for _, way := range []struct {
		title  string
		guess  func() ([]guess, error)
		errors bool
	}{
		{"forms, halves", t.halves, false},
		{"forms, left out", t.apart, true},
	} {
		list, err := way.guess()
		if err != nil {
			return err
		}
		table(w, way.title, list)
		above := [2]int{}
		for _, g := range list {
			if !g.copied && g.p >= .5 {
				above[0]++
			}
			if !g.copied && g.p >= .9 {
				above[1]++
			}
		}
		fmt.Fprintf(w, "forms with p of .5 and more: %d, of .9 and more: %d\n", above[0], above[1])
		if way.errors {
			wrong(w, list)
		}
	}
	return nil
}
