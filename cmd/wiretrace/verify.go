package main

import (
	"encoding/json"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/wiretrace/wiretrace/store"
)

func newVerifyCommand(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "verify",
		Short: "Check every checksum and reference of the store",
		Long: `Verify reads the whole store and checks every checksum, and every reference in
both directions. It changes nothing. Each problem is a line; a damaged store
ends with status 5: restore a backup, or ingest the articles into a new store.

` + exitHelp,
		Args: args(0, 0),
		RunE: func(*cobra.Command, []string) error {
			return a.readStore(func(st *store.Store) error {
				problems := []string{}
				rep, err := st.Verify(func(p string) {
					problems = append(problems, p)
					if !a.json {
						fmt.Fprintln(a.out, p)
					}
				})
				if err != nil {
					return err
				}
				if a.json {
					line, err := json.Marshal(struct {
						Schema   string             `json:"schema"`
						OK       bool               `json:"ok"`
						Report   store.VerifyReport `json:"checked"`
						Problems []string           `json:"problems"`
					}{"wiretrace/verify/1", len(problems) == 0, rep, problems})
					if err != nil {
						return err
					}
					fmt.Fprintf(a.out, "%s\n", line)
				}
				if len(problems) > 0 {
					return fmt.Errorf("%w: %d problems; restore a backup, or ingest the articles into a new store", errProblems, len(problems))
				}
				if !a.json {
					fmt.Fprintf(a.out, "no problem found: %d articles, %d values\n", rep.Articles, rep.Values)
				}
				return nil
			})
		},
	}
}
