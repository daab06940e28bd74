package serve_test

import (
	"encoding/json"
	"net/url"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"github.com/wiretrace/wiretrace/internal/browser"
	"github.com/wiretrace/wiretrace/serve"
)

// readable sees that a page fits a window and a phone, and that axe-core finds nothing, light and
// dark.
func readable(v *browser.Visit, name string) {
	for _, c := range []struct {
		width  int64
		scheme string
	}{{1280, "light"}, {390, "dark"}} {
		v.Screen(c.width, false)
		v.Media("screen", c.scheme)
		v.Fits(name + ", " + c.scheme)
		v.Accessible(name + ", " + c.scheme)
	}
}

// press fills the form in and presses the button.
func press(v *browser.Visit, text string) {
	quoted, _ := json.Marshal(text)
	v.Script(`document.getElementById("text").value = ` + string(quoted))
	v.Script(`document.querySelector("#ask button").click()`)
	v.Wait(`document.getElementById("verdict") !== null`)
}

// TestBrowser sees that a person can check a text, with and without scripts, and follow the links.
func TestBrowser(t *testing.T) {
	s := newSite(t, serve.Options{}).fill()
	v := browser.Open(t, s.url)
	text := pressText(t, "p001")
	v.Do(chromedp.Navigate(s.url + "/"))
	readable(v, "the first page")
	press(v, text)
	if got := browser.Value[string](v, `document.getElementById("verdict").textContent`); got != "A copy" {
		t.Errorf("verdict %q, want a copy", got)
	}
	labels := browser.Value[[]string](v, `[...document.querySelectorAll(".answer dt")].map(e => e.textContent)`)
	for _, want := range []string{"A copy of", "First here", "Text of", "Changed"} {
		if !strings.Contains(strings.Join(labels, "|"), want) {
			t.Errorf("the answer has %q, want %q among them", labels, want)
		}
	}
	readable(v, "the answer")
	v.Script(`document.querySelector("#nearest ~ .wide a, section .wide a").click()`)
	v.Wait(`location.pathname.startsWith("/articles/")`)

	v.Do(chromedp.Navigate(s.url + "/stories"))
	readable(v, "the stories")
	v.Do(chromedp.Navigate(s.url + "/outlets"))
	readable(v, "the outlets")
	v.Do(chromedp.Navigate(s.url + "/outlets/islandradio.example"))
	readable(v, "an outlet")

	// What the bookmarklet sends stays in the browser until the button is pressed.
	v.Do(chromedp.Navigate(s.url + "/?#" + url.Values{"text": {text}, "url": {"https://new.example/a"}}.Encode()))
	v.Wait(`document.getElementById("text").value.length > 100`)
	if got := browser.Value[string](v, `location.hash + " " + document.activeElement.tagName + " " + document.getElementById("url").value`); got != " BUTTON https://new.example/a" {
		t.Errorf("after the bookmarklet: %q, want no text in the address, the button in focus and the address filled in", got)
	}

	v.NoScript()
	v.Do(chromedp.Navigate(s.url + "/"))
	v.Do(chromedp.Focus("#text"), chromedp.SendKeys("#text", text[:300]), chromedp.SendKeys("#ask button", "\r"))
	v.Do(chromedp.WaitVisible("#verdict"))
}
