package newsroom

import (
	"math"
	"math/rand/v2"
	"strings"
	"unicode"
)

// lineWidth is the length of a line of newsprint, in characters.
const lineWidth = 38

// A scanner makes the errors of one scanned article.
type scanner struct {
	rng  *rand.Rand
	rate float64 // of characters that are wrong
	bad  float64 // of lines that are lost
}

func (m *maker) scanner() scanner {
	rate := m.of("cer") * math.Exp(m.of("cer_sigma")*m.rng.NormFloat64())
	return scanner{m.rng, min(rate, .25), m.of("bad_lines")}
}

// scan prints a paragraph in narrow lines with hyphens and reads it back.
func (s scanner) scan(text string) string {
	runes := []rune(text)
	var lines []string
	for len(runes) > 0 {
		n := min(lineWidth, len(runes))
		line := string(runes[:n])
		runes = runes[n:]
		switch {
		case len(runes) == 0:
		case line[len(line)-1] == ' ' || runes[0] == ' ':
			line, runes = strings.TrimSpace(line), trimLeft(runes)
		case spaced(text) && unicode.IsLetter(runes[0]):
			line += "-"
		}
		lines = append(lines, s.line(line))
	}
	return strings.Join(lines, "\n")
}

func trimLeft(runes []rune) []rune {
	for len(runes) > 0 && runes[0] == ' ' {
		runes = runes[1:]
	}
	return runes
}

func spaced(text string) bool { return strings.Contains(text, " ") }

// line reads a line with errors: a letter taken for another of the line, lost,
// doubled, or followed by a space. Most letters of a bad line are wrong.
func (s scanner) line(line string) string {
	rate := s.rate
	if s.rng.Float64() < s.bad {
		rate = .6
	}
	runes := []rune(line)
	var b strings.Builder
	for _, r := range runes {
		if !unicode.IsLetter(r) || s.rng.Float64() >= rate {
			b.WriteRune(r)
			continue
		}
		switch s.rng.IntN(6) {
		case 0, 1, 2:
			b.WriteRune(confused(r, pick(s.rng, runes)))
		case 3:
		case 4:
			b.WriteString(string(r) + string(r))
		case 5:
			b.WriteString(string(r) + " ")
		}
	}
	return b.String()
}

// confused returns what a letter is often taken for, else the other one.
func confused(r, other rune) rune {
	pairs := "ecocl1i!hbunrntfmnaosgвнпишщнпыьاأبتحجدذ日曰未末土士"
	list := []rune(pairs)
	for i := 0; i+1 < len(list); i += 2 {
		if list[i] == r {
			return list[i+1]
		}
	}
	return other
}
