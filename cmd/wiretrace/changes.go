package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/wiretrace/wiretrace/changes"
	"github.com/wiretrace/wiretrace/report"
	"github.com/wiretrace/wiretrace/report/page"
	"github.com/wiretrace/wiretrace/store"
)

// withChanges runs a linking and keeps what it changed, if it concluded anything.
func (a *app) withChanges(st *store.Store, link func() error) error {
	before, err := stateOf(st)
	if err != nil {
		return err
	}
	if err := link(); err != nil {
		return err
	}
	after, err := stateOf(st)
	if err != nil || after.Generation() == before.Generation() {
		return err
	}
	var d *changes.Delta
	err = st.View(func(v *store.View) error {
		d = changes.Compare(before, after, v.Live)
		return nil
	})
	if err != nil {
		return err
	}
	return writeWhole(filepath.Join(a.storePath(), changes.Name), d.Encode)
}

func stateOf(st *store.Store) (s *changes.State, err error) {
	err = st.View(func(v *store.View) error {
		s, err = changes.Take(v)
		return err
	})
	return s, err
}

// errNoChanges says that the last run did not record what it changed.
var errNoChanges = errors.New(`what the last run changed was not recorded: "wiretrace nightly" and "wiretrace dedup --out" record it`)

// reportChanges prints what the last run changed.
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

// lastChanges reads what the last run changed.
func lastChanges(st *store.Store, dir string, top int) (c *report.Changes, err error) {
	b, err := os.ReadFile(filepath.Join(dir, changes.Name))
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
