package diff

import (
	"slices"
	"unicode"
)

// A token is a word or a mark with the following white space, or a character in scripts without spaces.
// White space at the start of a text is a token of its own.
type token struct {
	id     int  // the same for equal words
	index  int  // index among the tokens of its text
	at     Span // including its white space
	word   bool // it is counted as a word
	breaks bool // a line, or a sentence of a long paragraph, ends in its white space
	move   int  // number of the moved run that it replaces, from 1
}

// unspaced reports whether r is in a script without spaces between words.
func unspaced(r rune) bool {
	return r >= 0x0E00 && unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar)
}

// tokens splits a text into tokens.
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

// token reads the token at a position.
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

// wordEnd returns the end of the word or mark at a position, or the position itself if there is white
// space.
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

// id returns the number of a word. Words that differ only in the form of quotation marks and dashes have
// the same number.
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

// fold maps the forms of quotation marks and dashes to one form each.
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
