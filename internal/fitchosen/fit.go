package main

import (
	"bufio"
	"context"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"

	"github.com/wiretrace/wiretrace/article"
	"github.com/wiretrace/wiretrace/cluster/pair"
	"github.com/wiretrace/wiretrace/dedup"
	"github.com/wiretrace/wiretrace/ingest"
)

// An example is what is known of a pair beside its passages.
type example struct {
	beside pair.Beside
	copied bool
	weight float64
}

// eventShare is the share of the shorter report that the passages of two reports
// of one event may hold without making them doubtful examples of none.
const eventShare = .08

// readExamples compares the pairs of a folder as the command compare does.
func readExamples(ctx context.Context, dir string) ([]example, error) {
	byID := map[string]*article.Article{}
	var arts []article.Article
	for a, err := range ingest.Read(ctx, []string{filepath.Join(dir, "articles.jsonl")}, nil, ingest.Options{}) {
		if err != nil {
			continue // a reject: its pairs are passed over
		}
		arts = append(arts, a.Clone())
	}
	for i := range arts {
		byID[arts[i].ID] = &arts[i]
	}
	c, err := dedup.NewComparer(dedup.Collect(arts))
	if err != nil {
		return nil, err
	}
	f, err := os.Open(filepath.Join(dir, "pairs.tsv"))
	if err != nil {
		return nil, err
	}
	defer f.Close()
	var out []example
	lines := bufio.NewScanner(f)
	for lines.Scan() {
		col := strings.Split(lines.Text(), "\t")
		if len(col) < 3 || byID[col[0]] == nil || byID[col[1]] == nil {
			continue // the head, or a reject
		}
		r := c.Compare(byID[col[0]], byID[col[1]])
		if !r.Beside.Known {
			return nil, fmt.Errorf("%s: too few articles to compare against", dir)
		}
		if col[2] == "event" && r.Shorter >= eventShare {
			continue
		}
		out = append(out, example{beside: r.Beside, copied: col[2] == "copy"})
	}
	return out, lines.Err()
}

// balance gives copies and others the same weight in all, a thousand each.
func balance(all []example) {
	n := map[bool]float64{}
	for _, e := range all {
		n[e.copied]++
	}
	for i := range all {
		all[i].weight = 1000 / n[all[i].copied]
	}
}

// ridge is the penalty on the squares of the weights, for 2,000 examples.
const ridge = 1

// logistic returns bias and weights of what is shared outside the passages. A
// weight that would be negative is 0: less in common is no sign of a copy, whatever
// the examples say.
func logistic(all []example) [3]float64 {
	free := [3]bool{true, true, true}
	for {
		w := newton(all, free)
		worst := 0
		for i := 1; i < len(w); i++ {
			if w[i] < 0 && (worst == 0 || w[i] < w[worst]) {
				worst = i
			}
		}
		if worst == 0 {
			return w
		}
		free[worst] = false
	}
}

// newton fits the free weights; the others are 0.
func newton(all []example, free [3]bool) (w [3]float64) {
	for range 25 {
		var curve [3][3]float64
		var slope [3]float64
		for _, e := range all {
			x := [3]float64{1, e.beside.Rest, e.beside.RestLeast}
			z := 0.0
			for i := range x {
				if !free[i] {
					x[i] = 0
				}
				z += w[i] * x[i]
			}
			y, p := 0.0, pair.P(z)
			if e.copied {
				y = 1
			}
			for i := range x {
				slope[i] += e.weight * (y - p) * x[i]
				for j := range x {
					curve[i][j] += e.weight * p * (1 - p) * x[i] * x[j]
				}
			}
		}
		for i := range w {
			if i > 0 {
				slope[i] -= ridge * w[i]
				curve[i][i] += ridge
			}
			curve[i][i] += 1e-9
		}
		moved := 0.0
		for i, s := range solve(curve, slope) {
			w[i] += s
			moved = max(moved, math.Abs(s))
		}
		if moved < 1e-6 {
			break
		}
	}
	return w
}

// solve returns x of a x = b by elimination; a is positive definite.
func solve(a [3][3]float64, b [3]float64) [3]float64 {
	for i := range b {
		for k := range b {
			if k == i {
				continue
			}
			f := a[k][i] / a[i][i]
			for j := range b {
				a[k][j] -= f * a[i][j]
			}
			b[k] -= f * b[i]
		}
	}
	for i := range b {
		b[i] /= a[i][i]
	}
	return b
}

// mean returns the weighted mean of a measure.
func mean(all []example, of func(*pair.Beside) float64) float64 {
	sum, n := 0.0, 0.0
	for i := range all {
		sum += all[i].weight * of(&all[i].beside)
		n += all[i].weight
	}
	return round(sum / n)
}

// round keeps three digits behind the point: more would be noise.
func round(x float64) float64 { return math.Round(x*1000) / 1000 }
