package serve_test

import (
	"context"
	"encoding/json"
	"net/url"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"

	"github.com/wiretrace/wiretrace/internal/peer"
	"github.com/wiretrace/wiretrace/serve"
)

// A visit is a page of a server that a real browser has open. Its test fails if the browser
// reports an error or asks anybody but the server.
type visit struct {
	*testing.T
	ctx  context.Context
	base string
}

// browse opens a browser on a server that runs.
func browse(t *testing.T, base string) *visit {
	t.Helper()
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(peer.Browser(t)), chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.Flag("host-resolver-rules", "MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"),
		chromedp.Flag("disable-background-networking", true), chromedp.Flag("disable-component-update", true), chromedp.WindowSize(1280, 900))
	ctx, stop := context.WithTimeout(t.Context(), 2*time.Minute)
	t.Cleanup(stop)
	ctx, stop = chromedp.NewExecAllocator(ctx, options...)
	t.Cleanup(stop)
	ctx, stop = chromedp.NewContext(ctx)
	t.Cleanup(stop)
	v := &visit{t, ctx, base}
	var mu sync.Mutex
	var bad []string
	if err := chromedp.Listen(ctx, func(event any) {
		mu.Lock()
		defer mu.Unlock()
		switch e := event.(type) {
		case *network.EventRequestWillBeSent:
			if u := e.Request.URL; !strings.HasPrefix(u, base) && !strings.HasPrefix(u, "data:") {
				bad = append(bad, "request for "+u)
			}
		case *log.EventEntryAdded:
			if !strings.HasSuffix(e.Entry.URL, "/favicon.ico") { // browsers ask for it by themselves
				bad = append(bad, "browser: "+e.Entry.Text)
			}
		}
	}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		mu.Lock()
		defer mu.Unlock()
		for _, s := range bad {
			t.Error(s)
		}
	})
	if _, err := chromedp.Call(ctx, network.Enable, network.EnableParams{}); err != nil {
		t.Fatal(err)
	}
	return v
}

func (v *visit) do(steps ...chromedp.Action[chromedp.Void]) {
	v.Helper()
	if err := chromedp.Do(v.ctx, steps...); err != nil {
		v.Fatal(err)
	}
}

func value[T any](v *visit, expression string) T {
	v.Helper()
	x, err := chromedp.Run(v.ctx, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
	if err != nil {
		v.Fatalf("%.200s: %v", expression, err)
	}
	return x
}

// wait waits until an expression is true in the page.
func (v *visit) wait(expression string) {
	v.Helper()
	for range 200 {
		if x, err := chromedp.Run(v.ctx, chromedp.Evaluate[bool](expression)); err == nil && x {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	v.Fatalf("%s does not become true", expression)
}

// readable sees that a page fits a window and a phone, and that axe-core finds nothing, light and
// dark.
func (v *visit) readable(name string) {
	v.Helper()
	axe, err := os.ReadFile("../report/page/testdata/axe.min.js")
	if err != nil {
		v.Fatal(err)
	}
	for _, c := range []struct {
		width  int64
		scheme string
	}{{1280, "light"}, {390, "dark"}} {
		size := emulation.SetDeviceMetricsOverrideParams{Width: c.width, Height: 800, DeviceScaleFactor: 1}
		media := emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: c.scheme}}}
		if _, err := chromedp.Call(v.ctx, emulation.SetDeviceMetricsOverride, size); err != nil {
			v.Fatal(err)
		}
		if _, err := chromedp.Call(v.ctx, emulation.SetEmulatedMedia, media); err != nil {
			v.Fatal(err)
		}
		if n := value[int](v, `document.scrollingElement.scrollWidth - document.scrollingElement.clientWidth`); n > 0 {
			v.Errorf("%s scrolls sideways by %d in a window of %d: %q", name, n, c.width, value[[]string](v, `[...document.querySelectorAll("body *")].filter(e => {
				for (let p = e.parentElement; p; p = p.parentElement) if (p !== document.body && p !== document.documentElement && getComputedStyle(p).overflowX !== "visible") return false;
				return e.getBoundingClientRect().right > innerWidth;
			}).slice(0, 5).map(e => e.outerHTML.slice(0, 120))`))
		}
		v.do(chromedp.Evaluate[chromedp.Void](string(axe)))
		type violation struct{ ID, Help, HTML string }
		for _, x := range value[[]violation](v, `axe.run().then(r => r.violations.flatMap(v => v.nodes.map(n => ({ID: v.id, Help: v.help, HTML: n.html}))))`) {
			v.Errorf("%s, %d, %s: %s: %s: %.200s", name, c.width, c.scheme, x.ID, x.Help, x.HTML)
		}
	}
}

// press fills the form in and presses the button.
func (v *visit) press(text string) {
	v.Helper()
	quoted, _ := json.Marshal(text)
	v.do(chromedp.Evaluate[chromedp.Void](`document.getElementById("text").value = ` + string(quoted)))
	v.do(chromedp.Evaluate[chromedp.Void](`document.querySelector("#ask button").click()`))
	v.wait(`document.getElementById("verdict") !== null`)
}

// TestBrowser sees that a person can check a text, with and without scripts, and follow the links.
func TestBrowser(t *testing.T) {
	s := newSite(t, serve.Options{}).fill()
	v := browse(t, s.url)
	text := pressText(t, "p001")
	v.do(chromedp.Navigate(s.url + "/"))
	v.readable("the first page")
	v.press(text)
	if got := value[string](v, `document.getElementById("verdict").textContent`); got != "A copy" {
		t.Errorf("verdict %q, want a copy", got)
	}
	labels := value[[]string](v, `[...document.querySelectorAll(".answer dt")].map(e => e.textContent)`)
	for _, want := range []string{"A copy of", "First here", "Text of", "Changed"} {
		if !strings.Contains(strings.Join(labels, "|"), want) {
			t.Errorf("the answer has %q, want %q among them", labels, want)
		}
	}
	v.readable("the answer")
	v.do(chromedp.Evaluate[chromedp.Void](`document.querySelector("#nearest ~ .wide a, section .wide a").click()`))
	v.wait(`location.pathname.startsWith("/articles/")`)

	v.do(chromedp.Navigate(s.url + "/stories"))
	v.readable("the stories")

	// What the bookmarklet sends stays in the browser until the button is pressed.
	v.do(chromedp.Navigate(s.url + "/?#" + url.Values{"text": {text}, "url": {"https://new.example/a"}}.Encode()))
	v.wait(`document.getElementById("text").value.length > 100`)
	if got := value[string](v, `location.hash + " " + document.activeElement.tagName + " " + document.getElementById("url").value`); got != " BUTTON https://new.example/a" {
		t.Errorf("after the bookmarklet: %q, want no text in the address, the button in focus and the address filled in", got)
	}

	if _, err := chromedp.Call(v.ctx, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true}); err != nil {
		t.Fatal(err)
	}
	v.do(chromedp.Navigate(s.url + "/"))
	v.do(chromedp.Focus("#text"), chromedp.SendKeys("#text", text[:300]), chromedp.SendKeys("#ask button", "\r"))
	v.do(chromedp.WaitVisible("#verdict"))
}
