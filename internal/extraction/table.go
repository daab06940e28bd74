package extraction

import (
	"fmt"
	"slices"
	"strings"
)

// Table returns the figures as tables in Markdown: whole texts, snippets,
// metadata, cost.
func Table(scores []Score) string {
	scores = slices.Clone(scores)
	order := make(map[string]int)
	for _, s := range scores {
		if _, ok := order[s.Set]; !ok {
			order[s.Set] = len(order)
		}
	}
	slices.SortStableFunc(scores, func(a, b Score) int { return order[a.Set] - order[b.Set] })
	var b strings.Builder
	textTable(&b, scores)
	snippetTable(&b, scores)
	metaTable(&b, scores)
	costTable(&b, scores)
	return b.String()
}

func textTable(b *strings.Builder, scores []Score) {
	b.WriteString("Pages with their whole text:\n\n" +
		"| set | engine | pages | F1 | precision | recall | 10th percentile | below .5 | words beyond the gold | paragraphs lost | low confidence | low, yet right | wrong, not low |\n" +
		"|---|---|---|---|---|---|---|---|---|---|---|---|---|\n")
	for _, s := range scores {
		if n := len(s.F1); n > 0 {
			fmt.Fprintf(b, "| %s | %s | %d | %.3f | %.3f | %.3f | %.3f | %d | %.1f%% | %.1f%% | %d | %d | %d |\n", s.Set, s.Engine, n,
				mean(s.F1), mean(s.Precision), mean(s.Recall), tenth(s.F1), below(s.F1, .5),
				percent(s.Beyond, s.GoldWords), percent(s.Lost, s.Paragraphs), s.Low, s.LowButRight, s.WrongAndNotLow)
		}
	}
}

func snippetTable(b *strings.Builder, scores []Score) {
	b.WriteString("\nPages with pieces of text that belong to the article, and pieces that do not:\n\n" +
		"| set | engine | pages | pieces found | foreign pieces left | no text |\n|---|---|---|---|---|---|\n")
	for _, s := range scores {
		if s.With > 0 {
			left := "-"
			if s.Without > 0 {
				left = fmt.Sprintf("%.3f of %d", float64(s.WithoutLeft)/float64(s.Without), s.Without)
			}
			fmt.Fprintf(b, "| %s | %s | %d | %.3f of %d | %s | %d |\n", s.Set, s.Engine, s.Pages,
				float64(s.WithFound)/float64(s.With), s.With, left, s.NB)
		}
	}
}

func metaTable(b *strings.Builder, scores []Score) {
	b.WriteString("\nTitles, dates (by the day as the page has it) and authors:\n\n" +
		"| set | engine | titles right | dates found | right of found | authors found | authors right |\n|---|---|---|---|---|---|---|\n")
	for _, s := range scores {
		if s.Titles+s.Dates+s.Authors == 0 {
			continue
		}
		fmt.Fprintf(b, "| %s | %s | %s | %s | %s | %s | %s |\n", s.Set, s.Engine, share(s.TitlesRight, s.Titles),
			share(s.DatesFound, s.Dates), share(s.DatesRight, s.DatesFound),
			share(s.AuthorsFound, s.Authors), share(s.AuthorsRight, s.Authors))
	}
}

func costTable(b *strings.Builder, scores []Score) {
	b.WriteString("\nCPU time, all sets together, the start of the program included:\n\n| engine | ms a page |\n|---|---|\n")
	seen := make(map[string]bool)
	for _, s := range scores {
		if !seen[s.Engine] {
			seen[s.Engine] = true
			fmt.Fprintf(b, "| %s | %.1f |\n", s.Engine, s.CPU.Seconds()*1000)
		}
	}
}

func share(n, of int) string {
	if of == 0 {
		return "-"
	}
	return fmt.Sprintf("%.3f of %d", float64(n)/float64(of), of)
}

func percent(n, of int) float64 { return 100 * float64(n) / float64(max(of, 1)) }
