package evaluate

import (
	"cmp"
	"math"
	"math/rand/v2"
	"slices"
)

const (
	// draws is how many samples an interval is made from.
	draws = 200
	// bins is the number of classes of p in which it is compared with the
	// share of positives.
	bins = 15
	// greyLow and greyHigh bound the p that are neither nearly 0 nor nearly 1.
	// Over all pairs the error of calibration is flattered by easy ones.
	greyLow, greyHigh = .05, .95
)

// ratio returns a/b, and 0 for 0/0.
func ratio(a, b float64) float64 {
	if b == 0 {
		return 0
	}
	return a / b
}

// harmonic returns the F1 of precision and recall.
func harmonic(p, r float64) float64 { return ratio(2*p*r, p+r) }

// wilson returns the 95 % interval of a share of n by Wilson's formula:
// 95 right of 100 give .888 to .978.
func wilson(right, n int) (low, high float64) {
	if n == 0 {
		return 0, 1
	}
	const z = 1.959963984540054
	size, p := float64(n), float64(right)/float64(n)
	middle := (p + z*z/(2*size)) / (1 + z*z/size)
	half := z / (1 + z*z/size) * math.Sqrt(p*(1-p)/size+z*z/(4*size*size))
	return max(0, middle-half), min(1, middle+half)
}

// bootstrap calls fn with how often each of n groups was drawn, [draws] times,
// and returns the 95 % intervals of the numbers that fn returns. The same n
// gives the same samples.
func bootstrap(n int, fn func(weight []float64) []float64) [][2]float64 {
	if n == 0 {
		return nil
	}
	rng := rand.New(rand.NewPCG(20240304, uint64(n)))
	var columns [][]float64
	weight := make([]float64, n)
	for range draws {
		clear(weight)
		for range n {
			weight[rng.IntN(n)]++
		}
		for i, x := range fn(weight) {
			if i == len(columns) {
				columns = append(columns, nil)
			}
			columns[i] = append(columns[i], x)
		}
	}
	out := make([][2]float64, len(columns))
	for i, c := range columns {
		slices.Sort(c)
		out[i] = [2]float64{c[draws*25/1000], c[draws*975/1000-1]}
	}
	return out
}

// An obs is a pair with its probability and its label.
type obs struct {
	p      float64
	same   bool
	a, b   int32 // articles, by their index in gold
	listed bool  // the predictions name the pair; else p is 0
}

func (o *obs) y() float64 {
	if o.same {
		return 1
	}
	return 0
}

// A Bin is a class of probabilities with its share of positives.
type Bin struct {
	Low   Num `json:"low"` // of p
	High  Num `json:"high"`
	N     int `json:"n"`
	P     Num `json:"p"`    // mean
	Same  Num `json:"same"` // share of positives
	Least Num `json:"least"`
	Most  Num `json:"most"` // 95 % interval of the share

	sum  float64
	same int
}

// binned counts pairs in classes of equal width.
func binned(list []obs) []Bin {
	out := make([]Bin, bins)
	for _, o := range list {
		b := &out[min(bins-1, int(o.p*bins))]
		b.N++
		b.sum += o.p
		if o.same {
			b.same++
		}
	}
	for i := range out {
		b := &out[i]
		b.Low, b.High = Num(float64(i)/bins), Num(float64(i+1)/bins)
		b.P, b.Same = Num(ratio(b.sum, float64(b.N))), Num(ratio(float64(b.same), float64(b.N)))
		low, high := wilson(b.same, b.N)
		b.Least, b.Most = Num(low), Num(high)
	}
	return out
}

// ece returns the expected calibration error: the distance of p from the share
// of positives, over bins of equal width weighted by their pairs.
func ece(list []obs) float64 {
	sum := 0.0
	for _, b := range binned(list) {
		sum += math.Abs(b.sum - float64(b.same))
	}
	return ratio(sum, float64(len(list)))
}

// adaptiveECE is the same over bins of equally many pairs.
func adaptiveECE(list []obs) float64 {
	list = slices.Clone(list)
	slices.SortFunc(list, func(x, y obs) int { return cmp.Or(cmp.Compare(x.p, y.p), cmp.Compare(x.y(), y.y())) })
	n, sum := len(list), 0.0
	for k := range bins {
		p, same := 0.0, 0.0
		for _, o := range list[n*k/bins : n*(k+1)/bins] {
			p += o.p
			same += o.y()
		}
		sum += math.Abs(p - same)
	}
	return ratio(sum, float64(n))
}

// brier returns the mean square of the distance of p from 0 or 1.
func brier(list []obs) float64 {
	sum := 0.0
	for _, o := range list {
		sum += (o.p - o.y()) * (o.p - o.y())
	}
	return ratio(sum, float64(len(list)))
}

// grey returns the pairs whose p is neither nearly 0 nor nearly 1.
func grey(list []obs) []obs {
	var out []obs
	for _, o := range list {
		if o.p >= greyLow && o.p <= greyHigh {
			out = append(out, o)
		}
	}
	return out
}
