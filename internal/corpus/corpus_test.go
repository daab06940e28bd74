package corpus

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
)

// TestGolden holds the corpus of seed 1: benchmark figures of different days
// are of the same input as long as it passes.
func TestGolden(t *testing.T) {
	const want = "f0335fab2514172e06dac1c3e31b8bb62e47619afc77403fec10f419026fe6ca"
	h := sha256.New()
	for line := range Lines(1, 1000) {
		h.Write(line)
	}
	if got := hex.EncodeToString(h.Sum(nil)); got != want {
		t.Errorf("sha256 of the first 1000 lines of seed 1 = %s, want %s\n"+
			"figures measured on the former corpus can no longer be compared: measure them again", got, want)
	}
}

func TestPrefix(t *testing.T) {
	var short, long []Doc
	short = slices.AppendSeq(short, Articles(7, 50))
	for d := range Articles(7, 100) {
		if long = append(long, d); len(long) == 50 {
			break
		}
	}
	if diff := cmp.Diff(short, long); diff != "" {
		t.Errorf("a shorter sequence is no prefix of a longer one (-short +long):\n%s", diff)
	}
	if other := slices.Collect(Articles(8, 50)); cmp.Equal(short, other) {
		t.Error("seeds 7 and 8 give the same articles")
	}
}

// TestShape holds what the package comment promises to the numbers that the
// speed targets were set on.
func TestShape(t *testing.T) {
	const n = 5000
	var words, accents, size int
	var lengths []int
	quotes := map[bool]int{} // articles with typographic quotes, and without
	kinds := map[Kind]float64{}
	sources := map[string]bool{}
	for d := range Articles(1, n) {
		fields := strings.Fields(d.Text)
		words += len(fields)
		lengths = append(lengths, len(fields))
		size += len(d.Text)
		accents += strings.Count(d.Text, "é")
		quotes[strings.Contains(d.Text, "“")]++
		kinds[d.Kind]++
		sources[d.Source] = true
		if !utf8.ValidString(d.Text) {
			t.Fatalf("text of %s is not UTF-8", d.ID)
		}
	}
	slices.Sort(lengths)
	within := func(name string, got, least, most float64) {
		t.Helper()
		if got < least || got > most {
			t.Errorf("%s = %.3f, want %v to %v", name, got, least, most)
		}
	}
	within("mean words", float64(words)/n, 500, 550)
	within("median words", float64(lengths[n/2]), 450, 490)
	within("mean bytes", float64(size)/n, 3500, 3800)
	within("words to an accent", float64(words)/float64(accents), 130, 170)
	within("share of typographic quotes", float64(quotes[true])/n, 0.4, 0.55)
	within("share of copies", (kinds[Copy]+kinds[Cut]+kinds[Extended])/n, 0.28, 0.32)
	within("share of originals", kinds[Wire]/n, 0.08, 0.12)
	within("outlets", float64(len(sources)), 390, outlets)
}

// TestCopies sees that copies share most of their words with their original,
// which came before, and that nothing else is called a copy.
func TestCopies(t *testing.T) {
	seen := map[string]Doc{}
	for d := range Articles(3, 2000) {
		copied := d.Kind == Copy || d.Kind == Cut || d.Kind == Extended
		if copied != (d.Original != "") {
			t.Fatalf("%s: kind %s, original %q", d.ID, d.Kind, d.Original)
		}
		if copied {
			from, ok := seen[d.Original]
			if !ok || from.Kind != Wire || from.Published > d.Published {
				t.Fatalf("%s: its original %s is no earlier wire", d.ID, d.Original)
			}
			known := map[string]bool{}
			for w := range strings.FieldsSeq(from.Text) {
				known[w] = true
			}
			shared, all := 0, strings.Fields(d.Text)
			for _, w := range all {
				if known[w] {
					shared++
				}
			}
			// Short cuts with a long footer and two added paragraphs go lowest.
			if share := float64(shared) / float64(len(all)); share < 0.25 {
				t.Errorf("%s (%s) shares %.2f of its words with %s", d.ID, d.Kind, share, d.Original)
			}
		}
		seen[d.ID] = d
	}
}

// TestLines decodes what AppendLine and AppendGold wrote.
func TestLines(t *testing.T) {
	for d := range Articles(2, 300) {
		var line struct{ ID, URL, Source, Title, Published, Fetched, Text string }
		if err := json.Unmarshal(AppendLine(nil, &d), &line); err != nil {
			t.Fatalf("line of %s: %v", d.ID, err)
		}
		got := Doc{line.ID, line.URL, line.Source, line.Title, line.Published, line.Fetched, line.Text, d.Kind, d.Original}
		if diff := cmp.Diff(d, got); diff != "" {
			t.Fatalf("line of %s (-want +got):\n%s", d.ID, diff)
		}
		var gold struct{ ID, Original, Kind string }
		if err := json.Unmarshal(AppendGold(nil, &d), &gold); err != nil {
			t.Fatalf("labels of %s: %v", d.ID, err)
		}
		if gold.ID != d.ID || gold.Original != d.Original || gold.Kind != string(d.Kind) {
			t.Fatalf("labels of %s = %+v, want %s of %q", d.ID, gold, d.Kind, d.Original)
		}
		published, err := time.Parse(time.RFC3339, d.Published)
		if err != nil {
			t.Fatal(err)
		}
		if fetched, err := time.Parse(time.RFC3339, d.Fetched); err != nil || !fetched.After(published) {
			t.Fatalf("%s was fetched at %s, published at %s", d.ID, d.Fetched, d.Published)
		}
	}
}

func BenchmarkLines(b *testing.B) {
	b.ReportAllocs()
	size := 0
	for line := range Lines(1, b.N) {
		size += len(line)
	}
	b.SetBytes(int64(size / b.N))
}

// TestFlood: the articles of a flood are all different, and half alike.
func TestFlood(t *testing.T) {
	const n = 300
	docs := slices.Collect(Flood(3, n))
	if diff := cmp.Diff(docs[:50], slices.Collect(Flood(3, 50))); diff != "" {
		t.Errorf("a shorter sequence is no prefix of a longer one (-long +short):\n%s", diff)
	}
	texts := map[string]bool{}
	shared := 0.0
	for i, d := range docs {
		if d.Kind != Template || d.Original != "" || d.Source == "" || !utf8.ValidString(d.Text) {
			t.Fatalf("article %d is %+v", i, d)
		}
		texts[d.Text] = true
		if i > 0 {
			shared += jaccard(docs[i-1].Text, d.Text) / (n - 1)
		}
	}
	if len(texts) != n {
		t.Errorf("%d texts in %d articles", len(texts), n)
	}
	if shared < .45 || shared > .55 {
		t.Errorf("mean Jaccard similarity %.3f, want about half", shared)
	}
}

// jaccard compares two texts by their runs of five words.
func jaccard(a, b string) float64 {
	set := func(s string) map[string]bool {
		out, words := map[string]bool{}, strings.Fields(s)
		for i := range len(words) - 4 {
			out[strings.Join(words[i:i+5], " ")] = true
		}
		return out
	}
	x, y := set(a), set(b)
	common := 0
	for k := range x {
		if y[k] {
			common++
		}
	}
	return float64(common) / float64(len(x)+len(y)-common)
}
