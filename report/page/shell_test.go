package page_test

import "testing"

func TestBrowserHarness(t *testing.T) {
	v := visitPage(t, []byte(`<!doctype html><html lang="en"><title>a</title><main><h1>b</h1></main></html>`))
	if got := value[string](v, "document.title"); got != "a" {
		t.Errorf("title %q", got)
	}
	v.media("screen", "dark")
	v.accessible()
	v.picture("harness")
}
