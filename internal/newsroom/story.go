package newsroom

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
)

// A draft is a text as somebody has it: an agency's wire, or what an outlet
// printed, without furniture.
type draft struct {
	w      *writer
	topic  string
	owner  string // cluster of the story
	title  string
	body   []block
	agency agency
	at     time.Time
	item   *Item  // nil: not crawled
	from   *draft // nil: an original
}

// parent returns the id of the nearest crawled article that d is or was
// taken from.
func (d *draft) parent() string {
	for ; d != nil; d = d.from {
		if d.item != nil {
			return d.item.Article.ID
		}
	}
	return Root
}

// writer begins a new event.
func (m *maker) writer(lang string) *writer {
	return &writer{m.grammars[lang], m.rng, map[string]string{}}
}

// retell begins another text on w's event.
func (w *writer) retell() *writer { return &writer{w.grammar, w.rng, maps.Clone(w.facts)} }

// topics returns what events of a language can be about.
func (g *grammar) topics() []string {
	var out []string
	for name := range g.rules {
		if topic, ok := strings.CutPrefix(name, "l."); ok {
			out = append(out, topic)
		}
	}
	slices.Sort(out)
	return out
}

// story writes a text of n paragraphs about w's event: a lead, what happened,
// and voices and background that come to any event.
func (m *maker) story(w *writer, topic, owner string, n int) *draft {
	d := &draft{w: w, topic: topic, owner: owner, title: w.line("t." + topic)}
	d.body = append(d.body, block{sentences: w.one("l." + topic), owner: owner})
	var patterns []string
	for _, rule := range []string{"b." + topic, "any"} {
		alts := slices.Clone(w.rules[rule])
		m.rng.Shuffle(len(alts), func(i, j int) { alts[i], alts[j] = alts[j], alts[i] })
		patterns = append(patterns, alts[:min(len(alts), (n+1)/2)]...)
	}
	m.rng.Shuffle(len(patterns), func(i, j int) { patterns[i], patterns[j] = patterns[j], patterns[i] })
	for _, p := range patterns[:min(n-1, len(patterns))] {
		d.body = append(d.body, block{sentences: w.list(p), owner: owner, pattern: p})
	}
	return d
}

// rival writes another agency's text on the event of d. Facts and quotes are
// the same, and so are paragraphs that both took from one handout.
func (m *maker) rival(d *draft, owner string) *draft {
	r := m.story(d.w.retell(), d.topic, owner, 7+m.rng.IntN(6))
	taken := map[string]bool{}
	for i := 1; i < len(r.body) && i < len(d.body); i++ {
		if m.yes("rival_verbatim") {
			taken[d.body[i].pattern] = true
			r.body[i] = block{sentences: d.body[i].sentences, owner: owner}
		}
	}
	// A paragraph is not printed twice.
	r.body = slices.DeleteFunc(r.body, func(b block) bool { return taken[b.pattern] })
	return r
}

// update writes the next version of a running story: a new lead, other
// figures, two paragraphs more, and the rest as it was.
func (m *maker) update(d *draft) *draft {
	w := d.w.retell()
	for _, name := range []string{"Small", "Count", "Hour"} {
		delete(w.facts, name)
	}
	next := *d
	next.w, next.item, next.from = w, nil, d
	next.title = w.line("t." + d.topic)
	next.body = []block{{sentences: w.one("l." + d.topic), owner: d.owner}}
	for range 2 {
		next.body = append(next.body, block{sentences: w.one("any"), owner: d.owner})
	}
	next.body = append(next.body, d.body[1:]...)
	return &next
}

// date returns a day as notes print it.
func date(t time.Time, lang string) string {
	if lang == "en" {
		return t.Format("2 January 2006")
	}
	return fmt.Sprintf("%d.%d.%d", t.Day(), t.Month(), t.Year())
}
