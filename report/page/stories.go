package page

import (
	_ "embed" // the templates and the style are part of the program
	"io"

	"github.com/wiretrace/wiretrace/report"
)

//go:embed stories.html
var storiesTemplates string

//go:embed front.css
var frontStyle string

//go:embed front.js
var frontScript string

// served returns the assets of pages that only a server has.
func served() assets {
	a := usual()
	a.style, a.script, a.forms = a.style+frontStyle, a.script+frontScript, true
	return a
}

// A StoryList is a page of a server that lists stories, with a form to search them.
type StoryList struct {
	Title   string
	Links   Linker
	Stories []StoryItem
	Search  *StorySearch // nil: no form
	Total   int          // how many match the search
	Facets  []StoryFacet // what they can be narrowed to
	Ways    []PageLink   // where none matches: what can be left out
	Note    string       // for the reader, above the list; empty: none
	Of      int          // how many there are, if the list does not have them all; 0: it has
	// Previous and Next are links to neighbouring pages.
	Previous, Next *PageLink
	Days           []string // links to days
}

// A StoryItem is a story in a list.
type StoryItem struct {
	ID, Title, Agency, When string
	Outlets, Articles       int
}

// A StorySearch is what the form of a list was filled in with.
type StorySearch struct {
	Words, Outlet, Agency, House, Since, Order string
	Houses                                     bool // the owners of some outlets are known
}

// A StoryFacet is a kind of value that stories can be narrowed to.
type StoryFacet struct {
	Title   string
	Choices []FacetChoice // those that most stories have
	Rest    int           // further values
	All     string        // address of the list without this filter; empty: it is not set
}

// A FacetChoice is a value of a facet.
type FacetChoice struct {
	Name, Address string
	Stories       int
	Chosen        bool
}

// Stories writes a number of stories.
func Stories(n int) string {
	if n == 1 {
		return "1 story"
	}
	return report.Number(n) + " stories"
}

// A PageLink is a link with its words.
type PageLink struct{ Address, Words string }

// A storyRow is an item as the template shows it.
type storyRow struct {
	StoryItem
	Shown string
}

// Write writes the page.
func (l *StoryList) Write(w io.Writer) error {
	t, err := parseWith(served(), storiesTemplates, l.Links)
	if err != nil {
		return err
	}
	rows := make([]storyRow, len(l.Stories))
	for i, s := range l.Stories {
		rows[i] = storyRow{s, short(legible(s.Title), maxTitle)}
		if rows[i].Shown == "" {
			rows[i].Shown = "without a headline"
		}
	}
	data := struct {
		*StoryList
		Rows  []storyRow
		Count string
	}{l, rows, Stories(l.Total)}
	return write(w, t, head{Title: l.Title + " – wiretrace"}, "stories", data)
}
