package dropfolder

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// noon is the time of the tests; files are an hour older.
func noon() time.Time { return time.Date(2024, 5, 1, 12, 0, 0, 0, time.UTC) }

// folder makes a drop folder with files, each with its name as content.
func folder(t *testing.T, names ...string) *Folder {
	t.Helper()
	f := &Folder{Dir: t.TempDir(), MinAge: time.Minute}
	for _, name := range names {
		put(t, f, name, noon().Add(-time.Hour))
	}
	return f
}

func put(t *testing.T, f *Folder, name string, changed time.Time) {
	t.Helper()
	path := filepath.Join(f.Dir, name)
	if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o777), os.WriteFile(path, []byte(name), 0o666)); err != nil {
		t.Fatal(err)
	}
	for ; path != f.Dir; path = filepath.Dir(path) {
		if err := os.Chtimes(path, changed, changed); err != nil {
			t.Fatal(err)
		}
	}
}

func waiting(t *testing.T, f *Folder) (ready, recent []string, refused map[string]error) {
	t.Helper()
	entries, recent, err := f.Waiting(noon())
	if err != nil {
		t.Fatal(err)
	}
	refused = map[string]error{}
	for _, e := range entries {
		if e.Refused != nil {
			refused[e.Name] = e.Refused
			continue
		}
		ready = append(ready, e.Name)
	}
	return ready, recent, refused
}

// tree lists the files of a folder with their content.
func tree(t *testing.T, f *Folder) map[string]string {
	t.Helper()
	files := map[string]string{}
	err := filepath.WalkDir(f.Dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := os.ReadFile(path)
		rel, _ := filepath.Rel(f.Dir, path)
		files[filepath.ToSlash(rel)] = string(b)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// TestWaiting checks what may be read and what is left.
func TestWaiting(t *testing.T) {
	f := folder(t, "b.jsonl", "a.warc.gz", ".a.rsync", "c.part", "d.jsonl.tmp", "b.jsonl.reason.txt", "крыша/straße.html", "done/2024-04-30/z", "failed/y")
	put(t, f, "e.jsonl", noon().Add(-time.Second))
	put(t, f, "pages/new.html", noon().Add(-time.Second))
	if err := os.Symlink("b.jsonl", filepath.Join(f.Dir, "link")); err != nil {
		t.Skip(err)
	}
	if err := os.Mkdir(filepath.Join(f.Dir, "links"), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("/", filepath.Join(f.Dir, "links", "root")); err != nil {
		t.Fatal(err)
	}
	ready, recent, refused := waiting(t, f)
	if diff := cmp.Diff([]string{"a.warc.gz", "b.jsonl", "крыша"}, ready); diff != "" {
		t.Errorf("ready (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"e.jsonl", "pages"}, recent); diff != "" {
		t.Errorf("recent (-want +got):\n%s", diff)
	}
	if len(refused) != 2 || !errors.Is(refused["link"], errLink) || !errors.Is(refused["links"], errLink) {
		t.Errorf("refused: %v", refused)
	}
}

// TestMoves checks that an entry is under one name, that no other is overwritten, and that what
// failed has a reason.
func TestMoves(t *testing.T) {
	f := folder(t, "a", "b", "dir/x", "done/2024-05-01/a")
	for _, step := range []struct {
		name string
		why  string // empty: done
		want string
	}{
		{"a", "", "done/2024-05-01/a.2"},
		{"b", "it is cut", "failed/b"},
		{"dir", "", "done/2024-05-01/dir"},
	} {
		e := Entry{Name: step.name, Path: filepath.Join(f.Dir, step.name)}
		move := func() (string, error) { return f.Done(e, noon()) }
		if step.why != "" {
			move = func() (string, error) { return f.Fail(e, step.why) }
		}
		path, err := move()
		if rel, _ := filepath.Rel(f.Dir, path); err != nil || filepath.ToSlash(rel) != step.want {
			t.Errorf("%s is now %s, want %s: %v", step.name, rel, step.want, err)
		}
	}
	want := map[string]string{
		"done/2024-05-01/a": "done/2024-05-01/a", "done/2024-05-01/a.2": "a", "failed/b": "b",
		"failed/b.reason.txt": "it is cut\n", "done/2024-05-01/dir/x": "dir/x",
	}
	if diff := cmp.Diff(want, tree(t, f)); diff != "" {
		t.Errorf("files (-want +got):\n%s", diff)
	}
	// What had failed was mended and put back.
	if err := os.Rename(filepath.Join(f.Dir, "failed", "b"), filepath.Join(f.Dir, "b")); err != nil {
		t.Fatal(err)
	}
	if _, err := f.Done(Entry{Name: "b", Path: filepath.Join(f.Dir, "b")}, noon()); err != nil {
		t.Fatal(err)
	}
	for name := range tree(t, f) {
		if strings.HasPrefix(name, failedName) {
			t.Errorf("%s is left", name)
		}
	}
}

// TestClean checks that only days beyond the time to keep are removed.
func TestClean(t *testing.T) {
	f := folder(t, "done/2024-04-27/a", "done/2024-04-28/b", "done/2024-04-29/c", "done/notes/d", "done/2024-04-01")
	n, err := f.Clean(noon(), 48*time.Hour)
	if n != 2 || err != nil {
		t.Errorf("%d days removed, want 2: %v", n, err)
	}
	want := map[string]string{"done/2024-04-29/c": "done/2024-04-29/c", "done/notes/d": "done/notes/d", "done/2024-04-01": "done/2024-04-01"}
	if diff := cmp.Diff(want, tree(t, f)); diff != "" {
		t.Errorf("files (-want +got):\n%s", diff)
	}
	if n, err := folder(t).Clean(noon(), 0); n != 0 || err != nil {
		t.Errorf("without done/: %d, %v", n, err)
	}
}

// TestNoFolder checks that a folder that is not there is an error: its files would be missed for ever.
func TestNoFolder(t *testing.T) {
	f := &Folder{Dir: filepath.Join(t.TempDir(), "none")}
	if _, _, err := f.Waiting(noon()); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("got %v", err)
	}
}

// TestLinkedFolders: a link in the place of done/, failed/ or a day leads nothing out of the drop folder.
func TestLinkedFolders(t *testing.T) {
	for _, name := range []string{doneName, failedName, "done/2024-05-01"} {
		t.Run(name, func(t *testing.T) {
			outside := t.TempDir()
			f := folder(t, "a", "done/2024-04-01/old")
			link := filepath.Join(f.Dir, filepath.FromSlash(name))
			if err := os.RemoveAll(link); err != nil {
				t.Fatal(err)
			}
			if err := os.Symlink(outside, link); err != nil {
				t.Skip(err)
			}
			if err := os.Mkdir(filepath.Join(outside, "2024-04-01"), 0o777); err != nil {
				t.Fatal(err)
			}
			e := Entry{Name: "a", Path: filepath.Join(f.Dir, "a")}
			_, _, waits := f.Waiting(noon())
			_, failed := f.Fail(e, "no")
			if name != "done/2024-05-01" && (!errors.Is(waits, errNoDir) || !errors.Is(failed, errNoDir)) {
				t.Errorf("Waiting: %v; Fail: %v; want %v", waits, failed, errNoDir)
			}
			if _, err := f.Done(Entry{Name: "a"}, noon()); err == nil {
				t.Error("Done: no error")
			}
			if _, err := f.Clean(noon(), 0); err == nil && name == doneName {
				t.Error("Clean: no error")
			}
			if files, err := os.ReadDir(outside); err != nil || len(files) != 1 {
				t.Errorf("outside are %v, %v", files, err)
			}
		})
	}
}
