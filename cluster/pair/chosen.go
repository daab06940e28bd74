package pair

import (
	_ "embed" // chosen.json is part of the program
	"encoding/json"
	"fmt"
	"math"
	"slices"
)

//go:embed chosen.json
var chosenJSON []byte

// A Chosen weighs a pair that someone chose to compare, in a collection. Two
// things make a copy, and either is enough: passages that are no quotes and stand
// out, or a text that was retold. It is read-only and safe for concurrent use.
type Chosen struct {
	Version  string `json:"version"`
	FittedOn string `json:"fitted_on"`
	// Passages are the weights of what is shared word for word. They are set,
	// not fitted: two witnesses of about equal weight, and what is wholly a quote
	// needs odds of e² to be a copy all the same.
	Passages struct {
		Bias      float64 `json:"bias"`
		Odds      float64 `json:"odds"`
		StandsOut float64 `json:"stands_out"`
		Quoted    float64 `json:"quoted"`
	} `json:"passages"`
	// Retold are the weights of what is shared beside. Bias, Rest and RestLeast
	// are fitted by internal/fitchosen, the last two not below 0. The others are
	// set: who has only words in common that somebody said was there as well, and
	// long passages of texts that odds below 0 call strange to each other are a
	// template's.
	Retold struct {
		Bias      float64 `json:"bias"`
		Rest      float64 `json:"rest"`
		RestLeast float64 `json:"rest_least"`
		Most      float64 `json:"most"` // log-odds that these two can reach
		Quoted    float64 `json:"quoted"`
		Strange   float64 `json:"strange"`
	} `json:"retold"`
	// Means over the pairs that it was fitted on, for reasons.
	Means struct {
		StandsOut float64 `json:"stands_out"`
		Quoted    float64 `json:"quoted"`
		Rest      float64 `json:"rest"`
		RestLeast float64 `json:"rest_least"`
	} `json:"means"`
}

// ParseChosen reads a model of chosen pairs from its JSON form. It returns
// [ErrModel] if weights have the wrong sign or are missing.
func ParseChosen(data []byte) (*Chosen, error) {
	var c Chosen
	if err := json.Unmarshal(data, &c); err != nil {
		return nil, fmt.Errorf("%w of chosen pairs: %w", ErrModel, err)
	}
	p, r := &c.Passages, &c.Retold
	if c.Version == "" || p.Odds <= 0 || slices.Min([]float64{p.StandsOut, -p.Quoted, r.Rest, r.RestLeast, r.Most, -r.Quoted, -r.Strange}) < 0 {
		return nil, fmt.Errorf("%w of chosen pairs %q: a weight is missing or speaks the wrong way: fit it again", ErrModel, c.Version)
	}
	return &c, nil
}

// LoadChosen returns the model of chosen pairs of this version.
func LoadChosen() (*Chosen, error) { return ParseChosen(chosenJSON) }

// LogOdds returns the natural logarithm of the odds that the pair is one text or
// that one was made from the other, in [-8,8], and whether it was rather retold
// than copied.
func (c *Chosen) LogOdds(b *Beside) (z float64, retold bool) {
	if !b.Known {
		return bound(b.Odds), false
	}
	p := c.Passages.Bias + c.Passages.Odds*b.Odds + c.Passages.StandsOut*b.StandsOut + c.Passages.Quoted*b.Quoted
	r := min(c.Retold.Most, c.Retold.Bias+c.Retold.Rest*b.Rest+c.Retold.RestLeast*b.RestLeast) +
		c.Retold.Quoted*b.Quoted + c.Retold.Strange*b.Weight*max(0, -b.Odds)
	return bound(max(p, r) + math.Log1p(math.Exp(-math.Abs(p-r)))), r > p
}

// Reasons returns what spoke most for and against, the strongest first: the
// features of m by what they do to the odds of the passages, and those of b.
func (c *Chosen) Reasons(m *Model, e *Evidence, b *Beside) []Reason {
	list := m.Reasons(e)
	if !b.Known {
		return list
	}
	z, _ := c.LogOdds(b)
	at := func(change func(*Beside)) float64 {
		x := *b
		change(&x)
		y, _ := c.LogOdds(&x)
		return z - y
	}
	odds := m.Chosen(m.LogOdds(e))
	for i := range list {
		list[i].Effect = at(func(x *Beside) { x.Odds = max(leastOdds, min(mostOdds, odds-list[i].Effect)) })
	}
	list = append(list,
		Reason{"stands_out", b.StandsOut, c.Means.StandsOut, at(func(x *Beside) { x.StandsOut = c.Means.StandsOut })},
		Reason{"quoted", b.Quoted, c.Means.Quoted, at(func(x *Beside) { x.Quoted = c.Means.Quoted })},
	)
	// What these two reach together is bounded: they share the effect of both.
	both := at(func(x *Beside) { x.Rest, x.RestLeast = c.Means.Rest, c.Means.RestLeast })
	rest, least := c.Retold.Rest*(b.Rest-c.Means.Rest), c.Retold.RestLeast*(b.RestLeast-c.Means.RestLeast)
	part := 0.0
	if sum := rest + least; math.Abs(sum) > 1e-6 {
		part = both / sum
	}
	list = append(list,
		Reason{"rest", b.Rest, c.Means.Rest, part * rest},
		Reason{"rest_least", b.RestLeast, c.Means.RestLeast, part * least},
	)
	sortReasons(list)
	return list
}
