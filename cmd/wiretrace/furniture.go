package main

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/wiretrace/wiretrace/report"
	"github.com/wiretrace/wiretrace/store"
	"github.com/wiretrace/wiretrace/view"
)

func newFurnitureCommand(a *app) *cobra.Command {
	var outlet string
	cmd := &cobra.Command{
		Use:   "furniture --outlet OUTLET",
		Short: "Print the lines that an outlet repeats under its articles",
		Long: `Furniture prints the lines of an outlet that the last run treated as page furniture:
calls to subscribe, notes about the editors, lists of links. Such a line is in three or
more of the outlet's articles that are not copies of one text; a long line must be in
more. For texts without line breaks it prints what many of them begin or end with.
These lines are not compared, but credits in them still count as evidence of sources.
The number before a line is the number of the outlet's articles that have it now.

Furniture that extraction finds on a single page is not listed: "wiretrace export" has
it, article by article. Furniture is learnt once in an epoch; "wiretrace dedup --learn"
learns it anew.

` + exitHelp,
		Example: `  wiretrace furniture --outlet paper.example
  wiretrace furniture --outlet paper.example --json | jq -r .line`,
		Args: args(0, 0),
	}
	cmd.Flags().StringVar(&outlet, "outlet", "", "the `OUTLET`, as articles have it in their field source")
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		if outlet == "" {
			return usagef("name the outlet: --outlet paper.example")
		}
		return a.readStore(func(st *store.Store) error {
			lines, articles, err := view.Furniture(cmd.Context(), st, outlet)
			switch {
			case errors.Is(err, view.ErrNoLines):
				return fmt.Errorf("%w: run \"wiretrace dedup\" without --near first", err)
			case err != nil:
				return err
			case articles == 0:
				return fmt.Errorf("the store has no article of %s: name the outlet as articles do in their field source", escaped(outlet))
			}
			return a.printFurniture(lines, articles)
		})
	}
	return cmd
}

func (a *app) printFurniture(lines []report.FurnitureLine, articles int) error {
	for i := range lines {
		var err error
		if a.json {
			err = a.printJSON(lines[i])
		} else {
			_, err = fmt.Fprintf(a.out, "%6s  %s\n", grouped(int64(lines[i].Articles)), escaped(lines[i].Line))
		}
		if err != nil {
			return err
		}
	}
	if !a.json && len(lines) == 0 {
		_, err := fmt.Fprintf(a.out, "no line repeats in the %s\n", counted(int64(articles), "article", "articles"))
		return err
	}
	return nil
}
