package dedup_test

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"

	"github.com/wiretrace/wiretrace/dedup"
	"github.com/wiretrace/wiretrace/ingest"
	"github.com/wiretrace/wiretrace/store"
)

// fill returns a batch of records.
func fill(t *testing.T, records string) *dedup.Batch {
	t.Helper()
	src := ingest.Open([]string{"-"}, strings.NewReader(records+"\n"), ingest.Options{Format: "jsonl"})
	var c ingest.Chunk
	if err := src.Next(&c); err != nil {
		t.Fatal(err)
	}
	b := dedup.NewBatch()
	if err := b.Fill(&c); err != nil {
		t.Fatal(err)
	}
	return b
}

// TestIntake sees that every record gets its own outcome, in the order of input.
func TestIntake(t *testing.T) {
	defer goleak.VerifyNone(t, goleak.IgnoreCurrent())
	st, err := store.Open(t.TempDir()+"/store", store.Options{Create: true, Meaning: dedup.Meaning})
	if err != nil {
		t.Fatal(err)
	}
	in := dedup.NewIntake(st)
	first := fill(t, `{"id":"a","text":"One."}
{"id":"b","text":"Two."}`)
	if err := in.Add(t.Context(), first); err != nil {
		t.Fatal(err)
	}
	second := fill(t, `{"id":"a","text":"One."}
{"nothing":1}
{"id":"b","text":"Two, corrected, at length and with more words than before.","revision":"2"}
{"id":"c","text":"Three."}`)
	if err := in.Add(t.Context(), second); err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, r := range append(first.Results, second.Results...) {
		got = append(got, r.ID+" "+r.Outcome)
	}
	want := []string{"a stored", "b stored", "a known", " rejected", "b revised", "c stored"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("results (-want +got):\n%s", diff)
	}
	in.Close()
	if err := in.Add(t.Context(), fill(t, `{"id":"d","text":"Four."}`)); !errors.Is(err, dedup.ErrIntakeClosed) {
		t.Errorf("Add after Close: %v, want ErrIntakeClosed", err)
	}
	if err := st.Close(); err != nil {
		t.Fatal(err)
	}
}

// TestIntakeMany sees that batches of many callers are stored, each acknowledged once it is
// in the store.
func TestIntakeMany(t *testing.T) {
	st, err := store.Open(t.TempDir()+"/store", store.Options{Create: true, Meaning: dedup.Meaning})
	if err != nil {
		t.Fatal(err)
	}
	in := dedup.NewIntake(st)
	var wg sync.WaitGroup
	for i := range 40 {
		wg.Go(func() {
			id := fmt.Sprintf("x%d", i)
			b := fill(t, fmt.Sprintf(`{"id":%q,"text":"Text number %d."}`, id, i))
			if err := in.Add(t.Context(), b); err != nil {
				t.Errorf("Add(%s): %v", id, err)
			}
			err := st.View(func(v *store.View) error {
				if _, ok := v.Lookup(id); !ok {
					t.Errorf("%s was acknowledged and is not there", id)
				}
				return nil
			})
			if err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	in.Close()
	if err := st.Close(); err != nil {
		t.Fatal(err)
	}
}
