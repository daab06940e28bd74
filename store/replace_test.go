package store

import (
	"errors"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wiretrace/wiretrace/article"
	"github.com/wiretrace/wiretrace/store/audit"
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

// writeFiles writes files, by their paths, with their folders.
func writeFiles(t *testing.T, files map[string]string) {
	t.Helper()
	for path, text := range files {
		if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o777), os.WriteFile(path, []byte(text), 0o666)); err != nil {
			t.Fatal(err)
		}
	}
}

// filesIn returns the regular files in a folder with their bytes.
func filesIn(t *testing.T, dir string) map[string]string {
	t.Helper()
	files := map[string]string{}
	err := fs.WalkDir(os.DirFS(dir), ".", func(name string, d fs.DirEntry, err error) error {
		if err == nil && d.Type().IsRegular() {
			b, err := os.ReadFile(filepath.Join(dir, name))
			files[name] = string(b)
			return err
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// TestLeft has directories that killed processes left next to a store, and what the user named like them.
func TestLeft(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "st")
	for _, name := range []string{".damaged-1", ".discard-2.swap", ".repair-3.tmp", ".damaged-notes", ".old-", ".repair-4"} {
		if err := os.Mkdir(dir+name, 0o777); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(dir+".damaged-5", nil, 0o666); err != nil {
		t.Fatal(err)
	}
	want := []Leftover{{dir + ".repair-3.tmp", ""}, {dir + ".damaged-1", Damaged}, {dir + ".discard-2.swap", Discarded}}
	if diff := cmp.Diff(want, Left(dir)); diff != "" {
		t.Errorf("Left (-want +got):\n%s", diff)
	}
}

// TestReplaceWithoutLinks replaces a store on a file system without hard links. The new one has the audit log and the settings
// before it takes its place, and the old one is removed after the log grew.
func TestReplaceWithoutLinks(t *testing.T) {
	top := t.TempDir()
	dir := filepath.Join(top, "st")
	s := openTest(t, dir, Options{Create: true})
	arts := made(1, 10)
	add(t, s, arts, 10)
	if _, _, err := s.Hold([]string{arts[3].ID}, testDeed()); err != nil {
		t.Fatal(err)
	}
	closeVerified(t, s)
	writeFiles(t, map[string]string{filepath.Join(dir, "wiretrace.toml"): "# mine\n", filepath.Join(dir, "pages", "a.html"): "<p>"})
	if err := os.Symlink("wiretrace.toml", filepath.Join(dir, "link")); err != nil {
		t.Skip(err)
	}
	x, err := OpenSalvage(dir)
	if err != nil {
		t.Fatal(err)
	}
	x.link = func(from, to string) error {
		return &os.LinkError{Op: "link", Old: from, New: to, Err: errors.ErrUnsupported}
	}
	fresh, err := x.MakeSibling()
	if err != nil {
		t.Fatal(err)
	}
	closeVerified(t, openTest(t, fresh, Options{Create: true}))
	names, err := Foreign(dir)
	if err := errors.Join(err, x.bring(names, fresh)); err != nil {
		t.Fatal(err)
	}
	got, err := Foreign(fresh)
	if diff := cmp.Diff([]string{audit.Name, "link", "wiretrace.toml"}, got); diff != "" || err != nil {
		t.Fatalf("in the new one %v (-want +got):\n%s", err, diff)
	}
	for _, name := range got {
		if err := os.Remove(filepath.Join(fresh, name)); err != nil {
			t.Fatal(err)
		}
	}
	old, err := x.Replace(fresh, Migrated)
	if err := errors.Join(err, x.Close()); err != nil {
		t.Fatal(err)
	}
	if got, err := Foreign(dir); !cmp.Equal(got, names) || err != nil {
		t.Errorf("in its place it has %q, want %q, %v", got, names, err)
	}
	s = openTest(t, dir, Options{})
	if _, _, err := s.Release([]string{arts[3].ID}, testDeed()); err != nil {
		t.Fatal(err)
	}
	closeVerified(t, s)
	if err := RemoveReplaced(dir, Migrated); err != nil {
		t.Error(err)
	}
	if _, err := os.Stat(old); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the old store stays: %v", err)
	}
}

// TestRemoveReplacedKeeps checks what is never removed: folders that others named so, and stores with a file that the
// present one does not have.
func TestRemoveReplacedKeeps(t *testing.T) {
	top := t.TempDir()
	dir := filepath.Join(top, "st")
	files := map[string]string{
		"st/audit.jsonl": "a\nb\n", "st/wiretrace.toml": "# new\n", "st/is/file": "",
		"st.discard-mine/MANIFEST": "x", "st.discard-1x/MANIFEST": "x", "st.discard-/MANIFEST": "x", "st.discard-7": "x", "st.discard-8.swap.swap/a": "x",
		"st.discard-6/MANIFEST-REWRITE/mine": "x", "st.discard-1/audit.jsonl": "b\nc\n", "st.discard-2/wiretrace.toml": "# new\n# longer\n", "st.discard-3/is": "a file here",
	}
	kept := maps.Clone(files)
	files["st.discard-4/audit.jsonl"], files["st.discard-4/LOCK"] = "a\n", ""
	files["st.discard-5/moved"], kept["st/moved"] = "x", "x"
	for name, text := range files {
		writeFiles(t, map[string]string{filepath.Join(top, name): text})
	}
	err := RemoveReplaced(dir, Discarded)
	wantErr(t, err, errTwo)
	for _, name := range []string{"st.discard-1/audit.jsonl", "st.discard-2/wiretrace.toml", "st.discard-3/is", "st.discard-6/MANIFEST-REWRITE"} {
		if !strings.Contains(err.Error(), filepath.Join(top, name)) {
			t.Errorf("the error does not name %s: %v", name, err)
		}
	}
	if diff := cmp.Diff(kept, filesIn(t, top)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestBringKeepsFiles brings files to a folder that has other ones of their names, or where copying fails midway. Nothing
// that was there is removed.
func TestBringKeepsFiles(t *testing.T) {
	top := t.TempDir()
	dir, fresh := filepath.Join(top, "st"), filepath.Join(top, "fresh")
	closeVerified(t, openTest(t, dir, Options{Create: true}))
	writeFiles(t, map[string]string{filepath.Join(dir, "notes"): "mine\n", filepath.Join(dir, "pages", "a"): "<p>", filepath.Join(fresh, "notes"): "yours\n"})
	x, err := OpenSalvage(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = x.Close() })
	linked := x.link
	x.link = func(_, _ string) error { return errors.ErrUnsupported }
	wantErr(t, x.bring([]string{"notes"}, fresh), errTwo)
	if got := filesIn(t, fresh); got["notes"] != "yours\n" {
		t.Errorf("the new one has %q", got)
	}
	x.link = linked
	wantErr(t, x.bring([]string{"notes"}, fresh), errTwo)
	writeFiles(t, map[string]string{filepath.Join(fresh, "notes"): "mine\nand more\n"})
	if err := x.bring([]string{"notes", "pages"}, fresh); err != nil {
		t.Error(err)
	}
	if diff := cmp.Diff(map[string]string{"notes": "mine\nand more\n"}, filesIn(t, fresh)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
