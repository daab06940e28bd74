package ingest

import (
	"encoding/json"
	"testing"

	"github.com/wiretrace/wiretrace/article"
)

// TestPageAddress reads pages as records with the address they were fetched
// from: the page's own address on the same site is the article's.
func TestPageAddress(t *testing.T) {
	const body = `<article><h1>Ferry</h1><p>The ferry runs again after the storm, the council of the harbour said on Monday in a long statement.</p></article>`
	page := func(canonical string) string {
		return `<html lang=en><title>Ferry</title><link rel=canonical href="` + canonical + `">` + body
	}
	tests := []struct {
		name, fetched, canonical, url, source string
	}{
		{"print form", "https://coast.example/a?print=1", "https://coast.example/a", "https://coast.example/a", "coast.example"},
		{"host for phones", "https://m.coast.example/a", "https://www.coast.example/a", "https://www.coast.example/a", "coast.example"},
		{"AMP cache", "https://coast-example.cdn.ampproject.org/c/s/coast.example/a/amp", "https://coast.example/a", "https://coast.example/a", "coast.example"},
		{"archive that rewrites addresses", "https://web.archive.org/web/2026/https://coast.example/a?x=1", "https://web.archive.org/web/2026/https://coast.example/a", "https://coast.example/a", "coast.example"},
		{"another site", "https://coast.example/a", "https://wire.example/a", "https://coast.example/a", "coast.example"},
		{"front page", "https://coast.example/a", "https://coast.example/", "https://coast.example/a", "coast.example"},
		{"route", "https://coast.example/app/#!/a", "https://coast.example/app/", "https://coast.example/app/#!/a", "coast.example"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			line, err := json.Marshal(map[string]string{"url": tt.fetched, "html": page(tt.canonical)})
			if err != nil {
				t.Fatal(err)
			}
			got := decodeOne(t, string(line))
			if got.URL != tt.url || got.Source != tt.source {
				t.Errorf("%s of %s, want %s of %s", got.URL, got.Source, tt.url, tt.source)
			}
			if want := article.DeriveID(&article.Article{URL: tt.url, Source: tt.source}); got.ID != want {
				t.Errorf("id %s, want %s", got.ID, want)
			}
		})
	}
}

// TestArchivedRecord reads records with a text whose address is an archive's.
func TestArchivedRecord(t *testing.T) {
	got := decodeOne(t, `{"url":"https://web.archive.org/web/2026/https://coast.example/a","text":"The ferry runs again."}`)
	if got.URL != "https://coast.example/a" || got.Source != "coast.example" || got.Link(article.RelViewed) == "" {
		t.Errorf("got %+v", got)
	}
	got = decodeOne(t, `{"url":"https://web.archive.org/web/2026/https://coast.example/a","source":"Coast Courier","text":"The ferry runs again."}`)
	if got.Source != "Coast Courier" {
		t.Errorf("the outlet became %q", got.Source)
	}
}
