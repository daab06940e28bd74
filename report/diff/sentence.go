package diff

import "unicode"

// longParagraph is the length, in runes, above which a paragraph is split at its sentences: about 80
// words.
const longParagraph = 480

// Sentences returns where the sentences of a long paragraph end, with their white space, or nil if it is
// not long. It returns the positions within [from, to), in runes of text. An abbreviation may be taken for
// an end; this only affects the layout.
func Sentences(text []rune, from, to int) []int {
	if to-from < longParagraph {
		return nil
	}
	var out []int
	for at := from; at < to; at++ {
		if !endMark(text, from, at) {
			continue
		}
		end := at + 1
		for end < to && (endMark(text, from, end) || unicode.In(text[end], unicode.Pe, unicode.Pf, unicode.Pi, unicode.M) || text[end] == '"' || text[end] == '\'') {
			end++
		}
		space := end
		for space < to && unicode.IsSpace(text[space]) {
			space++
		}
		wide := text[at] >= 0x3000 || text[end-1] >= 0x3000 // the mark, or what closes after it
		at = end - 1
		if space == end && !wide || space >= to || unicode.IsLower(text[space]) || unicode.IsDigit(text[space]) && space == end {
			continue
		}
		out = append(out, space)
		at = space - 1
	}
	return out
}

// endMark reports whether a sentence may end at a position.
func endMark(text []rune, from, at int) bool {
	switch text[at] {
	case '!', '?', '…', '。', '！', '？', '؟', '۔', '।', '።', '။':
		return true
	case '.':
		letters := 0 // initials and most abbreviations have one or two
		for k := at - 1; k >= from && letters < 3; k-- {
			if !unicode.IsLetter(text[k]) && !unicode.Is(unicode.M, text[k]) {
				return unicode.IsDigit(text[k]) || unicode.In(text[k], unicode.Pe, unicode.Pf) || text[k] == '"'
			}
			letters++
		}
		return letters == 3
	}
	return false
}

// markSentences ends a line after each sentence in the long paragraphs of a text.
func markSentences(list []token, text []rune) {
	for from := 0; from < len(list); {
		to := from
		for to < len(list) && !list[to].breaks {
			to++
		}
		if to > from {
			ends := Sentences(text, list[from].at.Start, list[to-1].at.End)
			for i := from; i < to && len(ends) > 0; i++ {
				for len(ends) > 0 && ends[0] < list[i].at.End {
					ends = ends[1:]
				}
				list[i].breaks = len(ends) > 0 && ends[0] == list[i].at.End
			}
		}
		from = to + 1
	}
}
