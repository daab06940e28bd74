package report

import (
	"fmt"
	"time"
)

// checkSource writes whether the store has the checked article itself, its most likely source, and whose
// text it is.
func (t *Text) checkSource(v *CheckView) {
	if v.Known != "" {
		text := "with this text"
		if !v.SameText {
			text = "with another text"
		}
		t.printf("%s\n", fmt.Sprintf("it is in the store itself, %s: %s", text, clean(v.Known)))
	}
	s := v.Traced
	if s == nil {
		if v.Cluster != "" {
			t.printf("not traced: run \"wiretrace dedup\" without --near to find its source\n")
		}
		return
	}
	if s.Source == nil {
		return
	}
	if s.Parent != nil && v.As == nil {
		t.printf("  parent: %s\n", clean(s.Parent.ID))
	}
	t.reasoned("  ", s.Source, s.Parent != nil)
	if s.TwinCount > 0 {
		t.printf("  %s; its text is no reason to choose\n", twinLine(s))
	}
}

// checkLines writes the four lines.
func (t *Text) checkLines(v *CheckView) {
	if v.As == nil || v.Unusable {
		return
	}
	for _, l := range v.Lines(v.As, Speller{Quote: clean}) {
		t.wrapped(fmt.Sprintf("  %-11s ", l.Label), "              ", l.Text, false)
	}
}

func twinLine(s *CheckSource) string {
	if s.TwinCount == 1 {
		return "1 other article has the same words as that"
	}
	return Number(s.TwinCount) + " other articles have the same words as that"
}

// before describes how long before an article its parent appeared.
func before(seconds int64) string {
	d, word := time.Duration(seconds)*time.Second, "before this"
	if seconds < 0 {
		d, word = -d, "after this"
	}
	switch {
	case d < time.Minute:
		return "published at the same time"
	case d < time.Hour:
		return fmt.Sprintf("published %d min %s", int(d.Minutes()), word)
	case d < 48*time.Hour:
		return fmt.Sprintf("published %.1f h %s", d.Hours(), word)
	}
	return fmt.Sprintf("published %.0f days %s", d.Hours()/24, word)
}
