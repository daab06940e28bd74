package score

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// A sentence is the place of a sentence in a text.
type sentence struct {
	span
	first bool // it has a word of the first person, such as "I" or "our"
}

// spoken returns the places of speech that no quotation marks enclose: sentences in
// the first person, lines of a dialogue, the turns of a transcript.
func spoken(text string, t *tongue, quoted []span) []span {
	out := append(turns(text), statements(text, t, quoted)...)
	if t == nil {
		return out
	}
	if t.dash {
		out = append(out, dashed(text)...)
	}
	return append(out, firstPerson(sentences(text), t, text)...)
}

// mostFirst is the share of a text in the first person from which on the author of the article
// is the speaker: a comment, a letter, a diary.
const mostFirst = .5

// firstPerson returns the sentences in the first person. A single other sentence between two
// of them is included.
func firstPerson(list []sentence, t *tongue, text string) (out []span) {
	sum := 0
	for i := range list {
		list[i].first = t.firstPerson(text[list[i].start:list[i].end])
	}
	for i := range list {
		s := &list[i]
		if s.first || i > 0 && i+1 < len(list) && list[i-1].first && list[i+1].first {
			out = append(out, s.span)
			sum += s.end - s.start
		}
	}
	if float64(sum) > mostFirst*float64(len(text)) {
		return nil
	}
	return out
}

// sentences cuts a text into sentences.
func sentences(text string) (out []sentence) {
	start := 0
	add := func(end int) {
		if s := text[start:end]; strings.ContainsFunc(s, unicode.IsLetter) {
			out = append(out, sentence{span: span{start, end}})
		}
		start = end
	}
	for i := 0; i < len(text); {
		if !startsStop[text[i]] {
			i++
			continue
		}
		r, size := utf8.DecodeRuneInString(text[i:])
		switch end := i + size; r {
		case '\n', '。', '！', '？', '؟', '۔', '।':
			add(end)
		case '.', '!', '?', '…':
			if n, _ := utf8.DecodeRuneInString(text[end:]); end == len(text) || unicode.IsSpace(n) || strings.ContainsRune("\"”»“’)", n) {
				add(end)
			}
		}
		i += size
	}
	add(len(text))
	return out
}

// startsStop has the first bytes of the signs that may end a sentence.
var startsStop = firstBytes("\n。！？؟۔।.!?…")

// dashed returns the lines that begin with a long dash.
func dashed(text string) (out []span) {
	at := 0
	for line := range strings.Lines(text) {
		if s := strings.TrimLeft(line, " \t\u00a0"); strings.HasPrefix(s, "—") || strings.HasPrefix(s, "–") || strings.HasPrefix(s, "―") {
			out = append(out, span{at, at + len(line)})
		}
		at += len(line)
	}
	return out
}

// Bounds of a transcript: the length of a speaker's name in bytes, and the least number of
// lines that begin with a name with which another line begins too.
const (
	longestName = 40
	leastTurns  = 4
)

// turns returns the lines of a transcript. Each begins with the name of the speaker.
func turns(text string) (out []span) {
	count := map[string]int{}
	each := func(fn func(name string, at span)) {
		at := 0
		for line := range strings.Lines(text) {
			if i := strings.Index(line[:min(len(line), longestName)], ": "); i > 0 && strings.Count(line[:i], " ") < 4 {
				fn(line[:i], span{at, at + len(line)})
			}
			at += len(line)
		}
	}
	each(func(name string, _ span) { count[name]++ })
	all := 0
	for _, n := range count {
		if n > 1 {
			all += n
		}
	}
	if all < leastTurns {
		return nil
	}
	each(func(name string, at span) {
		if count[name] > 1 {
			out = append(out, at)
		}
	})
	return out
}
