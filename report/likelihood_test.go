package report_test

import (
	"testing"

	"github.com/wiretrace/wiretrace/report"
)

func TestLikelihood(t *testing.T) {
	for p, want := range map[float64]string{
		1: "almost certain", .96: "almost certain", .954: "very likely", .81: "very likely", .804: "likely", .56: "likely", .55: "about as likely as not",
		.447: "about as likely as not", .444: "unlikely", .2: "unlikely", .19: "very unlikely", .05: "very unlikely", .04: "almost no chance", 0: "almost no chance",
	} {
		if got := report.Likelihood(p); got != want {
			t.Errorf("%g: %q, want %q", p, got, want)
		}
	}
}
