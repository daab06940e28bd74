package page

import (
	"strconv"
	"strings"

	"github.com/wiretrace/wiretrace/report"
)

// A sentence names things between these marks: what it is, how to call it, and its id. They are control
// characters, which are in no text that [legible] has passed.
const (
	nameBegins = "\x01"
	namePart   = "\x02"
	nameEnds   = "\x03"
)

// named puts a thing into a sentence that the template "words" writes.
func named(kind, words, id string) string {
	return nameBegins + kind + namePart + legible(words) + namePart + legible(id) + namePart + strconv.Quote(id) + nameEnds
}

// namedArticle calls an article by its outlet.
func namedArticle(outlet, id string) string {
	if legible(outlet) == "" {
		outlet = id
	}
	return named("article", outlet, id)
}

// spelt writes names for sentences of the template "words".
var spelt = report.Speller{Quote: isolated, Article: namedArticle}

// otherStories names stories other than its own that an article has text of.
func otherStories(ids []string) string {
	switch len(ids) {
	case 0:
		return ""
	case 1:
		return named("story", "another story", ids[0])
	}
	out := make([]string, len(ids))
	for i, id := range ids {
		out[i] = named("story", "story "+strconv.Itoa(i+1), id)
	}
	return strconv.Itoa(len(ids)) + " other stories (" + strings.Join(out, ", ") + ")"
}

// A sentencePart is text, or a thing with its kind and id.
type sentencePart struct{ Text, Kind, ID, Shown string }

// pieces parts a sentence at the things that it names.
func pieces(s string) []sentencePart {
	var out []sentencePart
	for s != "" {
		text, rest, _ := strings.Cut(s, nameBegins)
		if text != "" {
			out = append(out, sentencePart{Text: text})
		}
		name, rest, ok := strings.Cut(rest, nameEnds)
		if p := strings.Split(name, namePart); ok && len(p) == 4 {
			if id, err := strconv.Unquote(p[3]); err == nil {
				out = append(out, sentencePart{Kind: p[0], Text: p[1], Shown: p[2], ID: id})
			}
		}
		s = rest
	}
	return out
}
