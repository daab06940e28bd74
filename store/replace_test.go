package store

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wiretrace/wiretrace/article"
)

// TestRemoveReplaced ends a repair that discards the damaged store where a kill may end it. What is left is removed only when
// nobody is at work, and no file that is the user's is lost.
func TestRemoveReplaced(t *testing.T) {
	top := t.TempDir()
	dir := filepath.Join(top, "st")
	s := openTest(t, dir, Options{Create: true})
	arts := made(1, 30)
	add(t, s, arts, 10)
	closeVerified(t, s)
	const settings = "wiretrace.toml"
	if err := errors.Join(os.WriteFile(filepath.Join(dir, settings), []byte("# mine\n"), 0o666), os.Truncate(filepath.Join(dir, "MANIFEST"), 20)); err != nil {
		t.Fatal(err)
	}
	x, err := OpenSalvage(dir)
	if err != nil {
		t.Fatal(err)
	}
	fresh, err := x.MakeSibling()
	if err != nil {
		t.Fatal(err)
	}
	s = openTest(t, fresh, Options{Create: true})
	if err := x.Each(func(a *article.Article) error { return tryAdd(s, []article.Article{*a}) }); err != nil {
		t.Fatal(err)
	}
	closeVerified(t, s)

	early := filepath.Join(top, "st.discard-1") // the new one has its name, and is not yet in its place
	if err := os.CopyFS(early, os.DirFS(fresh)); err != nil {
		t.Fatal(err)
	}
	wantErr(t, RemoveReplaced(dir, Discarded), ErrInUse)
	if _, err := os.Stat(filepath.Join(early, "MANIFEST")); err != nil {
		t.Errorf("while a repair is at work: %v", err)
	}
	old, err := x.Replace(fresh, Discarded)
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(x.Close(), os.Remove(filepath.Join(dir, settings))); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]Leftover{{early, Discarded}, {old, Discarded}}, Left(dir)); diff != "" {
		t.Errorf("Left (-want +got):\n%s", diff)
	}
	if err := RemoveReplaced(dir, Discarded); err != nil {
		t.Error(err)
	}
	names, err := filepath.Glob(filepath.Join(top, "*"))
	if diff := cmp.Diff([]string{dir}, names); diff != "" || err != nil {
		t.Errorf("left %v (-want +got):\n%s", err, diff)
	}
	if b, err := os.ReadFile(filepath.Join(dir, settings)); string(b) != "# mine\n" {
		t.Errorf("the settings: %q, %v", b, err)
	}
	s = openTest(t, dir, Options{ReadOnly: true})
	if diff := cmp.Diff(byID(arts), contents(t, s)); diff != "" {
		t.Errorf("articles (-want +got):\n%s", diff)
	}
	closeVerified(t, s)
}
