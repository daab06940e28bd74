// Package page writes reports as HTML: as one file that contains everything, or as a site whose pages
// share a style and a script. A page loads nothing from other places. It works from disk, prints, and
// supports keyboards, screen readers, dark mode and right-to-left text.
//
// Texts of articles may be hostile. Everything is escaped by html/template. The page's policy allows only
// the style and script of this package, by their hashes or as files of the site, and neither inline
// handlers nor style attributes: lengths and colours that depend on data are SVG attributes. Addresses of
// articles become links only if they are plain web addresses, see [report.Link].
//
// The package is pure: it shows what package report gives it and draws no conclusions.
package page

import (
	"bufio"
	"crypto/sha256"
	_ "embed" // the style and the script are part of every page
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"html/template"
	"io"

	"github.com/wiretrace/wiretrace/report"
)

//go:embed page.css
var style string

//go:embed page.js
var script string

// The style and the script of the pages of periods and of clusters.
//
//go:embed pages.css
var pagesStyle string

//go:embed pages.js
var pagesScript string

// The script of the filters of the page of a period.
//
//go:embed filters.js
var filtersScript string

// The style and the script of the pages of articles.
//
//go:embed article.css
var articleStyle string

//go:embed article.js
var articleScript string

// usual returns the assets of every page of a report.
func usual() assets {
	return assets{style: style + pagesStyle + articleStyle, script: script + pagesScript + filtersScript + articleScript}
}

// A head holds the parts of a page's head that differ between pages.
type head struct {
	Title string
	Lang  string // language of the page's own words
}

// assets are the style and the script of a page.
type assets struct {
	style, script string
	forms         bool // the page has forms for its server
	// sheet and code are the addresses of the files with style and script. If they are empty, both are in
	// the page.
	sheet, code string
}

// The files of a site with the style and script of all pages.
const (
	sheetName = "style.css"
	codeName  = "script.js"
)

// shared returns the assets with the addresses of their files. up is the path from the page to their
// folder. The address changes with the content, so that browsers do not use old files for new pages.
func (a assets) shared(up string) assets {
	version := func(s string) string {
		sum := sha256.Sum256([]byte(s))
		return "?" + hex.EncodeToString(sum[:4])
	}
	a.sheet, a.code = up+sheetName+version(a.style), up+codeName+version(a.script)
	return a
}

// policy returns the Content-Security-Policy of a page: only its own style and script are allowed, or
// files from the same place. For a page on disk that is "file:".
func (a assets) policy() string {
	forms := "'none'"
	if a.forms {
		forms = "'self'"
	}
	if a.sheet != "" {
		return "default-src 'none'; style-src 'self' file:; script-src 'self' file:; img-src data:; base-uri 'none'; form-action " + forms
	}
	return fmt.Sprintf("default-src 'none'; style-src '%s'; script-src '%s'; img-src data:; base-uri 'none'; form-action %s",
		hash(a.style), hash(a.script), forms)
}

func hash(s string) string {
	sum := sha256.Sum256([]byte(s))
	return "sha256-" + base64.StdEncoding.EncodeToString(sum[:])
}

// shell is the frame of every page. The assets are trusted and not escaped.
const shell = `{{define "open"}}<!doctype html>
<html lang="{{.Lang}}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{{policy}}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<meta name="robots" content="noindex">
<title>{{.Title}}</title>
{{with sheet}}<link rel="stylesheet" href="{{.}}">{{else}}<style>{{style}}</style>{{end}}
</head>
<body>
<a class="skip" href="#main">Skip to the report</a>
{{end}}{{define "trail"}}{{if to "home" ""}}<a href="{{to "home" ""}}">wiretrace</a>{{else}}wiretrace report{{end}}{{with to "stories" ""}} · <a href="{{.}}">stories</a>{{end}}{{with to "outlets" ""}} · <a href="{{.}}">outlets</a>{{end}}{{with to "days" ""}} · <a href="{{.}}">days</a>{{end}}{{end}}{{define "outlet"}}{{with to "outlet" .}}<a href="{{.}}"><bdi>{{legible $}}</bdi></a>{{else}}<bdi>{{legible .}}</bdi>{{end}}{{end}}{{define "words"}}{{range $p := pieces .}}{{if not $p.Kind}}{{$p.Text}}{{else if to $p.Kind $p.ID}}<a href="{{to $p.Kind $p.ID}}" title="{{$p.Shown}}"><bdi>{{$p.Text}}</bdi></a>{{else}}<bdi>{{$p.Text}}</bdi>{{if ne $p.Text $p.Shown}} <bdi class="id">{{$p.Shown}}</bdi>{{end}}{{end}}{{end}}{{end}}{{define "close"}}{{with code}}<script src="{{.}}"></script>{{else}}<script>{{script}}</script>{{end}}
</body>
</html>
{{end}}`

// functions returns the functions for the templates of this package.
func functions(a assets) template.FuncMap {
	return template.FuncMap{
		"policy": a.policy,
		"style":  func() template.CSS { return template.CSS(a.style) }, //nolint:gosec // a file of this package
		"script": func() template.JS { return template.JS(a.script) },  //nolint:gosec // a file of this package
		"sheet":  func() string { return a.sheet },
		"code":   func() string { return a.code },
		"link":   report.Link,

		"grouped": report.Number[int],
		"legible": legible,
		"pieces":  pieces,
		"date":    Date,
		"rows": func(traced bool, reports int, rows []memberRow) tableRows {
			return tableRows{traced, reports > 1, rows}
		},
	}
}

// parse parses a template with the frame. links returns addresses of other pages and may be nil.
func parse(text string, links Linker) (*template.Template, error) {
	return parseWith(usual(), text, links)
}

// parseWith is like parse, with other assets.
func parseWith(a assets, text string, links Linker) (*template.Template, error) {
	if links == nil {
		links = noLinks
	}
	to := template.FuncMap{"to": func(kind, id string) string { return links(kind, id) }}
	return template.New("page").Funcs(functions(a)).Funcs(to).Parse(shell + text)
}

// open writes the head of a page.
func open(w io.Writer, t *template.Template, h head) error {
	if h.Lang == "" {
		h.Lang = "en"
	}
	return t.ExecuteTemplate(w, "open", h)
}

// write writes a complete page from one template.
func write(w io.Writer, t *template.Template, h head, name string, data any) error {
	b := bufio.NewWriterSize(w, 1<<16)
	if err := open(b, t, h); err != nil {
		return err
	}
	if err := t.ExecuteTemplate(b, name, data); err != nil {
		return err
	}
	if err := t.ExecuteTemplate(b, "close", nil); err != nil {
		return err
	}
	return b.Flush()
}
