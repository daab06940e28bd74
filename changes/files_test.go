package changes_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/wiretrace/wiretrace/changes"
	"github.com/wiretrace/wiretrace/dedup"
	"github.com/wiretrace/wiretrace/ingest"
	"github.com/wiretrace/wiretrace/internal/newsroom"
	"github.com/wiretrace/wiretrace/store"
	"github.com/wiretrace/wiretrace/view"
)

// A series is a store on which nights are run, with a copy of its result files that is brought up to date
// with what each night changed.
type series struct {
	st                   *store.Store
	folder, copied, full string
}

func newSeries(t *testing.T) *series {
	t.Helper()
	st, err := store.Open(t.TempDir(), store.Options{Create: true, Meaning: dedup.Meaning})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := st.Close(); err != nil {
			t.Error(err)
		}
	})
	return &series{st: st, folder: t.TempDir(), copied: t.TempDir(), full: t.TempDir()}
}

// change adds articles and deletes others.
func (s *series) change(t *testing.T, fresh, dead []string) {
	t.Helper()
	src := ingest.Open([]string{"-"}, strings.NewReader(strings.Join(fresh, "\n")), ingest.Options{})
	_, err := dedup.Ingest(t.Context(), s.st, src, dedup.Options{})
	if err := errors.Join(err, src.Close()); err != nil {
		t.Fatal(err)
	}
	if _, _, err := s.st.Delete(dead); err != nil {
		t.Fatal(err)
	}
}

func (s *series) link(t *testing.T, o dedup.Options) {
	t.Helper()
	if _, err := dedup.Link(t.Context(), s.st, o); err != nil {
		t.Fatal(err)
	}
}

// night links and writes what changed.
func (s *series) night(t *testing.T, o dedup.Options) (w changes.Written) {
	t.Helper()
	var before *changes.State
	err := s.st.View(func(v *store.View) (err error) {
		before, err = changes.Take(v, true)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	s.link(t, o)
	err = s.st.View(func(v *store.View) error {
		after, err := before.Next(v)
		if err != nil {
			return err
		}
		w, err = (&changes.Files{Dir: s.folder}).Write(t.Context(), v, before, after)
		return errors.Join(err, view.WriteAll(t.Context(), v, s.full, 0))
	})
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// applied applies what changed to the copy, which is the whole then.
func (s *series) applied(t *testing.T) {
	t.Helper()
	apply(t, s.copied, s.folder)
	same(t, s.copied, s.full)
}

func simulated(t *testing.T, stories int) (lines []string) {
	t.Helper()
	articles, err := newsroom.Articles(newsroom.Options{Seed: 5, Profile: "mixed", Stories: stories})
	if err != nil {
		t.Fatal(err)
	}
	return strings.Split(strings.TrimSpace(string(articles)), "\n")
}

func fields(t *testing.T, line string) map[string]any {
	t.Helper()
	var a map[string]any
	if err := json.Unmarshal([]byte(line), &a); err != nil {
		t.Fatal(err)
	}
	return a
}

// revised returns an article with the text of another one.
func revised(t *testing.T, line, other, updated string) string {
	t.Helper()
	a := fields(t, line)
	a["text"], a["updated"] = fields(t, other)["text"], updated
	out, err := json.Marshal(a)
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

// TestChangesMakeTheWhole: whatever comes, is revised and is deleted, the records that a night changed
// make of the result files of the night before those of this one, byte for byte.
func TestChangesMakeTheWhole(t *testing.T) {
	for _, near := range []bool{false, true} {
		t.Run(fmt.Sprintf("near %v", near), func(t *testing.T) {
			r := rand.New(rand.NewPCG(4, 9))
			lines := simulated(t, 12)
			r.Shuffle(len(lines), func(i, j int) { lines[i], lines[j] = lines[j], lines[i] })
			o := dedup.Options{Near: near}
			s, first := newSeries(t), len(lines)*4/5
			any := func() string { return lines[r.IntN(first)] }
			s.change(t, lines[:first], nil)
			if w := s.night(t, o); !w.Complete || w.Same {
				t.Errorf("the first night: %+v, want all records", w)
			}
			s.applied(t)
			few := 0
			for night, left := 0, lines[first:]; len(left) > 0; night++ {
				n := min(len(left), 1+r.IntN(5))
				fresh, dead := append([]string(nil), left[:n]...), []string(nil)
				left = left[n:]
				if r.IntN(2) == 0 {
					dead = append(dead, fields(t, any())["id"].(string))
				}
				if r.IntN(2) == 0 { // a later revision, or one between two that are there
					fresh = append(fresh, revised(t, any(), any(), []string{"2026-08-01T00:00:00Z", "2020-01-01T00:00:00Z"}[r.IntN(2)]))
				}
				s.change(t, fresh, dead)
				w := s.night(t, o)
				s.applied(t)
				if !w.Complete && w.Articles < len(lines)/2 {
					few++
				}
				if w := s.night(t, o); !w.Same {
					t.Errorf("night %d again: %+v, want nothing", night, w)
				}
			}
			if few < 3 {
				t.Errorf("%d nights wrote few records, want 3 and more", few)
			}
		})
	}
}

// TestChangesThatDoNotFollow: what a folder lacks makes the next one complete.
func TestChangesThatDoNotFollow(t *testing.T) {
	lines := simulated(t, 4)
	s := newSeries(t)
	s.change(t, lines[:20], nil)
	s.night(t, dedup.Options{})
	for name, spoil := range map[string]func() error{
		"a run without changes": func() error {
			s.change(t, lines[20:21], nil)
			s.link(t, dedup.Options{})
			return nil
		},
		"a kill while files are written": func() error { return os.Remove(filepath.Join(s.folder, changes.Name)) },
		"no result file":                 func() error { return os.Remove(filepath.Join(s.folder, "pairs.jsonl")) },
		"no list of outlets":             func() error { return os.Remove(filepath.Join(s.folder, "outlets.jsonl")) },
		"no list of what is replaced":    func() error { return os.Remove(filepath.Join(s.folder, "touched.jsonl")) },
		"no list of ids":                 func() error { return os.Remove(filepath.Join(s.folder, "ids.tsv")) },
		"ids of another run":             func() error { return os.WriteFile(filepath.Join(s.folder, "ids.tsv"), []byte("0\n"), 0o600) },
		"another file":                   func() error { return os.WriteFile(filepath.Join(s.folder, changes.Name), []byte("{}\n"), 0o600) },
	} {
		t.Run(name, func(t *testing.T) {
			if err := spoil(); err != nil {
				t.Fatal(err)
			}
			if w := s.night(t, dedup.Options{}); !w.Complete {
				t.Errorf("%+v, want all records", w)
			}
			s.applied(t)
			if w := s.night(t, dedup.Options{}); !w.Same {
				t.Errorf("again: %+v, want nothing", w)
			}
		})
	}
}
