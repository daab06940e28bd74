package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wiretrace/wiretrace/cluster/pair"
)

// TestFitFindsWeights: examples drawn from a model give back its odds.
func TestFitFindsWeights(t *testing.T) {
	want := pair.Logit{Mean: []float64{.5, 0}, Scale: []float64{.29, 1}, Weights: []float64{-.5, 1.2, .8, -.3, .6, 0}}
	r := rand.New(rand.NewPCG(1, 2))
	var examples []example
	for range 60_000 {
		x := []float64{r.Float64(), r.NormFloat64()}
		examples = append(examples, example{x, r.Float64() < pair.P(want.LogOdds(x))})
	}
	got := fit(examples, 1)
	for range 200 {
		x := []float64{r.Float64(), max(-2, min(2, r.NormFloat64()))}
		if p, q := pair.P(want.LogOdds(x)), pair.P(got.LogOdds(x)); math.Abs(p-q) > .03 {
			t.Errorf("p at %.2f is %.3f, want %.3f", x, q, p)
		}
	}
}

// TestFitOfConstants: a feature that never varies, and examples that one
// feature tells apart without error, give finite weights.
func TestFitOfConstants(t *testing.T) {
	var examples []example
	for i := range 400 {
		examples = append(examples, example{[]float64{7, float64(i)}, i >= 200})
	}
	l := fit(examples, 10)
	for _, x := range l.Weights {
		if math.IsNaN(x) || math.IsInf(x, 0) {
			t.Fatalf("weights %v", l.Weights)
		}
	}
	if low, high := l.LogOdds([]float64{7, 20}), l.LogOdds([]float64{7, 380}); low > -2 || high < 2 {
		t.Errorf("log-odds %.2f and %.2f of what is easily distinguished", low, high)
	}
}

func TestSolve(t *testing.T) {
	a := [][]float64{{4}, {2, 5}, {1, 3, 6}}
	b := []float64{4*1 + 2*2 + 1*3, 2*1 + 5*2 + 3*3, 1*1 + 3*2 + 6*3}
	for i, x := range solve(factor(a), b) {
		if math.Abs(x-float64(i+1)) > 1e-9 {
			t.Errorf("x[%d] = %v, want %d", i, x, i+1)
		}
	}
}

// A press writes a small simulation: stories with their prints, whole and cut, at 40 outlets;
// bulletins of one template; articles of their own.
type press struct {
	r       *rand.Rand
	lines   bytes.Buffer
	gold    bytes.Buffer
	vocab   []string
	article int
}

func (p *press) sentence() string {
	words := make([]string, 12)
	for i := range words {
		words[i] = p.vocab[p.r.IntN(len(p.vocab))]
	}
	return strings.Join(words, " ") + ". "
}

func (p *press) text(n int) []string {
	var out []string
	for range n {
		out = append(out, p.sentence())
	}
	return out
}

func (p *press) print(t *testing.T, cluster string, sentences []string) {
	t.Helper()
	id := fmt.Sprintf("a%04d", p.article)
	line, err := json.Marshal(map[string]string{
		"id": id, "source": fmt.Sprintf("o%d.example", p.r.IntN(40)), "title": p.sentence()[:40],
		"published": fmt.Sprintf("2024-05-%02dT%02d:00:00Z", 1+p.r.IntN(28), p.r.IntN(24)),
		"text":      strings.Join(sentences, ""),
	})
	if err != nil {
		t.Fatal(err)
	}
	p.lines.Write(append(line, '\n'))
	fmt.Fprintf(&p.gold, "%s\t%s\n", id, cluster)
	p.article++
}

// simulate writes a simulation to a folder.
func simulate(t *testing.T, seed uint64) string {
	t.Helper()
	p := &press{r: rand.New(rand.NewPCG(seed, 3))}
	for range 2000 {
		p.vocab = append(p.vocab, fmt.Sprintf("%c%x", 'a'+p.r.IntN(26), p.r.IntN(1<<20)))
	}
	p.gold.WriteString("id\tclusters\n")
	for story := range 14 {
		s := p.text(16)
		for range 2 + p.r.IntN(4) {
			from := p.r.IntN(3)
			p.print(t, fmt.Sprintf("s%d", story), append(p.text(p.r.IntN(2)), s[from:6+p.r.IntN(11)]...))
		}
		if story%5 == 0 { // merged of two stories
			other := p.text(10)
			p.print(t, fmt.Sprintf("s%d-b", story), other)
			p.print(t, fmt.Sprintf("s%d;s%d-b", story, story), append(s[:7:7], other[:7]...))
		}
	}
	template := p.text(8)
	for day := range 14 {
		b := append(p.text(1+p.r.IntN(3)), template[p.r.IntN(4):]...)
		p.print(t, fmt.Sprintf("t%d", day), b)
	}
	dir := t.TempDir()
	for name, data := range map[string][]byte{"articles.jsonl": p.lines.Bytes(), "gold_clusters.tsv": p.gold.Bytes()} {
		if err := os.WriteFile(filepath.Join(dir, name), data, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// TestRun fits on two small simulations and checks on a third: the same input
// gives the same bytes, they are a model, and it tells pairs apart.
func TestRun(t *testing.T) {
	a, b, check := simulate(t, 1), simulate(t, 2), simulate(t, 3)
	fitted := func() (model []byte, printed string) {
		file := filepath.Join(t.TempDir(), "model.json")
		var out bytes.Buffer
		args := []string{"-train", a + "," + b, "-check", check, "-version", "test-1", "-fitted-on", "a test", "-o", file}
		if err := run(t.Context(), args, &out); err != nil {
			t.Fatal(err)
		}
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		return data, out.String()
	}
	model, printed := fitted()
	again, printedAgain := fitted()
	if !bytes.Equal(model, again) || printed != printedAgain {
		t.Errorf("the same input gave another model or report:\n%s", cmp.Diff(printed, printedAgain))
	}
	m, err := pair.Parse(model)
	if err != nil {
		t.Fatal(err)
	}
	if m.Version != "test-1" || m.FittedOn != "a test" {
		t.Errorf("version %q fitted on %q", m.Version, m.FittedOn)
	}
	c, err := readCorpus(t.Context(), check)
	if err != nil {
		t.Fatal(err)
	}
	if len(m.Passes) != passes {
		t.Errorf("%d further passes, want %d", len(m.Passes), passes)
	}
	right, same, other := 0, 0, 0
	for i := range c.samples {
		s := &c.samples[i]
		if s.same {
			same++
		} else {
			other++
		}
		if (m.LogOdds(&s.evidence) >= 0) == s.same {
			right++
		}
	}
	t.Logf("%d of %d pairs right, %d of them one text\n%s", right, len(c.samples), same, printed)
	if right < len(c.samples)*9/10 || same < 50 || other < 50 {
		t.Errorf("%d of %d pairs right, want nine of ten; %d same, %d other", right, len(c.samples), same, other)
	}
	if c.found < c.truePairs*9/10 {
		t.Errorf("%d of %d true pairs are candidates", c.found, c.truePairs)
	}
}

// TestLeave: with two profiles, each is checked by a model fitted on the other.
func TestLeave(t *testing.T) {
	base := t.TempDir()
	var dirs []string
	for i, name := range []string{"web1", "ocr1", "web2", "ocr2"} {
		dirs = append(dirs, filepath.Join(base, name))
		if err := os.Rename(simulate(t, uint64(i)), dirs[i]); err != nil {
			t.Fatal(err)
		}
	}
	var out bytes.Buffer
	args := []string{"-train", dirs[0] + "," + dirs[1], "-check", dirs[2] + "," + dirs[3], "-leave"}
	if err := run(t.Context(), args, &out); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"web2, fitted without web: candidates", "ocr2, fitted without ocr: candidates"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("the report does not say %q:\n%s", want, out.String())
		}
	}
}

func TestParse(t *testing.T) {
	for name, args := range map[string][]string{"nothing to do": nil, "commas alone": {"-train", ",,"}} {
		if o, err := parse(args); err == nil {
			t.Errorf("%s was accepted: %+v", name, o)
		}
	}
	if _, err := parse([]string{"-train", "a", "-keep", "-leave"}); err == nil {
		t.Error("-keep with -leave was accepted")
	}
	o, err := parse([]string{"-train", "a,b", "-check", "c"})
	if err != nil || len(o.train) != 2 || len(o.check) != 1 {
		t.Errorf("parse: %+v, %v", o, err)
	}
}

func TestReadGold(t *testing.T) {
	file := filepath.Join(t.TempDir(), "gold.tsv")
	if err := os.WriteFile(file, []byte("id\tclusters\na1\tx\na2\tx;y\r\n\na3\ty"), 0o666); err != nil {
		t.Fatal(err)
	}
	got, err := readGold(file)
	if err != nil {
		t.Fatal(err)
	}
	want := map[string][]string{"a1": {"x"}, "a2": {"x", "y"}, "a3": {"y"}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if err := run(t.Context(), []string{"-check", filepath.Dir(file)}, new(bytes.Buffer)); err == nil {
		t.Error("a folder without articles was accepted")
	}
}
