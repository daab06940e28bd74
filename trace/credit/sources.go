package credit

import (
	"strings"

	"github.com/wiretrace/wiretrace/article"
)

// The limits of what is read for sources that are no agencies.
const (
	maxSources     = 16
	maxSourceWords = 12
	sourceWindow   = 2 << 10 // bytes of either end of the text
)

// A Source is what an article prints as its source, and that may be an outlet's name.
type Source struct {
	Text string
	// Plain says that it follows words that mean nothing else: "first published by". A byline
	// and what follows "source:" may name people and institutes.
	Plain bool
}

// Sources returns what an article prints as its source, as far as that may be an outlet:
// what follows "first published by", "Quelle:" or "as first reported by" in the head and the
// tail, and the byline. Whether it names one, the caller must tell: names of people and of
// institutes are among them.
func (r *Registry) Sources(a *article.Article) []Source {
	f := r.finder()
	defer r.scratch.Put(f)
	var out []Source
	if b := a.Byline; b != "" {
		out = append(out, Source{Text: b[:runeStart(b, min(len(b), maxField))]})
	}
	head := a.Text[:runeStart(a.Text, min(len(a.Text), sourceWindow))]
	tail := a.Text[runeStart(a.Text, max(0, len(a.Text)-sourceWindow)):]
	out = f.sources(out, head, len(tail) < len(a.Text))
	if len(tail) < len(a.Text) {
		out = f.sources(out, tail, false)
	}
	return out
}

// sources appends what follows the cues of a text; of a beginning only what opens a line.
func (f *finder) sources(dst []Source, text string, begins bool) []Source {
	f.read(text, nil)
	for k, it := range f.items {
		if len(dst) >= maxSources {
			break
		}
		gap := f.ts.gap(int(it.last))
		colon := strings.ContainsAny(gap, ":：")
		opens := it.first == 0 || strings.Contains(f.ts.gap(int(it.first)), "\n") || strings.ContainsAny(f.ts.gap(int(it.first)), "([")
		switch it.kind {
		case kindOrigin:
		case kindLead:
			if !colon && (!opens || begins) || f.pictured(k) {
				continue
			}
		case kindTold:
			if !opens || begins {
				continue
			}
		default:
			continue
		}
		if s := f.rest(int(it.last)); s != "" {
			dst = append(dst, Source{s, it.kind == kindOrigin})
		}
	}
	return dst
}

// pictured reports whether the cue of a picture stands before item k on its line.
func (f *finder) pictured(k int) bool {
	for j := int(f.items[k].first) - 1; j >= 0 && j >= int(f.items[k].first)-cueBefore; j-- {
		if strings.Contains(f.ts.gap(j+1), "\n") {
			return false
		}
		if f.kindAt(j) == kindPhoto {
			return true
		}
	}
	return false
}

// rest returns what stands from token i to the end of the line or sentence, and no more than
// a few words of it.
func (f *finder) rest(i int) string {
	last := i
	for last < len(f.ts.list) && last-i < maxSourceWords {
		if gap := f.ts.gap(last); last > i && (strings.Contains(gap, "\n") || sentenceEnd(gap)) {
			break
		}
		last++
	}
	if last == i {
		return ""
	}
	return strings.Clone(f.ts.text[f.ts.list[i].start:f.ts.list[last-1].end])
}
