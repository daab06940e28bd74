package pairs

import (
	"cmp"
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"slices"

	"github.com/wiretrace/wiretrace/score"
)

// A guess is a pair with its probability by a model that never saw it.
type guess struct {
	*sample
	p float64
}

// leaveOut returns the pairs of each collection by a model that never saw it.
func (t *training) leaveOut() ([]guess, error) {
	var out []guess
	for _, name := range names(t.judged) {
		rest := t.without(name)
		m, err := rest.fit()
		if err != nil {
			return nil, err
		}
		for i := range t.judged {
			if s := &t.judged[i]; s.collection == name {
				out = append(out, guess{s, score.P(m.LogOdds(&s.evidence))})
			}
		}
	}
	return out, nil
}

// folds is into how many parts rewritten pairs are cut.
const folds = 10

// nested returns the rewritten pairs by models that never saw them.
func (t *training) nested() ([]guess, error) {
	order := rand.New(rand.NewPCG(7, 7)).Perm(len(t.rewritten))
	var out []guess
	for k := range folds {
		rest := training{judged: t.judged, unrelated: t.unrelated}
		for i, n := range order {
			if i%folds != k {
				rest.rewritten = append(rest.rewritten, t.rewritten[n])
			}
		}
		m, err := rest.fit()
		if err != nil {
			return nil, err
		}
		for i, n := range order {
			if i%folds == k {
				s := &t.rewritten[n]
				out = append(out, guess{s, score.P(m.LogOdds(&s.evidence))})
			}
		}
	}
	return out, nil
}

// names returns the collections in the order in which they come.
func names(list []sample) (out []string) {
	for i := range list {
		if !slices.Contains(out, list[i].collection) {
			out = append(out, list[i].collection)
		}
	}
	return out
}

// table prints the figures of guesses, and of each collection.
func table(w io.Writer, title string, list []guess) {
	fmt.Fprintf(w, "\n%-16s %5s %5s  %-20s %-20s %s\n", title, "pairs", "true", "AUC", "F1 at p .5", "calibration error")
	row := func(name string, of []guess) {
		n := 0
		for i := range of {
			if of[i].copied {
				n++
			}
		}
		a, f := interval(of, auc), interval(of, f1)
		fmt.Fprintf(w, "%-16s %5d %5d  %.3f (%.3f-%.3f)  %.3f (%.3f-%.3f)  %.3f\n", name, len(of), n, auc(of), a[0], a[1], f1(of), f[0], f[1], ece(of))
	}
	row("all", list)
	var samples []sample
	for i := range list {
		samples = append(samples, *list[i].sample)
	}
	collections := names(samples)
	if len(collections) == 1 {
		return
	}
	for _, name := range collections {
		var of []guess
		for _, g := range list {
			if g.collection == name {
				of = append(of, g)
			}
		}
		row(name, of)
	}
}

// wrong prints the pairs on the wrong side of one half.
func wrong(w io.Writer, list []guess) {
	list = slices.Clone(list)
	slices.SortStableFunc(list, func(x, y guess) int { return cmp.Compare(x.p, y.p) })
	fmt.Fprintf(w, "\nwrong: p, NET, matched, speech, recurring, label, pair, note\n")
	for _, g := range list {
		if (g.p >= .5) != g.copied {
			e := &g.evidence
			fmt.Fprintf(w, "  %.2f %4.0f %4.0f %4.0f %4.0f  %-6s %s %s %s: %s\n", g.p, e.Net, e.Matched, e.Speech, e.Recurring, g.label, g.collection, g.a, g.b, g.note)
		}
	}
}

// auc returns the share of pairs of a copy and another that p orders rightly.
func auc(list []guess) float64 {
	list = slices.Clone(list)
	slices.SortFunc(list, func(x, y guess) int { return cmp.Compare(x.p, y.p) })
	ranks, n := 0.0, 0
	for i := 0; i < len(list); {
		k := i
		for k < len(list) && list[k].p == list[i].p {
			k++
		}
		for _, g := range list[i:k] {
			if g.copied {
				ranks += float64(i+k+1) / 2
				n++
			}
		}
		i = k
	}
	pairs := float64(n) * float64(len(list)-n)
	if pairs == 0 {
		return math.NaN()
	}
	return (ranks - float64(n)*float64(n+1)/2) / pairs
}

func f1(list []guess) float64 {
	right, predicted, all := 0.0, 0.0, 0.0
	for i := range list {
		predicted += number(list[i].p >= .5)
		all += number(list[i].copied)
		right += number(list[i].copied && list[i].p >= .5)
	}
	return 2 * right / max(1, predicted+all)
}

// ece returns the distance of p from the share of copies, over ten classes of p.
func ece(list []guess) float64 {
	var off [10]float64
	for i := range list {
		off[min(9, int(list[i].p*10))] += list[i].p - number(list[i].copied)
	}
	sum := 0.0
	for _, x := range off {
		sum += math.Abs(x)
	}
	return sum / max(1, float64(len(list)))
}

// interval returns the 95 % interval of a figure by 1,000 draws of the pairs.
func interval(list []guess, figure func([]guess) float64) [2]float64 {
	rng := rand.New(rand.NewPCG(1, uint64(len(list))))
	var out []float64
	drawn := make([]guess, len(list))
	for range 1000 {
		for i := range drawn {
			drawn[i] = list[rng.IntN(len(list))]
		}
		if x := figure(drawn); !math.IsNaN(x) {
			out = append(out, x)
		}
	}
	if len(out) == 0 {
		return [2]float64{math.NaN(), math.NaN()}
	}
	slices.Sort(out)
	return [2]float64{out[len(out)*25/1000], out[len(out)*975/1000]}
}
