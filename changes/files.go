package changes

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/wiretrace/wiretrace/report"
	"github.com/wiretrace/wiretrace/store"
	"github.com/wiretrace/wiretrace/view"
)

// The files in a folder of changes that are not result files.
const (
	touchedName = "touched.jsonl"
	idsName     = "ids.tsv"
)

// A Files is a folder with the records that the last run changed. doc/format.md has its rules.
type Files struct {
	Dir     string
	Workers int // files written at the same time; 0: one a core
}

// A Written is the result of [Files.Write].
type Written struct {
	Same     bool // the run changed nothing, and the files are unchanged
	Complete bool // the files have all records, because the folder did not have the state before
	Articles int  // articles whose records were written or removed
	Clusters int
}

// Write writes the records that changed between two states. The view shows the later state. before must
// have been taken with records. If the folder does not end at the state before, Write writes all records.
func (f *Files) Write(ctx context.Context, v *store.View, before, after *State) (w Written, err error) {
	last, err := f.head()
	if err != nil {
		return w, err
	}
	if follows(last, after) {
		return Written{Same: true}, nil
	}
	var t *Touched
	if follows(last, before) {
		if t, err = before.Touched(v, after); err != nil {
			return w, err
		}
	}
	if err := os.Remove(f.path(Name)); err != nil && !errors.Is(err, os.ErrNotExist) { // it is missing until the other files are complete
		return w, err
	}
	names := &names{v: v, known: map[store.Doc]string{}}
	if t == nil {
		w.Complete, w.Articles, w.Clusters = true, v.LiveDocs(), len(after.ids)
		before = &State{}
		err = errors.Join(view.WriteAll(ctx, v, f.Dir, f.Workers), f.writeIDs(names, after, nil), f.writeTouched(names, nil))
	} else {
		err = errors.Join(f.writeIDs(names, after, t), view.WriteTouched(ctx, v, f.Dir, f.Workers, t.Docs, t.Paired))
		if err == nil {
			err = f.writeTouched(names, t)
		}
		w.Articles, w.Clusters = names.articles, len(t.Clusters)
	}
	if err != nil {
		return w, err
	}
	return w, f.writeChanges(names, before, after, w.Complete)
}

func (f *Files) path(name string) string { return filepath.Join(f.Dir, name) }

// A filesHead is the first line of the list of changes.
type filesHead struct {
	Schema   string         `json:"schema"`
	Before   uint64         `json:"before"`
	After    uint64         `json:"generation"`
	Complete bool           `json:"complete"`
	Mark     string         `json:"mark"`
	Counts   map[string]int `json:"counts"`
}

// markOf returns the identifier of a state.
func markOf(s *State) string { return fmt.Sprintf("%016x", s.sum()) }

// head reads the head of the folder. It returns the zero value if there is none or it cannot be read.
func (f *Files) head() (h filesHead, err error) {
	file, err := os.Open(f.path(Name))
	if errors.Is(err, os.ErrNotExist) {
		return h, nil
	}
	if err != nil {
		return h, err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	line, err := bufio.NewReader(io.LimitReader(file, 1<<16)).ReadBytes('\n')
	if err != nil || json.Unmarshal(line, &h) != nil || h.Schema != report.SchemaChangeFiles {
		return filesHead{}, nil
	}
	if _, err := os.Stat(f.path(touchedName)); err != nil || view.MissingFile(f.Dir) != "" {
		return filesHead{}, nil // a file is missing: write all
	}
	ids, err := os.Open(f.path(idsName))
	if err != nil {
		return filesHead{}, nil
	}
	first, _ := bufio.NewReader(io.LimitReader(ids, 1<<10)).ReadString('\n')
	if first != h.Mark+"\n" {
		h = filesHead{}
	}
	return h, ids.Close()
}

// follows reports whether the folder holds the changes up to a state.
func follows(h filesHead, s *State) bool {
	return h.Schema != "" && s.generation > 0 && h.After == s.generation && h.Mark == markOf(s)
}

// names finds the ids of articles, including those that are no longer stored.
type names struct {
	v        *store.View
	known    map[store.Doc]string // ids of articles that are no longer stored
	articles int                  // number of touched articles
}

// of returns the id of an article, or "" if it is unknown.
func (n *names) of(d store.Doc) (string, error) {
	if id, ok := n.known[d]; ok {
		return id, nil
	}
	a, err := named(n.v, d)
	return strings.Clone(a.ID), err
}

// writeTouched writes the list of replaced records.
func (f *Files) writeTouched(n *names, t *Touched) error {
	return view.WriteFile(f.path(touchedName), func(w *bufio.Writer) error {
		if t == nil {
			return nil
		}
		list, err := n.touched(t)
		if err != nil {
			return err
		}
		enc := json.NewEncoder(w)
		enc.SetEscapeHTML(false)
		for i := range list {
			if err := enc.Encode(&list[i]); err != nil {
				return err
			}
		}
		return nil
	})
}

// touched returns the replaced articles, then the clusters, then the articles of which only pairs are
// replaced.
func (n *names) touched(t *Touched) (list []report.Replaced, err error) {
	gone := map[string]bool{} // by id
	for _, d := range t.Docs {
		id, err := n.of(d)
		if err != nil {
			return nil, err
		}
		was, ok := gone[id]
		gone[id] = (!ok || was) && !n.v.Live(d)
	}
	delete(gone, "") // deleted before the folder was made
	for id, x := range gone {
		list = append(list, report.Replaced{Kind: report.ReplacedArticle, ID: id, Gone: x})
	}
	n.articles = len(list)
	for _, id := range t.Clusters {
		list = append(list, report.Replaced{Kind: report.ReplacedCluster, ID: id})
	}
	pairs := map[string]bool{}
	for _, d := range t.Paired {
		id, err := n.of(d)
		if err != nil {
			return nil, err
		}
		if _, ok := gone[id]; !ok && id != "" && !pairs[id] {
			pairs[id] = true
			list = append(list, report.Replaced{Kind: report.ReplacedPairs, ID: id})
		}
	}
	slices.SortFunc(list, report.CompareReplaced)
	return list, nil
}

// writeChanges writes the list of cluster changes. It is written last: without it the folder counts as
// empty.
func (f *Files) writeChanges(n *names, before, after *State, complete bool) error {
	d := Compare(before, after, n.v.Live)
	c, err := d.Report(n.v, 0)
	if err != nil {
		return err
	}
	return view.WriteFile(f.path(Name), func(w *bufio.Writer) error {
		enc := json.NewEncoder(w)
		enc.SetEscapeHTML(false)
		err := enc.Encode(&filesHead{report.SchemaChangeFiles, before.generation, after.generation, complete, markOf(after), c.Counts})
		for i := range c.Clusters {
			if err != nil {
				return err
			}
			n.fill(&c.Clusters[i], &d.Clusters[i])
			err = enc.Encode(&c.Clusters[i])
		}
		return err
	})
}

// fill adds the ids of articles that are no longer stored.
func (n *names) fill(to *report.ClusterChange, from *Cluster) {
	for i, d := range from.Gone {
		if to.Gone[i].ID == "" {
			to.Gone[i].ID = n.known[d]
		}
	}
	for i := range from.Traced {
		if d := from.Traced[i].From; d >= 0 && to.Traced[i].From == nil && n.known[store.Doc(d)] != "" {
			id := n.known[store.Doc(d)]
			to.Traced[i].From = &id
		}
	}
}
