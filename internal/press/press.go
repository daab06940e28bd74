// Package press makes the fictional press of testdata/press: articles, HTML
// pages and the truth about them, from the stories in stories.txt and the
// recipe in recipe.go.
//
// Call [Make] for the files by name; cmd/mkpress writes them. Everything was
// written for this project; outlets, agencies, people and most places are made
// up. The same stories and recipe give the same bytes.
package press

import (
	_ "embed"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"
)

//go:embed stories.txt
var storiesText string

// A story is a text as its author sent it.
type story struct {
	key, lang, agency string // agency "-": none
	sent              time.Time
	title             string
	dateline          string // of a wire; empty for others
	paras             []string
}

// stories parses stories.txt.
func stories() (map[string]*story, error) {
	all := map[string]*story{}
	for _, part := range strings.Split(storiesText, "=== ")[1:] {
		lines := strings.Split(strings.TrimSpace(part), "\n")
		head := strings.Fields(lines[0])
		if len(head) != 4 || len(lines) < 4 {
			return nil, fmt.Errorf("stories.txt: %q: a head of four fields, a title and two paragraphs are needed", lines[0])
		}
		sent, err := time.Parse(time.RFC3339, head[3])
		if err != nil {
			return nil, fmt.Errorf("stories.txt: %s: %w", head[0], err)
		}
		s := &story{key: head[0], lang: head[1], agency: head[2], sent: sent, title: lines[1], paras: lines[2:]}
		if s.agency != "-" {
			s.dateline, s.paras = lines[2], lines[3:]
		}
		all[s.key] = s
	}
	return all, nil
}

// A run is a piece of an article's text with its owner: a cluster, "own" or
// "boilerplate".
type run struct{ text, owner string }

// An item is one article of the press.
type item struct {
	ID        string
	URL       string
	Source    string
	Title     string
	Byline    string
	Published string
	Updated   string
	Fetched   string
	Lang      string
	runs      []run

	cluster, second string // second: the other story of a merged article
	parent          string // id, or ROOT
	wire            string // id of the nearest agency article, or -
	agency          string // true agency, or -
	how             string
	version         int
	credited        bool
	page            string // file name of an HTML page, or empty
	noID            bool
}

// text joins the runs.
func (it *item) text() string {
	var b strings.Builder
	for _, r := range it.runs {
		b.WriteString(r.text)
	}
	return b.String()
}

// add appends paragraphs of one owner, parted by blank lines.
func (it *item) add(owner string, paras ...string) {
	for _, p := range paras {
		if len(it.runs) > 0 {
			it.runs[len(it.runs)-1].text += "\n\n"
		}
		it.runs = append(it.runs, run{p, owner})
	}
}

// passages returns the runs as lines of gold_passages.tsv, neighbours of one
// owner joined; offsets are in runes.
func (it *item) passages() []string {
	var lines []string
	start, at := 0, 0
	for i, r := range it.runs {
		at += utf8.RuneCountInString(r.text)
		if i+1 < len(it.runs) && it.runs[i+1].owner == r.owner {
			continue
		}
		lines = append(lines, fmt.Sprintf("%s\t%d\t%d\t%s", it.ID, start, at, r.owner))
		start = at
	}
	return lines
}
