package check_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"

	"github.com/wiretrace/wiretrace/article"
	"github.com/wiretrace/wiretrace/check"
	"github.com/wiretrace/wiretrace/dedup"
	"github.com/wiretrace/wiretrace/ingest"
	"github.com/wiretrace/wiretrace/store"
)

// open opens a store until the test ends.
func open(tb testing.TB, dir string, o store.Options) *store.Store {
	tb.Helper()
	st, err := store.Open(dir, o)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		if err := st.Close(); err != nil {
			tb.Error(err)
		}
	})
	return st
}

// openPress returns a store of testdata/press with its conclusions.
func openPress(tb testing.TB) *store.Store {
	tb.Helper()
	return openPressIn(tb, filepath.Join(tb.TempDir(), "store"))
}

func openPressIn(tb testing.TB, dir string) *store.Store {
	tb.Helper()
	st := open(tb, dir, store.Options{Create: true, Meaning: dedup.Meaning})
	src := ingest.Open([]string{"../testdata/press"}, nil, ingest.Options{})
	if _, err := dedup.Ingest(tb.Context(), st, src, dedup.Options{}); err != nil {
		tb.Fatal(err)
	}
	if _, err := dedup.Link(tb.Context(), st, dedup.Options{}); err != nil {
		tb.Fatal(err)
	}
	return st
}

// pressArticles returns some of the stored articles.
func pressArticles(tb testing.TB, n int) []article.Article {
	tb.Helper()
	var list []article.Article
	for a, err := range ingest.Read(tb.Context(), []string{"../testdata/press"}, nil, ingest.Options{}) {
		if err == nil && len(list) < n {
			list = append(list, a)
		}
	}
	return list
}

// record returns an answer as check --json prints it.
func record(t *testing.T, x *check.Answer) string {
	v := x.View("article")
	b, err := json.Marshal(v.Record())
	if err != nil {
		t.Error(err)
	}
	return string(b)
}

// TestPool sees that many callers at a time get the answers that a Checker gives one.
func TestPool(t *testing.T) {
	st := openPress(t)
	defer goleak.VerifyNone(t, goleak.IgnoreCurrent())
	pool := check.NewPool(st, 3)
	defer pool.Close()
	one := check.Open(st)
	var wg sync.WaitGroup
	for _, a := range pressArticles(t, 40) {
		want, err := one.Check(t.Context(), &a)
		if err != nil {
			t.Fatal(err)
		}
		wg.Go(func() {
			got, err := pool.Check(t.Context(), &a, 0)
			if err != nil {
				t.Errorf("%s: %v", a.ID, err)
				return
			}
			if diff := cmp.Diff(record(t, &want), record(t, &got)); diff != "" {
				t.Errorf("Check(%s) of a pool differs (-checker +pool):\n%s", a.ID, diff)
			}
		})
	}
	wg.Wait()
}

// TestPoolBadSector cuts the logs of a store that is open, whose bytes are then as unreadable as those of a bad sector. Checks
// fail, and the process goes on.
func TestPoolBadSector(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "store")
	st := openPressIn(t, dir)
	a := pressArticles(t, 1)[0]
	if err := st.Close(); err != nil {
		t.Fatal(err)
	}
	st = open(t, dir, store.Options{ReadOnly: true})
	p := check.NewPool(st, 2)
	defer p.Close()
	if _, err := p.Check(t.Context(), &a, 0); err != nil {
		t.Fatal(err)
	}
	logs, err := filepath.Glob(filepath.Join(dir, "*.vlog"))
	if err != nil || len(logs) == 0 {
		t.Fatal(logs, err)
	}
	for _, path := range logs {
		if err := os.Truncate(path, 0); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := p.Check(t.Context(), &a, 0); !errors.Is(err, store.ErrDamaged) {
		t.Errorf("a check over files that are gone: %v", err)
	}
}

// TestPoolNear sees that sketches alone find whole copies, and the article itself.
func TestPoolNear(t *testing.T) {
	st := openPress(t)
	pool := check.NewPool(st, 1)
	defer pool.Close()
	copied, found := 0, 0
	for _, a := range pressArticles(t, 60) {
		full, err := pool.Check(t.Context(), &a, 0)
		if err != nil {
			t.Fatal(err)
		}
		near, err := pool.Near(t.Context(), &a, 0)
		if err != nil {
			t.Fatal(err)
		}
		if near.Source != nil || (near.Known == nil) != (full.Known == nil) {
			t.Errorf("Near(%s) has source %v, known %v; Check knows %v", a.ID, near.Source, near.Known, full.Known)
		}
		if len(full.Matches) == 0 || full.Matches[0].Pair.Jaccard() < .8 {
			continue
		}
		copied++
		if near.Verdict == check.Copy {
			found++
		}
	}
	if copied == 0 || found < copied*9/10 {
		t.Errorf("Near found %d of %d whole copies, want nine tenths", found, copied)
	}
}

// TestPoolSees sees that a check sees what was stored before, and that a pool that is closed refuses.
func TestPoolSees(t *testing.T) {
	st := openPress(t)
	pool := check.NewPool(st, 1)
	a := article.Article{ID: "new", Source: "new.example", Text: strings.Repeat("The ferry to Hest sounded its horn at nine. ", 3) + "Nobody on the pier of Korsholm had expected the beam of the old lighthouse."}
	if got, err := pool.Check(t.Context(), &a, 0); err != nil || got.Verdict != check.None {
		t.Errorf("Check before = %v, %v, want none", got.Verdict, err)
	}
	b := a
	b.ID, b.Source = "stored", "first.example"
	src := ingest.Open([]string{"-"}, bytes.NewReader(ingest.AppendRecord(nil, &b)), ingest.Options{Format: "jsonl"})
	if _, err := dedup.Ingest(t.Context(), st, src, dedup.Options{}); err != nil {
		t.Fatal(err)
	}
	var after check.Answer
	for range 100 { // a view is half a second old at most
		var err error
		if after, err = pool.Check(t.Context(), &a, 0); err != nil {
			t.Fatal(err)
		}
		if after.Verdict == check.Copy {
			break
		}
		time.Sleep(50 * time.Millisecond)
	}
	if after.Verdict != check.Copy || len(after.Matches) != 1 || after.Matches[0].Article.ID != "stored" {
		t.Errorf("Check after = %v with %d matches, want a copy of what was stored", after.Verdict, len(after.Matches))
	}
	pool.Close()
	if _, err := pool.Check(t.Context(), &a, 0); !errors.Is(err, check.ErrPoolClosed) {
		t.Errorf("Check of a closed pool: %v, want ErrPoolClosed", err)
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := check.NewPool(st, 0).Check(ended, &a, 0); !errors.Is(err, context.Canceled) {
		t.Errorf("Check with an ended context: %v, want Canceled", err)
	}
}
