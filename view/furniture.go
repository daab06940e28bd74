package view

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/wiretrace/wiretrace/article"
	"github.com/wiretrace/wiretrace/generation"
	"github.com/wiretrace/wiretrace/report"
	"github.com/wiretrace/wiretrace/store"
)

// ErrNoLines is returned by [Furniture] if no run has learnt which lines outlets repeat.
var ErrNoLines = errors.New("no run has learnt the lines that outlets repeat")

// Furniture returns the lines that an outlet repeats under many articles, as the last run learnt them, the
// most frequent first. articles is the number of live articles of the outlet. Texts that their source
// withholds are not used.
func Furniture(ctx context.Context, st *store.Store, outlet string) (lines []report.FurnitureLine, articles int, err error) {
	err = st.View(func(v *store.View) error {
		c, err := generation.Load(v)
		if err != nil {
			return err
		}
		if c.Lines == nil {
			return ErrNoLines
		}
		found := make(map[string]*report.FurnitureLine)
		err = v.EachMeta(0, func(d store.Doc, a *article.Article) error {
			if err := ctx.Err(); err != nil {
				return err
			}
			if a.Source != outlet || a.Status.Blocked() || !v.Live(d) {
				return nil
			}
			articles++
			text, err := v.Text(d)
			if err != nil {
				return fmt.Errorf("document %d: %w", d, err)
			}
			count(found, c, a, text)
			return nil
		})
		for _, l := range found {
			lines = append(lines, *l)
		}
		return err
	})
	slices.SortFunc(lines, func(a, b report.FurnitureLine) int {
		return cmp.Or(cmp.Compare(b.Articles, a.Articles), cmp.Compare(a.Line, b.Line))
	})
	return lines, articles, err
}

// count counts the learnt lines in one article, each once.
func count(found map[string]*report.FurnitureLine, c *generation.Conclusions, a *article.Article, text string) {
	seen := make(map[string]bool)
	for _, r := range c.Lines.Mask(nil, a.Source, text) {
		line := text[r.Start:r.End]
		if seen[line] {
			continue
		}
		seen[line] = true
		l := found[line]
		if l == nil {
			l = &report.FurnitureLine{Schema: report.SchemaFurniture, Outlet: a.Source, Line: line, Example: a.ID}
			found[line] = l
		}
		l.Articles++
		l.Example = min(l.Example, a.ID)
	}
}
