package trace

import (
	"unicode"
	"unicode/utf8"
)

// maxScarred bounds the members up to which names are compared: in larger clusters third
// texts tell what was cut.
const maxScarred = 24

// How a text has a name's last word.
const (
	bare  = 1 << iota // without a capitalised word before it
	given             // with one: "Ann Miller"
)

// names tells how each capitalised word of the members stands in them: a text that has
// "Miller" alone where another introduces "Ann Miller" was cut. Scripts without
// capitals have none.
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
	before, end := false, -1 // the word before is capitalised, and ends there
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

// minName is the length in bytes below which a capitalised word is taken for no name.
const minName = 3

// scars returns how many names x has alone that y introduces and then has alone too.
func scars(x, y map[uint64]uint8) (n float64) {
	for w, how := range x {
		if how == bare && y[w] == bare|given {
			n++
		}
	}
	return n
}
