package main

import (
	"io"
	"strings"

	"github.com/wiretrace/wiretrace/article"
	"github.com/wiretrace/wiretrace/report"
	"github.com/wiretrace/wiretrace/report/page"
)

// A form is one of the forms that report writes.
type form struct {
	name string
	what string // for the help
	top  int    // how many clusters there are unless --top says so
	// renderer returns what writes the report.
	renderer func(a *app, w io.Writer, f *reportFlags) report.Renderer
}

// defaultTop is how many clusters fit what a person reads on a terminal.
const defaultTop = 20

// pageTop is the default number of clusters on a page. A browser needs about half a second
// to open a page of that size (TestDayOpens logs the time).
const pageTop = 2000

// forms are the forms of report, the usual one first.
func forms() []form {
	return append([]form{
		{"text", "for a terminal", defaultTop, func(a *app, w io.Writer, f *reportFlags) report.Renderer {
			t := a.text()
			t.Out, t.All = w, f.all
			t.Color = t.Color && (f.out == "" || f.out == "-")
			return t
		}},
		{"json", "JSON Lines, as --json", defaultTop, func(_ *app, w io.Writer, _ *reportFlags) report.Renderer {
			return &report.JSON{Out: w}
		}},
		{"md", "Markdown, to paste into a note or a ticket", defaultTop, func(_ *app, w io.Writer, f *reportFlags) report.Renderer {
			return &report.Markdown{Out: w, All: f.all}
		}},
		{formHTML, "a page that holds all it needs: of a period, a cluster or an article", pageTop, func(_ *app, w io.Writer, f *reportFlags) report.Renderer {
			switch {
			case f.article != "":
				return &page.Article{Out: w}
			case f.cluster != "":
				return &page.Cluster{Out: w}
			}
			return &page.Day{Out: w, Owners: f.owners}
		}},
	}, exportForms()...)
}

// formOf returns the form that was asked for.
func (a *app) formOf(name string) (form, error) {
	if name == "" {
		name = "text"
		if a.json {
			name = "json"
		}
	}
	if a.json && name != "json" {
		return form{}, usagef("--format %s with --json: give one of them", name)
	}
	for _, x := range forms() {
		if x.name == name {
			return x, nil
		}
	}
	return form{}, usagef("--format %s: give one of %s", name, strings.Join(formNames(), ", "))
}

func formNames() []string {
	var names []string
	for _, x := range forms() {
		names = append(names, x.name)
	}
	return names
}

// formHelp lists the forms for the help of report.
func formHelp() string {
	var b strings.Builder
	for _, x := range forms() {
		b.WriteString("  " + x.name + strings.Repeat(" ", max(1, 14-len(x.name))) + x.what + "\n")
	}
	return b.String()
}

// An answerer writes the answers of check and compare for people.
type answerer interface {
	Check(*report.CheckView) error
	Compare(a, b *article.Article, c *report.Comparison) error
}

// answerHelp is the help of the flag that answers share.
const answerHelp = "text, json or md (Markdown) (default text, or json with --json)"

// answerIn settles the form of an answer: format is the flag, and --json the same as
// json. It returns nil for JSON.
func (a *app) answerIn(format string, all bool) (answerer, error) {
	switch {
	case format == "json" || format == "" && a.json:
		return nil, nil
	case a.json:
		return nil, usagef("--format %s with --json: give one of them", format)
	case format == "md":
		return &report.Markdown{Out: a.out, All: all}, nil
	case format == "" || format == "text":
		t := a.text()
		t.All = all
		return t, nil
	}
	return nil, usagef("--format %s: give text, json or md", format)
}
