package evaluate

import (
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode"
)

// Text writes a report for people: what was compared and how good it is on the
// first screen, then thresholds and the worst errors. Ids, outlets and titles
// are printed without control characters.
func Text(w io.Writer, r *Report) error {
	t := &text{out: w}
	t.head(r)
	if r.Clusters != nil {
		t.clusters(r.Clusters)
	}
	if r.Pairs != nil {
		t.pairs(r.Pairs)
	}
	if r.Passages != nil {
		t.passages(r.Passages)
	}
	if r.Thresholds != nil {
		t.thresholds(r.Thresholds)
	}
	if r.Calibration != nil {
		t.calibration(r.Calibration)
	}
	t.worst("called a copy, labelled apart", r.Worst.False)
	t.worst("labelled a copy, missed", r.Worst.Missed)
	return t.err
}

// A text writes until the first error.
type text struct {
	out io.Writer
	err error
}

func (t *text) printf(format string, args ...any) {
	if t.err == nil {
		_, t.err = fmt.Fprintf(t.out, format, args...)
	}
}

// row writes a name and its description.
func (t *text) row(name, format string, args ...any) {
	t.printf("%-13s%s\n", name, fmt.Sprintf(format, args...))
}

// figure writes a number with its interval and a remark.
func (t *text) figure(name string, e Estimate, remark string) {
	line := fmt.Sprintf("  %-19s%s  %s to %s", name, four(e.Value), four(e.CI95[0]), four(e.CI95[1]))
	if remark != "" {
		line += "  " + remark
	}
	t.printf("%s\n", line)
}

// plain writes a number without an interval, and a remark.
func (t *text) plain(name string, n Num, remark string) {
	t.printf("%s\n", strings.TrimRight(fmt.Sprintf("  %-19s%s  %16s  %s", name, four(n), "", remark), " "))
}

func four(n Num) string { return strconv.FormatFloat(float64(n), 'f', 4, 64) }

func (t *text) head(r *Report) {
	g, p := &r.Gold, &r.Predictions
	if g.Negative != nil {
		t.row("labels", "%s of %s: %d positive, %d negative", count(g.Positive+*g.Negative, "pair"), count(g.Articles, "article"), g.Positive, *g.Negative)
	} else {
		t.row("labels", "%s in %s; %d pairs share one", count(g.Articles, "article"), count(g.Clusters, "cluster"), g.Positive)
	}
	model := ""
	if p.Model != "" {
		model = " (model " + printable(p.Model) + ")"
	}
	t.row("predictions", "%s%s: %s, %s, %s", printable(p.From), model, count(p.Articles, "article"), count(p.Clusters, "cluster"), count(p.Pairs, "pair"))
	if g.Missing > 0 {
		t.row("not found", "%s not among the predictions, counted as in no cluster and no pair: %s",
			count(g.Missing, "labelled id"), list(g.Unknown, g.Missing))
	}
	for _, n := range r.Notes {
		t.row("note", "%s", printable(n))
	}
}

func (t *text) clusters(c *ClusterScores) {
	t.printf("\nclusters%27s  95 %% interval\n", "")
	t.figure("ARI", c.ARI, "")
	t.figure("B-cubed F1", c.B3F1, fmt.Sprintf("precision %s, recall %s", four(c.B3Precision), four(c.B3Recall)))
	t.figure("pair F1", c.PairF1, fmt.Sprintf("precision %s, recall %s", four(c.PairPrecision), four(c.PairRecall)))
	t.plain("exact clusters", c.Exact, fmt.Sprintf("of %d with two and more articles; %s of all %d", c.Several, four(c.ExactAll), c.Stories))
}

func (t *text) pairs(s *PairScores) {
	t.printf("\npairs%30s  95 %% interval\n", "")
	t.figure("F1 at p >= .5", s.F1, "")
	t.figure("precision", s.Precision, fmt.Sprintf("%s judged", count(s.Pairs, "pair")))
	t.figure("recall", s.Recall, fmt.Sprintf("%d of %s listed", s.TrueListed, count(s.True, "true pair")))
	t.figure("average precision", s.Average, fmt.Sprintf("recall at precision .99: %s", four(s.RecallAt99)))
	if s.AUC != nil {
		t.figure("AUC", *s.AUC, "")
	}
	if s.AllYesF1 != nil {
		t.plain("F1 of always yes", *s.AllYesF1, "")
	}
	if c := s.Clustered; c != nil {
		t.plain("F1 of one cluster", c.F1, fmt.Sprintf("precision %s, recall %s", four(c.Precision), four(c.Recall)))
	}
	t.plain("calibration error", s.ECE, fmt.Sprintf("adaptive %s, Brier score %s", four(s.AdaptiveECE), four(s.Brier)))
	if s.Grey > 0 {
		t.plain("  p .05 to .95", s.ECEGrey, fmt.Sprintf("adaptive %s, Brier score %s, of %s", four(s.AdaptGrey), four(s.BrierGrey), count(s.Grey, "pair")))
	} else {
		t.printf("  no pair has a p from .05 to .95: the labels say little of the calibration\n")
	}
}

func (t *text) passages(s *PassageScores) {
	t.printf("\npassages\n")
	t.plain("plagdet", s.Plagdet, fmt.Sprintf("precision %s, recall %s, granularity %s", four(s.Precision), four(s.Recall), four(s.Granularity)))
	t.printf("  %s, %s", count(s.Cases, "case"), count(s.Detections, "detection"))
	if s.Outside > 0 {
		t.printf("; %d in pairs without a label are not judged", s.Outside)
	}
	t.printf("\n")
}

func (t *text) thresholds(s *Thresholds) {
	t.printf("\nthresholds\n")
	say := func(name string, x *Suggestion) {
		if x != nil {
			t.printf("  %-19s%s  precision %s (%s to %s: %d of %d right), recall %s, F1 %s\n", name, four(x.Threshold),
				four(x.Precision), four(x.CI95[0]), four(x.CI95[1]), x.Right, x.Predicted, four(x.Recall), four(x.F1))
		}
	}
	say("best F1", s.BestF1)
	say(fmt.Sprintf("precision >= %v", float64(s.Target)), s.AtTarget)
	if s.Remark != "" {
		t.printf("  %s\n", s.Remark)
	}
}

func (t *text) calibration(f *Fit) {
	c := &f.Calibration
	t.printf("\ncalibration %s: %s, a %.4f, b %.4f, c %.4f\n", c.Version, c.Method, c.A, c.B, c.C)
	t.printf("  fitted on %s: %d positive, %d negative\n", count(f.Pairs, "pair"), f.Positives, f.Negatives)
	t.printf("  on labels not fitted on (%d parts, %s): log loss %s before, %s after; error %s before, %s after\n", f.Folds,
		count(f.Tested, "pair"), four(f.Before.LogLoss), four(f.After.LogLoss), four(f.Before.ECE), four(f.After.ECE))
	if c.Identity() {
		t.printf("  no correction predicts unseen labels better than the probabilities as they are\n")
	}
}

func (t *text) worst(name string, misses []Miss) {
	if len(misses) == 0 {
		return
	}
	t.printf("\n%s\n", name)
	for i := range misses {
		m := &misses[i]
		t.printf("  p %s  %s  %s  %s%s\n", four(m.P), printable(m.A.ID), printable(m.B.ID), m.Reason, evidence(m))
		for _, s := range []*Side{&m.A, &m.B} {
			if s.Source != "" || s.Title != "" {
				t.printf("    %s\n", cut(strings.TrimSpace(printable(s.Source)+"  "+printable(s.Title)), 92))
			}
		}
	}
}

// evidence says what was counted of a pair.
func evidence(m *Miss) string {
	if m.Jaccard == nil {
		return ""
	}
	return fmt.Sprintf(" (%.0f%% alike; %.0f%% of a is in b, %.0f%% of b in a; %d matched words)",
		100*float64(*m.Jaccard), 100*float64(*m.ContainmentA), 100*float64(*m.ContainmentB), *m.MatchedWords)
}

// list names the first of n ids.
func list(ids []string, n int) string {
	var b strings.Builder
	shown := ids[:min(3, len(ids))]
	for i, id := range shown {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString(printable(id))
	}
	if n > len(shown) {
		b.WriteString(", …")
	}
	return b.String()
}

func count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return strconv.Itoa(n) + " " + what + "s"
}

// printable makes what comes from articles and files harmless to print on one
// line: what could move the cursor or reverse the line becomes U+FFFD.
func printable(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case unicode.IsControl(r), unicode.In(r, unicode.Cf, unicode.Co, unicode.Zl, unicode.Zp):
			return unicode.ReplacementChar
		}
		return r
	}, s)
	return strings.Join(strings.Fields(s), " ")
}

// cut shortens s to at most n characters.
func cut(s string, n int) string {
	if r := []rune(s); len(r) > n {
		return string(r[:n-1]) + "…"
	}
	return s
}
