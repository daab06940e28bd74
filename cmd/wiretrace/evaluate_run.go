package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"

	"github.com/wiretrace/wiretrace/evaluate"
	"github.com/wiretrace/wiretrace/generation"
	"github.com/wiretrace/wiretrace/store"
	"github.com/wiretrace/wiretrace/view"
)

// evaluateStore evaluates the last generation. It reads the same records that dedup --out writes, so that
// stores and files are judged alike.
func (a *app) evaluateStore(ctx context.Context, st *store.Store, labels *evaluate.Labels, f *evaluateFlags) error {
	var c *generation.Conclusions
	err := st.View(func(v *store.View) (err error) {
		c, err = generation.LoadClusters(v)
		return err
	})
	if err != nil {
		return err
	}
	if c.Number == 0 {
		return fmt.Errorf("nothing clustered yet: run \"wiretrace dedup\", or name its results with --results")
	}
	dir, err := os.MkdirTemp("", "wiretrace-evaluate-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	if err := view.WriteResults(ctx, st, dir, 2); err != nil {
		return err
	}
	p, err := readResults(dir)
	if err != nil {
		return err
	}
	p.From, p.Model = fmt.Sprintf("generation %d of %s", c.Number, a.storePath()), c.Parameters.Model
	return st.View(func(v *store.View) error {
		return a.evaluate(labels, p, f, func(id string) (source, title string) {
			d, ok := v.Lookup(id)
			if !ok {
				return "", ""
			}
			art, err := v.Article(d)
			if err != nil { // the title is only shown; verify finds the damage
				return "", ""
			}
			return art.Source, art.Title
		})
	})
}

// evaluate compares predictions with labels, prints the result, and writes the files that flags name.
func (a *app) evaluate(labels *evaluate.Labels, p *evaluate.Predictions, f *evaluateFlags, describe func(string) (string, string)) error {
	r, err := evaluate.Evaluate(labels, p, evaluate.Options{Precision: f.precision, Worst: f.worst, Fit: f.fit != "", Describe: describe})
	if err != nil {
		return err
	}
	for _, out := range []struct {
		path  string
		write func(io.Writer) error
	}{
		{f.plot, func(w io.Writer) error { return evaluate.Reliability(w, r.Reliability, p.From) }},
		{f.curve, func(w io.Writer) error { return evaluate.WriteCurve(w, r.Steps) }},
		{f.fit, func(w io.Writer) error {
			enc := json.NewEncoder(w)
			enc.SetIndent("", "  ")
			return enc.Encode(&r.Calibration.Calibration)
		}},
	} {
		if out.path == "" {
			continue
		}
		if err := writeWhole(out.path, out.write); err != nil {
			return err
		}
		a.infof("written: %s", out.path)
	}
	if a.json {
		return a.printJSON(r)
	}
	return evaluate.Text(a.out, r)
}
