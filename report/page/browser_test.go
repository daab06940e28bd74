package page_test

import (
	"context"
	_ "embed"
	"encoding/json"
	"net/url"
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

// axe is axe-core, see testdata/axe.LICENSE; it is part of tests alone.
//
//go:embed testdata/axe.min.js
var axe string

// pageTime bounds what a browser does with one page, on a busy machine too.
const pageTime = 2 * time.Minute

// A visit is a page that a real browser has open. Its test fails if the page
// logs an error, breaks its own policy, or asks for anything but itself.
type visit struct {
	ctx context.Context
	tb  testing.TB
}

// visitPage opens a page in a headless browser.
func visitPage(t *testing.T, page []byte) *visit {
	t.Helper()
	file := filepath.Join(t.TempDir(), "page.html")
	if err := os.WriteFile(file, page, 0o600); err != nil {
		t.Fatal(err)
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(peer.Browser(t)), chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.Flag("host-resolver-rules", "MAP * ~NOTFOUND"),
		chromedp.Flag("disable-background-networking", true), chromedp.Flag("disable-component-update", true),
		chromedp.Flag("disable-quic", true), chromedp.WindowSize(1280, 900))
	ctx, stop := context.WithTimeout(t.Context(), pageTime)
	t.Cleanup(stop)
	ctx, stop = chromedp.NewExecAllocator(ctx, options...)
	t.Cleanup(stop)
	ctx, stop = chromedp.NewContext(ctx)
	t.Cleanup(stop)
	v := &visit{ctx: ctx, tb: t}
	v.watch(t)
	if _, err := chromedp.Call(ctx, network.Enable, network.EnableParams{}); err != nil {
		t.Fatal(err)
	}
	v.do(chromedp.Navigate((&url.URL{Scheme: "file", Path: file}).String()))
	return v
}

// watch collects what must not happen.
func (v *visit) watch(t *testing.T) {
	t.Helper()
	var mu sync.Mutex
	var bad []string
	err := chromedp.Listen(v.ctx, func(event any) {
		mu.Lock()
		defer mu.Unlock()
		switch e := event.(type) {
		case *network.EventRequestWillBeSent:
			if u := e.Request.URL; !strings.HasPrefix(u, "file:") && !strings.HasPrefix(u, "data:") {
				bad = append(bad, "request for "+u)
			}
		case *runtime.EventConsoleAPICalled:
			text, _ := json.Marshal(e.Args)
			bad = append(bad, "console: "+string(text))
		case *runtime.EventExceptionThrown:
			bad = append(bad, "exception: "+e.ExceptionDetails.Text)
		case *log.EventEntryAdded:
			bad = append(bad, "browser: "+e.Entry.Text)
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		mu.Lock()
		defer mu.Unlock()
		for _, s := range bad {
			t.Error(s)
		}
	})
}

func (v *visit) do(steps ...chromedp.Action[chromedp.Void]) {
	v.tb.Helper()
	if err := chromedp.Do(v.ctx, steps...); err != nil {
		v.tb.Fatal(err)
	}
}

// value returns what an expression comes to in the page.
func value[T any](v *visit, expression string) T {
	v.tb.Helper()
	x, err := chromedp.Run(v.ctx, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
	if err != nil {
		v.tb.Fatalf("%.200s: %v", expression, err)
	}
	return x
}

// media makes the page believe that it is printed (print, else screen), or shown
// in the dark.
func (v *visit) media(kind, scheme string) {
	v.tb.Helper()
	p := emulation.SetEmulatedMediaParams{
		Media: kind, Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}},
	}
	if _, err := chromedp.Call(v.ctx, emulation.SetEmulatedMedia, p); err != nil {
		v.tb.Fatal(err)
	}
}

// accessible fails the test for whatever axe-core finds against the page.
func (v *visit) accessible() {
	v.tb.Helper()
	v.do(chromedp.Evaluate[chromedp.Void](axe))
	type violation struct {
		ID, Help, HTML string
	}
	for _, x := range value[[]violation](v, `axe.run().then(r => r.violations.flatMap(v =>
		v.nodes.map(n => ({ID: v.id, Help: v.help, HTML: n.html}))))`) {
		v.tb.Errorf("accessibility: %s: %s: %.200s", x.ID, x.Help, x.HTML)
	}
}

// picture writes a screenshot of the whole page into the folder that
// WIRETRACE_PICTURES names, for people to look at.
func (v *visit) picture(name string) {
	v.tb.Helper()
	dir := os.Getenv("WIRETRACE_PICTURES")
	if dir == "" {
		return
	}
	data, err := chromedp.Run(v.ctx, chromedp.FullScreenshot(100))
	if err != nil {
		v.tb.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, name+".png"), data, 0o600); err != nil {
		v.tb.Error(err)
	}
}
