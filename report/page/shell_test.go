package page_test

import (
	"testing"

	"github.com/wiretrace/wiretrace/internal/browser"
)

func TestBrowserHarness(t *testing.T) {
	v := visitPage(t, []byte(`<!doctype html><html lang="en"><title>a</title><main><h1>b</h1></main></html>`))
	if got := browser.Value[string](v, "document.title"); got != "a" {
		t.Errorf("title %q", got)
	}
	v.Media("screen", "dark")
	v.Accessible("the page")
	v.Picture("harness")
}
