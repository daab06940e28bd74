package main

import (
	"math"
	"sync"

	"github.com/wiretrace/wiretrace/trace"
)

// fit finds the weights under which the right parents are most likely among all
// of each child, by L-BFGS (Nocedal 1980). It standardises the examples. Examples are summed in a fixed order:
// the same ones give the same weights. The weights of clocks are squares with a sign, so
// that they keep it.
func fit(m *trace.EdgeModel, examples []example, ridge float64, steps int) {
	m.Edge = standardise(examples, func(e *example) [][]float64 { return e.Edges })
	m.Root = standardise(examples, func(e *example) [][]float64 { return [][]float64{e.Root} })
	for i := range examples {
		for _, x := range examples[i].Edges {
			m.Edge.Standard(x)
		}
		m.Root.Standard(examples[i].Root)
	}
	ne, nr := trace.Terms(len(m.Edge.Mean)), trace.Terms(len(m.Root.Mean))
	signs := trace.OrderSigns()
	m.Order = make([]float64, len(signs))
	x := make([]float64, ne+nr+len(signs))
	for i := range signs {
		x[ne+nr+i] = .3
	}
	set := func(x []float64) {
		m.Edge.Weights, m.Root.Weights = x[:ne], x[ne:ne+nr]
		for i, s := range signs {
			m.Order[i] = s * x[ne+nr+i] * x[ne+nr+i]
		}
	}
	objective := func(x []float64) (float64, []float64) {
		set(x)
		f, slope := loss(m, examples)
		for i, s := range signs {
			slope[ne+nr+i] *= 2 * s * x[ne+nr+i]
		}
		for i := range x {
			if i != 0 && i != ne {
				f += ridge / 2 * x[i] * x[i]
				slope[i] += ridge * x[i]
			}
		}
		return f, slope
	}
	set(minimise(objective, x, steps))
}

// fitAgencies finds the weights under which it is most likely which agencies articles have
// text of: a logistic regression.
func fitAgencies(s *trace.Scorer, rows []agencyRow, ridge float64, steps int) {
	*s = standardise(rows, func(r *agencyRow) [][]float64 { return [][]float64{r.x} })
	for i := range rows {
		s.Standard(rows[i].x)
	}
	x := make([]float64, trace.Terms(len(s.Mean)))
	objective := func(w []float64) (f float64, slope []float64) {
		slope = make([]float64, len(w))
		for i := range rows {
			z := quadratic(w, rows[i].x)
			p := 1 / (1 + math.Exp(-z))
			q := p
			if rows[i].right {
				q = p - 1
				f += math.Log1p(math.Exp(-z))
			} else {
				f += math.Log1p(math.Exp(z))
			}
			addQuadratic(slope, rows[i].x, q)
		}
		for i := 1; i < len(w); i++ {
			f += ridge / 2 * w[i] * w[i]
			slope[i] += ridge * w[i]
		}
		return f, slope
	}
	s.Weights = minimise(objective, x, steps)
}

func standardise[E any](examples []E, rows func(*E) [][]float64) trace.Scorer {
	var s trace.Scorer
	n := 0.0
	for pass := range 2 {
		for i := range examples {
			for _, r := range rows(&examples[i]) {
				if s.Mean == nil {
					s.Mean, s.Scale = make([]float64, len(r)), make([]float64, len(r))
				}
				if pass == 0 {
					n++
				}
				for k, v := range r {
					if pass == 0 {
						s.Mean[k] += v
					} else {
						s.Scale[k] += (v - s.Mean[k]) * (v - s.Mean[k]) / n
					}
				}
			}
		}
		for k := range s.Mean {
			if pass == 0 {
				s.Mean[k] /= n
			} else {
				s.Scale[k] = max(1e-3, math.Sqrt(s.Scale[k]))
			}
		}
	}
	return s
}

// shares is the number of parts that are summed apart, whatever the machine.
const shares = 4

// loss returns the negative log-likelihood and its slope.
func loss(m *trace.EdgeModel, examples []example) (float64, []float64) {
	fs, slopes := make([]float64, shares), make([][]float64, shares)
	var wg sync.WaitGroup
	for i := range shares {
		wg.Go(func() {
			fs[i], slopes[i] = part(m, examples[len(examples)*i/shares:len(examples)*(i+1)/shares])
		})
	}
	wg.Wait()
	for i := 1; i < shares; i++ {
		fs[0] += fs[i]
		for k, v := range slopes[i] {
			slopes[0][k] += v
		}
	}
	return fs[0], slopes[0]
}

// part sums over some examples. Candidates that are next to impossible and wrong add
// nothing to the slope.
func part(m *trace.EdgeModel, examples []example) (f float64, slope []float64) {
	ne, nr := len(m.Edge.Weights), len(m.Root.Weights)
	slope = make([]float64, ne+nr+len(m.Order))
	var xs [][]float64
	var z []float64
	for i := range examples {
		e := &examples[i]
		xs, z = xs[:0], z[:0]
		for k, x := range e.Edges {
			xs, z = append(xs, x), append(z, quadratic(m.Edge.Weights, x)+dot(m.Order, e.Order[k]))
		}
		xs, z = append(xs, e.Root), append(z, quadratic(m.Root.Weights, e.Root))
		all, right := sums(z, e.right)
		f += math.Log(all) - math.Log(right)
		for k, v := range z {
			q := v / all
			if e.right[k] {
				q -= v / right
			}
			if math.Abs(q) < 1e-6 {
				continue
			}
			if k < len(e.Edges) {
				addQuadratic(slope[:ne], xs[k], q)
				axpy(slope[ne+nr:], e.Order[k], q)
			} else {
				addQuadratic(slope[ne:ne+nr], xs[k], q)
			}
		}
	}
	return f, slope
}

// quadratic returns the log-weight at standardised features x: what trace.Scorer does.
func quadratic(w, x []float64) float64 {
	n := len(x)
	z, at := w[0]+dot(w[1:1+n], x), 1+n
	for i, v := range x {
		z += v * dot(w[at:at+n-i], x[i:])
		at += n - i
	}
	return z
}

// addQuadratic adds the slope of quadratic at x, times q.
func addQuadratic(slope, x []float64, q float64) {
	n := len(x)
	slope[0] += q
	axpy(slope[1:1+n], x, q)
	at := 1 + n
	for i, v := range x {
		axpy(slope[at:at+n-i], x[i:], q*v)
		at += n - i
	}
}

// sums turns log-weights into weights and returns the sum of all and of those that
// are right.
func sums(z []float64, ok []bool) (all, right float64) {
	top := math.Inf(-1)
	for _, v := range z {
		top = max(top, v)
	}
	for k, v := range z {
		z[k] = math.Exp(v - top)
		all += z[k]
		if ok[k] {
			right += z[k]
		}
	}
	return all, max(right, 1e-300)
}

func dot(a, b []float64) float64 {
	b = b[:len(a)]
	var s, t float64
	i := 0
	for ; i+1 < len(a); i += 2 {
		s += a[i] * b[i]
		t += a[i+1] * b[i+1]
	}
	if i < len(a) {
		s += a[i] * b[i]
	}
	return s + t
}

func axpy(dst, x []float64, f float64) {
	dst = dst[:len(x)]
	for i, v := range x {
		dst[i] += f * v
	}
}

// memory is the number of steps that L-BFGS remembers.
const memory = 12

// minimise returns the x at which f is least, as far as the steps lead.
func minimise(f func([]float64) (float64, []float64), x []float64, steps int) []float64 {
	value, slope := f(x)
	var ds, dy [][]float64
	for range steps {
		d := direction(slope, ds, dy)
		along, t := dot(d, slope), 1.0
		if len(ds) == 0 {
			t = 1 / math.Sqrt(dot(slope, slope))
		}
		var next, g []float64
		v := 0.0
		for range 30 {
			next = append([]float64(nil), x...)
			axpy(next, d, t)
			if v, g = f(next); v <= value+1e-4*t*along {
				break
			}
			t /= 2
		}
		if !(v < value) || value-v < 1e-7*value {
			break
		}
		s, y := append([]float64(nil), next...), append([]float64(nil), g...)
		axpy(s, x, -1)
		axpy(y, slope, -1)
		if dot(s, y) > 1e-12 {
			ds, dy = append(ds, s), append(dy, y)
			if len(ds) > memory {
				ds, dy = ds[1:], dy[1:]
			}
		}
		x, value, slope = next, v, g
	}
	return x
}

// direction is the two-loop recursion of L-BFGS.
func direction(slope []float64, ds, dy [][]float64) []float64 {
	d := make([]float64, len(slope))
	axpy(d, slope, -1)
	alpha := make([]float64, len(ds))
	for i := len(ds) - 1; i >= 0; i-- {
		alpha[i] = dot(ds[i], d) / dot(ds[i], dy[i])
		axpy(d, dy[i], -alpha[i])
	}
	if n := len(ds); n > 0 {
		scale := dot(ds[n-1], dy[n-1]) / dot(dy[n-1], dy[n-1])
		for i := range d {
			d[i] *= scale
		}
	}
	for i := range ds {
		b := dot(dy[i], d) / dot(ds[i], dy[i])
		axpy(d, ds[i], alpha[i]-b)
	}
	return d
}
