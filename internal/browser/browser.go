// Package browser opens pages in a real browser, to test what people see.
//
// [Open] returns a [Visit]. The test fails if a page logs an error, violates its own policy or requests
// anything from another place. [Visit.Accessible] runs axe-core, and [Visit.Fits] checks that nothing is
// wider than the screen. Without a browser, tests are skipped.
package browser

import (
	"context"
	_ "embed"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"

	"github.com/wiretrace/wiretrace/internal/peer"
)

// axe is axe-core, see axe.LICENSE; it is part of tests alone.
//
//go:embed axe.min.js
var axe string

// visitTime limits a browser's time in one test, even on a busy machine.
const visitTime = 2 * time.Minute

// A Visit is a window of a browser.
type Visit struct {
	Ctx context.Context //nolint:containedctx // the browser's context, for calls of chromedp
	tb  testing.TB
}

// Open opens a headless browser. It may request only addresses that begin with base: file: or the address
// of a local server.
func Open(tb testing.TB, base string) *Visit {
	tb.Helper()
	resolved := "MAP * ~NOTFOUND"
	if strings.HasPrefix(base, "http:") {
		resolved += ", EXCLUDE 127.0.0.1"
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(peer.Browser(tb)), chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.Flag("host-resolver-rules", resolved),
		chromedp.Flag("disable-background-networking", true), chromedp.Flag("disable-component-update", true),
		chromedp.Flag("disable-quic", true), chromedp.WindowSize(1280, 900))
	ctx, stop := context.WithTimeout(tb.Context(), visitTime)
	tb.Cleanup(stop)
	ctx, stop = chromedp.NewExecAllocator(ctx, options...)
	tb.Cleanup(stop)
	ctx, stop = chromedp.NewContext(ctx)
	tb.Cleanup(stop)
	v := &Visit{ctx, tb}
	v.watch(base)
	if _, err := chromedp.Call(ctx, network.Enable, network.EnableParams{}); err != nil {
		tb.Fatal(err)
	}
	return v
}

// watch collects errors and forbidden requests.
func (v *Visit) watch(base string) {
	v.tb.Helper()
	var mu sync.Mutex
	var bad []string
	err := chromedp.Listen(v.Ctx, func(event any) {
		mu.Lock()
		defer mu.Unlock()
		switch e := event.(type) {
		case *network.EventRequestWillBeSent:
			if u := e.Request.URL; !strings.HasPrefix(u, base) && !strings.HasPrefix(u, "data:") {
				bad = append(bad, "request for "+u)
			}
		case *runtime.EventConsoleAPICalled:
			text, _ := json.Marshal(e.Args)
			bad = append(bad, "console: "+string(text))
		case *runtime.EventExceptionThrown:
			bad = append(bad, "exception: "+e.ExceptionDetails.Text)
		case *log.EventEntryAdded:
			if e.Entry.URL != base+"/favicon.ico" { // browsers request it by themselves
				bad = append(bad, "browser: "+e.Entry.Text)
			}
		}
	})
	if err != nil {
		v.tb.Fatal(err)
	}
	v.tb.Cleanup(func() {
		mu.Lock()
		defer mu.Unlock()
		for _, s := range bad {
			v.tb.Error(s)
		}
	})
}

// Do runs steps.
func (v *Visit) Do(steps ...chromedp.Action[chromedp.Void]) {
	v.tb.Helper()
	if err := chromedp.Do(v.Ctx, steps...); err != nil {
		v.tb.Fatal(err)
	}
}

// Script runs a script in the page.
func (v *Visit) Script(script string) {
	v.tb.Helper()
	v.Do(chromedp.Evaluate[chromedp.Void](script))
}

// Value returns the value of an expression in the page.
func Value[T any](v *Visit, expression string) T {
	v.tb.Helper()
	x, err := chromedp.Run(v.Ctx, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
	if err != nil {
		v.tb.Fatalf("%.200s: %v", expression, err)
	}
	return x
}

// Wait waits until an expression is true in the page.
func (v *Visit) Wait(expression string) {
	v.tb.Helper()
	for range 200 {
		if x, err := chromedp.Run(v.Ctx, chromedp.Evaluate[bool](expression)); err == nil && x {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	v.tb.Fatalf("%s does not become true", expression)
}

// Media emulates print (kind print, else screen) and a colour scheme.
func (v *Visit) Media(kind, scheme string) {
	v.tb.Helper()
	p := emulation.SetEmulatedMediaParams{
		Media: kind, Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}},
	}
	if _, err := chromedp.Call(v.Ctx, emulation.SetEmulatedMedia, p); err != nil {
		v.tb.Fatal(err)
	}
}

// Screen sets the width of the screen, of a telephone if mobile.
func (v *Visit) Screen(width int64, mobile bool) {
	v.tb.Helper()
	p := emulation.SetDeviceMetricsOverrideParams{Width: width, Height: 844, DeviceScaleFactor: 1, Mobile: mobile}
	if _, err := chromedp.Call(v.Ctx, emulation.SetDeviceMetricsOverride, p); err != nil {
		v.tb.Fatal(err)
	}
}

// NoScript disables scripts in all pages opened from now on.
func (v *Visit) NoScript() {
	v.tb.Helper()
	if _, err := chromedp.Call(v.Ctx, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true}); err != nil {
		v.tb.Fatal(err)
	}
}

// Focused emulates a window with focus.
func (v *Visit) Focused() {
	v.tb.Helper()
	if _, err := chromedp.Call(v.Ctx, emulation.SetFocusEmulationEnabled, emulation.SetFocusEmulationEnabledParams{Enabled: true}); err != nil {
		v.tb.Fatal(err)
	}
}

// wide is a script that names the elements that make a page scroll sideways.
const wide = `document.documentElement.scrollWidth <= document.documentElement.clientWidth ? "" :
	document.documentElement.scrollWidth + " of " + document.documentElement.clientWidth + " px: " + [...document.querySelectorAll("body *")].filter(e => {
		for (let p = e.parentElement; p; p = p.parentElement) if (p !== document.body && p !== document.documentElement && getComputedStyle(p).overflowX !== "visible") return false;
		return e.getBoundingClientRect().left + e.scrollWidth > document.documentElement.clientWidth + 1;
	}).reverse().slice(0, 5).map(e => e.outerHTML.slice(0, 120)).join(" | ")`

// Fits fails the test if a page scrolls sideways. name is the page's name.
func (v *Visit) Fits(name string) {
	v.tb.Helper()
	if x := Value[string](v, wide); x != "" {
		v.tb.Errorf("%s is wider than the screen: %s", name, x)
	}
}

// Accessible fails the test if axe-core finds problems in the page. name is the page's name.
func (v *Visit) Accessible(name string) {
	v.tb.Helper()
	v.Script(axe)
	type violation struct {
		ID, Help, HTML string
	}
	for _, x := range Value[[]violation](v, `axe.run().then(r => r.violations.flatMap(v =>
		v.nodes.map(n => ({ID: v.id, Help: v.help, HTML: n.html}))))`) {
		v.tb.Errorf("accessibility of %s: %s: %s: %.200s", name, x.ID, x.Help, x.HTML)
	}
}

// Picture writes a screenshot of the whole page, for people, to the folder in WIRETRACE_PICTURES.
func (v *Visit) Picture(name string) {
	v.tb.Helper()
	dir := os.Getenv("WIRETRACE_PICTURES")
	if dir == "" {
		return
	}
	data, err := chromedp.Run(v.Ctx, chromedp.FullScreenshot(100))
	if err != nil {
		v.tb.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, name+".png"), data, 0o600); err != nil {
		v.tb.Error(err)
	}
}
