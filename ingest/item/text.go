package item

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Squeeze returns s with each run of white space as one space and none at the
// ends.
func Squeeze(s string) string { return strings.Join(strings.Fields(s), " ") }

// LooksLikeHTML reports whether a string that may be plain text or HTML holds
// an element or an entity.
func LooksLikeHTML(s string) bool {
	for i := strings.IndexAny(s, "<&"); i >= 0; {
		rest := s[i:]
		if rest[0] == '<' && isTag(rest) || rest[0] == '&' && isEntity(rest) {
			return true
		}
		next := strings.IndexAny(rest[1:], "<&")
		if next < 0 {
			return false
		}
		i += 1 + next
	}
	return false
}

// isTag reports whether s begins with a tag that ends.
func isTag(s string) bool {
	name := strings.TrimPrefix(s[1:], "/")
	return name != "" && isLetter(name[0]) && strings.IndexByte(name, '>') > 0
}

// isEntity reports whether s begins with a character reference.
func isEntity(s string) bool {
	end := strings.IndexByte(s[:min(len(s), 12)], ';')
	if end < 2 {
		return false
	}
	for _, c := range []byte(strings.TrimPrefix(s[1:end], "#")) {
		if !isLetter(c) && (c < '0' || c > '9') {
			return false
		}
	}
	return true
}

func isLetter(c byte) bool { return 'a' <= c|0x20 && c|0x20 <= 'z' }

// fullWords is how many words a text that is not declared to be whole must
// have: the summaries of news feeds have 10 to 70 words.
const fullWords = 100

// IsSummary reports whether a plain text is probably a summary: it is short or
// ends with a mark of omission.
func IsSummary(text string) bool { return IsCut(text) || wordCount(text) < fullWords }

// IsCut reports whether a plain text ends with a mark of omission: an ellipsis,
// alone or in brackets.
func IsCut(text string) bool {
	text = strings.TrimRight(text, " \t\r\n\u00a0]})>»›→")
	return strings.HasSuffix(text, "…") || strings.HasSuffix(text, "...") || strings.HasSuffix(text, "[&hellip;")
}

// wordCount counts the words of a text. In scripts without spaces, two
// characters count as one word.
func wordCount(text string) int {
	words, dense := 0, 0
	inWord := false
	for _, c := range text {
		letter := unicode.IsLetter(c) || unicode.IsNumber(c)
		if letter && unicode.In(c, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar) {
			dense++
		} else if letter && !inWord {
			words++
		}
		inWord = letter
	}
	return words + dense/2
}

// Clip returns the longest prefix of s of at most n bytes that does not end
// within a character.
func Clip(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
}

// StripTags returns s without the tags and comments of HTML. The end of a
// block becomes a space.
func StripTags(s string) string {
	if strings.IndexByte(s, '<') < 0 {
		return s
	}
	var b strings.Builder
	for {
		i := strings.IndexByte(s, '<')
		if i < 0 {
			break
		}
		b.WriteString(s[:i])
		s = s[i:]
		end := ">"
		if strings.HasPrefix(s, "<!--") {
			end = "-->"
		} else if len(s) < 2 || !isLetter(s[1]) && s[1] != '/' && s[1] != '!' && s[1] != '?' {
			b.WriteByte('<')
			s = s[1:]
			continue
		}
		j := strings.Index(s, end)
		if j < 0 {
			break
		}
		s = s[j+len(end):]
		b.WriteByte(' ')
	}
	if !strings.HasPrefix(s, "<") {
		b.WriteString(s)
	}
	return b.String()
}

// Unwrap joins the lines of a text that is broken into lines of one width, as
// wires send it: an empty line or an indented one begins a paragraph. A text
// whose lines are paragraphs stays as it is.
func Unwrap(text string) string {
	text = strings.ReplaceAll(strings.ReplaceAll(text, "\r\n", "\n"), "\r", "\n")
	lines := strings.Split(strings.Trim(text, "\n"), "\n")
	if !isWrapped(lines) {
		return strings.TrimSpace(text)
	}
	var b strings.Builder
	open := false
	for _, line := range lines {
		words := Squeeze(line)
		switch {
		case words == "":
			open = false
			continue
		case b.Len() == 0:
		case open && !indented(line):
			b.WriteByte(' ')
		default:
			b.WriteString("\n\n")
		}
		b.WriteString(words)
		open = true
	}
	return b.String()
}

// wrapWidth is the longest line of a wrapped text, in characters: wires send
// lines of 64 to 90.
const wrapWidth = 100

// isWrapped reports whether the lines of a text are parts of paragraphs: none
// is long, and most that another line follows are not short.
func isWrapped(lines []string) bool {
	full, followed := 0, 0
	for i, line := range lines {
		n := utf8.RuneCountInString(strings.TrimSpace(line))
		if n > wrapWidth {
			return false
		}
		if i+1 < len(lines) && n > 0 && strings.TrimSpace(lines[i+1]) != "" && !indented(lines[i+1]) {
			followed++
			if n > wrapWidth/2 {
				full++
			}
		}
	}
	return followed > 0 && full*2 > followed
}

func indented(line string) bool {
	return strings.HasPrefix(line, "  ") || strings.HasPrefix(line, "\t") || strings.HasPrefix(line, "\u3000")
}
