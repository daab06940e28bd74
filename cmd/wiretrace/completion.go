package main

import (
	"slices"

	"github.com/spf13/cobra"

	"github.com/wiretrace/wiretrace/store"
	"github.com/wiretrace/wiretrace/view"
)

// mostCompleted bounds the ids that a shell is offered at once.
const mostCompleted = 50

// completes tells the shell which values a flag takes. A command without the flag is a mistake in the program: it ends
// with that error.
func completes(cmd *cobra.Command, flag string, values cobra.CompletionFunc) {
	if err := cmd.RegisterFlagCompletionFunc(flag, values); err != nil {
		cmd.PreRunE = func(*cobra.Command, []string) error { return err }
	}
}

// completesWith tells the shell the fixed values that a flag takes.
func completesWith(cmd *cobra.Command, flag string, values ...string) {
	completes(cmd, flag, cobra.FixedCompletions(values, cobra.ShellCompDirectiveNoFileComp))
}

// completeArticle offers the ids of stored articles that begin with what was typed, without
// those that were given already. It offers none if the store cannot be read now.
func (a *app) completeArticle(cmd *cobra.Command, given []string, typed string) ([]string, cobra.ShellCompDirective) {
	var ids []string
	err := a.readStore(func(st *store.Store) (err error) {
		ids, err = view.ArticleIDs(cmd.Context(), st, typed)
		return err
	})
	return offered(ids, given, err)
}

// completeCluster does the same with the ids of clusters.
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
