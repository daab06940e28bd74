package pairs

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/wiretrace/wiretrace/score"
)

// judgedNames are the collections with labelled pairs, and rewrittenName is that of
// texts that were rewritten.
var judgedNames = []string{"insm", "saudinewsnet", "newscluster", "buzzfeedwebis", "fakenewses", "vfnd"}

const rewrittenName = "counter"

type options struct {
	data, version, fittedOn, out, series, rows, forms string
}

func parse(args []string) (options, error) {
	var o options
	flags := flag.NewFlagSet("fit pairs", flag.ContinueOnError)
	flags.StringVar(&o.version, "version", "reuse-4", "version of the model")
	flags.StringVar(&o.fittedOn, "fitted-on", strings.Join(judgedNames, ", ")+", "+rewrittenName+"; forms of insm, reuters21578, saudinewsnet, newscluster", "what the training data is")
	flags.StringVar(&o.out, "o", "", "file to write the model to")
	flags.StringVar(&o.series, "series", "RKI|Neuinfektion|Inzidenz", "headlines of a daily report of the first collection")
	flags.StringVar(&o.rows, "rows", "", "file to write the features of the pairs to")
	flags.StringVar(&o.forms, "forms", "", "table of labelled forms: collection, a, b, label")
	if err := flags.Parse(args); err != nil {
		return o, err
	}
	if flags.NArg() != 1 {
		return o, errors.New("name the folder that holds the collections")
	}
	o.data = flags.Arg(0)
	return o, nil
}

// Run fits the model to the collections in a folder, prints how good it is on what it
// never saw, and writes it.
func Run(ctx context.Context, args []string, w io.Writer) error {
	o, err := parse(args)
	if err != nil {
		return err
	}
	var t training
	var first *collection
	table, err := readForms(o.forms)
	if err != nil {
		return err
	}
	for _, name := range judgedNames {
		c, list, err := read(ctx, filepath.Join(o.data, name), "judged_pairs.tsv")
		if err != nil {
			return err
		}
		t.judged = append(t.judged, list...)
		t.unrelated = append(t.unrelated, c.unrelated()...)
		if first == nil {
			first = c
		}
		if err := t.addForms(c, table); err != nil {
			return err
		}
	}
	for _, name := range table.names(judgedNames) {
		c, err := open(ctx, filepath.Join(o.data, name))
		if err != nil {
			return err
		}
		if err := t.addForms(c, table); err != nil {
			return err
		}
	}
	if _, t.rewritten, err = read(ctx, filepath.Join(o.data, rewrittenName), "pairs.tsv"); err != nil {
		return err
	}
	if err := rows(o.rows, slices.Concat(t.judged, t.rewritten, t.forms)); err != nil {
		return err
	}
	m, err := t.fit()
	if err != nil {
		return err
	}
	m.Version, m.FittedOn = o.version, o.fittedOn
	fmt.Fprintf(w, "model %s: bias %v, weights %v of %v, alone %v, undated %v, retold %+v\n",
		m.Version, m.Bias, m.Weights, m.Features, m.Alone, m.Undated, m.Retold)
	if err := t.report(w); err != nil {
		return err
	}
	if err := t.reportForms(w); err != nil {
		return err
	}
	if err := first.measure(w, m, filepath.Join(o.data, judgedNames[0], "oracle_pairs.tsv"), o.series); err != nil {
		return err
	}
	return write(m, o.out)
}

// rows writes the features of pairs as a table, to examine single ones.
func rows(path string, list []sample) error {
	if path == "" {
		return nil
	}
	var b strings.Builder
	for i := range list {
		s := &list[i]
		e := &s.evidence
		r := &e.Retelling
		fmt.Fprintf(&b, "%s\t%s\t%s\t%v\t%s\t%.4f\t%.1f\t%.1f\t%.1f\t%.1f\t%.1f\t%.1f", s.collection, s.a, s.b, s.copied, s.label, 0., e.Shorter, e.Matched, e.Net, e.Speech, e.Recurring, e.Longest)
		for _, x := range e.Features {
			fmt.Fprintf(&b, "\t%.4f", x)
		}
		fmt.Fprintf(&b, "\t%.4f\t%.4f\t%.4f\t%.4f\t%.0f\t%s\n", r.Share, r.Near, r.Rest, r.Taken, r.Apart, s.note)
	}
	return os.WriteFile(path, []byte(b.String()), 0o666)
}

func read(ctx context.Context, dir, pairs string) (*collection, []sample, error) {
	c, err := open(ctx, dir)
	if err != nil {
		return nil, nil, err
	}
	list, err := c.judged(filepath.Join(dir, pairs))
	return c, list, err
}

// report prints how good models are on what they never saw.
func (t *training) report(w io.Writer) error {
	left, err := t.leaveOut()
	if err != nil {
		return err
	}
	table(w, "judged pairs", left)
	statements, templates := 0, 0
	for i := range left {
		if g := &left[i]; !g.copied && g.p >= .5 {
			if strings.Contains(g.note, "template") {
				templates++
			} else if g.label == "quote" {
				statements++
			}
		}
	}
	fmt.Fprintf(w, "called copies: %d templates, %d statements and other quotations\n", templates, statements)
	wrong(w, left)
	again, err := t.nested()
	if err != nil {
		return err
	}
	table(w, "rewritten pairs", again)
	return nil
}

// measure prints how many pairs that share much of the shorter text have a p of one half,
// and how many pairs of one daily report.
func (c *collection) measure(w io.Writer, m *score.Model, path, series string) error {
	c.comparer.Reuse(m)
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	var all, found [3]int
	for lines := bufio.NewScanner(f); lines.Scan(); {
		col := strings.Split(lines.Text(), "\t")
		share, err := strconv.ParseFloat(col[len(col)-1], 64)
		if err != nil {
			continue // the head
		}
		r := c.comparer.Compare(&c.articles[c.at[col[0]]], &c.articles[c.at[col[1]]])
		if r.Kind == score.KindTemplate {
			all[2]++
			continue
		}
		k := 0
		if share < .5 {
			k = 1
		}
		if share < .35 {
			continue
		}
		all[k]++
		if r.P >= .5 {
			found[k]++
		}
	}
	fmt.Fprintf(w, "\noracle pairs of %s at p >= .5, templates (%d) aside: %d of %d of containment .5, %d of %d of .35 to .5\n", c.name, all[2], found[0], all[0], found[1], all[1])
	return c.daily(w, series)
}

// One of dailySample pairs of reports is compared.
const dailySample = 37

// daily counts the pairs of two days' reports of one series that are called copies.
func (c *collection) daily(w io.Writer, series string) error {
	title, err := regexp.Compile(series)
	if err != nil {
		return err
	}
	var list []int
	for i := range c.articles {
		if title.MatchString(c.articles[i].Title) {
			list = append(list, i)
		}
	}
	pairs, above := 0, 0
	for n, i := range list {
		for _, k := range list[:n] {
			if (n+k)%dailySample != 0 {
				continue
			}
			a, b := &c.articles[i], &c.articles[k]
			if d := a.Clock().Unix - b.Clock().Unix; a.Source == b.Source || d < 2*86400 && d > -2*86400 {
				continue
			}
			pairs++
			if c.comparer.Compare(a, b).P >= .5 {
				above++
			}
		}
	}
	fmt.Fprintf(w, "reports of the series %q by two outlets two and more days apart: %d of %d pairs of %d reports at p >= .5\n", series, above, pairs, len(list))
	return nil
}

func write(m *score.Model, path string) error {
	if path == "" {
		return nil
	}
	data, err := json.MarshalIndent(m, "", " ")
	if err != nil {
		return err
	}
	return os.WriteFile(path, append(data, '\n'), 0o666)
}
