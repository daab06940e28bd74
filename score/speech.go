package score

import (
	"slices"
	"sort"
	"strings"
	"unicode"
	"unicode/utf8"
)

// mark sets flagSpeech of the words that are speech.
func mark(t *Text, s *Source) {
	words := s.Stream.Words
	quoted := quotations(s.Text)
	spans := append(slices.Clone(quoted), posts(s.Text)...)
	if s.Text != "" {
		spans = append(spans, spoken(s.Text, language(s.Text, s.Lang), quoted)...)
	}
	for _, sp := range join(spans) {
		i := sort.Search(len(words), func(i int) bool { return int(words[i].Start) >= sp.start })
		for ; i < len(words) && int(words[i].Start) < sp.end; i++ {
			t.flags[i] |= flagSpeech
		}
	}
}

// join sorts spans and joins those that overlap.
func join(spans []span) []span {
	slices.SortFunc(spans, func(a, b span) int { return a.start - b.start })
	var out []span
	for _, s := range spans {
		if n := len(out); n > 0 && s.start <= out[n-1].end {
			out[n-1].end = max(out[n-1].end, s.end)
			continue
		}
		out = append(out, s)
	}
	return out
}

// postReach is the length of a post from a social network, in characters. That much text
// before the sign of a post belongs to it.
const postReach = 280

// posts returns the places of posts that are printed as plain text: the text before a link to
// a post, or before the name of its author with a date.
func posts(text string) (out []span) {
	for _, sign := range []string{"pic.twitter.com/", "t.co/", "pic.x.com/"} {
		for at := 0; ; {
			i := strings.Index(text[at:], sign)
			if i < 0 {
				break
			}
			out = append(out, span{back(text, at+i, postReach), at + i + len(sign)})
			at += i + len(sign)
		}
	}
	out = append(out, tagged(text)...)
	for at := 0; ; {
		i := strings.Index(text[at:], "(@")
		if i < 0 {
			return out
		}
		at += i + 2
		if end := strings.IndexByte(text[at:min(len(text), at+40)], ')'); end > 0 && hasDigit(text[at+end:min(len(text), at+end+40)]) {
			out = append(out, span{back(text, at, postReach), at + end})
		}
	}
}

// longestPost is the greatest length of a line that counts as a post because of its hashtags or
// account names, in bytes.
const longestPost = 600

// tagged returns the lines that begin with a hashtag or an account name, or have two of them.
func tagged(text string) (out []span) {
	if !strings.ContainsAny(text, "#@") {
		return nil
	}
	at := 0
	for line := range strings.Lines(text) {
		if len(line) <= longestPost && strings.ContainsAny(line, "#@") {
			n, first := tags(line)
			if n > 1 || first {
				out = append(out, span{at, at + len(line)})
			}
		}
		at += len(line)
	}
	return out
}

// tags counts the hashtags and names of accounts in a line, and reports whether it begins
// with one.
func tags(line string) (n int, first bool) {
	before := ' '
	for i, r := range line {
		if (r == '#' || r == '@') && (unicode.IsSpace(before) || before == '(' || before == '.') {
			if next, _ := utf8.DecodeRuneInString(line[i+1:]); unicode.IsLetter(next) || next == '_' {
				first = first || strings.TrimSpace(line[:i]) == ""
				n++
			}
		}
		before = r
	}
	return n, first
}

func hasDigit(s string) bool { return strings.ContainsFunc(s, unicode.IsDigit) }

// back returns the place n characters before byte at.
func back(text string, at, n int) int {
	for ; n > 0 && at > 0; n-- {
		at--
		for at > 0 && text[at]&0xC0 == 0x80 {
			at--
		}
	}
	return at
}
