package credit

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/wiretrace/wiretrace/article"
)

// A Learner finds agencies that the registry lacks, by the forms in which articles credit
// them: a dateline's bracket, a bracket at the end, "with files from", a list with a known
// agency. It counts outlets and days of each name. The zero value is ready to use. The order
// of articles does not matter.
type Learner struct {
	names   map[string]*unlisted
	outlets map[string]bool // labels of outlets, which are no agencies
}

// An unlisted is a name in a place where agencies are credited.
type unlisted struct {
	spelt    map[string]int // as printed
	outlets  map[string]bool
	days     map[int64]bool
	articles int
	plain    bool // it was found in a form that only agencies have: a dateline, "with files from"
}

// A Mention is a name that an article credits and that is not in the registry.
type Mention struct {
	Name  string
	Plain bool // it is in a form that only agencies have
}

// How often a name must be credited to count as an agency.
const (
	learntArticles = 6
	learntDays     = 3
	plainOutlets   = 2 // for names in forms that only agencies have
	otherOutlets   = 3 // for other names: they may be initials of authors
	personOutlets  = 5 // for names that may be a person's
	maxLearnt      = 500
)

// Add counts the names that an article of an outlet credits; list is from
// [Registry.Unlisted]. day is the number of a day, or 0 if it is not known.
func (l *Learner) Add(outlet string, day int64, list []Mention) {
	if l.names == nil {
		l.names, l.outlets = map[string]*unlisted{}, map[string]bool{}
	}
	label, _, _ := strings.Cut(strings.TrimPrefix(strings.ToLower(outlet), "www."), ".")
	l.outlets[key(label)] = true
	seen := map[string]bool{}
	for _, m := range list {
		k := key(m.Name)
		if k == "" || seen[k] {
			continue
		}
		seen[k] = true
		u := l.names[k]
		if u == nil {
			u = &unlisted{spelt: map[string]int{}, outlets: map[string]bool{}, days: map[int64]bool{}}
			l.names[k] = u
		}
		u.spelt[m.Name]++
		u.outlets[outlet] = true
		if day != 0 {
			u.days[day] = true
		}
		u.articles++
		u.plain = u.plain || m.Plain
	}
}

// key returns a name without spaces, marks and case.
func key(name string) string { return strings.Join(words(name), "") }

// Names returns the names of the agencies that were learnt, sorted. Each is the spelling that
// is printed most.
func (l *Learner) Names() []string {
	var out []string
	for _, k := range slices.Sorted(maps.Keys(l.names)) {
		u := l.names[k]
		name := u.name()
		need := otherOutlets
		switch {
		case personal(name):
			need = personOutlets
		case u.plain:
			need = plainOutlets
		}
		if u.articles < learntArticles || len(u.days) < learntDays || len(u.outlets) < need || l.outlets[k] || checkName(name) != nil {
			continue
		}
		if out = append(out, name); len(out) == maxLearnt {
			break
		}
	}
	return out
}

// name returns the spelling that is printed most, and the first of several.
func (u *unlisted) name() string {
	return slices.MinFunc(slices.Collect(maps.Keys(u.spelt)), func(a, b string) int {
		return cmp.Or(cmp.Compare(u.spelt[b], u.spelt[a]), strings.Compare(a, b))
	})
}

// personal reports whether a name may be a person's: two or three words with capitals and
// none that is written in capitals alone.
func personal(name string) bool {
	list := strings.Fields(name)
	if len(list) < 2 || len(list) > 3 {
		return false
	}
	for _, w := range list {
		if !capital(w) || len(w) > 1 && w == strings.ToUpper(w) {
			return false
		}
	}
	return true
}

// Unlisted returns the names that an article credits as agencies and that the registry does
// not know.
func (r *Registry) Unlisted(a *article.Article) []Mention {
	f := r.finder()
	defer r.scratch.Put(f)
	var out []Mention
	head := a.Text[:runeStart(a.Text, min(len(a.Text), window))]
	f.read(head, nil)
	out = f.unlistedDateline(out)
	tail := a.Text
	if len(tail) > window {
		tail = tail[runeStart(tail, len(tail)-window):]
	}
	f.read(tail, nil)
	out = f.unlistedClosing(out)
	out = f.unlistedLeads(out)
	return f.unlistedChains(out)
}

// unlistedDateline appends the name in the bracket of a dateline that ends with a dash.
func (f *finder) unlistedDateline(dst []Mention) []Mention {
	for i := range f.ts.list {
		if i > maxPlaceWords {
			break
		}
		gap := f.ts.gap(i)
		if !strings.ContainsAny(gap, "([（") {
			continue
		}
		last, at := f.closes(i + 1)
		if at < 0 || last-i > maxNameWords {
			return dst
		}
		rest := strings.TrimLeft(restOfLine(f.ts.text, at+1), ") \u00a0")
		r, _ := utf8.DecodeRuneInString(rest)
		if !strings.ContainsRune("-–—―", r) || !f.dateline(int(f.ts.list[i].start)-1, at+1, i) {
			return dst
		}
		return f.unlistedParts(dst, i, last, true)
	}
	return dst
}

// maxNameWords is the greatest number of words in a name that is learnt.
const maxNameWords = 4

// unlistedClosing appends the names in a bracket that ends the text.
func (f *finder) unlistedClosing(dst []Mention) []Mention {
	n := len(f.ts.list)
	if n == 0 || !strings.ContainsAny(f.ts.gap(n), ")）") {
		return dst
	}
	first, at := f.opens(n - 1)
	if at < 0 || n-first > 2*maxNameWords || first > 0 && !sentenceEnd(f.ts.gap(first)[:max(0, strings.LastIndexAny(f.ts.gap(first), "(（"))]+" ") {
		return dst
	}
	return f.unlistedParts(dst, first, n, false)
}

// unlistedParts appends the elements of a list, without known names, cue words and people.
func (f *finder) unlistedParts(dst []Mention, first, last int, plain bool) []Mention {
	from := first
	for i := first; i < last; i++ {
		if f.kindAt(i) == kindPhoto || f.kindAt(i) == kindSays {
			return dst
		}
	}
	flush := func(to int) {
		if name, ok := f.unlistedName(from, to); ok {
			dst = append(dst, Mention{name, plain})
		}
		from = to
	}
	for i := first; i < last; i++ {
		gap := f.ts.gap(i)
		if i > first && (strings.IndexFunc(gap, separates) >= 0 || f.kindAt(i) == kindJoin) {
			flush(i)
		}
		switch f.kindAt(i) {
		case kindLead, kindJoin, kindArt, kindBy:
			from = i + 1
		}
	}
	flush(last)
	return dst
}

// unlistedName returns the words [first, last) as a name. ok is false for numbers and for words
// of the lexicon, except that a name may contain a noun such as "agency".
func (f *finder) unlistedName(first, last int) (string, bool) {
	if last <= first || last-first > maxNameWords {
		return "", false
	}
	other := false
	for i := first; i < last; i++ {
		switch f.kindAt(i) {
		case kindNone:
			other = other || !digits(f.ts.raw(i))
		case kindNoun:
		default:
			return "", false
		}
	}
	name := f.ts.text[f.ts.list[first].start:f.ts.list[last-1].end]
	return strings.Clone(name), other && utf8.RuneCountInString(name) >= 2
}

// unlistedLeads appends the names behind "with files from", "mit Material von".
func (f *finder) unlistedLeads(dst []Mention) []Mention {
	for k, it := range f.items {
		gap := f.ts.gap(int(it.first))
		begins := it.first == 0 || strings.ContainsAny(gap, "\n([（") || sentenceEnd(gap)
		if it.kind != kindLead || it.last-it.first < 2 || !begins || f.pictured(k) {
			continue // not a credit within a sentence
		}
		last := int(it.last)
		for last < len(f.ts.list) && last-int(it.last) < 2*maxNameWords && (last == int(it.last) || !strings.Contains(f.ts.gap(last), "\n") && !sentenceEnd(f.ts.gap(last))) {
			last++
		}
		if last-int(it.last) < 2*maxNameWords {
			dst = f.unlistedParts(dst, int(it.last), last, true)
		}
	}
	return dst
}

// unlistedChains appends the names at the end of the text that slashes join to a known agency.
func (f *finder) unlistedChains(dst []Mention) []Mention {
	n := len(f.ts.list)
	first := n - 1
	for first > 0 && strings.Trim(f.ts.gap(first), ". ") == "/" {
		first--
	}
	known, picture := false, false
	for i := max(0, first); i < n; i++ {
		known = known || f.kindAt(i).names()
	}
	for i := first - 1; i >= max(0, first-cueBefore) && !strings.Contains(f.ts.gap(i+1), "\n"); i-- {
		picture = picture || f.kindAt(i) == kindPhoto
	}
	if !known || picture || n-first < 2 {
		return dst
	}
	for i := first; i < n; i++ {
		if name, ok := f.unlistedName(i, i+1); ok && utf8.RuneCountInString(name) > maxSign {
			dst = append(dst, Mention{Name: name})
		}
	}
	return dst
}

// maxSign is the length of an author's sign in a list of credits.
const maxSign = 3
