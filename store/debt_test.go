package store

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestDebt ends a deletion right after its commit, as a kill would: the articles are gone, their bytes are
// owed, and the next open for writing or a repeated deletion removes them.
func TestDebt(t *testing.T) {
	dir := t.TempDir()
	s := openTest(t, dir, Options{Create: true})
	arts := made(1, 200)
	add(t, s, arts, 13)
	id := arts[70].ID
	old := storedItems(t, s, id)
	w, err := s.NewWriter()
	if err != nil {
		t.Fatal(err)
	}
	docs, _, err := w.revisionsOf([]string{id})
	if err != nil {
		t.Fatal(err)
	}
	if err := w.erase(docs, hashIDs([]string{id})); err != nil {
		t.Fatal(err)
	}
	w.end()
	st, err := s.Stats()
	if err != nil || st.Owed != 1 || st.Articles != 199 {
		t.Errorf("Stats = %+v, %v, want a debt of 1 and 199 articles", st, err)
	}
	if rep, err := s.Verify(func(p string) { t.Error(p) }); err != nil || rep.Owed != 1 {
		t.Errorf("Verify = %+v, %v, want a debt of 1", rep, err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if !onDisk(t, dir, old) {
		t.Fatal("the bytes are gone before they are removed")
	}
	s = openTest(t, dir, Options{})
	if onDisk(t, dir, old) {
		t.Error("the bytes are still there after an open for writing")
	}
	if st, err := s.Stats(); err != nil || st.Owed != 0 {
		t.Errorf("Stats = %+v, %v, want no debt", st, err)
	}
	n, missing, err := s.Delete([]string{id, "none"})
	if err != nil || n != 1 || !cmp.Equal(missing, []string{"none"}) {
		t.Errorf("Delete again = %d, %v, %v, want that the deletion counts as done", n, missing, err)
	}
	want := byID(arts)
	delete(want, id)
	if diff := cmp.Diff(want, contents(t, s)); diff != "" {
		t.Errorf("contents (-want +got):\n%s", diff)
	}
}
