package newsroom

import (
	"embed"
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

//go:embed lang/*.txt
var langFiles embed.FS

// A grammar is the vocabulary and the sentences of one language. A line of its
// file is "name: alternative | alternative"; lines of one name add up. In an
// alternative:
//
//	{name}    another rule, drawn anew; with a capital letter it is a fact, drawn
//	          once an event, and digits at the end make another fact of the rule
//	{2-90}    a number
//	[a/b]     words that rewriting may put for each other
//	" // "    parts sentences
type grammar struct {
	lang    string
	between string // sentences: a space, or nothing
	rules   map[string][]string
}

// loadGrammar parses the file of a language and sees that every rule that is
// named exists, so that expansion cannot fail.
func loadGrammar(lang string) (*grammar, error) {
	data, err := langFiles.ReadFile("lang/" + lang + ".txt")
	if err != nil {
		return nil, err
	}
	g := &grammar{lang: lang, between: " ", rules: map[string][]string{}}
	if lang == "zh" {
		g.between = ""
	}
	for n, line := range strings.Split(string(data), "\n") {
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		name, rest, ok := strings.Cut(line, ": ")
		if !ok {
			return nil, fmt.Errorf("lang/%s.txt:%d: no rule", lang, n+1)
		}
		for alt := range strings.SplitSeq(rest, " | ") {
			g.rules[name] = append(g.rules[name], strings.TrimSpace(alt))
		}
	}
	if err := g.check(); err != nil {
		return nil, err
	}
	return g, nil
}

func (g *grammar) check() error {
	for name, alts := range g.rules {
		for _, alt := range alts {
			for part := range strings.SplitSeq(alt, "{") {
				slot, _, ok := strings.Cut(part, "}")
				if !ok {
					continue
				}
				if _, _, isRange := numbers(slot); !isRange && g.rules[ruleOf(slot)] == nil && slot != "Date" {
					return fmt.Errorf("lang/%s.txt: %s names the rule %q, which is not there", g.lang, name, slot)
				}
			}
		}
	}
	return nil
}

// ruleOf returns the rule that a slot is filled from: Person2 is of Person.
func ruleOf(slot string) string {
	if unicode.IsUpper(rune(slot[0])) {
		return strings.TrimRight(slot, "0123456789")
	}
	return slot
}

func numbers(slot string) (from, to int, ok bool) {
	a, b, ok := strings.Cut(slot, "-")
	if !ok {
		return 0, 0, false
	}
	from, err := strconv.Atoi(a)
	to, err2 := strconv.Atoi(b)
	return from, to, err == nil && err2 == nil
}

// A piece is a run of words with what may replace it.
type piece struct {
	alts []string
	at   int
}

// A sentence can be printed, and rewritten by choosing other alternatives.
type sentence []piece

func (s sentence) String() string {
	var b strings.Builder
	for _, p := range s {
		b.WriteString(p.alts[p.at])
	}
	text := strings.TrimSpace(b.String())
	r, size := utf8.DecodeRuneInString(text)
	return string(unicode.ToUpper(r)) + text[size:]
}

// rewritten returns the sentence with each choice drawn anew with probability p.
func (s sentence) rewritten(rng *rand.Rand, p float64) sentence {
	out := slices.Clone(s)
	for i := range out {
		if len(out[i].alts) > 1 && rng.Float64() < p {
			out[i].at = rng.IntN(len(out[i].alts))
		}
	}
	return out
}

// A writer writes about one event: facts once drawn stay.
type writer struct {
	*grammar
	rng   *rand.Rand
	facts map[string]string
}

// list expands a pattern of several sentences.
func (w *writer) list(pattern string) []sentence {
	var out []sentence
	for s := range strings.SplitSeq(pattern, " // ") {
		if s = strings.TrimSpace(s); s != "" {
			out = append(out, w.expand(nil, s))
		}
	}
	return out
}

// one returns an alternative of a rule, expanded.
func (w *writer) one(rule string) []sentence { return w.list(pick(w.rng, w.rules[rule])) }

// line is one as text.
func (w *writer) line(rule string) string { return w.join(w.one(rule)) }

func (w *writer) join(list []sentence) string {
	parts := make([]string, len(list))
	for i, s := range list {
		parts[i] = s.String()
	}
	return strings.Join(parts, w.between)
}

func (w *writer) expand(dst sentence, pattern string) sentence {
	for pattern != "" {
		at := strings.IndexAny(pattern, "{[")
		if at < 0 {
			return append(dst, piece{alts: []string{pattern}})
		}
		if at > 0 {
			dst = append(dst, piece{alts: []string{pattern[:at]}})
		}
		closing := "}"
		if pattern[at] == '[' {
			closing = "]"
		}
		inner, rest, _ := strings.Cut(pattern[at+1:], closing)
		if closing == "}" {
			dst = w.slot(dst, inner)
		} else {
			p := piece{}
			for alt := range strings.SplitSeq(inner, "/") {
				p.alts = append(p.alts, w.flat(alt))
			}
			p.at = w.rng.IntN(len(p.alts))
			dst = append(dst, p)
		}
		pattern = rest
	}
	return dst
}

func (w *writer) slot(dst sentence, name string) sentence {
	if from, to, ok := numbers(name); ok {
		return append(dst, piece{alts: []string{strconv.Itoa(from + w.rng.IntN(to-from+1))}})
	}
	if !unicode.IsUpper(rune(name[0])) {
		return w.expand(dst, pick(w.rng, w.rules[name]))
	}
	if w.facts[name] == "" {
		w.facts[name] = w.flat(pick(w.rng, w.rules[ruleOf(name)]))
	}
	return append(dst, piece{alts: []string{w.facts[name]}})
}

// flat expands to plain text.
func (w *writer) flat(pattern string) string {
	var b strings.Builder
	for _, p := range w.expand(nil, pattern) {
		b.WriteString(p.alts[p.at])
	}
	return b.String()
}

// pick draws an element. Short lists repeat more than long ones.
func pick[T any](rng *rand.Rand, list []T) T { return list[rng.IntN(len(list))] }
