package ingest

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"github.com/wiretrace/wiretrace/article"
)

// readPage parses a page of testdata/html.
func readPage(t *testing.T, name string) article.Article {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", "html", name))
	if err != nil {
		t.Fatal(err)
	}
	a, err := parsePage(data, "")
	if err != nil {
		t.Fatalf("parsePage(%s): %v", name, err)
	}
	checkPage(t, &a)
	return a
}

// checkPage holds what every parsed page must hold.
func checkPage(t *testing.T, a *article.Article) {
	t.Helper()
	if !utf8.ValidString(a.Text) || a.Text != cleanText(a.Text) {
		t.Errorf("text is not clean: %.100q", a.Text)
	}
	checkMarks(t, a.Text, a.Furniture)
}

// marked returns the furniture as "kind: text".
func marked(a *article.Article) []string {
	var out []string
	for _, f := range a.Furniture {
		out = append(out, f.Kind.String()+": "+a.Text[f.Start:f.End])
	}
	return out
}

func TestParsePageOrdinary(t *testing.T) {
	a := readPage(t, "ordinary.html")
	want := []string{
		"caption: The ferry Aurelia leaving Sandhaven on Tuesday. Photo: Joost Hemmel",
		"related: Orchard growers expect smallest pear harvest since drought decade",
		"source-link: Source link",
	}
	if diff := cmp.Diff(want, marked(&a)); diff != "" {
		t.Errorf("furniture (-want +got):\n%s", diff)
	}
	for _, s := range []string{"Port minister Odile Marrant has told", "a third of the shares of the company.", "\n\nThaw in talks\n\n", "“clear who ought to pay.”"} {
		if !strings.Contains(a.Body(), s) {
			t.Errorf("body lacks %q:\n%s", s, a.Text)
		}
	}
	for _, s := range []string{"cookie", "not text", "Lighthouse", "Island", "color", "Post Comment"} {
		if strings.Contains(a.Body(), s) {
			t.Errorf("body has %q:\n%s", s, a.Text)
		}
	}
	got := map[string]string{
		"title": a.Title, "byline": a.Byline, "credit": a.Credit, "url": a.URL, "source": a.Source, "lang": a.Lang,
		"published": a.Published.String() + " " + a.Published.From, "updated": a.Updated.String() + " " + a.Updated.From,
	}
	if diff := cmp.Diff(map[string]string{
		"title":  "‘Keep the ferries running’: Port minister tells island council",
		"byline": "Lena Brodie, Norwave Press Agency", "credit": "Norwave Press Agency",
		"url": "https://www.harbour-courier.example/news/2031/06/14/keep-the-ferries-running/", "source": "harbour-courier.example",
		"lang": "en-GB", "published": "2031-06-14T06:30:00Z json-ld", "updated": "2031-06-14T08:05:09Z json-ld",
	}, got); diff != "" {
		t.Errorf("fields (-want +got):\n%s", diff)
	}
	if a.LowConfidence || a.Extra != nil {
		t.Errorf("LowConfidence %v, Extra %s; want false, none", a.LowConfidence, a.Extra)
	}
}

func TestParsePageConsent(t *testing.T) {
	a := readPage(t, "consent.html")
	if a.LowConfidence || !strings.Contains(a.Text, "called back 140 workers") || strings.Contains(a.Text, "vendors") {
		t.Errorf("low %v, text %q; want the story, not the dialog", a.LowConfidence, a.Text)
	}
	if want := "Glassworks of Velden reopens after flood"; a.Title != want {
		t.Errorf("title %q, want %q", a.Title, want)
	}
}

func TestParsePageConsentOnly(t *testing.T) {
	data, err := os.ReadFile("testdata/html/consent.html")
	if err != nil {
		t.Fatal(err)
	}
	page, _, _ := strings.Cut(string(data), `<div id="story">`)
	a, err := parsePage([]byte(page), "")
	if err != nil || !a.LowConfidence {
		t.Errorf("LowConfidence %v, err %v; want true: %q", a.LowConfidence, err, a.Text)
	}
}

func TestParsePageLinkList(t *testing.T) {
	if a := readPage(t, "linklist.html"); !a.LowConfidence {
		t.Errorf("LowConfidence false; want true: %q", a.Text)
	}
}

func TestParsePageSyndicated(t *testing.T) {
	a := readPage(t, "syndicated.html")
	if a.URL != "https://www.talbote.example/politik/bahnhof-zweites-gleis" || a.Source != "talbote.example" {
		t.Errorf("URL %q, source %q; want those of the copy", a.URL, a.Source)
	}
	if want := `{"canonical":"https://www.bergkurier.example/land/bahnhof-zweites-gleis"}`; string(a.Extra) != want {
		t.Errorf("Extra %s, want %s", a.Extra, want)
	}
	if got := a.Published.String() + " " + a.Published.From; got != "2031-11-05T16:45:00Z meta" {
		t.Errorf("published %q", got)
	}
	if want := []string{"related: Lesen Sie auch: Stadtbad schließt für zwei Jahre"}; !cmp.Equal(want, marked(&a)) {
		t.Errorf("furniture %q, want %q: headings of the page are its own", marked(&a), want)
	}
	if a.Byline != "Ilse Prantl" || a.Lang != "de" {
		t.Errorf("byline %q, lang %q", a.Byline, a.Lang)
	}
}

func TestParsePageArticleBody(t *testing.T) {
	para := "The harbour pilots of Lissem have ended their strike after nine days, and ships wait for the tide again. "
	page := `<title>Harbour pilots of Lissem end strike</title><script type="application/ld+json">{"@type":"NewsArticle",
"headline":"Harbour pilots of Lissem end strike","articleBody":"` + strings.Repeat(para, 8) + "\n\nSecond\tparagraph: pilots." + `"}</script>
<p>Harbour pilots of Lissem end strike: read on with a subscription, which costs little and lasts for long.</p>`
	a, err := parsePage([]byte(page), "https://lissem.example/x")
	if err != nil {
		t.Fatal(err)
	}
	if a.LowConfidence || !strings.HasPrefix(a.Text, "The harbour pilots") || !strings.HasSuffix(a.Text, "\n\nSecond paragraph: pilots.") {
		t.Errorf("low %v, text %q; want articleBody", a.LowConfidence, a.Text)
	}
}

func TestParsePageRefuses(t *testing.T) {
	tests := []struct {
		name, page string
		want       error
	}{
		{"too large", strings.Repeat("<p>x</p>", maxPage/8+1), errPageSize},
		{"10^6 deep", strings.Repeat("<div>", 1_000_000), errPageParse},
		{"10^6 deep in tables", strings.Repeat("<table><tr><td>", 300_000), errPageParse},
		{"formatting left open", "<p>" + strings.Repeat("<b a=1><i>", 200) + "</p>" + strings.Repeat("<p>x</p>", 20_000), errRepeats},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if _, err := parsePage([]byte(tt.page), ""); !errors.Is(err, tt.want) {
				t.Errorf("err = %v, want %v", err, tt.want)
			}
		})
	}
}

// nastyPages are seeds that must neither panic nor take long.
func nastyPages() []string {
	return []string{
		"", "x", "\x00", "<", "<html>", "\xff\xfe<\x00", "\xef\xbb\xbf", "<p>\xff\xfe\x80", "<!DOCTYPE html><html><head></head></html>",
		strings.Repeat("<div>", 300) + "text", strings.Repeat("<a href=x>", 1000), "<table><b>x<p>y", "<svg><title>x</title><p>", "<math><mi><p>x",
		`<script type="application/ld+json">{"@type":"NewsArticle","headline":1,"author":[[[["x"]]]],"datePublished":{"@value":"2031-01-02"}}</script>`,
		`<script type="application/ld+json">` + strings.Repeat("[", 1000) + `</script>`,
		`<script type="application/ld+json">{"@type":["NewsArticle",1],"articleBody":"<p>a</p><p>b","url":{"@id":"://"}}</script><link rel=canonical href="://"><base href=":">`,
		`<meta charset=utf-16><p>x`, `<meta charset=replacement><p>é`, `<meta charset=x-user-defined><p>` + "\xe9\xe9", "<textarea><p>x", "<plaintext><p>x", "<frameset><frame>",
		`<time datetime="99999999999999999999"><time datetime=""><time>`, "<p hidden>x<p aria-hidden=true>y<template><p>z", "<title>a | b | c</title><h1>a</h1>",
		"<p>line<br><br><br>line\u2028line\u00a0\u200b</p><li>x<td>y", strings.Repeat("<p><a href=x>one two three four five</a></p>", 20),
	}
}

func FuzzParsePage(f *testing.F) {
	for _, p := range nastyPages() {
		f.Add([]byte(p), "https://outlet.example/2031/01/02/x")
	}
	for _, name := range []string{"ordinary.html", "consent.html", "syndicated.html", "linklist.html"} {
		data, err := os.ReadFile(filepath.Join("testdata", "html", name))
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data, "")
	}
	f.Fuzz(func(t *testing.T, data []byte, url string) {
		before := slices.Clone(data)
		a, err := parsePage(data, "")
		if err != nil {
			return
		}
		if !slices.Equal(before, data) {
			t.Error("parsePage changed its input")
		}
		checkPage(t, &a)
	})
}
