package trace

import (
	"math"

	"github.com/wiretrace/wiretrace/shingle"
)

// A Passage is a run of an article's text that belongs to one story or to none.
type Passage struct {
	Start, End int // bytes, furniture left out
	Words      int
	Held       int // number of its word grams that the story has
	Story      int // index of its coverage, or Own
	from, to   int // word grams
}

// Own is the value of Passage.Story for text that no story has: the outlet wrote it itself.
const Own = -1

// Parameters of the model of passages. A copy that rewrites has words that no other article
// has, so a gram that the story has counts far more than one that it lacks. Chosen on a
// simulated web (seed 1) among hit of .2 to .5 and change of 2.5 to 10: these values assign
// .951 of the words correctly; .30 and 7, from notes on merged articles, .942. Fitting them by
// expectation maximisation diverged.
const (
	hit    = .40 // probability that the story has a gram of its passage
	stray  = .02 // probability that only another story has it, or that a story has a gram of own text
	change = 4.0 // cost of a change of story, in nats
	// If two stories have a gram, the one with the lesser share of texts that have it counts for
	// less, by this power of the ratio: copies of a merged article have the text of both. On
	// web seed 8, .899 of the words of merged articles are correct with it and .882 without;
	// other articles do not change.
	lean = .5
	// minPassage is the least length of a story's passage, in bytes of text.
	minPassage = 60
)

// Passages divides an article into passages: text of one of the stories that cover it, or own
// text. It returns the most probable division (Viterbi). The time it takes is proportional to
// words times stories.
func Passages(m *Member, stories []*Coverage) []Passage {
	spans := m.read().spans
	n := len(spans)
	if n == 0 {
		return nil
	}
	stories = stories[:min(len(stories), maxStories)]
	labels := decode(stories, max(0, min(n, maxGrams)-gramWords+1))
	story := make([]int, n) // by word
	for i := range story {
		story[i] = Own
		if i < len(labels) {
			story[i] = labels[i]
		}
		for k := max(0, i-gramWords+1); k < i && story[i] == Own && k < len(labels); k++ {
			if labels[k] != Own && stories[labels[k]].has(k) {
				story[i] = labels[k] // the last words of a gram that belongs to a story
			}
		}
	}
	p := parts{m: m, words: spans, story: story}
	p.absorb()
	list := p.passages()
	for i := range list {
		x := &list[i]
		for k := x.from; x.Story != Own && k < min(x.to, len(labels)); k++ {
			if stories[x.Story].has(k) {
				x.Held++
			}
		}
	}
	return list
}

// decode returns the story of each gram, or Own.
func decode(stories []*Coverage, n int) []int {
	states := len(stories) + 1 // own text last
	logs := logsOf()
	best := make([]float64, states)
	back := make([]uint8, n*states)
	next := make([]float64, states)
	for k := range n {
		top := 0
		for s := range best {
			if best[s] > best[top] {
				top = s
			}
		}
		most := float32(0)
		for _, c := range stories {
			most = max(most, c.share[k])
		}
		for s := range states {
			from, v := s, best[s]
			if best[top]-change > v {
				from, v = top, best[top]-change
			}
			back[k*states+s] = uint8(from)
			next[s] = v + logs.emission(stories, s, k, most)
		}
		best, next = next, best
	}
	s := 0
	for i := range best {
		if best[i] > best[s] {
			s = i
		}
	}
	labels := make([]int, n)
	for k := n - 1; k >= 0; k-- {
		labels[k] = s
		if s == states-1 {
			labels[k] = Own
		}
		s = int(back[k*states+s])
	}
	return labels
}

// logs holds the logarithms of the parameters, computed once for each text.
type logs struct{ hit, miss, stray, own float64 }

func logsOf() logs {
	return logs{math.Log(hit), math.Log(1 - hit), math.Log(stray), math.Log(1 - stray)}
}

// emission returns the log-likelihood of gram k if it belongs to story s. most is the highest
// share of a story's texts that have the gram.
func (l *logs) emission(stories []*Coverage, s, k int, most float32) float64 {
	switch {
	case s == len(stories) && most > 0:
		return l.stray
	case s == len(stories):
		return l.own
	case stories[s].share[k] == most && most > 0:
		return l.hit
	case stories[s].has(k):
		return l.hit + lean*math.Log(float64(stories[s].share[k]/most))
	case most > 0:
		return l.stray
	}
	return l.miss
}

// parts are an article's words, each with its story or Own.
type parts struct {
	m     *Member
	words []shingle.Word
	story []int
}

// absorb makes passages of stories that are too short own text.
func (p *parts) absorb() {
	for from := 0; from < len(p.story); {
		to := from
		for to < len(p.story) && p.story[to] == p.story[from] {
			to++
		}
		if p.story[from] != Own && int(p.words[to-1].End-p.words[from].Start) < minPassage {
			for i := from; i < to; i++ {
				p.story[i] = Own
			}
		}
		from = to
	}
}

// passages joins neighbouring words of one story. Furniture between words ends a passage.
func (p *parts) passages() []Passage {
	var out []Passage
	skip := p.m.Skip
	for i, w := range p.words {
		parted := false
		for len(skip) > 0 && skip[0].End <= int(w.Start) {
			parted, skip = true, skip[1:]
		}
		if n := len(out); n > 0 && !parted && out[n-1].Story == p.story[i] {
			out[n-1].End, out[n-1].to = int(w.End), i+1
			out[n-1].Words++
			continue
		}
		out = append(out, Passage{Start: int(w.Start), End: int(w.End), Words: 1, Story: p.story[i], from: i, to: i + 1})
	}
	return out
}

// maxStories is the largest number of stories that Passages takes; decode stores them in a byte.
const maxStories = 250
