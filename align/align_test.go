package align

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/agnivade/levenshtein"

	"github.com/wiretrace/wiretrace/shingle"
)

func text(s string) *Text {
	t := new(Text)
	new(shingle.Shingler).Stream(&t.Stream, s, nil)
	t.Prepare(shingle.Spaced(s))
	return t
}

func TestDistance(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	var l bitParallel
	for range 3000 {
		x, y := make([]uint16, r.IntN(maxGap+1)), make([]uint16, r.IntN(maxGap+1))
		k := 2 + r.IntN(600)
		for i := range x {
			x[i] = uint16(1 + r.IntN(k))
		}
		for i := range y {
			y[i] = uint16(1 + r.IntN(k))
		}
		if r.IntN(2) == 0 {
			copy(y, x)
		}
		rx, ry := make([]rune, len(x)), make([]rune, len(y))
		for i, c := range x {
			rx[i] = rune(c)
		}
		for i, c := range y {
			ry[i] = rune(c)
		}
		if got, want := l.distance(x, y), levenshtein.ComputeDistance(string(rx), string(ry)); got != want {
			t.Fatalf("distance of %v and %v: %d, want %d", x, y, got, want)
		}
	}
}

// prose returns n invented words, the same for the same seed.
func prose(seed uint64, n int) string {
	r := rand.New(rand.NewPCG(seed, 1))
	var b strings.Builder
	for range n {
		for range 2 + r.IntN(8) {
			b.WriteByte(byte('a' + r.IntN(26)))
		}
		b.WriteByte(' ')
	}
	return b.String()
}

// check fails if passages are out of order or bounds, or share a character.
func check(t *testing.T, a, b *Text, ps []Passage) {
	t.Helper()
	for i, p := range ps {
		if p.A.Start < 0 || p.B.Start < 0 || p.A.End > a.Len() || p.B.End > b.Len() ||
			p.Matched <= 0 || p.Matched > min(p.A.Len(), p.B.Len()) {
			t.Fatalf("passage %+v of texts of %d and %d characters", p, a.Len(), b.Len())
		}
		for _, q := range ps[:i] {
			if q.A.End > p.A.Start || q.B.Start < p.B.End && q.B.End > p.B.Start {
				t.Fatalf("passages %+v and %+v overlap", q, p)
			}
		}
	}
}

func aligned(t *testing.T, x, y string) (a *Text, ps []Passage) {
	t.Helper()
	a = text(x)
	b := text(y)
	ps = new(Aligner).Align(a, b)
	check(t, a, b, ps)
	return a, ps
}

func matched(ps []Passage) int {
	n := 0
	for _, p := range ps {
		n += p.Matched
	}
	return n
}

func TestIdentical(t *testing.T) {
	for _, s := range []string{prose(1, 20), prose(2, 500), prose(3, 20000), strings.Repeat("One line. ", 5000)} {
		a, ps := aligned(t, s, s)
		if len(ps) != 1 || ps[0].Matched != a.Len() {
			t.Errorf("%d characters: %d passages, %d characters matched", a.Len(), len(ps), matched(ps))
		}
	}
}

func TestUnrelated(t *testing.T) {
	if _, ps := aligned(t, prose(1, 500), prose(2, 500)); len(ps) > 0 {
		t.Errorf("passages %v", ps)
	}
	for _, x := range []string{"", "one", "..."} {
		if _, ps := aligned(t, x, x); len(ps) > 0 {
			t.Errorf("%q: passages %v", x, ps)
		}
	}
}

// A paragraph that was moved is lost to whoever wants increasing order.
func TestMovedAndMerged(t *testing.T) {
	p, q, r, own := prose(1, 60), prose(2, 60), prose(3, 60), prose(4, 60)
	for name, c := range map[string]struct {
		x, y string
		want int
	}{
		"moved":    {p + q + r, r + p + q, 2},
		"merged":   {p + own, q + p, 1},
		"cut":      {p + q + r, p + r, 2},
		"new lead": {own + q + r, p + q + r, 1},
	} {
		if _, ps := aligned(t, c.x, c.y); len(ps) != c.want {
			t.Errorf("%s: %d passages, want %d: %v", name, len(ps), c.want, ps)
		}
	}
}

// A scan with one wrong character in 15 is one passage.
func TestNoise(t *testing.T) {
	s := []byte(prose(1, 300))
	r := rand.New(rand.NewPCG(5, 5))
	for i := range s {
		if s[i] != ' ' && r.IntN(15) == 0 {
			s[i] = byte('a' + r.IntN(26))
		}
	}
	a, ps := aligned(t, prose(1, 300), string(s))
	if len(ps) > 2 || 100*matched(ps) < 88*a.Len() {
		t.Errorf("%d passages, %d of %d characters", len(ps), matched(ps), a.Len())
	}
}

func TestRange(t *testing.T) {
	x := "Über “Größe”: " + prose(1, 40)
	a, ps := aligned(t, x, prose(9, 30)+x)
	if got := x[a.Range(ps[0].A).Start:a.Range(ps[0].A).End]; got != strings.TrimSpace(x) {
		t.Errorf("the passage is %q", got)
	}
}

// Texts that repeat themselves cost no more than their length allows.
func TestRepetition(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 7))
	for _, period := range []int{1, 3, 9, 40, 700} {
		line := prose(uint64(period), period)
		x := strings.Repeat(line, 20000/period)
		y := strings.Repeat(line[r.IntN(len(line)):]+prose(3, 3), 20000/period)
		var al Aligner
		a, b := text(x), text(y)
		ps := al.Align(a, b)
		check(t, a, b, ps)
		if len(al.blocks) > len(a.seeds) || al.work < -(a.Len()+b.Len()) {
			t.Errorf("period %d: %d blocks of %d seeds, %d characters over the bound", period, len(al.blocks), len(a.seeds), -al.work)
		}
	}
}

// The slow reference of a chain: every chain there is.
func TestChainReference(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for range 500 {
		var al Aligner
		for range 1 + r.IntN(11) {
			bl := block{a: r.Int32N(300), b: r.Int32N(300), n: 8 + r.Int32N(50), prev: -1}
			k := len(al.blocks)
			al.blocks = append(al.blocks, bl)
			for ; k > 0 && before(bl, al.blocks[k-1]); k-- {
				al.blocks[k] = al.blocks[k-1]
			}
			al.blocks[k] = bl
		}
		want := int32(0)
		for i := range al.blocks {
			want = max(want, slowChain(al.blocks, i))
		}
		al.bestChain(0)
		if got := al.blocks[al.chain[len(al.chain)-1]].score; got != want {
			t.Fatalf("score %d, want %d: %+v", got, want, al.blocks)
		}
	}
}

// slowChain returns the best score of a chain that ends in block i.
func slowChain(blocks []block, i int) int32 {
	best := blocks[i].n * unit
	for j := range i {
		p := blocks[j]
		p.score = slowChain(blocks, j)
		if s, ok := link(&p, &blocks[i]); ok {
			best = max(best, s)
		}
	}
	return best
}

func FuzzAlign(f *testing.F) {
	f.Add(prose(1, 30), prose(1, 20)+prose(2, 20))
	f.Add("新华社北京电记者从会议上获悉今年的粮食产量", "据新华社北京电记者从会议上获悉今年的粮食产量再创新高")
	f.Add(strings.Repeat("ab ", 90), strings.Repeat("ba ", 80))
	f.Fuzz(func(t *testing.T, x, y string) {
		if len(x)+len(y) > 1<<14 {
			return
		}
		aligned(t, x, y)
	})
}

func BenchmarkAlign(b *testing.B) {
	for name, words := range map[string]int{"words=500": 500, "words=120": 120} {
		s := prose(1, words)
		edited := strings.ReplaceAll(s, "ab", "qu") // an edit every few lines
		for kind, y := range map[string]string{"copy": s, "edited": prose(2, 30) + edited, "other": prose(3, words)} {
			b.Run(fmt.Sprintf("%s/%s", name, kind), func(b *testing.B) {
				var al Aligner
				x, y := text(s), text(y)
				for b.Loop() {
					al.Align(x, y)
				}
			})
		}
	}
}

func BenchmarkPrepare(b *testing.B) {
	s := prose(1, 500)
	var t Text
	var sh shingle.Shingler
	for b.Loop() {
		sh.Stream(&t.Stream, s, nil)
		t.Prepare(true)
	}
}
