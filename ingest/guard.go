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
	// leadGood is the lead score above which a text is accepted. A consent dialog scored .03 to .08,
	// correct extractions mostly .8 to 1.
	leadGood = 0.5
	// leadPlausible is the lead score below which a text is not accepted. On 219 labelled pages the
	// consent dialog had .08, and the correct text of a page with a paraphrasing description had .30.
	leadPlausible = 0.2
	// shortText is the length in bytes below which a second extraction is always tried.
	shortText = 400
	// linkList is the share of linked text above which a text is a list of links.
	linkList = 0.6
)

// lead holds the words with which a page describes its article.
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

// judge sets the scores of b.
func (l lead) judge(b body) body {
	b.lead = l.score(b.text)
	return b
}

// score returns the share of the lead's words that are in text, or -1 if the page says too little about
// itself.
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

// trusted reports whether no other extraction must be tried.
func (b body) trusted() bool {
	return b.plausible() && (b.lead >= leadGood || b.lead < 0) && len(b.text) >= shortText
}

// plausible reports whether b may be the article.
func (b body) plausible() bool {
	if b.text == "" || b.links > linkList || consent(b.text) {
		return false
	}
	if b.lead < 0 {
		return len(b.text) >= shortText/2
	}
	return b.lead >= leadPlausible
}

// partOf reports whether b is a small part of a page's running text, which has whole bytes. Agencies and
// portals print one paragraph of many in front.
func (b body) partOf(whole int) bool {
	return whole > 2*shortText && len(b.text)*5 < whole
}

// better reports whether b is better than c, the earlier attempt: it matches the page's own words clearly
// better, or it is much longer and matches as well.
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

// consent reports whether text is a consent dialog: at least one of 25 words is a typical word. Articles
// on privacy law reach half of that.
func consent(text string) bool {
	head := strings.ToLower(text[:min(len(text), 3000)])
	n := 0
	for _, w := range consentWords() {
		n += strings.Count(head, w)
	}
	return n*150 > utf8.RuneCountInString(head)
}

// consentWords are words of consent dialogs. "cookie" is the same word in most
// languages of the Latin script.
func consentWords() []string {
	return []string{
		"cookie", "consent", "opt out", "opt-out", "personal data", "privacy", "vendors", "our partners", "legitimate interest",
		"einwilligung", "personenbezogene", "verarbeitungszweck", "drittanbieter", "unsere partner",
		"consentement", "données personnelles", "confidentialité", "nos partenaires", "finalités",
		"consentimiento", "datos personales", "privacidad", "nuestros socios", "consentimento", "dados pessoais", "nossos parceiros",
		"dati personali", "nostri partner", "toestemming", "persoonsgegevens", "onze partners",
		"samtykke", "samtycke", "personuppgifter", "personopplysninger", "suostumus", "evästeet",
		"ciasteczk", "danych osobowych", "souhlas", "osobních údajů", "adatkezel", "çerez", "kişisel veri",
		"согласие на", "персональных данных", "файлы cookie", "персональних даних", "συγκατάθεση", "προσωπικ",
		"ملفات تعريف الارتباط", "البيانات الشخصية", "עוגיות", "クッキー", "個人情報", "쿠키", "개인정보", "个人信息", "隐私", "隱私",
	}
}

// containers is the second strategy: it finds the elements with the most running text outside navigation,
// asides and dialogs.
type containers struct {
	score map[*html.Node]float64
	order []*html.Node // in the order in which they were found
	text  int          // bytes of running text of the whole page
}

// densest returns the text of the best container, and the bytes of running
// text of the whole page.
func densest(doc *html.Node) (body, int) {
	c := containers{score: make(map[*html.Node]float64)}
	c.walk(doc)
	// The best few, since a consent dialog may have more text than the article.
	slices.SortStableFunc(c.order, func(a, b *html.Node) int { return cmp.Compare(c.score[b], c.score[a]) })
	var first body
	for i, n := range c.order[:min(len(c.order), 5)] {
		b := renderBody(n, sideline)
		if !consent(b.text) {
			return b, c.text
		}
		if i == 0 {
			first = b
		}
	}
	return first, c.text
}

// walk scores the containers of the text below n.
func (c *containers) walk(n *html.Node) {
	if n.Type == html.ElementNode && (neverText(n) || sideline(n)) {
		return
	}
	if n.DataAtom == atom.P || n.DataAtom == atom.Pre {
		if s := runningText(n); s > 0 {
			c.add(n.Parent, s)
			if n.Parent != nil && n.Parent.Parent != nil {
				c.add(n.Parent.Parent, s*.7)
				c.add(n.Parent.Parent.Parent, s*.4)
			}
			c.text += int(s)
		}
		return
	}
	for d := n.FirstChild; d != nil; d = d.NextSibling {
		c.walk(d)
	}
}

func (c *containers) add(n *html.Node, s float64) {
	if n == nil || n.Type != html.ElementNode {
		return
	}
	if _, ok := c.score[n]; !ok {
		c.order = append(c.order, n)
	}
	c.score[n] += s
}

// runningText returns the length of a paragraph's own text, 0 for short and
// linked ones.
func runningText(n *html.Node) float64 {
	all, linked := textAndLinks(n, false)
	if all < 40 || linked*2 > all {
		return 0
	}
	return float64(all - linked)
}

// textAndLinks returns the bytes of the text below n, and those within links.
func textAndLinks(n *html.Node, link bool) (all, linked int) {
	link = link || n.DataAtom == atom.A
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		switch {
		case c.Type == html.TextNode:
			size := len(strings.TrimSpace(c.Data))
			all += size
			if link {
				linked += size
			}
		case c.Type == html.ElementNode && !neverText(c):
			a, l := textAndLinks(c, link)
			all, linked = all+a, linked+l
		}
	}
	return all, linked
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
