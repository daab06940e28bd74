package main

import (
	"slices"

	"github.com/spf13/cobra"

	"github.com/wiretrace/wiretrace/store"
	"github.com/wiretrace/wiretrace/view"
)

// mostCompleted is the most ids that are offered to a shell at once.
const mostCompleted = 50

// completes registers the function that returns the values of a flag to a shell. If the command has no
// such flag, which is a mistake in the program, running the command fails.
func completes(cmd *cobra.Command, flag string, values cobra.CompletionFunc) {
	if err := cmd.RegisterFlagCompletionFunc(flag, values); err != nil {
		cmd.PreRunE = func(*cobra.Command, []string) error { return err }
	}
}

// completesWith registers a fixed list of values of a flag.
func completesWith(cmd *cobra.Command, flag string, values ...string) {
	completes(cmd, flag, cobra.FixedCompletions(values, cobra.ShellCompDirectiveNoFileComp))
}

// completeArticle offers the ids of stored articles that begin with typed and are not yet given. It offers
// none if the store cannot be read.
func (a *app) completeArticle(cmd *cobra.Command, given []string, typed string) ([]string, cobra.ShellCompDirective) {
	var ids []string
	err := a.readStore(func(st *store.Store) (err error) {
		ids, err = view.ArticleIDs(cmd.Context(), st, typed)
		return err
	})
	return offered(ids, given, err)
}

// completeCluster offers the ids of clusters that begin with typed.
func (a *app) completeCluster(_ *cobra.Command, given []string, typed string) ([]string, cobra.ShellCompDirective) {
	var ids []string
	err := a.readStore(func(st *store.Store) (err error) {
		ids, err = view.ClusterIDs(st, typed)
		return err
	})
	return offered(ids, given, err)
}

func offered(ids, given []string, err error) ([]string, cobra.ShellCompDirective) {
	if err != nil {
		return nil, cobra.ShellCompDirectiveError
	}
	ids = slices.DeleteFunc(ids, func(id string) bool { return slices.Contains(given, id) })
	slices.Sort(ids)
	return ids[:min(len(ids), mostCompleted)], cobra.ShellCompDirectiveNoFileComp
}
