package page_test

import (
	"net/url"
	"os"
	"path/filepath"
	"testing"

	"github.com/chromedp/chromedp"

	"github.com/wiretrace/wiretrace/internal/browser"
)

// visitPage opens a page, as a file, in a headless browser.
func visitPage(t *testing.T, page []byte) *browser.Visit {
	t.Helper()
	file := filepath.Join(t.TempDir(), "page.html")
	if err := os.WriteFile(file, page, 0o600); err != nil {
		t.Fatal(err)
	}
	v := browser.Open(t, "file:")
	v.Do(chromedp.Navigate((&url.URL{Scheme: "file", Path: file}).String()))
	return v
}
