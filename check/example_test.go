package check_test

import (
	"context"
	"fmt"
	"os"
	"strings"

	"github.com/wiretrace/wiretrace/article"
	"github.com/wiretrace/wiretrace/check"
	"github.com/wiretrace/wiretrace/dedup"
	"github.com/wiretrace/wiretrace/ingest"
	"github.com/wiretrace/wiretrace/store"
)

// A store is filled and clustered, then an article is checked against it.
func Example() {
	dir, err := os.MkdirTemp("", "check")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(dir)
	ctx := context.Background()
	st, err := store.Open(dir+"/store", store.Options{Create: true, Meaning: dedup.Meaning})
	if err != nil {
		panic(err)
	}
	defer func() {
		if err := st.Close(); err != nil {
			panic(err)
		}
	}()
	records := `{"id":"a1","source":"wire.example","published":"2026-05-01T08:00:00Z","title":"Lighthouse","text":"The old lighthouse at Korsholm was lit again on Friday evening after eleven years of darkness. Some 400 people came to the pier with lanterns. The keeper's granddaughter turned the switch at nine, and the first beam swept over the water to the island of Hest, where the ferry sounded its horn."}`
	if _, err := dedup.Ingest(ctx, st, ingest.Open([]string{"-"}, strings.NewReader(records), ingest.Options{}), dedup.Options{}); err != nil {
		panic(err)
	}
	if _, err := dedup.Link(ctx, st, dedup.Options{}); err != nil {
		panic(err)
	}

	page := article.Article{ID: "b1", Source: "paper.example", Text: "KORSHOLM. The old lighthouse at Korsholm was lit again on Friday evening after eleven years of darkness. Some 400 people came to the pier with lanterns. The keeper's granddaughter turned the switch at nine, and the first beam swept over the water to the island of Hest."}
	answer, err := check.Open(st).Check(ctx, &page)
	if err != nil {
		panic(err)
	}
	best := answer.Matches[0]
	fmt.Printf("%s: %s has %.0f %% of it, kind %s\n", answer.Verdict, best.Article.Source, 100*best.Coverage, best.Kind)
	// Output: copy: wire.example has 96 % of it, kind same
}
