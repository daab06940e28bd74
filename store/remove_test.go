package store

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/wiretrace/wiretrace/store/audit"
)

func testDeed() Deed {
	return Deed{Who: "ann", Why: "order 12/24", At: time.Date(2024, 5, 1, 10, 0, 0, 0, time.UTC)}
}

// TestRemove checks what is kept out after a removal, and that nothing of it is in the files.
func TestRemove(t *testing.T) {
	dir := t.TempDir()
	s := openTest(t, dir, Options{Create: true})
	arts := made(3, 60)
	arts[5].URL = "https://harbour.example/ferry"
	arts[9].Text, arts[9].Furniture = arts[5].Text, nil // a copy of another outlet, which stays
	add(t, s, arts, 13)
	if n, missing, err := s.Hold([]string{arts[7].ID, "none"}, testDeed()); n != 1 || err != nil || !cmp.Equal(missing, []string{"none"}) {
		t.Fatalf("Hold = %d, %v, %v", n, missing, err)
	}
	search, err := s.NewSearch([]string{arts[5].ID})
	if err != nil {
		t.Fatal(err)
	}
	how := Removal{Deed: testDeed(), Block: []string{audit.ByID, audit.ByAddress, audit.ByText}}
	want := Removed{Deleted: 1, Missing: []string{"unknown"}, Held: []string{arts[7].ID}}
	would, err := s.WouldRemove([]string{arts[5].ID, arts[5].ID, arts[7].ID, "unknown"})
	if diff := cmp.Diff(want, would); err != nil || diff != "" {
		t.Fatalf("WouldRemove: %v\n(-want +got):\n%s", err, diff)
	}
	done, err := s.Remove([]string{arts[5].ID, arts[7].ID, "unknown"}, how)
	if diff := cmp.Diff(want, done); err != nil || diff != "" {
		t.Fatalf("%v\n(-want +got):\n%s", err, diff)
	}
	proof, err := search.Run(context.Background(), nil)
	if err != nil || len(proof.Left) > 0 || proof.Frames == 0 || proof.Files == 0 {
		t.Errorf("proof: %+v, %v", proof, err)
	}
	if diff := cmp.Diff([]Elsewhere{{arts[9].ID, 100}}, proof.Elsewhere); diff != "" {
		t.Errorf("elsewhere (-want +got):\n%s", diff)
	}
	again := slices.Clone(arts[4:8])
	again[0].ID, again[0].URL = "other", "http://www.harbour.example/ferry"
	unknown := made(4, 1)
	unknown[0].ID = "unknown"
	if got := add(t, s, append(again, unknown...), 10); got != (Added{Known: 2, KeptOut: 3}) {
		t.Errorf("added again: %+v", got)
	}
	if l := listOf(t, dir); !l.has(arts[5].ID) {
		t.Error("a blocked article that was kept out is not in the list of deleted ones any more")
	}
	// The first two name one mark.
	if n, not, err := s.Unblock([]string{"https://harbour.example/ferry", arts[5].ID, "unknown", "nobody"}, testDeed()); n != 2 || err != nil || !cmp.Equal(not, []string{"nobody"}) {
		t.Errorf("Unblock = %d, %v, %v", n, not, err)
	}
	if got := add(t, s, again, 10); got.Stored != 2 || got.KeptOut != 0 {
		t.Errorf("added after Unblock: %+v", got)
	}
	if l := listOf(t, dir); l.has(arts[5].ID) {
		t.Error("an article that is stored again is in the list of deleted ones")
	}
	closeVerified(t, s)
}

// listOf reads the list of what was deleted from a store.
func listOf(t *testing.T, dir string) debt {
	t.Helper()
	l, err := readDeleted(dir + deletedExt)
	if err != nil {
		t.Fatal(err)
	}
	return l.ids
}

// TestProofProves checks that a search that has nothing to search for, or nothing to look into, proves nothing.
func TestProofProves(t *testing.T) {
	ctx := context.Background()
	dir := filepath.Join(t.TempDir(), "st")
	s := openTest(t, dir, Options{Create: true})
	arts := made(1, 20)
	add(t, s, arts, 13)
	search, err := s.NewSearch([]string{arts[3].ID})
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := s.Delete([]string{arts[3].ID}); err != nil {
		t.Fatal(err)
	}
	if _, err := s.NewSearch([]string{arts[3].ID}); !errors.Is(err, errNoPieces) {
		t.Errorf("a search for an article that is gone: %v", err)
	}
	link := filepath.Join(t.TempDir(), "link")
	if err := os.Symlink(dir, link); err != nil {
		t.Skip(err)
	}
	page := filepath.Join(t.TempDir(), "page.html")
	if err := os.WriteFile(page, []byte(arts[3].Text), 0o666); err != nil {
		t.Fatal(err)
	}
	direct, err := search.Run(ctx, []string{filepath.Dir(page), page})
	if err != nil || len(direct.Left) != 1 {
		t.Errorf("a page that is named twice: %+v, %v", direct, err)
	}
	s.dir = link
	if p, err := search.Run(ctx, []string{filepath.Dir(page), page}); err != nil || p.Files != direct.Files || p.Bytes != direct.Bytes {
		t.Errorf("by a symbolic link: %+v, %v", p, err)
	}
	s.dir = t.TempDir()
	if p, err := search.Run(ctx, nil); err == nil {
		t.Errorf("a store without files: %+v", p)
	}
	s.dir = dir
	closeVerified(t, s)
}

// TestProofFinds leaves the bytes of a deleted article in the files: the proof says so, until they are removed.
func TestProofFinds(t *testing.T) {
	dir := t.TempDir()
	s := openTest(t, dir, Options{Create: true})
	arts := made(1, 200)
	add(t, s, arts, 13)
	id := arts[70].ID
	search, err := s.NewSearch([]string{id})
	if err != nil {
		t.Fatal(err)
	}
	w, err := s.NewWriter()
	if err != nil {
		t.Fatal(err)
	}
	docs, _, err := w.revisionsOf([]string{id})
	if err != nil {
		t.Fatal(err)
	}
	if err := w.erase(docs, hashIDs([]string{id})); err != nil { // and no more, as a kill would
		t.Fatal(err)
	}
	w.end()
	if p, err := search.Run(context.Background(), nil); err != nil || len(p.Left) == 0 {
		t.Errorf("nothing is found in the files: %+v, %v", p, err)
	}
	if err := s.pay(); err != nil {
		t.Fatal(err)
	}
	if p, err := search.Run(context.Background(), nil); err != nil || len(p.Left) > 0 {
		t.Errorf("something is left: %+v, %v", p, err)
	}
	page := filepath.Join(t.TempDir(), "page.html")
	if err := os.WriteFile(page, []byte("<p>"+arts[70].Text+"</p>"), 0o666); err != nil {
		t.Fatal(err)
	}
	if p, err := search.Run(context.Background(), []string{filepath.Dir(page)}); err != nil || len(p.Left) != 1 || p.Left[0].File != page {
		t.Errorf("a page: %+v, %v", p, err)
	}
}

// TestMatcher holds the search to a slow and obvious one.
func TestMatcher(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringOfN(rapid.RuneFrom([]rune("abñ語")), 0, 120, -1).Draw(t, "text")
		hay := rapid.StringOfN(rapid.RuneFrom([]rune("abñ語")), 0, 400, -1).Draw(t, "hay")
		at := rapid.IntRange(0, len(hay)).Draw(t, "at")
		hay = hay[:at] + text + hay[at:]
		m := newMatcher()
		if m.add(text) != (len(text) >= shortPiece) {
			t.Fatalf("add(%q)", text)
		}
		got, want := m.counts(), m.counts()
		m.raw([]byte(hay), got)
		for i, p := range m.pieces {
			for k := range len(hay) {
				if strings.HasPrefix(hay[k:], p) {
					want[i]++
				}
			}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("counts (-want +got):\n%s", diff)
		}
	})
}

// FuzzFrameSize checks that no bytes make the search read beyond them, and that the size of a frame is right.
func FuzzFrameSize(f *testing.F) {
	var p packer
	p.limit, p.items = 1000, 100
	enc, err := newEncoder()
	if err != nil {
		f.Fatal(err)
	}
	p.raw = append(p.raw, "the ferry runs again, the ferry runs again"...)
	p.done(enc, 0)
	p.flush(enc)
	frame := p.frames().data
	f.Add(frame)
	f.Fuzz(func(t *testing.T, b []byte) {
		if n := frameSize(b); n > len(b) || n < 0 {
			t.Fatalf("%d of %d bytes", n, len(b))
		}
		if n := frameSize(append(bytes.Clone(frame), b...)); n != len(frame) {
			t.Fatalf("a frame of %d bytes has %d", len(frame), n)
		}
	})
}

// TestRemoveWaits removes, holds and unblocks while articles are written: each waits for the write to end.
func TestRemoveWaits(t *testing.T) {
	tune := small()
	tune.patience = time.Minute
	s, err := open(t.TempDir(), Options{Meaning: testMeaning, Create: true}, tune)
	if err != nil {
		t.Fatal(err)
	}
	arts := made(3, 20)
	add(t, s, arts, 10)
	for name, deed := range map[string]func() error{
		"remove":  func() error { _, err := s.Remove([]string{arts[1].ID}, Removal{Deed: testDeed()}); return err },
		"hold":    func() error { _, _, err := s.Hold([]string{arts[2].ID}, testDeed()); return err },
		"unblock": func() error { _, _, err := s.Unblock([]string{arts[3].ID}, testDeed()); return err },
	} {
		w, err := s.NewWriter()
		if err != nil {
			t.Fatal(err)
		}
		done := make(chan error, 1)
		go func() { done <- deed() }()
		select {
		case err := <-done:
			t.Errorf("%s does not wait: %v", name, err)
			w.Abort()
			continue
		case <-time.After(50 * time.Millisecond):
		}
		w.Abort()
		if err := <-done; err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	closeVerified(t, s)
}
