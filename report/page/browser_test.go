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
	v := browser.Open(t, "file:")
	v.Do(chromedp.Navigate(fileOf(t, page)))
	return v
}

// fileOf writes a page to a file and returns its address.
func fileOf(t *testing.T, page []byte) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "page.html")
	if err := os.WriteFile(file, page, 0o600); err != nil {
		t.Fatal(err)
	}
	return (&url.URL{Scheme: "file", Path: file}).String()
}
