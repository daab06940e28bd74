package record

import (
	"github.com/wiretrace/wiretrace/trace/clock"
	"github.com/wiretrace/wiretrace/trace/credit"
)

// The oddities of an article: contradictions between its clocks, its credits and its source.
const (
	OddAfterFetch   = "published-after-fetch"   // it says that it appeared after it was fetched
	OddBackdated    = "backdated"               // dated long before it was fetched, by an outlet that is fetched at once
	OddRedated      = "redated"                 // its address names an earlier day
	OddUnlikely     = "unlikely-year"           // newspapers did not appear in its year, so its time is ignored
	OddWild         = "clock-not-trusted"       // the outlet's times are too often wrong
	OddCollected    = "published-is-collection" // the outlet's times are those of a collection
	OddLaterSource  = "source-is-later"         // its source appeared later, as far as clocks tell
	OddAgencies     = "several-agencies"        // it is more likely than not to have text of two agencies or more
	OddOtherAgency  = "credits-another-agency"  // an agency's own outlet, or a paper that runs one, credits another
	OddUnlisted     = "agency-not-listed"       // its agency is not in the list, but was learnt from how articles credit it
	OddRevised      = "source-revised"          // it has an earlier revision of its source's text
	OddCorrected    = "source-corrected"        // it has text of its source that was corrected since
	OddWithdrawn    = "source-withdrawn"        // its source, or the source of that, was withdrawn
	OddWithheld     = "source-withheld"         // its source, or the source of that, is withheld: by an embargo or a hold
	OddNamedAnother = "names-another-source"    // it names another article here as its source than the one that was found
)

// ClockOddities returns the oddities of a clock.
func ClockOddities(r *clock.Reading) (out []string) {
	for _, x := range []struct {
		flag clock.Flags
		name string
	}{
		{clock.AfterFetch, OddAfterFetch},
		{clock.Backdated, OddBackdated},
		{clock.Redated, OddRedated},
		{clock.Unlikely, OddUnlikely},
		{clock.Wild, OddWild},
		{clock.Collected, OddCollected},
	} {
		if r.Flags.Has(x.flag) {
			out = append(out, x.name)
		}
	}
	return out
}

// Outdated reports whether an oddity is a later change of an article's source. It concerns the
// copies of the article too.
func Outdated(name string) bool {
	switch name {
	case OddRevised, OddCorrected, OddWithdrawn, OddWithheld:
		return true
	}
	return false
}

// Later reports whether a source appeared after its copy. It compares the bounds of the clocks,
// and the times themselves if both are times of day.
func Later(source, copied *clock.Reading) bool {
	if !source.Known || !copied.Known {
		return false
	}
	return source.Earliest > copied.Latest || source.Precise && copied.Precise && source.Best > copied.Best
}

// Credited reports whether a credit names the agency that a text comes from.
func Credited(c *credit.Credit) bool {
	return c.Agency != "" && c.Role != credit.RolePhoto && c.Role != credit.RoleCitation && c.Role != credit.RoleUnnamed
}
