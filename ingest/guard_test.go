package ingest

import (
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// TestBetter holds what a later attempt must have to take the place of an earlier one.
func TestBetter(t *testing.T) {
	text := func(n int) string { return strings.Repeat("Ferry to the isles. ", n) }
	early := body{text: text(50), lead: .6}
	for name, c := range map[string]struct {
		b    body
		want bool
	}{
		"longer and agrees as well":         {body{text: text(100), lead: .6}, true},
		"longer and agrees less":            {body{text: text(100), lead: .5}, false},
		"as long and agrees a little more":  {body{text: text(50), lead: .7}, false},
		"as long and agrees clearly more":   {body{text: text(50), lead: .9}, true},
		"far shorter and agrees more":       {body{text: text(20), lead: 1}, false},
		"longer, and only a list of links":  {body{text: text(100), lead: 1, links: .7}, false},
		"longer, and about something else":  {body{text: text(100), lead: .1}, false},
		"nothing":                           {body{lead: 1}, false},
		"not more than half as long again":  {body{text: text(74), lead: .6}, false},
		"more than half as long, no better": {body{text: text(76), lead: .59}, false},
	} {
		if got := c.b.better(early); got != c.want {
			t.Errorf("%s: %v", name, got)
		}
	}
	if !early.better(body{text: text(500), lead: .1}) {
		t.Error("a text that can be the article is not better than one that cannot")
	}
}

// TestConsent puts telling words into a text at the rate of an article on privacy and at that of a dialog.
func TestConsent(t *testing.T) {
	plain := strings.Repeat("word ", 30) // 150 characters
	for name, c := range map[string]struct {
		text string
		want bool
	}{
		"no such word":          {plain, false},
		"one in 250 characters": {strings.Repeat(plain+strings.Repeat("more ", 20)+"cookie ", 8), false},
		"one in 130 characters": {strings.Repeat(strings.Repeat("word ", 25)+"cookie ", 8), true},
		"in Greek":              {strings.Repeat("συγκατάθεση και άλλα ", 20), true},
		"far down":              {strings.Repeat("word ", 700) + strings.Repeat("cookie ", 50), false},
	} {
		if got := consent(c.text); got != c.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

// TestSideline tells elements of an article from those next to it, by name and by role.
func TestSideline(t *testing.T) {
	for in, want := range map[string]bool{
		`<div>`: false, `<div role="dialog">`: true, `<section role="navigation">`: true, `<div role="complementary">`: true,
		`<div role="main">`: false, `<div role="banner">`: true, `<div role="contentinfo">`: true, `<div role="alertdialog">`: true,
		`<div class="ArticleBody">`: false, `<div class="x Comment-list">`: true, `<div id="newsletter">`: true,
		`<article class="related">`: false, `<main id="share">`: false, `<aside>`: true, `<nav>`: true, `<footer>`: true, `<form>`: true,
	} {
		nodes, err := html.ParseFragment(strings.NewReader(in+"text"), nil)
		if err != nil {
			t.Fatal(err)
		}
		n := nodes[0].LastChild.FirstChild // html, body, the element
		if got := sideline(n); got != want {
			t.Errorf("%s (%s): %v", in, n.Data, got)
		}
	}
}

// TestDensest takes the container with most running text, and of those that a page has not the dialog.
func TestDensest(t *testing.T) {
	p := "<p>" + strings.Repeat("The ferry runs again to the outer isles. ", 5) + "</p>"
	dialog := "<p>" + strings.Repeat("We and our partners use cookies with your consent. ", 20) + "</p>"
	doc, err := html.Parse(strings.NewReader(`<body><div id="a">` + p + p + `</div><div id="b">` + dialog + `</div><div role="dialog">` + dialog + dialog + `</div></body>`))
	if err != nil {
		t.Fatal(err)
	}
	b, whole := densest(doc)
	if strings.Contains(b.text, "partners") || !strings.Contains(b.text, "ferry") {
		t.Errorf("densest = %.80q", b.text)
	}
	if whole < 1000 || whole > 1600 {
		t.Errorf("%d bytes of running text: that of the dialog with a role counts?", whole)
	}
}
