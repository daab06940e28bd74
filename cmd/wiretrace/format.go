package main

import (
	"io"
	"strings"

	"github.com/wiretrace/wiretrace/article"
	"github.com/wiretrace/wiretrace/report"
	"github.com/wiretrace/wiretrace/report/page"
)

// A form is one of the output forms of report.
type form struct {
	name string
	what string // description in the help
	top  int    // number of clusters without --top
	// renderer makes the writer of this form.
	renderer func(a *app, w io.Writer, f *reportFlags) report.Renderer
}

// defaultTop is how many clusters report prints on a terminal by default.
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

// formOf returns the form with a name.
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

// formHelp lists the forms for report's help.
func formHelp() string {
	var b strings.Builder
	for _, x := range forms() {
		b.WriteString("  " + x.name + strings.Repeat(" ", max(1, 14-len(x.name))) + x.what + "\n")
	}
	return b.String()
}

// An answerer writes the answers of check and compare in a form for people.
type answerer interface {
	Check(*report.CheckView) error
	Compare(a, b *article.Article, c *report.Comparison) error
}

// answerHelp is the help of --format of check and compare.
const answerHelp = "text, json or md (Markdown) (default text, or json with --json)"

// answerIn returns the writer of a form, or nil for JSON. The flag --json means the form json. all lists
// every match.
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
