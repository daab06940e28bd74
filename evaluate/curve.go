package evaluate

import "fmt"

// enough is how many positive labels are needed to suggest a threshold. With fewer, a 95 % interval is
// wider than a tenth even if all are right.
const enough = 30

// A Point is the result of a threshold: every pair with at least this p counts as a copy.
type Point struct {
	Threshold Num `json:"threshold"`
	Decision
}

// curve returns a point for each distinct p above 0, from the highest down. The list must be ranked.
func curve(g *gold, list []obs) []Point {
	var points []Point
	right, positive := 0, g.positives()
	for k, o := range list {
		if o.p == 0 {
			break // no threshold includes unlisted pairs
		}
		if o.same {
			right++
		}
		if k+1 == len(list) || list[k+1].p != o.p {
			points = append(points, Point{Num(o.p), decide(right, k+1, positive)})
		}
	}
	return points
}

// sampled returns the curve at fixed thresholds.
func sampled(points []Point, positive int) []Point {
	var out []Point
	for i := 1; i <= 20; i++ {
		t := float64(i) / 20
		if i == 20 {
			t = .99
		}
		p := Point{Num(t), decide(0, 0, positive)}
		for _, q := range points {
			if float64(q.Threshold) < t {
				break
			}
			p.Decision = q.Decision
		}
		out = append(out, p)
	}
	return out
}

// A Suggestion is a threshold with its precision and the evidence for that.
type Suggestion struct {
	Point
	CI95 [2]Num `json:"precision_ci95"` // by Wilson's formula, with independent pairs
}

// Thresholds are the thresholds that the labels suggest.
type Thresholds struct {
	Positive  int         `json:"positive"`
	Negative  int         `json:"negative"` // judged pairs with a negative label
	Target    Num         `json:"precision"`
	BestF1    *Suggestion `json:"best_f1"`
	AtTarget  *Suggestion `json:"at_precision"` // lowest threshold with the target precision
	Remark    string      `json:"remark"`       // why there is no suggestion, or a caution; may be empty
	Predicted int         `json:"predicted"`    // pairs listed at any p
}

// suggest finds the best thresholds of a curve.
func suggest(points []Point, positive, negative int, target float64) *Thresholds {
	t := &Thresholds{Positive: positive, Negative: negative, Target: Num(target)}
	if len(points) > 0 {
		t.Predicted = points[len(points)-1].Predicted
	}
	if positive < enough {
		t.Remark = fmt.Sprintf("too few labels to suggest a threshold: %d positive, %d are needed", positive, enough)
		return t
	}
	best, at := -1, -1
	for i, p := range points {
		if best < 0 || p.F1 > points[best].F1 {
			best = i
		}
		if float64(p.Right) >= target*float64(p.Predicted) {
			at = i
		}
	}
	if best >= 0 {
		t.BestF1 = backed(points[best])
	}
	switch {
	case best < 0:
		t.Remark = "no labelled pair has a probability above 0"
	case at < 0:
		t.Remark = fmt.Sprintf("no threshold reaches a precision of %v", target)
	case at == len(points)-1:
		t.Remark = fmt.Sprintf("every pair listed passes: the labels say nothing of pairs with p below %.4g", float64(points[at].Threshold))
	}
	if at >= 0 {
		t.AtTarget = backed(points[at])
	}
	return t
}

func backed(p Point) *Suggestion {
	low, high := wilson(p.Right, p.Predicted)
	return &Suggestion{p, [2]Num{Num(low), Num(high)}}
}
