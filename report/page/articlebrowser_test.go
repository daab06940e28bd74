package page_test

import (
	"strconv"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"github.com/wiretrace/wiretrace/internal/browser"
)

// TestArticlePanel points at passages, walks to them by keyboard and taps them: the panel
// says of each what the list says.
func TestArticlePanel(t *testing.T) {
	c, v := boats()
	b := visitPage(t, renderedArticle(t, summary(), c, v))
	panel := func() string { return browser.Value[string](b, `document.getElementById("panel").innerText`) }
	if got := panel(); got != "" {
		t.Errorf("at first the panel says %q", got)
	}
	if got := browser.Value[string](b, `document.getElementById("panel").getAttribute("aria-live")`); got != "polite" {
		t.Errorf("aria-live %q", got)
	}
	b.Focused()
	b.Script(`document.querySelector("#run-2").dispatchEvent(new MouseEvent("mouseover", {bubbles: true}))`)
	if got := panel(); !strings.Contains(got, "characters 91–194") || !strings.Contains(got, "coast.example") || !strings.Contains(got, "very likely, 82%") {
		t.Errorf("pointed at, the panel says %q", got)
	}
	b.Script(`document.querySelector("#run-1").focus()`)
	if got := panel(); !strings.Contains(got, "characters 0–88") {
		t.Errorf("focused, the panel says %q", got)
	}
	for range 2 { // the mark in the second passage belongs to its link
		b.Do(chromedp.KeyEvent(kb.Tab))
	}
	if got := panel(); !strings.Contains(got, "Its own text") {
		t.Errorf("after two tabs the panel says %q; focus is on %s", got, browser.Value[string](b, `document.activeElement.outerHTML`))
	}
	b.Do(chromedp.Click("#run-4"))
	if got := panel(); !strings.Contains(got, "share or follow bar") {
		t.Errorf("clicked, the panel says %q", got)
	}
	if got := browser.Value[string](b, `location.hash`); got != "" {
		t.Errorf("a click went to %s", got)
	}
	b.Picture("article-panel")
}

// TestArticleSwitch changes what the text is compared with by keyboard.
func TestArticleSwitch(t *testing.T) {
	c, v := boats()
	b := visitPage(t, renderedArticle(t, summary(), c, v))
	shown := func() string {
		return browser.Value[string](b, `[...document.querySelectorAll(".versus")].filter(x => x.checkVisibility()).map(x => x.id).join()`)
	}
	if got := shown(); got != "versus-parent" {
		t.Errorf("at first %q is shown", got)
	}
	b.Focused()
	b.Do(chromedp.Evaluate[chromedp.Void](`document.getElementById("against-parent").focus()`), chromedp.KeyEvent(kb.ArrowDown))
	if got := shown(); got != "versus-origin" {
		t.Errorf("after an arrow key %q is shown", got)
	}
	b.Media("print", "light")
	if got := shown(); got != "versus-parent,versus-origin" {
		t.Errorf("printed: %q", got)
	}
	b.Picture("article-print")
}

// TestArticleFolds opens what is folded: by itself, and all at once.
func TestArticleFolds(t *testing.T) {
	st := press(t)
	b := visitPage(t, pressArticle(t, st, "p109"))
	open := func() int { return browser.Value[int](b, `document.querySelectorAll("details.same[open]").length`) }
	if browser.Value[int](b, `document.querySelectorAll("details.same").length`) == 0 || open() != 0 {
		t.Fatal("nothing is folded")
	}
	b.Script(`{
		const fold = document.querySelector("details.same"); // of the source, or of the original
		document.getElementById(fold.closest(".versus").id.replace("versus", "against"))?.click();
		fold.querySelector("summary").click();
	}`)
	if open() != 1 {
		t.Error("a fold does not open")
	}
	b.Do(chromedp.Click("#unfold"))
	if open() == 0 || browser.Value[string](b, `document.getElementById("unfold").getAttribute("aria-pressed")`) != "true" {
		t.Error("not all is unfolded")
	}
	b.Do(chromedp.Click("#unfold"))
	if open() != 0 {
		t.Error("not all is folded again")
	}
}

// TestArticleWithoutScript has the same to read where scripts are off.
func TestArticleWithoutScript(t *testing.T) {
	c, v := boats()
	data := renderedArticle(t, summary(), c, v)
	data = []byte(strings.Replace(string(data), "<script>", `<script type="text/plain">`, 1))
	b := visitPage(t, data)
	if !browser.Value[bool](b, `document.getElementById("panel").innerText === "" && document.getElementById("hint").hidden && document.getElementById("unfold").hidden`) {
		t.Error("what needs a script is shown")
	}
	for n, want := range map[string]string{"1": "characters 0–88", "3": "Its own text"} {
		b.Do(chromedp.Evaluate[chromedp.Void](`document.getElementById("run-` + n + `").click()`))
		if got := browser.Value[string](b, `document.querySelector(":target").innerText`); !strings.Contains(got, want) {
			t.Errorf("passage %s leads to %q", n, got)
		}
	}
	b.Script(`document.getElementById("against-origin").click()`)
	if !browser.Value[bool](b, `document.getElementById("versus-origin").checkVisibility()`) {
		t.Error("the origin is not shown")
	}
}

// TestArticleAccessible has axe-core check pages in light and dark, on a screen and a
// small one, and sees that nothing is wider than the screen.
func TestArticleAccessible(t *testing.T) {
	st := press(t)
	c, v := boats()
	pages := map[string][]byte{"boats": renderedArticle(t, summary(), c, v)}
	for _, id := range []string{"p109", "p073", "p096", "p100"} {
		pages[id] = pressArticle(t, st, id)
	}
	for name, data := range pages {
		t.Run(name, func(t *testing.T) {
			b := visitPage(t, data)
			for _, scheme := range []string{"light", "dark"} {
				b.Media("screen", scheme)
				b.Accessible(name + ", " + scheme)
				b.Picture("article-" + name + "-" + scheme)
			}
			b.Screen(390, true)
			b.Accessible(name)
			b.Picture("article-" + name + "-mobile")
			b.Fits(name)
			b.Media("print", "light")
			b.Picture("article-" + name + "-print")
		})
	}
}

// TestArticleHostileInBrowser opens hostile pages: nothing runs, nothing is asked for, nothing
// is linked that is no web address.
func TestArticleHostileInBrowser(t *testing.T) {
	for i := 0; i < len(hostileStrings()); i += 5 {
		c, v := spoiltArticle(i)
		b := visitPage(t, renderedArticle(t, summary(), c, v))
		b.Script(`for (const x of document.querySelectorAll("a.run")) {
			x.dispatchEvent(new MouseEvent("mouseover", {bubbles: true})); x.focus(); x.click();
		}
		for (const d of document.querySelectorAll("details")) d.open = true`)
		if browser.Value[bool](b, `"pwned" in window || document.title.length === 0`) {
			t.Errorf("%d: a script ran", i)
		}
		if bad := browser.Value[string](b, `[...document.links].filter(a => a.protocol !== "file:" && a.protocol !== "https:").map(a => a.href).join()`); bad != "" {
			t.Errorf("%d: links to %s", i, bad)
		}
		b.Screen(390, true)
		b.Fits("hostile page " + strconv.Itoa(i))
		b.Picture("article-hostile")
	}
}

// TestArticleSides puts the two texts side by side and back.
func TestArticleSides(t *testing.T) {
	c, v := boats()
	b := visitPage(t, renderedArticle(t, summary(), c, v))
	side := func(kind string) string {
		return browser.Value[string](b, `[...document.querySelectorAll("#versus-parent .two .`+kind+`")].map(e => e.innerText).join(" ")`)
	}
	b.Do(chromedp.Click("#sides"))
	there, here := side("old"), side("new")
	if !strings.Contains(there, "coast.example") || !strings.Contains(there, "one") || strings.Contains(there, "forty-two") {
		t.Errorf("left: %q", there)
	}
	if !strings.Contains(here, "this article") || !strings.Contains(here, "two") || !strings.Contains(here, "Moved here") || strings.Contains(here, "moved up") {
		t.Errorf("right: %q", here)
	}
	if n := browser.Value[int](b, `document.querySelectorAll('.two a[href^="#"]').length`); n == 0 {
		t.Error("nothing links the places of what was moved")
	}
	if lost := browser.Value[string](b, `[...document.querySelectorAll('.two a[href^="#"]')].filter(a => a.checkVisibility() && !document.getElementById(a.hash.slice(1))?.checkVisibility()).map(a => a.outerHTML).join()`); lost != "" {
		t.Errorf("links that lead nowhere: %s", lost)
	}
	b.Accessible("side by side")
	b.Fits("side by side")
	b.Picture("article-sides")
	b.Do(chromedp.Click("#sides"))
	if n := browser.Value[int](b, `document.querySelectorAll(".two").length`); n != 0 || !browser.Value[bool](b, `document.querySelector("#versus-parent .diff").checkVisibility()`) {
		t.Errorf("%d comparisons stay side by side", n)
	}
}
