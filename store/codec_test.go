package store

import (
	"bytes"
	"math/rand/v2"
	"slices"
	"sort"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/klauspost/compress/zstd"
	"pgregory.net/rapid"

	"github.com/wiretrace/wiretrace/article"
)

// TestLiteralFrames checks that the frames of texts are Zstandard frames.
func TestLiteralFrames(t *testing.T) {
	dec, err := newDecoder()
	if err != nil {
		t.Fatal(err)
	}
	defer dec.Close()
	enc := newLiteralEncoder()
	check := func(t interface{ Fatalf(string, ...any) }, src []byte) {
		frame := enc.EncodeAll(src, []byte("before"))
		got, err := dec.DecodeAll(frame[len("before"):], nil)
		if err != nil || !bytes.Equal(got, src) {
			t.Fatalf("%d bytes: got %d back, %v", len(src), len(got), err)
		}
		if len(frame) > len(src)+64+len(src)/1000 {
			t.Fatalf("%d bytes grew to %d", len(src), len(frame))
		}
	}
	rng := rand.New(rand.NewPCG(1, 2))
	for _, n := range []int{0, 1, 255, 256, 257, 1023, 1024, 16383, 16384, zstdMaxBlock - 1, zstdMaxBlock, zstdMaxBlock + 1, 3*zstdMaxBlock + 5} {
		check(t, bytes.Repeat([]byte("x"), n))
		check(t, []byte(sentence(rng, n))[:min(n, len(sentence(rng, n)))])
		noise := make([]byte, n)
		for i := range noise {
			noise[i] = byte(rng.Uint32())
		}
		check(t, noise)
	}
	rapid.Check(t, func(rt *rapid.T) {
		unit := rapid.SliceOfN(rapid.Byte(), 1, 300).Draw(rt, "unit")
		check(rt, bytes.Repeat(unit, rapid.IntRange(0, 400).Draw(rt, "times")))
	})
}

func TestSortEntries(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		n := rapid.IntRange(0, 300).Draw(rt, "n")
		mask := rapid.SampledFrom([]uint32{0, 3, 0xfff, 0xf0000000, 0xffffffff}).Draw(rt, "mask")
		list := make([]uint64, n)
		for i := range list {
			list[i] = entry(rapid.Uint32().Draw(rt, "hash")&mask, Doc(i))
		}
		want := slices.Clone(list)
		slices.Sort(want)
		got := sortEntries(list, make([]uint64, n))
		if !slices.Equal(got, want) {
			rt.Fatalf("not sorted: %x", got)
		}
		e := entries(appendEntries(nil, got))
		for _, h := range []uint32{0, 1, mask, mask / 2, 1 << 31, 0xffffffff} {
			want := sort.Search(n, func(i int) bool { return uint32(got[i]>>32) >= h })
			if at := e.find(h); at != want {
				rt.Fatalf("find(%x) = %d, want %d", h, at, want)
			}
		}
	})
}

func TestRecordRoundTrip(t *testing.T) {
	full := article.Article{
		ID: "f", Teaser: true, Status: article.StatusCancelled, Revision: "3",
		Origin: article.Origin{File: "a.warc.gz", Offset: 12, Record: "<urn:uuid:2>"},
		Links:  []article.Link{{Rel: article.RelVia, URL: "https://wire.example/1"}, {Rel: "x", URL: "https://x.example/"}},
	}
	for _, a := range append(made(1, 50), article.Article{}, article.Article{Teaser: true}, full) {
		rec, err := parseRecord(string(appendRecord(nil, &a, 77)))
		if err != nil {
			t.Fatal(err)
		}
		want := a
		want.Text, want.Furniture = "", nil
		if diff := cmp.Diff(want, rec.article); diff != "" || rec.textHash != 77 || int(rec.textLen) != len(a.Text) {
			t.Errorf("record (-want +got):\n%s", diff)
		}
		text, furniture, err := parseText(string(appendText(nil, a.Text, a.Furniture)))
		if err != nil || text != a.Text || !cmp.Equal(furniture, a.Furniture) {
			t.Errorf("text %q, furniture %v, %v", text, furniture, err)
		}
	}
}

// FuzzRecord checks that metadata decodes without a panic, and to what it was
// encoded from.
func FuzzRecord(f *testing.F) {
	for _, a := range made(1, 5) {
		f.Add(string(appendRecord(nil, &a, 1)))
	}
	a := article.Article{Status: article.StatusCorrected, Links: []article.Link{{Rel: "via", URL: "https://wire.example/1"}}}
	f.Add(string(appendRecord(nil, &a, 1)))
	f.Fuzz(func(t *testing.T, s string) {
		rec, err := parseRecord(s)
		if err != nil {
			wantErr(t, err, ErrDamaged)
			return
		}
		a := rec.article
		again, err := parseRecord(string(appendRecord(nil, &a, rec.textHash)))
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(rec.article, again.article); diff != "" || again.textHash != rec.textHash {
			t.Errorf("not the same again:\n%s", diff)
		}
	})
}

func FuzzText(f *testing.F) {
	for _, a := range made(1, 5) {
		f.Add(string(appendText(nil, a.Text, a.Furniture)))
	}
	f.Add("\x02\x01\x01\x00\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01\x01\x00text")
	f.Fuzz(func(t *testing.T, s string) {
		text, furniture, err := parseText(s)
		if err != nil {
			wantErr(t, err, ErrDamaged)
			return
		}
		at := 0
		for _, p := range furniture {
			if p.Start < at || p.End < p.Start || p.End > len(text) {
				t.Fatalf("furniture %v of %d bytes", furniture, len(text))
			}
			at = p.End
		}
	})
}

// FuzzChunk reads every frame of a chunk as a view would.
func FuzzChunk(f *testing.F) {
	b := NewBlock()
	for _, a := range made(1, 6) {
		b.Add(&a, sketch(a.Text))
	}
	if err := b.Seal(); err != nil {
		f.Fatal(err)
	}
	for _, p := range []*packer{&b.text, &b.meta} {
		var c chunkBuilder
		c.add(p.frames())
		f.Add(c.finish())
	}
	f.Add([]byte{})
	dec, err := zstd.NewReader(nil, zstd.WithDecoderMaxMemory(1<<20)) // newDecoder's limit makes for slow fuzzing
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, v []byte) {
		fr, err := parseChunk(v)
		if err != nil {
			wantErr(t, err, ErrDamaged)
			return
		}
		r := reader{dec: dec}
		var u unpacked
		for i := range fr.len() {
			if err := r.decode(&u, fr, i); err != nil {
				wantErr(t, err, ErrDamaged)
				continue
			}
			for k := range u.ends {
				_ = u.item(uint32(k))
			}
		}
	})
}

// FuzzManifest checks that a manifest that is accepted is encoded to the same
// bytes.
func FuzzManifest(f *testing.F) {
	s, err := open(f.TempDir(), Options{Create: true}, small())
	if err != nil {
		f.Fatal(err)
	}
	f.Add(s.man.Load().encode())
	arts := made(1, 60)
	add(f, s, arts, 9)
	arts[3].Text = "changed"
	arts[3].Furniture = nil
	add(f, s, arts[:5], 9)
	if err := s.SwapGeneration(Generation{Pairs: make([]byte, 20_000), Made: "fuzz"}); err != nil {
		f.Fatal(err)
	}
	f.Add(s.man.Load().encode())
	if err := s.SwapGeneration(Generation{Blocks: [][]byte{{1}, {2, 3}}}); err != nil {
		f.Fatal(err)
	}
	f.Add(s.man.Load().encode())
	if err := s.Close(); err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		m, err := decodeManifest(b)
		if err != nil {
			wantErr(t, err, ErrDamaged)
			return
		}
		again, err := decodeManifest(m.encode())
		if err != nil || !bytes.Equal(m.encode(), again.encode()) {
			t.Errorf("not the same again: %v", err)
		}
		for d := range min(m.next, 100) {
			for _, ps := range m.cols {
				if find(ps, d) < 0 {
					t.Fatalf("document %d of %d is in no piece", d, m.next)
				}
			}
		}
	})
}

// FuzzEntries searches arrays of any bytes: a search must end and stay inside.
func FuzzEntries(f *testing.F) {
	f.Add(appendEntries(nil, []uint64{1 << 32, 2 << 32, 3 << 60}), uint32(2))
	f.Fuzz(func(t *testing.T, b []byte, h uint32) {
		e := entries(b)
		for i := e.find(h); i < e.len(); i++ {
			_, _ = e.at(i), e.doc(i)
		}
	})
}

func FuzzParams(f *testing.F) {
	b, err := currentParams("m").encode()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(b)
	f.Fuzz(func(t *testing.T, b []byte) {
		p, err := decodeParams(b)
		if err != nil {
			wantErr(t, err, ErrDamaged)
			return
		}
		if err := p.accept(currentParams("m")); err != nil {
			wantErr(t, err, ErrVersion)
		}
	})
}

// FuzzBackup reads backups of any bytes, beginning with that of an empty store.
func FuzzBackup(f *testing.F) {
	s, err := open(f.TempDir(), Options{Create: true}, small())
	if err != nil {
		f.Fatal(err)
	}
	var file bytes.Buffer
	if err := s.Backup(&file); err != nil {
		f.Fatal(err)
	}
	if err := s.Close(); err != nil {
		f.Fatal(err)
	}
	f.Add(file.Bytes())
	f.Fuzz(func(t *testing.T, b []byte) {
		r := backupReader{r: bytes.NewReader(b)}
		r.d.Reset()
		err := r.each(func(key, v []byte) error { return nil })
		if err == nil && len(b) < len(backupHead)+4+1+16 {
			t.Errorf("a backup of %d bytes is accepted", len(b))
		}
	})
}
