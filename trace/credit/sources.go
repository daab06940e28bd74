package credit

import (
	"strings"

	"github.com/wiretrace/wiretrace/article"
)

// The limits of the search for sources that are not agencies.
const (
	maxSources     = 16
	maxSourceWords = 12
	sourceWindow   = 2 << 10 // bytes that are read at each end of the text
)

// A Source is a text that an article prints as its source and that may name an outlet.
type Source struct {
	Text string
	// Plain is true if it follows words that have no other use: "first published by". A byline
	// and the words after "source:" may name people and institutes.
	Plain bool
}

// Sources returns the texts that an article prints as its source and that may name outlets: the
// words after "first published by", "Quelle:" or "as first reported by" at the head and the tail,
// and the byline. They may also name people and institutes, so the caller compares them with
// the outlets that it knows.
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

// sources appends the words after the cues of a text. In the beginning of a text only a cue at
// the start of a line counts.
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

// pictured reports whether the cue of a picture is before item k on its line.
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

// rest returns the text from token i to the end of the line or sentence, and at most a few words.
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
