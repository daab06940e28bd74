package ingest

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"codeberg.org/readeck/go-readability/v2"
	"golang.org/x/net/html"

	"github.com/wiretrace/wiretrace/article"
	"github.com/wiretrace/wiretrace/ingest/charset"
)

const (
	// maxElements is how many elements the extractor may get; it clones the tree and walks it dozens of
	// times. Real pages have fewer than 20,000.
	maxElements = 50_000
)

var (
	errPageSize  = errors.New("page is larger than 16 MiB: cut it down or give its text as JSON")
	errPageParse = errors.New("page cannot be parsed as HTML")
	errRepeats   = errors.New("too many formatting elements are left open")
)

// parsePage reads one HTML page. url is the address from which it was fetched, or "".
//
// The article's URL is the page's own address (see [pageMeta.address]), and its Source is the registrable
// domain of that. A canonical address on another domain becomes "canonical" in Extra; other addresses
// become Links. A page that only lists articles has "index_page" in Extra and is LowConfidence. Furniture
// is marked: do not mark it again. The text is LowConfidence if no extraction matches the page's
// description of itself. An error means that the page cannot be read.
func parsePage(data []byte, url string) (a article.Article, err error) {
	if len(data) > maxPage {
		return article.Article{}, errPageSize
	}
	defer func() {
		if p := recover(); p != nil {
			a, err = article.Article{}, fmt.Errorf("%w: %v", errPageParse, p)
		}
	}()
	page := charset.Decode(data)
	doc, err := parseHTML(page)
	if err != nil {
		return article.Article{}, err
	}
	prepare(doc)
	m := readMeta(doc)
	m.cutOthers()
	m.cutLoaded(doc)
	own, foreign := m.address(url)
	m.own = own
	// Before extraction, which changes the page.
	published, updated := m.clocks(doc, own)
	if m.seekAuthor() {
		m.findAuthor(doc)
	}
	lead := cleanText(m.standfirst(doc))
	body := m.extract(doc)
	body.markUndeclared(ldBody(m.ld.body).text)
	body.prepend(lead)
	markPage(&body, m.titleKeys())
	a = article.Article{
		Title: cleanText(m.headline()), Byline: cleanText(m.author()), Credit: cleanText(m.credit()),
		Published: published, Updated: updated, Text: body.text, LowConfidence: body.low,
	}
	a.URL, a.Source = cleanText(own), cleanText(m.outlet(own))
	a.Extra = pageExtra(cleanText(foreign), body.index)
	m.addLinks(&a)
	a.Lang = pickLang(a.Text, m.lang, m.ld.lang, m.first("og:locale", "language", "dc.language"))
	marks := marker{a: &a, text: a.Text, dst: body.marks, known: len(body.marks), headings: body.headings}
	a.Furniture = marks.run()
	if len(a.Furniture) > 0 && strings.TrimSpace(a.Body()) == "" {
		a.LowConfidence = true // only captions and the like
	}
	return a, nil
}

// pageExtra returns facts about a page that have no field.
func pageExtra(canonical string, index bool) (extra []byte) {
	if canonical == "" && !index {
		return nil
	}
	// Strings and booleans are always written.
	extra, _ = json.Marshal(struct {
		Canonical string `json:"canonical,omitempty"`
		Index     bool   `json:"index_page,omitempty"`
	}{canonical, index})
	return extra
}

// body is one attempt at a page's text.
type body struct {
	text     string
	marks    []article.Furniture // found by the markup
	headings []int               // start positions of the article's own headings
	lead     float64             // see leadScore
	links    float64             // share of the text within links
	low      bool
	index    bool // the page only lists articles
}

// extract returns the best text of the page. It changes doc.
func (m *pageMeta) extract(doc *html.Node) body {
	lead := newLead(m.title, m.headline(), m.first("og:description", "description", "twitter:description"), m.ld.description)
	dense, whole := densest(doc)
	index := m.indexPage(doc, whole)
	best := lead.judge(m.readability(doc))
	// A longer articleBody wins at any score, because on some pages the extractor stops at the first
	// advertisement (3 of 219, with a tenth to a half of the text).
	if b := lead.judge(ldBody(m.ld.body)); b.better(best) {
		best = b
	}
	if b := lead.judge(ldBody(m.ld.live)); b.plausible() && len(b.text) > len(best.text)*3/2 {
		best = b // its entries may lack the words of the headline
	}
	if !best.trusted() || best.partOf(whole) {
		if b := lead.judge(dense); b.better(best) {
			best = b
		}
		best.low = !best.plausible() || best.partOf(whole)
	}
	best.index, best.low = index, best.low || index
	return best
}

// readability runs the extractor and keeps the byline that it finds. If it fails, the text is empty.
func (m *pageMeta) readability(doc *html.Node) (b body) {
	defer func() {
		if p := recover(); p != nil {
			b = body{}
		}
	}()
	ps := readability.NewParser()
	ps.MaxElemsToParse = maxElements
	ps.DisableJSONLD = true // readMeta reads it
	ps.KeepClasses = true   // they show furniture
	all := paragraphs(doc)
	got, err := ps.ParseAndMutate(doc, absURL(m.base, nil))
	if err != nil || got.Node == nil {
		return body{}
	}
	m.byline = got.Byline()
	b = renderBody(got.Node, nil)
	b.fillGaps(all)
	return b
}

// ldBody turns an articleBody into a text; some hold markup.
func ldBody(s string) body {
	s = plainMarkdown(html.UnescapeString(s))
	if strings.Contains(s, "</") || strings.Contains(s, "<br") {
		if doc, err := parseHTML([]byte(s)); err == nil {
			return renderBody(doc, nil)
		}
	}
	var lines []string
	for line := range strings.SplitSeq(cleanText(s), "\n") {
		if line = oneLine(line); line != "" {
			lines = append(lines, line)
		}
	}
	return body{text: strings.Join(lines, "\n\n")}
}
