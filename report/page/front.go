package page

import (
	_ "embed" // the templates are part of the program
	"html/template"
	"io"
	"net/url"
	"strings"

	"github.com/wiretrace/wiretrace/report"
)

//go:embed front.html
var frontTemplates string

// A Front is the first page of a server: a form that checks an article.
type Front struct {
	Links    Linker
	Articles int    // in the store
	Problem  string // with what was sent; empty: none
	Address  string // of this page, as https://host:port, for the bookmarklet
}

// Ask is the heading of the form.
func (f *Front) Ask() string { return "Paste a text, or choose a file" }

// marklet is the script of the bookmark. It sends the selected text, or else the page. At
// most 400,000 characters go into the address: browsers open addresses of 2 million bytes, and a
// character may take nine.
const marklet = `javascript:(()=>{const s=String(getSelection()),d=document.documentElement.cloneNode(true);` +
	`d.querySelectorAll("script:not([type='application/ld+json']),style,svg,noscript,iframe,link[rel=stylesheet]").forEach(e=>e.remove());` +
	`let t=s.length>200?s:d.outerHTML;if(t.length>400000)t=document.body.innerText.slice(0,400000);` +
	`open("ADDRESS/#"+new URLSearchParams({url:location.href,text:t}))})()`

// Bookmarklet returns the address of a bookmark that opens this page with the text of the page
// that is being read.
func (f *Front) Bookmarklet() template.URL {
	address := url.URL{Scheme: "http", Host: "127.0.0.1"}
	if u, err := url.Parse(f.Address); err == nil && (u.Scheme == "http" || u.Scheme == "https") {
		address = url.URL{Scheme: u.Scheme, Host: u.Host}
	}
	safe := strings.NewReplacer(`"`, "", `\`, "").Replace(address.String())
	return template.URL(strings.Replace(marklet, "ADDRESS", safe, 1)) //nolint:gosec // our own script; the address is a scheme and a host
}

// Write writes the page.
func (f *Front) Write(w io.Writer) error {
	t, err := parseWith(served(), frontTemplates+articleTemplates, f.Links)
	if err != nil {
		return err
	}
	return write(w, t, head{Title: "Is this article a copy? – wiretrace"}, "front", f)
}

// A Checked is the page with the answer on an article that is not in the store.
type Checked struct {
	Links   Linker
	Check   *report.CheckView
	Article *report.ArticleView // as package view makes it of the check
}

// A checkedMatch is a match as the template shows it.
type checkedMatch struct{ ID, Outlet, Title, When, Part, Alike, Story string }

// checkedMatches is how many matches the page lists.
const checkedMatches = 10

// A checkedPage is what the template shows.
type checkedPage struct {
	Page    *articlePage
	Head    string
	Lines   []report.Line
	Story   string
	Matches []checkedMatch
}

// Ask is the heading of the form.
func (p *checkedPage) Ask() string { return "Check another" }

// Write writes the page.
func (c *Checked) Write(w io.Writer) error {
	t, err := parseWith(served(), frontTemplates+articleTemplates, c.Links)
	if err != nil {
		return err
	}
	sum := report.Summary{Traced: c.Article.IsTraced, Articles: c.Check.Stored, Generation: 1}
	p := &checkedPage{
		Page: newArticlePage(sum, nil, c.Article), Head: c.head(), Story: c.Check.Cluster,
		Lines: c.Check.Lines(c.Article, spelt),
	}
	if title := legible(c.Article.Article.Title); title == "" {
		p.Page.Title = "The text that you sent"
	}
	for i := range c.Check.Matches[:min(len(c.Check.Matches), checkedMatches)] {
		m := &c.Check.Matches[i]
		p.Matches = append(p.Matches, checkedMatch{
			ID: m.Article.ID, Outlet: legible(m.Article.Source), Title: headlineOf(&m.Article), When: momentOf(&report.MemberView{Article: m.Article}).Text,
			Part: percent(m.Containment), Alike: percent(m.Jaccard), Story: m.Cluster,
		})
	}
	return write(w, t, head{Title: p.Head + " – wiretrace"}, "checked", p)
}

// head says in a few words what was found.
func (c *Checked) head() string {
	switch {
	case c.Check.Unusable || c.Check.Verdict == "can't tell":
		return "Can’t tell: there is no article text to compare"
	case c.Check.Verdict == "copy":
		return "A copy"
	case c.Check.Verdict == "part":
		return "In part a copy"
	case c.Check.Verdict == "related":
		return "Related, but no copy"
	}
	return "No copy found"
}
