package diff

import (
	"slices"
	"unicode"
)

// A token is a word or a mark with the white space behind it, or a character where
// words are not spaced. White space that follows nothing is a token of its own.
type token struct {
	id     int  // equal for equal words
	index  int  // in the tokens of its text
	at     Span // with its white space
	word   bool // it counts
	breaks bool // a line ends in its white space, or a sentence of a long paragraph ends here
	move   int  // from 1: it replaces a run that was moved
}

// unspaced are the scripts whose words are not spaced.
func unspaced(r rune) bool {
	return r >= 0x0E00 && unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar)
}

// tokens parts a text.
func (c *comparer) tokens(t Text) []token {
	var out []token
	skip := t.Skip
	for at := 0; at < len(t.Runes); {
		for len(skip) > 0 && skip[0].End <= at {
			skip = skip[1:]
		}
		end := len(t.Runes)
		if len(skip) > 0 {
			if skip[0].Start <= at {
				at = min(skip[0].End, end)
				continue
			}
			end = min(skip[0].Start, end)
		}
		k := c.token(t.Runes[:end], at)
		k.index = len(out)
		out = append(out, k)
		at = k.at.End
	}
	markSentences(out, t.Runes)
	return out
}

// token reads the token that begins at a place.
func (c *comparer) token(text []rune, at int) token {
	end := wordEnd(text, at)
	k := token{id: c.id(text[at:end]), at: Span{at, end}}
	if end > at {
		k.word = letter(text[at])
	}
	for k.at.End < len(text) && unicode.IsSpace(text[k.at.End]) {
		k.breaks = k.breaks || text[k.at.End] == '\n'
		k.at.End++
	}
	return k
}

// wordEnd returns where the word or mark ends that begins at a place; that place itself
// if there is white space.
func wordEnd(text []rune, at int) int {
	first := text[at]
	switch {
	case unicode.IsSpace(first):
		return at
	case unspaced(first) || !letter(first):
		for at++; at < len(text) && (unicode.Is(unicode.M, text[at]) || text[at] == '\u200d'); at++ {
		}
		return at
	}
	for at++; at < len(text); at++ {
		r := text[at]
		if unspaced(r) {
			break
		}
		if !letter(r) && !unicode.In(r, unicode.M, unicode.Cf) && (fold(r) != '\'' || at+1 >= len(text) || !letter(text[at+1])) {
			break
		}
	}
	return at
}

func letter(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

// id returns the number of a word: the same for those that differ in the form of their
// quotation marks and dashes alone.
func (c *comparer) id(word []rune) int {
	folded := slices.Clone(word)
	for i, r := range folded {
		folded[i] = fold(r)
	}
	key := string(folded)
	id, ok := c.ids[key]
	if !ok {
		id = len(c.ids) + 1
		c.ids[key] = id
	}
	return id
}

// fold gives the forms of a quotation mark or a dash one form.
func fold(r rune) rune {
	switch r {
	case '‘', '’', '‚', '‛', 'ʼ', '`', '´':
		return '\''
	case '“', '”', '„', '‟', '«', '»':
		return '"'
	case '‐', '‑', '‒', '–', '—', '―', '−':
		return '-'
	}
	return r
}
