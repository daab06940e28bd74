package evaluate

import (
	"encoding/xml"
	"fmt"
	"io"
	"strings"
)

// The plot's places in its own units, which a browser scales.
const (
	plotLeft, plotTop  = 70.0, 60.0
	plotSide           = 360.0 // of the square of p and share
	barTop, barSide    = 470.0, 80.0
	plotWide, plotHigh = 470.0, 600.0
)

// Reliability draws probabilities against the share of labelled copies, with
// 95 % intervals and the number of pairs in each class, as an SVG file that
// needs nothing else. The title is what the plot is of.
func Reliability(w io.Writer, list []Bin, title string) error {
	var b strings.Builder
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %g %g" role="img" aria-labelledby="title desc">`+"\n", plotWide, plotHigh)
	fmt.Fprintf(&b, "<title id=\"title\">Reliability: %s</title>\n<desc id=\"desc\">%s</desc>\n", escaped(title), escaped(described(list)))
	b.WriteString(plotStyle)
	fmt.Fprintf(&b, "<rect class=\"ground\" width=\"%g\" height=\"%g\"/>\n", plotWide, plotHigh)
	fmt.Fprintf(&b, "<text class=\"head\" x=\"%g\" y=\"24\">%s</text>\n", plotLeft, escaped(cut(title, 60)))
	fmt.Fprintf(&b, "<text x=\"%g\" y=\"42\">share of labelled copies by predicted probability</text>\n", plotLeft)
	axes(&b)
	most := 1
	for _, x := range list {
		most = max(most, x.N)
	}
	for _, x := range list {
		if x.N > 0 {
			point(&b, x)
			bar(&b, x, most)
		}
	}
	b.WriteString("</svg>\n")
	_, err := io.WriteString(w, b.String())
	return err
}

// plotStyle has two sets of colours, so that the plot can be read on a dark
// page too.
const plotStyle = `<style>
svg { --ground: #ffffff; --ink: #1f2328; --faint: #8c959f; --mark: #0550ae; }
@media (prefers-color-scheme: dark) { svg { --ground: #0d1117; --ink: #e6edf3; --faint: #7d8590; --mark: #79c0ff; } }
.ground { fill: var(--ground); }
text { fill: var(--ink); font: 12px sans-serif; }
.head { font-weight: bold; font-size: 14px; }
.small { font-size: 10px; }
.axis { stroke: var(--faint); fill: none; }
.even { stroke: var(--faint); stroke-dasharray: 5 4; }
.range { stroke: var(--mark); stroke-width: 1.5; }
.point, .bar { fill: var(--mark); }
</style>
`

func plotX(p float64) float64 { return plotLeft + plotSide*p }
func plotY(p float64) float64 { return plotTop + plotSide*(1-p) }

// axes draws frame, scale and the diagonal on which p is the share.
func axes(b *strings.Builder) {
	fmt.Fprintf(b, "<rect class=\"axis\" x=\"%g\" y=\"%g\" width=\"%g\" height=\"%g\"/>\n", plotLeft, plotTop, plotSide, plotSide)
	fmt.Fprintf(b, "<line class=\"even\" x1=\"%g\" y1=\"%g\" x2=\"%g\" y2=\"%g\"/>\n", plotX(0), plotY(0), plotX(1), plotY(1))
	for i := 0; i <= 5; i++ {
		p := float64(i) / 5
		fmt.Fprintf(b, "<text text-anchor=\"end\" x=\"%g\" y=\"%g\">%g</text>\n", plotLeft-8, plotY(p)+4, p)
		fmt.Fprintf(b, "<text text-anchor=\"middle\" x=\"%g\" y=\"%g\">%g</text>\n", plotX(p), plotTop+plotSide+18, p)
	}
	fmt.Fprintf(b, "<text text-anchor=\"middle\" x=\"%g\" y=\"%g\">predicted probability</text>\n", plotX(.5), plotTop+plotSide+36)
	fmt.Fprintf(b, "<text text-anchor=\"middle\" transform=\"translate(22 %g) rotate(-90)\">share of copies</text>\n", plotY(.5))
	fmt.Fprintf(b, "<line class=\"axis\" x1=\"%g\" y1=\"%g\" x2=\"%g\" y2=\"%g\"/>\n", plotX(0), barTop+barSide, plotX(1), barTop+barSide)
	fmt.Fprintf(b, "<text text-anchor=\"middle\" x=\"%g\" y=\"%g\">pairs in each class</text>\n", plotX(.5), barTop+barSide+36)
}

func point(b *strings.Builder, x Bin) {
	at := plotX(float64(x.P))
	fmt.Fprintf(b, "<line class=\"range\" x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\"/>\n", at, plotY(float64(x.Least)), at, plotY(float64(x.Most)))
	fmt.Fprintf(b, "<circle class=\"point\" cx=\"%.1f\" cy=\"%.1f\" r=\"4\"><title>%s</title></circle>\n", at, plotY(float64(x.Same)), escaped(binTitle(x)))
}

// bar draws the number of pairs in a class, and writes it below.
func bar(b *strings.Builder, x Bin, most int) {
	left, wide := plotX(float64(x.Low)), plotSide*float64(x.High-x.Low)
	high := max(1, barSide*float64(x.N)/float64(most))
	fmt.Fprintf(b, "<rect class=\"bar\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\"><title>%s</title></rect>\n",
		left+2, barTop+barSide-high, wide-4, high, escaped(binTitle(x)))
	fmt.Fprintf(b, "<text class=\"small\" text-anchor=\"middle\" x=\"%.1f\" y=\"%g\">%s</text>\n", left+wide/2, barTop+barSide+14, short(x.N))
}

// short writes a count in the few characters that a class has room for.
func short(n int) string {
	switch {
	case n < 10_000:
		return fmt.Sprint(n)
	case n < 1_000_000:
		return fmt.Sprintf("%dk", n/1000)
	}
	return fmt.Sprintf("%dM", n/1_000_000)
}

func binTitle(x Bin) string {
	return fmt.Sprintf("mean p %s, share of copies %s (%s to %s), %s", four(x.P), four(x.Same), four(x.Least), four(x.Most), count(x.N, "pair"))
}

// described is what the plot shows in words.
func described(list []Bin) string {
	var parts []string
	for _, x := range list {
		if x.N > 0 {
			parts = append(parts, binTitle(x))
		}
	}
	if len(parts) == 0 {
		return "No pair was judged."
	}
	return "Classes of predicted probability: " + strings.Join(parts, "; ") + ". On the diagonal the mean p is the share of copies."
}

// escaped makes text safe in an SVG file: what comes from files is not ours.
func escaped(s string) string {
	var b strings.Builder
	if err := xml.EscapeText(&b, []byte(printable(s))); err != nil { // a builder takes everything
		return ""
	}
	return b.String()
}

// WriteCurve writes a curve as tab-separated values with a head line, with
// every digit that thresholds have.
func WriteCurve(w io.Writer, points []Point) error {
	if _, err := io.WriteString(w, "threshold\tprecision\trecall\tf1\tpredicted\tright\n"); err != nil {
		return err
	}
	for _, p := range points {
		if _, err := fmt.Fprintf(w, "%v\t%.6f\t%.6f\t%.6f\t%d\t%d\n", float64(p.Threshold), float64(p.Precision), float64(p.Recall), float64(p.F1), p.Predicted, p.Right); err != nil {
			return err
		}
	}
	return nil
}
