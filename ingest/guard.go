package ingest

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

const (
	// leadGood is the lead score from which a text is taken for the right one.
	// A consent dialog scored .03 to .08, right extractions mostly .8 to 1.
	leadGood = 0.5
	// leadPlausible is the lead score below which a text is not trusted at all:
	// on 219 labelled pages the consent dialog had .08, the right text of a page
	// whose description paraphrases it .30.
	leadPlausible = 0.2
	// shortText is the length in bytes below which another extraction is tried
	// whatever the score.
	shortText = 400
	// linkList is the share of linked text above which a text is a list of links.
	linkList = 0.6
)

// lead holds the words by which a page says what its article is about.
type lead struct{ words []string }

// newLead collects the distinct words of a page's title and description:
// longer than three letters, or pairs of characters where words are not spaced.
func newLead(parts ...string) lead {
	seen := make(map[string]bool)
	var l lead
	for _, p := range parts {
		for _, w := range leadWords(p) {
			if !seen[w] && len(l.words) < 200 {
				seen[w] = true
				l.words = append(l.words, w)
			}
		}
	}
	return l
}

// leadWords returns the words of s that count for the lead score.
func leadWords(s string) []string {
	var out []string
	for _, w := range strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsMark(r) }) {
		runes := []rune(w)
		switch {
		case unicode.In(runes[0], unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai):
			for i := 0; i+1 < len(runes) && i < 100; i++ {
				out = append(out, string(runes[i:i+2]))
			}
		case len(runes) > 3:
			out = append(out, w)
		}
	}
	return out
}

// judge fills in the scores of b.
func (l lead) judge(b body) body {
	b.lead = l.score(b.text)
	return b
}

// score returns the share of the lead's words found in text, or -1 if the page
// says too little about itself to judge by.
func (l lead) score(text string) float64 {
	if len(l.words) < 4 {
		return -1
	}
	text = strings.ToLower(text)
	found := 0
	for _, w := range l.words {
		if strings.Contains(text, w) {
			found++
		}
	}
	return float64(found) / float64(len(l.words))
}

// trusted reports whether no other extraction need be tried.
func (b body) trusted() bool {
	return b.plausible() && (b.lead >= leadGood || b.lead < 0) && len(b.text) >= shortText
}

// plausible reports whether b can be the article at all.
func (b body) plausible() bool {
	if b.text == "" || b.links > linkList || consent(b.text) {
		return false
	}
	if b.lead < 0 {
		return len(b.text) >= shortText/2
	}
	return b.lead >= leadPlausible
}

// better reports whether b is to be preferred to c, the earlier attempt: it must
// agree clearly better with the page's own words, or be much longer and agree as well.
func (b body) better(c body) bool {
	switch {
	case !b.plausible():
		return false
	case !c.plausible():
		return true
	case len(b.text) > len(c.text)*3/2:
		return b.lead >= c.lead
	}
	return b.lead > c.lead+.2 && len(b.text)*2 > len(c.text)
}

// consent reports whether text is a consent dialog: many of a few telling words.
func consent(text string) bool {
	head := strings.ToLower(text[:min(len(text), 3000)])
	n := 0
	for _, w := range [...]string{"cookie", "consent", "opt out", "opt-out", "personal data", "privacy", "vendors", "einwilligung", "consentement"} {
		n += strings.Count(head, w)
	}
	return n*150 > utf8.RuneCountInString(head) // once in 25 words; articles on privacy law reach half of that
}

// densest is the second strategy: the container that holds the most running
// text outside navigation, asides and dialogs.
func densest(doc *html.Node) body {
	scores := make(map[*html.Node]float64)
	var order []*html.Node
	add := func(n *html.Node, s float64) {
		if n == nil || n.Type != html.ElementNode {
			return
		}
		if _, ok := scores[n]; !ok {
			order = append(order, n)
		}
		scores[n] += s
	}
	var walk func(n *html.Node)
	walk = func(n *html.Node) {
		if n.Type == html.ElementNode && (neverText(n) || sideline(n)) {
			return
		}
		if n.DataAtom == atom.P || n.DataAtom == atom.Pre {
			if s := runningText(n); s > 0 {
				add(n.Parent, s)
				if n.Parent != nil && n.Parent.Parent != nil {
					add(n.Parent.Parent, s*.7)
					add(n.Parent.Parent.Parent, s*.4)
				}
			}
			return
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			walk(c)
		}
	}
	walk(doc)
	// The few best: a consent dialog may hold more text than the article.
	slices.SortStableFunc(order, func(a, b *html.Node) int { return cmp.Compare(scores[b], scores[a]) })
	var first body
	for i, n := range order[:min(len(order), 5)] {
		b := renderBody(n, sideline)
		if !consent(b.text) {
			return b
		}
		if i == 0 {
			first = b
		}
	}
	return first
}

// runningText returns the length of a paragraph's own text, 0 for short and
// linked ones.
func runningText(n *html.Node) float64 {
	b := renderBody(n, nil)
	if len(b.text) < 40 || b.links > .5 {
		return 0
	}
	return float64(len(b.text)) * (1 - b.links)
}

// sideline reports whether an element is by its name no part of an article.
func sideline(n *html.Node) bool {
	switch n.DataAtom {
	case atom.Nav, atom.Aside, atom.Footer, atom.Form, atom.Dialog, atom.Figure:
		return true
	}
	switch attr(n, "role") {
	case "dialog", "alertdialog", "navigation", "complementary", "banner", "contentinfo":
		return true
	}
	if n.DataAtom == atom.Body || n.DataAtom == atom.Article || n.DataAtom == atom.Main {
		return false
	}
	name := strings.ToLower(attr(n, "class") + " " + attr(n, "id"))
	for _, w := range [...]string{"comment", "cookie", "consent", "related", "newsletter", "share", "social", "sidebar", "modal", "popup", "breadcrumb", "promo", "paywall", "onetrust", "recommend"} {
		if strings.Contains(name, w) {
			return true
		}
	}
	return false
}
