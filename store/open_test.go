package store

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	badger "github.com/dgraph-io/badger/v4"
	"github.com/google/go-cmp/cmp"
)

// wantErr checks an error's kind and that its text holds what a user needs.
func wantErr(t testing.TB, err, kind error, parts ...string) {
	t.Helper()
	if !errors.Is(err, kind) {
		t.Errorf("error %v, want one that is %q", err, kind)
		return
	}
	for _, p := range parts {
		if !strings.Contains(err.Error(), p) {
			t.Errorf("error %q does not say %q", err, p)
		}
	}
}

func TestOpenRefuses(t *testing.T) {
	dir := t.TempDir()
	for _, opts := range []Options{{}, {ReadOnly: true}, {ReadOnly: true, Create: true}} {
		_, err := open(filepath.Join(dir, "none"), opts, small())
		wantErr(t, err, ErrNotFound, "none")
	}
	closeVerified(t, openTest(t, dir, Options{Create: true}))
	_, err := open(dir, Options{Meaning: "other-2"}, small())
	wantErr(t, err, ErrVersion, "meaning test-1", "needs other-2", "ingest")

	foreign := t.TempDir()
	db, err := badger.Open(badger.DefaultOptions(foreign).WithLogger(nil))
	if err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	_, err = open(foreign, Options{Create: true}, small())
	wantErr(t, err, ErrVersion, "not a store")

	cut := t.TempDir()
	if err := os.WriteFile(filepath.Join(cut, badger.ManifestFilename), []byte("Bd"), 0o666); err != nil {
		t.Fatal(err)
	}
	_, err = open(cut, Options{}, small())
	wantErr(t, err, ErrDamaged)
}

func TestParamsAccept(t *testing.T) {
	ours := currentParams("a")
	for name, change := range map[string]func(*params){
		"format": func(p *params) { p.Format++ }, "meaning": func(p *params) { p.Meaning = "b" },
		"minhash version": func(p *params) { p.Minhash++ }, "bins": func(p *params) { p.K++ },
		"bands": func(p *params) { p.Bands++ }, "rows": func(p *params) { p.Rows++ },
		"packed signature size": func(p *params) { p.Packed++ }, "seed": func(p *params) { p.Seed = "0" },
	} {
		p := ours
		change(&p)
		wantErr(t, p.accept(ours), ErrVersion, "made with "+name)
	}
	if err := ours.accept(currentParams("")); err != nil {
		t.Errorf("a meaning that was not asked for: %v", err)
	}
}

// TestEarlierMeaning opens a store that was made under an earlier meaning.
func TestEarlierMeaning(t *testing.T) {
	dir := t.TempDir()
	s := openTest(t, dir, Options{Create: true}) // under "test-1"
	add(t, s, made(1, 5), 5)
	closeVerified(t, s)
	_, err := open(dir, Options{Meaning: "b"}, small())
	wantErr(t, err, ErrVersion, "made with meaning")
	if s, err = open(dir, Options{Meaning: "b", Earlier: []string{"0", "test-1"}}, small()); err != nil {
		t.Fatal(err)
	}
	if got := add(t, s, made(2, 5), 5); got.Stored != 5 {
		t.Errorf("added to the old store: %+v", got)
	}
	if s.made.Meaning != "test-1" {
		t.Errorf("the store's meaning became %q", s.made.Meaning)
	}
	closeVerified(t, s)
}

// state returns names, sizes and contents of all files of a directory.
func state(t testing.TB, dir string) map[string]string {
	t.Helper()
	files, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]string{}
	for _, f := range files {
		b, err := os.ReadFile(filepath.Join(dir, f.Name()))
		if err != nil {
			t.Fatal(err)
		}
		all[f.Name()] = string(b)
	}
	return all
}

func TestReadingChangesNothing(t *testing.T) {
	dir := t.TempDir()
	s := openTest(t, dir, Options{Create: true})
	add(t, s, made(1, 50), 7)
	closeVerified(t, s)
	before := state(t, dir)
	s = openTest(t, dir, Options{ReadOnly: true})
	contents(t, s)
	if _, err := s.Stats(); err != nil {
		t.Error(err)
	}
	for name, err := range map[string]error{
		"settle": s.Settle(), "swap": s.SwapGeneration(Generation{}),
		"delete": second(s.Delete([]string{"story-1-1"})), "write": first(s.NewWriter()),
	} {
		if !errors.Is(err, ErrReadOnly) {
			t.Errorf("%s: error %v, want %v", name, err, ErrReadOnly)
		}
	}
	closeVerified(t, s)
	if !cmp.Equal(before, state(t, dir)) {
		t.Error("reading changed the files of the store")
	}
}

func first(_ *Writer, err error) error          { return err }
func second(_ int, _ []string, err error) error { return err }

// TestNothingNew checks that adding known articles commits nothing.
func TestNothingNew(t *testing.T) {
	s := openTest(t, t.TempDir(), Options{Create: true})
	add(t, s, made(1, 50), 7)
	before, err := s.Stats()
	if err != nil {
		t.Fatal(err)
	}
	add(t, s, made(1, 50), 11)
	add(t, s, nil, 1)
	after, err := s.Stats()
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(before, after); diff != "" {
		t.Errorf("stats (-before +after):\n%s", diff)
	}
}

func TestOneWriter(t *testing.T) {
	s := openTest(t, t.TempDir(), Options{Create: true})
	w, err := s.NewWriter()
	if err != nil {
		t.Fatal(err)
	}
	appendAll(t, w, made(1, 100), 10)
	_, err = s.NewWriter()
	wantErr(t, err, ErrBusy)
	wantErr(t, s.SwapGeneration(Generation{}), ErrBusy)
	if n := len(contents(t, s)); n != 0 {
		t.Errorf("%d articles are seen before the commit", n)
	}
	w.Abort()
	w.Abort()
	wantErr(t, w.Commit(), ErrClosed)
	if n := len(contents(t, s)); n != 0 {
		t.Errorf("%d articles are left of an aborted write", n)
	}
	unsealed := NewBlock()
	a := made(1, 1)[0]
	unsealed.Add(&a, sketch(a.Text))
	if w, err = s.NewWriter(); err != nil {
		t.Fatal(err)
	}
	if _, err := w.Append(unsealed); err == nil {
		t.Error("a block that was not sealed was appended")
	}
	w.Abort()
}

func TestTooLarge(t *testing.T) {
	b := NewBlock()
	a := made(1, 1)[0]
	a.Text = strings.Repeat("x", maxItem+1)
	a.Furniture = nil
	b.Add(&a, &Sketch{})
	wantErr(t, b.Seal(), ErrTooLarge, a.ID)
	b.Reset()
	if err := b.Seal(); err != nil {
		t.Errorf("after Reset: %v", err)
	}
}

// TestManyCommits checks that small commits leave few pieces.
func TestManyCommits(t *testing.T) {
	s := openTest(t, t.TempDir(), Options{Create: true})
	arts := made(3, 400)
	for i := 0; i < len(arts); i += 5 {
		add(t, s, arts[i:i+5], 5)
	}
	if n := len(s.man.Load().segments); n > maxSegments {
		t.Errorf("%d segments, want at most %d", n, maxSegments)
	}
	for c, ps := range s.man.Load().cols {
		if n := len(ps); n > 20 {
			t.Errorf("column %d has %d pieces", c, n)
		}
	}
	if diff := cmp.Diff(byID(arts), contents(t, s)); diff != "" {
		t.Errorf("articles (-want +got):\n%s", diff)
	}
}

func TestPlan(t *testing.T) {
	for _, tt := range []struct {
		sizes, want []int
	}{
		{nil, []int{}},
		{[]int{5}, []int{0}},
		{[]int{100, 100, 40}, []int{0, 1, 2}},
		{[]int{100, 10, 5, 5}, []int{0, 1}},
		{[]int{9, 9, 9, 9, 9, 9, 9, 9, 9, 9}, []int{0}},
		{[]int{100, 100, 100, 100, 100, 100, 100, 100, 100, 1}, []int{0, 2, 3, 4, 5, 6, 7, 8}},
	} {
		if got := plan(tt.sizes, 100, 8); !cmp.Equal(got, tt.want) && len(got)+len(tt.want) > 0 {
			t.Errorf("plan(%v) = %v, want %v", tt.sizes, got, tt.want)
		}
	}
}

func TestGeneration(t *testing.T) {
	dir := t.TempDir()
	s := openTest(t, dir, Options{Create: true})
	g, err := conclusionsOf(s)
	if err != nil || !cmp.Equal(g, Generation{}) {
		t.Errorf("generation of a new store: %+v, %v", g, err)
	}
	add(t, s, made(1, 20), 20)
	want := Generation{
		Horizon: 20, Deaths: 3, Made: "a test", Params: []byte(`{"window":30}`),
		Pairs: []byte(strings.Repeat("pairs", 4000)), Clusters: []byte("clusters"),
	}
	for i := range 3 {
		want.Number = uint64(i + 1)
		want.Clusters = fmt.Appendf(nil, "clusters %d", i)
		want.Blocks = [][]byte{fmt.Appendf(nil, "block %d", i), []byte(strings.Repeat("block", 2000))}
		if err := s.SwapGeneration(want); err != nil {
			t.Fatal(err)
		}
	}
	closeVerified(t, s)
	s = openTest(t, dir, Options{ReadOnly: true})
	view(t, s, func(v *View) {
		var blocks [][]byte
		for i := range v.Blocks() {
			b, err := v.Block(i)
			if err != nil {
				t.Error(err)
			}
			blocks = append(blocks, bytes.Clone(b))
		}
		if diff := cmp.Diff(want.Blocks, blocks); diff != "" || v.Generation() != 3 {
			t.Errorf("blocks of generation %d (-want +got):\n%s", v.Generation(), diff)
		}
		_, err := v.Block(2)
		wantErr(t, err, ErrNotFound)
	})
	want.Blocks = nil
	if g, err = conclusionsOf(s); err != nil || !cmp.Equal(g, want) {
		t.Errorf("generation: %v (-want +got):\n%s", err, cmp.Diff(want, g))
	}
}

// TestBlocksTakenOver: a block that the generation before has too is one value for both, as often as that one has it. A damaged one is
// written anew.
func TestBlocksTakenOver(t *testing.T) {
	s := openTest(t, t.TempDir(), Options{Create: true})
	block := func(b byte) []byte { return bytes.Repeat([]byte{b}, 9000) }
	ids := func(blocks string) (out []uint32) {
		t.Helper()
		var g Generation
		for i := range len(blocks) {
			g.Blocks = append(g.Blocks, block(blocks[i]))
		}
		if err := s.SwapGeneration(g); err != nil {
			t.Fatal(err)
		}
		for i, p := range s.man.Load().blocks {
			view(t, s, func(v *View) {
				if b, err := v.Block(i); err != nil || !bytes.Equal(b, g.Blocks[i]) {
					t.Errorf("block %d of %q: %v", i, blocks, err)
				}
			})
			out = append(out, p.id)
		}
		return out
	}
	was := ids("abc")
	now := ids("xcaa")
	if now[1] != was[2] || now[2] != was[0] {
		t.Errorf("blocks %v were not taken over from %v", now, was)
	}
	if slices.Contains(was, now[0]) || now[3] == now[2] {
		t.Errorf("blocks %v are new ones of %v", now, was)
	}
	g := Generation{Number: 3, Blocks: [][]byte{nil, block('y'), nil}, Held: []int{2, 0, 4}}
	if err := s.SwapGeneration(g); err != nil {
		t.Fatal(err)
	}
	if held := s.man.Load().blocks; held[0].id != now[1] || held[2].id != now[3] {
		t.Errorf("blocks %v are not the second and fourth of %v", held, now)
	}
	for _, held := range [][]int{{1, 0}, {1, 0, 4}, {1, 0, 1}, {-1, 0, 0}} {
		g := Generation{Number: 4, Blocks: g.Blocks, Held: held}
		wantErr(t, s.SwapGeneration(g), errHeld)
	}
	now = ids("xcaa")
	key := valueKey(keyBlock, now[1])
	bad, err := s.fetch(key)
	if err != nil {
		t.Fatal(err)
	}
	bad = bytes.Clone(bad)
	bad[100] ^= 1
	overwrite(t, s, key, bad)
	s.forget() // what views see
	if again := ids("xcaa"); again[1] == now[1] || again[0] != now[0] {
		t.Errorf("blocks %v after %v, of which the second was damaged", again, now)
	}
	closeVerified(t, s)
}

// TestPayloadTakenOver: of a payload in which little changes nearly all pieces stay the same values.
func TestPayloadTakenOver(t *testing.T) {
	s, err := open(t.TempDir(), Options{Create: true, Meaning: testMeaning}, defaultTuning())
	if err != nil {
		t.Fatal(err)
	}
	pairs := noise(rand.New(rand.NewPCG(7, 1)), 2<<20)
	swap := func(g Generation) []uint32 {
		t.Helper()
		if err := s.SwapGeneration(g); err != nil {
			t.Fatal(err)
		}
		got, err := conclusionsOf(s)
		if err != nil || !bytes.Equal(got.Pairs, g.Pairs) || !bytes.Equal(got.Clusters, g.Clusters) {
			t.Errorf("other payloads: %v", err)
		}
		return s.man.Load().gen.blobs[1].ids
	}
	was := swap(Generation{Pairs: pairs, Clusters: bytes.Repeat([]byte{1}, 1<<20)})
	if len(was) < 10 || len(was) > 60 {
		t.Errorf("2 MiB are %d pieces", len(was))
	}
	for name, changed := range map[string][]byte{
		"added":   slices.Concat(pairs[:1<<20], []byte("some more"), pairs[1<<20:]),
		"removed": slices.Concat(pairs[:99], pairs[300:]),
		"changed": slices.Concat(pairs[:len(pairs)-1], []byte{^pairs[len(pairs)-1]}),
	} {
		now := swap(Generation{Pairs: changed, Clusters: bytes.Repeat([]byte{1}, 1<<20+1)})
		stay := 0
		for _, id := range now {
			if slices.Contains(was, id) {
				stay++
			}
		}
		if stay < len(now)-3 {
			t.Errorf("%s: %d of %d pieces stay", name, stay, len(now))
		}
		was = swap(Generation{Pairs: pairs})
	}
	closeVerified(t, s)
}
