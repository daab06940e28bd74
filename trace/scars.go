package trace

import (
	"unicode"
	"unicode/utf8"
)

// maxScarred is the largest number of members for which names are compared. In larger clusters
// other members show what was cut.
const maxScarred = 24

// How the last word of a name is in a text.
const (
	bare  = 1 << iota // without a capitalised word before it
	given             // with one: "Ann Miller"
)

// names returns, by member, how each capitalised word is in it: bare, given or both. A text that
// has only "Miller" where another one introduces "Ann Miller" was cut. Scripts without capitals
// have no such words.
func (s *story) names() []map[uint64]uint8 {
	out := make([]map[uint64]uint8, len(s.members))
	if len(s.members) > maxScarred {
		return out
	}
	for i, m := range s.members {
		out[i] = namesOf(m.Text, m.read())
	}
	return out
}

func namesOf(text string, r *reading) map[uint64]uint8 {
	out := map[uint64]uint8{}
	before, end := false, -1 // whether the word before is capitalised, and its end
	for k, h := range r.words {
		w := r.spans[k]
		first, _ := utf8.DecodeRuneInString(text[w.Start:])
		capital := unicode.IsUpper(first) && int(w.End-w.Start) >= minName
		if capital {
			if before && int(w.Start) == end+1 && text[end] == ' ' {
				out[h] |= given
			} else {
				out[h] |= bare
			}
		}
		before, end = unicode.IsUpper(first), int(w.End)
	}
	return out
}

// minName is the least length of a capitalised word that counts as a name, in bytes.
const minName = 3

// scars returns the number of names that x has only bare and that y has both given and bare.
func scars(x, y map[uint64]uint8) (n float64) {
	for w, how := range x {
		if how == bare && y[w] == bare|given {
			n++
		}
	}
	return n
}
