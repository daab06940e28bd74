// Command extraction lets go-readability or go-trafilatura read pages for make
// extraction: a job a line in, a result a line out. It is a module of its own,
// so that wiretrace does not depend on go-trafilatura.
package main

import (
	"bytes"
	"fmt"
	"net/url"
	"os"

	"codeberg.org/readeck/go-readability/v2"
	"github.com/markusmobius/go-trafilatura"

	"github.com/wiretrace/wiretrace/internal/extraction"
)

func main() {
	engines := map[string]func([]byte, string) extraction.Result{
		"go-readability": goReadability, "go-trafilatura": goTrafilatura,
	}
	if len(os.Args) != 2 || engines[os.Args[1]] == nil {
		fmt.Fprintln(os.Stderr, "extraction: name go-readability or go-trafilatura")
		os.Exit(2)
	}
	if err := extraction.Serve(os.Stdin, os.Stdout, engines[os.Args[1]]); err != nil {
		fmt.Fprintf(os.Stderr, "extraction: %v\n", err)
		os.Exit(1)
	}
}

func goTrafilatura(page []byte, address string) extraction.Result {
	base, _ := url.Parse(address)
	got, err := trafilatura.Extract(bytes.NewReader(page), trafilatura.Options{
		OriginalURL: base, EnableFallback: true, ExcludeComments: true,
	})
	if err != nil || got == nil {
		return extraction.Result{}
	}
	r := extraction.Result{Title: got.Metadata.Title, Text: got.ContentText, Author: got.Metadata.Author}
	if !got.Metadata.Date.IsZero() {
		r.Date = got.Metadata.Date.Format("2006-01-02")
	}
	return r
}

func goReadability(page []byte, address string) extraction.Result {
	base, _ := url.Parse(address)
	parser := readability.NewParser()
	got, err := parser.Parse(bytes.NewReader(page), base)
	if err != nil {
		return extraction.Result{}
	}
	r := extraction.Result{Title: got.Title(), Author: got.Byline()}
	if t, err := got.PublishedTime(); err == nil && !t.IsZero() {
		r.Date = t.Format("2006-01-02")
	}
	var text bytes.Buffer
	if got.Node != nil && got.RenderText(&text) == nil {
		r.Text = text.String()
	}
	return r
}
