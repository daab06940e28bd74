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

// served returns the assets of pages that only a server shows.
func served() assets {
	a := usual()
	a.style, a.script, a.forms = a.style+frontStyle, a.script+frontScript, true
	return a
}

// A StoryList is a server's page that lists stories, with a search form.
type StoryList struct {
	Title   string
	Links   Linker
	Stories []StoryItem
	Search  *StorySearch // nil: no search form
	Total   int          // number of stories that match the search
	Facets  []StoryFacet // filters to narrow the list
	Ways    []PageLink   // if no story matches: links without some of the filters
	Note    string       // for the reader, above the list; empty: none
	Of      int          // number of all stories if the list is incomplete; else 0
	// Previous and Next are links to neighbouring pages.
	Previous, Next *PageLink
	Days           []string // links to days
}

// A StoryItem is a story in a list.
type StoryItem struct {
	ID, Title, Agency, When string
	Outlets, Articles       int
}

// A StorySearch holds the values of the search form.
type StorySearch struct {
	Words, Outlet, Agency, House, Since, Order string
	Houses                                     bool // the owners of some outlets are known
}

// A StoryFacet is a filter with its values.
type StoryFacet struct {
	Title   string
	Choices []FacetChoice // the values of most stories
	Rest    int           // number of further values
	All     string        // address of the list without this filter; empty: it is not used
}

// A FacetChoice is a value of a facet.
type FacetChoice struct {
	Name, Address string
	Stories       int
	Chosen        bool
}

// Stories formats a number of stories.
func Stories(n int) string {
	if n == 1 {
		return "1 story"
	}
	return report.Number(n) + " stories"
}

// A PageLink is a link with its text.
type PageLink struct{ Address, Words string }

// A storyRow is an item for the template.
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
