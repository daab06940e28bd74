package report_test

import (
	"testing"

	"github.com/wiretrace/wiretrace/report"
)

func TestEvidenceSentence(t *testing.T) {
	for _, test := range []struct {
		kind, text string
		unseen     bool
		want       string
	}{
		{"text", "has the very same words", false, "It has the very same words as the source."},
		{"text", "87 % of its word triples are there, 0 are not that others have", false, "87% of its three-word phrases are also in the source; so is everything that it shares with the other copies."},
		{"text", "50 % of its word triples are there, 4 are not that others have; 3 are in no third text, as “Ilse Vandrum said; so”", false, "50% of its three-word phrases are also in the source; 4 that it shares with other copies are not; 3 are in these two articles and in no third, such as “Ilse Vandrum said; so”."},
		{"text", "12 of its word triples that others have are not in the article nearest to it", true, "12 three-word phrases that it shares with others are missing from the closest article."},
		{"title", "has the same title", false, "It has the same headline as the source."},
		{"title", "has a similar title (67 %)", false, "Its headline is like that of the source (67% alike)."},
		{"time", "published 14 min after it", false, "It was published 14 min after the source."},
		{"time", "published 2.1 h before it, by clocks that are no better than a date or a crawl", false, "It was published 2.1 h before the source, by clocks that are no better than a date or a crawl."},
		{"time", "published at the same time", false, "It was published at the same time as the source."},
		{"time", "a clock is missing", false, "One of the two has no time."},
		{"time", "nothing here is older", true, "No copy in the collection is older."},
		{"feed", "is of an agency's own outlet: KONTOR", false, "The source is from an agency's own outlet: KONTOR."},
		{"feed", "is of an agency's own outlet: KONTOR", true, "It is from an agency's own outlet: KONTOR."},
		{"feed", "credits KONTOR, whose own this is", false, "It credits KONTOR, and the source is that agency's own outlet."},
		{"credit", "both credit KONTOR", false, "Both credit KONTOR."},
		{"credit", "credits KONTOR, which that does not", false, "It credits KONTOR, which the source does not."},
		{"credit", "does not credit KONTOR, which that does", false, "It does not credit KONTOR, which the source does."},
		{"credit", "credits KONTOR, whose own copy is not here", true, "It credits KONTOR, whose own copy is not in the collection."},
		{"outlet", "is of the same house", false, "Both outlets have the same owner."},
		{"outlet", "is the same outlet's, at another address", false, "The source is the same outlet's, at another address."},
		{"outlet", "names coast.example", false, "It names the outlet of the source, coast.example."},
		{"outlet", "names coast.example; carries lines of coast.example's page along", false, "It names the outlet of the source, coast.example. It carries lines of coast.example's page along."},
		{"outlet", "abc.news is copied 2.1 times as often as usual, and 40 % of the copies of coast.example are second-hand", false, "The outlet of the source, abc.news, is copied 2.1 times as often as usual, and 40% of the copies of coast.example are second-hand."},
		{"outlet", "30 % of the articles of coast.example are taken from none here", true, "30% of the articles of coast.example were taken from none in the collection."},
		{"gone", "what it was taken from was deleted or revised since", true, "What it was taken from was deleted or revised since."},
		{"text", "carries the same misspelt name as coast.example and nobody else", false, "It carries the same misspelt name as coast.example and nobody else."},
		{"new", "some new kind", false, "Some new kind."},
		{"", "", false, ""},
	} {
		if got := (&report.Evidence{Kind: test.kind, Text: test.text}).Sentence(!test.unseen); got != test.want {
			t.Errorf("%s, %q:\n got %q\nwant %q", test.kind, test.text, got, test.want)
		}
	}
}

func TestOdds(t *testing.T) {
	for weight, want := range map[float64]string{0: "no effect", 1: "odds × 2.7", -2.5: "odds ÷ 12", 8: "odds × over 1,000"} {
		if got := (&report.Evidence{Weight: weight}).Odds(); got != want {
			t.Errorf("%g: %q, want %q", weight, got, want)
		}
	}
}

func TestDuration(t *testing.T) {
	for seconds, want := range map[int64]string{7200: "+2 h", -5400: "−1 h 30 min", 840: "+14 min", 61: "+1 min 1 s"} {
		if got := report.Duration(seconds); got != want {
			t.Errorf("%d: %q, want %q", seconds, got, want)
		}
	}
}
