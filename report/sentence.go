package report

import (
	"fmt"
	"math"
	"strings"
)

// Records as sentences for people. No sentence claims more than its record.

// Sentence returns one piece of evidence as a sentence about an article ("it") and its parent. seen says
// that the parent is in the store. Unknown evidence is returned unchanged, with a full stop.
func (e *Evidence) Sentence(seen bool) string {
	text := strings.Join(strings.Fields(e.Text), " ")
	var s string
	switch e.Kind {
	case "text":
		s = textSentence(text)
	case "title":
		s = titleSentence(text)
	case "time":
		s = timeSentence(text)
	case "feed", "credit":
		s = creditSentence(text, seen)
	case "outlet":
		s = outletSentence(text)
	case "gone":
		s = capital(text)
	}
	if s == "" {
		s = plainSentence(text)
	}
	return stop(s)
}

func textSentence(s string) string {
	if s == "has the very same words" {
		return "It has the very same words as the source"
	}
	if n, ok := strings.CutSuffix(s, " of its word triples that others have are not in the article nearest to it"); ok {
		return n + " three-word phrases that it shares with others are missing from the closest article"
	}
	share, rest, ok := strings.Cut(s, " of its word triples are there, ")
	if !ok {
		return ""
	}
	missing, alone, _ := strings.Cut(rest, "; ")
	out := strings.ReplaceAll(share, " %", "%") + " of its three-word phrases are also in the source"
	if strings.HasPrefix(out, "100% ") {
		out = "Every three-word phrase in it is also in the source"
	}
	if n, ok := strings.CutSuffix(missing, " are not that others have"); ok {
		if n == "0" {
			out += "; so is everything that it shares with the other copies"
		} else {
			out += "; " + n + " that it shares with other copies are not"
		}
	}
	if n, quote, ok := strings.Cut(alone, " are in no third text, as "); ok {
		out += "; " + n + " are in these two articles and in no third, such as " + quote
	}
	return out
}

func titleSentence(s string) string {
	switch {
	case s == "has the same title":
		return "It has the same headline as the source"
	case strings.HasPrefix(s, "has a similar title"):
		return "Its headline is like that of the source" + strings.ReplaceAll(strings.TrimPrefix(s, "has a similar title"), " %", "% alike")
	}
	return ""
}

func timeSentence(s string) string {
	switch {
	case s == "a clock is missing":
		return "One of the two has no time"
	case s == "nothing here is older":
		return "No copy in the collection is older"
	case strings.HasPrefix(s, "published at the same time"):
		return "It was published at the same time as the source" + strings.TrimPrefix(s, "published at the same time")
	}
	for _, word := range []string{" after it", " before it"} {
		if when, rest, ok := strings.Cut(s, word); ok && strings.HasPrefix(when, "published ") {
			return "It was " + when + strings.TrimSuffix(word, "it") + "the source" + rest
		}
	}
	return ""
}

func creditSentence(s string, seen bool) string {
	who := "It"
	if seen {
		who = "The source"
	}
	if name, ok := strings.CutPrefix(s, "is of an agency's own outlet: "); ok {
		return who + " is from an agency's own outlet: " + name
	}
	for _, form := range [][2]string{
		{", whose own this is", "It credits %s, and the source is that agency's own outlet"},
		{", whose own copy is not here", "It credits %s, whose own copy is not in the collection"},
		{", which that does not", "It credits %s, which the source does not"},
	} {
		if name, ok := strings.CutSuffix(s, form[0]); ok && strings.HasPrefix(name, "credits ") {
			return fmt.Sprintf(form[1], strings.TrimPrefix(name, "credits "))
		}
	}
	if name, ok := strings.CutPrefix(s, "does not credit "); ok {
		return "It does not credit " + strings.TrimSuffix(name, ", which that does") + ", which the source does"
	}
	if name, ok := strings.CutPrefix(s, "both credit "); ok {
		return "Both credit " + name
	}
	return ""
}

// outletSentence describes evidence from outlets and their profiles. It may have several parts.
func outletSentence(s string) string {
	var out []string
	for part := range strings.SplitSeq(s, "; ") {
		sentence := outletPart(part)
		if sentence == "" {
			sentence = plainSentence(part)
		}
		out = append(out, sentence)
	}
	return strings.Join(out, ". ")
}

func outletPart(s string) string {
	switch {
	case s == "is the same outlet's, at another address":
		return "The source is the same outlet's, at another address"
	case s == "is of the same house":
		return "Both outlets have the same owner"
	case strings.HasPrefix(s, "names "):
		return "It names the outlet of the source, " + strings.TrimPrefix(s, "names ")
	}
	if name, how, ok := strings.Cut(s, " is copied "); ok {
		return "The outlet of the source, " + name + ", is copied " + strings.ReplaceAll(how, " %", "%")
	}
	if share, name, ok := strings.Cut(s, " % of the articles of "); ok {
		return share + "% of the articles of " + strings.TrimSuffix(name, " are taken from none here") + " were taken from none in the collection"
	}
	return ""
}

// plainSentence makes a sentence of a phrase about an article: "carries …", "published …".
func plainSentence(s string) string {
	first, _, _ := strings.Cut(s, " ")
	switch {
	case first == "published" || first == "printed":
		return "It was " + s
	case len(first) > 1 && strings.HasSuffix(first, "s") && strings.ToLower(first) == first && !strings.HasSuffix(first, "others"):
		return "It " + s
	}
	return capital(s)
}

func capital(s string) string {
	for i, r := range s {
		if i == 0 {
			return strings.ToUpper(string(r)) + s[len(string(r)):]
		}
	}
	return s
}

func stop(s string) string {
	if s == "" || strings.HasSuffix(s, ".") || strings.HasSuffix(s, "?") || strings.HasSuffix(s, "!") {
		return s
	}
	return s + "."
}

// Odds describes a weight as a factor of the odds.
func (e *Evidence) Odds() string {
	if math.Abs(e.Weight) < .05 || math.IsNaN(e.Weight) {
		return "no effect"
	}
	// exp(7) is about a thousand: larger factors say nothing more
	sign, x := "×", math.Exp(min(math.Abs(e.Weight), 7))
	if e.Weight < 0 {
		sign = "÷"
	}
	switch {
	case math.Abs(e.Weight) > 7:
		return "odds " + sign + " over 1,000"
	case x < 9.5:
		return fmt.Sprintf("odds %s %.1f", sign, x)
	}
	return fmt.Sprintf("odds %s %.0f", sign, x)
}

// Question returns the question that a doubt is about.
func (d *Doubt) Question() string {
	switch d.Kind {
	case "parent":
		return "Which article it was taken from"
	case "twins":
		return "Which of several identical texts it was taken from"
	case "source":
		return "Where the text was printed first"
	case "clock":
		return "When it appeared"
	case "agency":
		return "Which agency's text it is"
	case "gone":
		return "What is missing"
	}
	return capital(d.Kind)
}

// Sentence returns a doubt as a sentence.
func (d *Doubt) Sentence() string {
	text := strings.Join(strings.Fields(d.Text), " ")
	if n, ok := strings.CutPrefix(text, "others with the very text of the parent, which text can't tell apart: "); ok {
		if n == "1" {
			return "Another article has the same words as the source, so the wording cannot tell which was used."
		}
		return n + " other articles have the same words as the source, so the wording cannot tell which was used."
	}
	if n, ok := strings.CutPrefix(text, "articles of its cluster that were deleted or revised since the last run are left out: "); ok {
		return "Articles of its cluster that were deleted or revised since the last run are left out: " + n + "."
	}
	return stop(capital(text))
}
