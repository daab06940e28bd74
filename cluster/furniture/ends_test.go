package furniture

import (
	"fmt"
	"math/bits"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/cespare/xxhash/v2"
	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/wiretrace/wiretrace/shingle"
)

// prose returns n invented sentences without line breaks.
func prose(r *rand.Rand, n int) string {
	out := make([]string, n)
	for i := range out {
		out[i] = words(r, 8+r.IntN(12)) + "."
	}
	return strings.Join(out, " ")
}

// TestEnds: what begins or ends many texts of an outlet without line breaks is furniture, and
// nothing between.
func TestEnds(t *testing.T) {
	r := rand.New(rand.NewPCG(8, 8))
	box := prose(r, 40)
	const background, footer = "The ferry has 200 seats.", "Did you see a mistake? Write to us! Send an e-mail."
	var items []item
	for i := range 30 {
		text := fmt.Sprintf("%s %s %s %s %s", box, prose(r, 5), background, prose(r, 5), footer)
		if i%2 > 0 {
			text = fmt.Sprintf("Story %d of the day. %s %s", i, prose(r, 8), footer)
		}
		items = append(items, item{"courier.example", text})
	}
	c := count(items)
	for i, x := range items {
		want := []string{box, footer}
		if i%2 > 0 {
			want = want[1:]
		}
		if diff := cmp.Diff(want, cut(x.text, c.Mask(nil, x.outlet, x.text, nil))); diff != "" {
			t.Errorf("article %d (-want +got):\n%s", i, diff)
		}
	}
}

func TestEndsThatAreNoFurniture(t *testing.T) {
	r := rand.New(rand.NewPCG(9, 9))
	story, last := prose(r, 9), words(r, 9)+"."
	var updates, outlets, notices []item
	for i := range 12 {
		updates = append(updates, item{"courier.example", fmt.Sprintf("%s %s %s", story, prose(r, 1), last)})
		outlets = append(outlets, item{fmt.Sprintf("o%d.example", i), prose(r, 5) + " The agency reports."})
		notices = append(notices, item{"courier.example", story})
	}
	for name, items := range map[string][]item{
		"updates of a story":         updates,
		"a sentence of many outlets": outlets,
		"one text, twelve times":     notices,
		"one sentence alone":         {{"a", last}, {"a", last}, {"a", last}, {"a", last}},
	} {
		c := count(items)
		for _, x := range items {
			if got := cut(x.text, c.Mask(nil, x.outlet, x.text, nil)); got != nil {
				t.Errorf("%s: masked %q", name, got)
			}
		}
	}
}

func TestSentences(t *testing.T) {
	for _, c := range []struct {
		name, text string
		want       []string
	}{
		{"nothing", " ", nil},
		{"no mark", " one two ", []string{"one two"}},
		{"three", "One two. Three?! \u201cFour.\u201d five", []string{"One two.", "Three?!", "\u201cFour.\u201d", "five"}},
		{"numbers and addresses", "It rose by 2.5 at courier.example.", []string{"It rose by 2.5 at courier.example."}},
		{"no spaces", "渡船停了。船长说：「明天。」他走了", []string{"渡船停了。", "船长说：「明天。」", "他走了"}},
		{"Arabic", "توقفت العبارة. لماذا؟ لا أحد يعرف", []string{"توقفت العبارة.", "لماذا؟", "لا أحد يعرف"}},
		{"danda", "नौका रुकी। क्यों?", []string{"नौका रुकी।", "क्यों?"}},
		{"no UTF-8", "\xff. \xfe", []string{"\xff.", "\xfe"}},
	} {
		var got []string
		for _, l := range sentences(0, c.text) {
			got = append(got, c.text[l.place.Start:l.place.End])
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.name, diff)
		}
	}
}

// TestRest: the bit of a run is that of the longest sentence in what rest says, whatever is read how often.
func TestRest(t *testing.T) {
	r := rand.New(rand.NewPCG(4, 4))
	for size := 1; size < 400; size++ {
		all := make([]line, size)
		for i := range all {
			all[i] = line{hash: r.Uint64(), place: shingle.Range{End: 1 + r.IntN(9)}}
		}
		bit := rest(all)
		for n := 1; n < min(size, mostRun+1); n++ {
			behind := all[size/4:]
			if n > shortRuns {
				behind = all[n:max(n+1, size*3/4)]
			}
			if got, want := bit(n), articleBit(behind); got != want {
				t.Fatalf("run of %d of %d sentences: bit %x, want %x", n, size, got, want)
			}
		}
	}
}

// TestEndsOfManySentences: only the sentences at the ends are compared, and those between are read once, not
// once for each run.
func TestEndsOfManySentences(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 5))
	box := prose(r, 40)
	var items []item
	for range 12 {
		items = append(items, item{"a.example", prose(r, 3000) + " " + box})
	}
	c := count(items)
	for _, x := range items {
		if got := cut(x.text, c.Mask(nil, x.outlet, x.text, nil)); len(got) != 1 || got[0] != box {
			t.Fatalf("masked %.200q, want the box", got)
		}
	}
}

// slowRuns tells for each run that begins a text, or ends it, in how many articles it is that
// differ outside of it, with sets instead of cells.
func slowRuns(items []item) map[string]uint32 {
	out := map[string]uint32{}
	for _, x := range items {
		all := sentences(xxhash.Sum64String(x.outlet), x.text)
		for e := range 2 {
			for n := 1; n < len(all); n++ {
				out[runKey(x, all, e, n)] |= rest(all)(n)
			}
			all = backwards(all)
		}
	}
	return out
}

func runKey(x item, all []line, end, n int) string {
	key := []string{x.outlet, fmt.Sprint(end)}
	for _, l := range all[:n] {
		key = append(key, x.text[l.place.Start:l.place.End])
	}
	return strings.Join(key, "\x00")
}

// TestNoRunIsMissed: what a slow count finds is masked.
func TestNoRunIsMissed(t *testing.T) {
	sentence := rapid.SampledFrom([]string{"Read also.", "Write to us!", "A seat costs 4 crowns.", "Who was it?", "Nobody knows.", "渡船停了。"})
	rapid.Check(t, func(t *rapid.T) {
		items := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) item {
			list := rapid.SliceOfN(sentence, 0, 9).Draw(t, "sentences")
			list = append(list, rapid.StringMatching(`[a-z ]{12,40}\.`).Draw(t, "own"))
			return item{rapid.SampledFrom([]string{"a.example", "b.example"}).Draw(t, "outlet"), strings.Join(rapid.Permutation(list).Draw(t, "text"), " ")}
		}), 0, 12).Draw(t, "articles")
		c, slow := count(items), slowRuns(items)
		for _, x := range items {
			all := sentences(xxhash.Sum64String(x.outlet), x.text)
			got := furnished(all, headEnd, c.furniture)
			want := 0
			for n := 1; n < len(all); n++ {
				if bits.OnesCount32(slow[runKey(x, all, 0, n)]) >= Least {
					want = n
				}
			}
			if got < want {
				t.Fatalf("%q of %s: %d sentences are furniture, want %d", x.text, x.outlet, got, want)
			}
		}
	})
}
