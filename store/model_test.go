package store

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/wiretrace/wiretrace/article"
)

// model is the slow obvious store: all revisions of every id.
type model struct {
	revs map[string][]article.Article
	gen  Generation
}

// add is what Append must do with one article.
func (m *model) add(a article.Article, sum *Added) {
	old := m.revs[a.ID]
	for i := range old {
		if old[i].Text == a.Text && old[i].Status == a.Status {
			sum.Known++
			return
		}
	}
	if len(old) == 0 {
		sum.Stored++
	} else {
		sum.Revised++
	}
	m.revs[a.ID] = append(old, a)
}

// current returns the current revisions by id.
func (m *model) current() map[string]article.Article {
	all := map[string]article.Article{}
	for id, revs := range m.revs {
		best := revs[0]
		for _, r := range revs[1:] {
			if revisionOf(&r).supersedes(revisionOf(&best)) {
				best = r
			}
		}
		all[id] = best
	}
	return all
}

func revisionOf(a *article.Article) revision {
	rec, err := parseRecord(string(appendRecord(nil, a, idHash(a.Text))))
	if err != nil {
		panic(err)
	}
	return rec.revision()
}

// drawArticle draws from few ids, texts and times, so that they meet.
func drawArticle(t *rapid.T) article.Article {
	rng := rand.New(rand.NewPCG(rapid.Uint64Range(0, 7).Draw(t, "text"), 3))
	a := madeOne(rng, fmt.Sprintf("id-%d", rapid.IntRange(0, 30).Draw(t, "id")))
	if n := rapid.Int64Range(0, 3).Draw(t, "updated"); n > 0 {
		a.Updated = article.Time{Unix: n, Precision: article.PrecisionSecond}
	}
	drawFields(t, &a)
	return a
}

// drawFields gives one article in two the fields that most lack.
func drawFields(t *rapid.T, a *article.Article) {
	if rapid.Bool().Draw(t, "plain") {
		return
	}
	a.Teaser = rapid.Bool().Draw(t, "teaser")
	a.Status = article.Status(rapid.IntRange(0, 3).Draw(t, "status"))
	a.Revision = rapid.SampledFrom([]string{"", "1", "2", "10", "2b"}).Draw(t, "revision")
	if rapid.Bool().Draw(t, "origin") {
		a.Origin = article.Origin{File: "crawl.warc.gz", Offset: 1 << 40, Record: "<urn:uuid:1>"}
	}
	for i := range rapid.IntRange(0, 3).Draw(t, "links") {
		a.AddLink(article.RelVia, fmt.Sprintf("https://wire.example/%d", i))
	}
}

func TestAgainstModel(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		dir := t.TempDir()
		s := openModel(rt, dir, Options{Create: true})
		m := &model{revs: map[string][]article.Article{}}
		for range rapid.IntRange(1, 12).Draw(rt, "steps") {
			s = step(rt, s, m)
			compare(rt, s, m)
		}
		if _, err := s.Verify(func(p string) { rt.Errorf("verify: %s", p) }); err != nil {
			rt.Errorf("verify: %v", err)
		}
		if err := s.Close(); err != nil {
			rt.Errorf("close: %v", err)
		}
	})
}

func openModel(t *rapid.T, dir string, opts Options) *Store {
	s, err := open(dir, opts, small())
	if err != nil {
		t.Fatalf("open: %v", err)
	}
	return s
}

// step does one random thing to store and model.
func step(t *rapid.T, s *Store, m *model) *Store {
	must := func(err error) {
		if err != nil {
			t.Fatal(err)
		}
	}
	switch op := rapid.IntRange(0, 9).Draw(t, "op"); op {
	case 0:
		ids := rapid.SliceOfN(rapid.IntRange(0, 40), 1, 5).Draw(t, "delete")
		modelDelete(t, s, m, ids)
	case 1:
		must(s.Close())
		s = openModel(t, s.dir, Options{ReadOnly: rapid.Bool().Draw(t, "read only first")})
		if s.opts.ReadOnly {
			compare(t, s, m)
			must(s.Close())
			s = openModel(t, s.dir, Options{})
		}
	case 2:
		must(s.Settle())
	case 3:
		g := Generation{Pairs: make([]byte, rapid.IntRange(0, 20_000).Draw(t, "pairs")), Made: "test"}
		for range rapid.IntRange(0, 3).Draw(t, "blocks") {
			g.Blocks = append(g.Blocks, make([]byte, rapid.IntRange(1, 9000).Draw(t, "block")))
		}
		must(s.SwapGeneration(g))
		m.gen, m.gen.Number = g, m.gen.Number+1
	default:
		modelAppend(t, s, m, op == 4)
	}
	return s
}

func modelAppend(t *rapid.T, s *Store, m *model, abort bool) {
	w, err := s.NewWriter()
	if err != nil {
		t.Fatal(err)
	}
	if abort {
		m = &model{revs: maps.Clone(m.revs)}
	}
	b := NewBlock()
	for range rapid.IntRange(1, 4).Draw(t, "blocks") {
		b.Reset()
		var want Added
		for range rapid.IntRange(0, 30).Draw(t, "articles") {
			a := drawArticle(t)
			m.add(a, &want)
			b.Add(&a, sketch(a.Text))
		}
		if err := b.Seal(); err != nil {
			t.Fatal(err)
		}
		if got, err := w.Append(b); err != nil || got != want {
			t.Fatalf("append = %+v, %v; want %+v", got, err, want)
		}
	}
	if abort {
		w.Abort()
	} else if err := w.Commit(); err != nil {
		t.Fatal(err)
	}
}

func modelDelete(t *rapid.T, s *Store, m *model, ids []int) {
	var names, missing []string
	want := 0
	for _, n := range ids {
		id := fmt.Sprintf("id-%d", n)
		if slices.Contains(names, id) {
			continue
		}
		names = append(names, id)
		if m.revs[id] == nil {
			missing = append(missing, id)
			continue
		}
		want++
		delete(m.revs, id)
	}
	slices.Sort(missing)
	n, lacking, err := s.Delete(names)
	if err != nil || n != want || !slices.Equal(lacking, missing) {
		t.Fatalf("delete %v = %d, %v, %v; want %d, %v", names, n, lacking, err, want, missing)
	}
}

// compare reads the store in every way and checks it against the model.
func compare(t *rapid.T, s *Store, m *model) {
	want := m.current()
	got := map[string]article.Article{}
	err := s.View(func(v *View) error {
		if v.LiveDocs() != len(want) {
			t.Errorf("LiveDocs = %d, want %d", v.LiveDocs(), len(want))
		}
		for id := range want {
			d, ok := v.Lookup(id)
			if !ok || !v.Live(d) {
				t.Fatalf("Lookup(%q) = %d, %v", id, d, ok)
			}
			a, err := v.Article(d)
			if err != nil {
				return err
			}
			got[id] = a
			checkIndex(t, v, d, &a)
		}
		return checkRuns(v)
	})
	if err != nil {
		t.Fatalf("view: %v", err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Fatalf("articles (-want +got):\n%s", diff)
	}
	g, err := conclusionsOf(s)
	if err != nil || g.Number != m.gen.Number || len(g.Pairs) != len(m.gen.Pairs) || g.Made != m.gen.Made {
		t.Fatalf("generation %d with %d pairs, %v; want %d with %d", g.Number, len(g.Pairs), err, m.gen.Number, len(m.gen.Pairs))
	}
}

// checkIndex checks that a document is found by each of its hashes.
func checkIndex(t *rapid.T, v *View, d Doc, a *article.Article) {
	sk := sketch(a.Text)
	if got, want := v.Row(d), (Row{sk.Content, sk.Shingles, minuteOf(a)}); got != want {
		t.Fatalf("Row(%d) = %+v, want %+v", d, got, want)
	}
	packed := make([]byte, len(noSignature))
	sk.Sig.Pack(packed)
	if sk.Shingles == 0 {
		return
	}
	if !slices.Equal(packed, v.Packed(d)) {
		t.Fatalf("Packed(%d) is not the signature", d)
	}
	hashes := sk.Sig.BandHashes()
	for band, h := range hashes {
		if !slices.Contains(v.Band(nil, band, h), d) {
			t.Fatalf("document %d is not in band %d", d, band)
		}
	}
	for _, h := range sk.Prefix {
		if !slices.Contains(v.Band(nil, BandPrefix, h), d) {
			t.Fatalf("document %d is not in the prefix band", d)
		}
	}
	if !slices.Contains(v.Band(nil, BandContent, uint32(sk.Content)), d) {
		t.Fatalf("document %d is not in the content band", d)
	}
}

// checkRuns checks EachRun against Band.
func checkRuns(v *View) error {
	for band := range bandID {
		var err error
		last := int64(-1)
		covered := map[uint32]bool{}
		v.EachRun(band, func(h uint32, docs []Doc) bool {
			if int64(h) <= last || !slices.Equal(docs, v.Band(nil, band, h)) || !slices.IsSorted(docs) {
				err = fmt.Errorf("run %d of band %d is %v, not %v", h, band, docs, v.Band(nil, band, h))
			}
			last = int64(h)
			covered[h] = true
			return err == nil
		})
		if err != nil {
			return err
		}
		for seg := range v.im.m.segments {
			e, err := v.im.band(seg, band)
			if err != nil {
				return err
			}
			for i := range e.len() {
				if h := e.hash(i); len(v.Band(nil, band, h)) > 1 && !covered[h] {
					return fmt.Errorf("EachRun left out hash %d of band %d", h, band)
				}
			}
		}
	}
	return nil
}

// TestRevisionOrder checks that which revision is current does not depend on
// the order of input, nor on how it is cut into blocks and commits.
func TestRevisionOrder(t *testing.T) {
	rng := rand.New(rand.NewPCG(9, 9))
	var arts []article.Article
	for i := range 12 {
		a := madeOne(rng, fmt.Sprintf("id-%d", i%3))
		a.Text = fmt.Sprintf("revision %d of it", i)
		a.Furniture = nil
		a.Updated = article.Time{Unix: int64(i / 6), Precision: article.PrecisionSecond}
		arts = append(arts, a)
	}
	var want map[string]article.Article
	for round := range 6 {
		s := openTest(t, t.TempDir(), Options{Create: true})
		half := rng.IntN(len(arts))
		add(t, s, arts[:half], 1+rng.IntN(5))
		add(t, s, arts[half:], 1+rng.IntN(5))
		got := contents(t, s)
		if round == 0 {
			want = got
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("round %d (-first +now):\n%s", round, diff)
		}
		rng.Shuffle(len(arts), func(i, j int) { arts[i], arts[j] = arts[j], arts[i] })
	}
}
