package diff

import (
	"github.com/sergi/go-diff/diffmatchpatch"
)

// A step is the result for one token. Added tokens have no old token, cut ones no new token.
type step struct {
	kind     Kind
	now, old *token
}

// steps compares two sequences of tokens by word or, if that would take too long, first by paragraph.
func (c *comparer) steps(now, old []token) []step {
	var head, tail []step
	for len(now) > 0 && len(old) > 0 && now[0].id == old[0].id {
		head = append(head, step{Same, &now[0], &old[0]})
		now, old = now[1:], old[1:]
	}
	a, b := len(now), len(old)
	for a > 0 && b > 0 && now[a-1].id == old[b-1].id {
		a, b = a-1, b-1
	}
	for i := range now[a:] {
		tail = append(tail, step{Same, &now[a+i], &old[b+i]})
	}
	now, old = now[:a], old[:b]
	switch {
	case a == 0 || b == 0:
		head = replaced(head, now, old)
	case a+b <= maxTogether:
		head = byWord(head, now, old)
	default:
		head = c.byParagraph(head, now, old)
	}
	head = append(head, tail...)
	slide(head)
	return head
}

// replaced appends steps for old tokens that were cut and new ones that were added.
func replaced(dst []step, now, old []token) []step {
	for i := range old {
		dst = append(dst, step{Cut, nil, &old[i]})
	}
	for i := range now {
		dst = append(dst, step{Added, &now[i], nil})
	}
	return dst
}

func byWord(dst []step, now, old []token) []step {
	ids := map[int]rune{}
	number := func(list []token) []rune {
		out := make([]rune, len(list))
		for i := range list {
			out[i] = runeOf(ids, list[i].id)
		}
		return out
	}
	at, from := 0, 0
	for _, d := range compare(number(now), number(old)) {
		n := d.words
		switch d.kind {
		case Same:
			for i := range n {
				dst = append(dst, step{Same, &now[at+i], &old[from+i]})
			}
			at, from = at+n, from+n
		case Added:
			dst = replaced(dst, now[at:at+n], nil)
			at += n
		default:
			dst = replaced(dst, nil, old[from:from+n])
			from += n
		}
	}
	return dst
}

// firstRune is the rune for the first word. From it on there are no surrogates, letters, line ends or
// spaces, which the library would treat specially.
const firstRune = 0xE000

func runeOf(ids map[int]rune, id int) rune {
	r, ok := ids[id]
	if !ok {
		r = firstRune + rune(len(ids))
		ids[id] = r
	}
	return r
}

type stretch struct {
	kind  Kind
	words int
}

// compare compares two sequences of words. Short accidental matches between large differences count as
// differences.
func compare(now, old []rune) []stretch {
	d := diffmatchpatch.New()
	d.DiffTimeout = 0 // results must not depend on time
	var out []stretch
	for _, x := range d.DiffCleanupSemantic(d.DiffMainRunes(old, now, false)) {
		kind := Same
		switch x.Type {
		case diffmatchpatch.DiffInsert:
			kind = Added
		case diffmatchpatch.DiffDelete:
			kind = Cut
		case diffmatchpatch.DiffEqual:
		}
		out = append(out, stretch{kind, len([]rune(x.Text))})
	}
	return out
}

// byParagraph compares paragraphs, and compares by word what is between equal paragraphs.
func (c *comparer) byParagraph(dst []step, now, old []token) []step {
	a, b := lines(now), lines(old)
	if len(a)+len(b) > maxTogether {
		c.coarse = true
		return replaced(dst, now, old)
	}
	ids := map[string]rune{}
	at, from := 0, 0 // paragraphs
	var changed, was []token
	between := func() {
		switch {
		case len(changed)+len(was) <= maxTogether && len(changed) > 0 && len(was) > 0:
			dst = byWord(dst, changed, was)
		default:
			c.coarse = c.coarse || len(changed) > 0 && len(was) > 0
			dst = replaced(dst, changed, was)
		}
		changed, was = nil, nil
	}
	for _, d := range compare(number(ids, a), number(ids, b)) {
		switch d.kind {
		case Same:
			between()
			for i := range d.words {
				x, y := a[at+i], b[from+i]
				for k := range x {
					dst = append(dst, step{Same, &x[k], &y[k]})
				}
			}
			at, from = at+d.words, from+d.words
		case Added:
			for _, x := range a[at : at+d.words] {
				changed = append(changed, x...)
			}
			at += d.words
		default:
			for _, y := range b[from : from+d.words] {
				was = append(was, y...)
			}
			from += d.words
		}
	}
	between()
	return dst
}

// lines splits tokens into paragraphs.
func lines(list []token) [][]token {
	var out [][]token
	from := 0
	for i := range list {
		if list[i].breaks {
			out = append(out, list[from:i+1])
			from = i + 1
		}
	}
	if from < len(list) {
		out = append(out, list[from:])
	}
	return out
}

// number gives equal paragraphs the same number.
func number(ids map[string]rune, paragraphs [][]token) []rune {
	out := make([]rune, len(paragraphs))
	var key []byte
	for i, p := range paragraphs {
		key = key[:0]
		for k := range p {
			id := uint64(int64(p[k].id))
			for range 8 {
				key = append(key, byte(id))
				id >>= 8
			}
		}
		r, ok := ids[string(key)]
		if !ok {
			r = firstRune + rune(len(ids))
			ids[string(key)] = r
		}
		out[i] = r
	}
	return out
}
