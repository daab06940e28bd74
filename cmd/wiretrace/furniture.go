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
		Long: `Furniture prints the lines that the last run took for page furniture of an outlet,
because they are in three or more of its articles that are not prints of one text (a
long line needs more): calls to subscribe, notes on the desk, lists of links. Of texts
without line breaks it prints what many of them begin or end with. These
lines are not compared. Credits in them count as evidence of sources all the same.
The number before a line says in how many articles of the outlet it is now.

What extraction marks on a page by itself is not listed: "wiretrace export" has it,
article by article. Which lines are furniture is learnt with an epoch; "wiretrace dedup
--learn" learns it anew.

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
