package report

import "math"

// Likelihood returns a word for a probability in [0,1], with the terms and bounds of ICD 203 (Analytic
// Standards, 2015). doc/report.md has the table. The word is always printed with the percentage, and p is
// rounded to that first: 45% is never "unlikely" because it was 44.7%.
func Likelihood(p float64) string {
	p = math.Round(100*p) / 100
	switch {
	case p > .95:
		return "almost certain"
	case p > .80:
		return "very likely"
	case p > .55:
		return "likely"
	case p >= .45:
		return "about as likely as not"
	case p >= .20:
		return "unlikely"
	case p >= .05:
		return "very unlikely"
	}
	return "almost no chance"
}
