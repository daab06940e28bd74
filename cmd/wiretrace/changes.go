package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/wiretrace/wiretrace/changes"
	"github.com/wiretrace/wiretrace/report"
	"github.com/wiretrace/wiretrace/report/page"
	"github.com/wiretrace/wiretrace/store"
	"github.com/wiretrace/wiretrace/store/disk"
)

// withChanges calls link, which may commit a new generation, and records what changed. If files names a
// folder, the changed records are written there.
func (a *app) withChanges(ctx context.Context, st *store.Store, files *changes.Files, link func() error) (w changes.Written, err error) {
	before, err := stateOf(st, files.Dir != "")
	if err != nil {
		return w, err
	}
	if err := link(); err != nil {
		return w, err
	}
	err = st.View(func(v *store.View) error {
		if v.Generation() == before.Generation() && files.Dir == "" {
			return nil
		}
		after, err := before.Next(v)
		if err != nil {
			return err
		}
		if v.Generation() != before.Generation() {
			d := changes.Compare(before, after, v.Live)
			if err := replaceFile(filepath.Join(a.storePath(), changes.Name), d.Encode); err != nil {
				return err
			}
		}
		if files.Dir == "" {
			return nil
		}
		if w, err = files.Write(ctx, v, before, after); err != nil {
			return fmt.Errorf("records that changed: %w", err)
		}
		return nil
	})
	return w, err
}

func stateOf(st *store.Store, records bool) (s *changes.State, err error) {
	err = st.View(func(v *store.View) error {
		s, err = changes.Take(v, records)
		return err
	})
	return s, err
}

// changesSummary returns a line on what was written to a folder of changes.
func changesSummary(w changes.Written, dir string) string {
	switch {
	case w.Same:
		return "nothing changed: " + dir + " is left as it is"
	case w.Complete:
		return fmt.Sprintf("no earlier run to follow on in %s: all records are written to it, of %s", dir, counted(int64(w.Articles), "article", "articles"))
	}
	return fmt.Sprintf("records of %s and %s written to %s", counted(int64(w.Articles), "article", "articles"), counted(int64(w.Clusters), "cluster", "clusters"), dir)
}

// errNoChanges is returned if the last run did not record its changes.
var errNoChanges = errors.New(`what the last run changed was not recorded: "wiretrace nightly" and "wiretrace dedup --out" record it`)

// reportChanges prints the changes of the last run.
func (a *app) reportChanges(f *reportFlags, top int) error {
	render := map[string]func(w io.Writer, c *report.Changes) error{
		"text": func(w io.Writer, c *report.Changes) error {
			t := a.text()
			t.Out = w
			return t.Changes(c)
		},
		"json": func(w io.Writer, c *report.Changes) error { return (&app{out: w}).printJSON(c) },
		"html": page.Changes,
	}
	form := f.format
	switch {
	case form == "" && a.json:
		form = "json"
	case form == "":
		form = "text"
	}
	if render[form] == nil {
		return usagef("--format %s: --changes has the forms %s, %s and %s", form, "text", "json", "html")
	}
	var c *report.Changes
	err := a.readStore(func(st *store.Store) (err error) {
		c, err = lastChanges(st, a.storePath(), top)
		return err
	})
	if err != nil {
		return err
	}
	if f.out != "" && f.out != "-" {
		return writeWhole(f.out, func(w io.Writer) error { return render[form](w, c) })
	}
	return render[form](a.out, c)
}

// lastChanges reads the recorded changes of the last run. dir is the store directory.
func lastChanges(st *store.Store, dir string, top int) (c *report.Changes, err error) {
	b, err := disk.ReadFile(filepath.Join(dir, changes.Name))
	if errors.Is(err, os.ErrNotExist) {
		return nil, errNoChanges
	}
	if err != nil {
		return nil, err
	}
	d, err := changes.Decode(b)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", filepath.Join(dir, changes.Name), err)
	}
	err = st.View(func(v *store.View) error {
		if v.Generation() != d.After {
			return errNoChanges
		}
		c, err = d.Report(v, top)
		return err
	})
	return c, err
}
