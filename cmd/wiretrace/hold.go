package main

import (
	"cmp"
	"fmt"
	"io"
	"os"
	"os/user"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/wiretrace/wiretrace/article"
	"github.com/wiretrace/wiretrace/store"
	"github.com/wiretrace/wiretrace/store/audit"
)

// maxReason is the most bytes of a reason in the audit log.
const maxReason = 4096

// A deedFlags holds who does something and why, for the audit log.
type deedFlags struct{ by, reason string }

func (d *deedFlags) add(cmd *cobra.Command) {
	cmd.Flags().StringVar(&d.reason, "reason", "", "`WHY`, for the audit log; do not quote the text here")
	cmd.Flags().StringVar(&d.by, "by", "", "`WHO`, for the audit log (default: your account)")
}

// deed returns an entry for the audit log: who does something, why, and that it is now.
func (d *deedFlags) deed() store.Deed {
	short := func(s string) string { return strings.ToValidUTF8(s[:min(len(s), maxReason)], "?") }
	return store.Deed{Who: short(cmp.Or(d.by, account())), Why: short(d.reason), At: time.Now()}
}

// account returns the user's account for the audit log. Under sudo it also names the account that called
// sudo.
func account() string {
	who := cmp.Or(os.Getenv("USER"), os.Getenv("USERNAME"), "unknown")
	if u, err := user.Current(); err == nil {
		who = u.Username
	}
	if sudo := os.Getenv("SUDO_USER"); sudo != "" {
		who = sudo + " as " + who
	}
	return who
}

// byServer lets the server of the store run a command that changes or reads the audit log. The audit log
// then has the account of the caller. done is false if no server runs.
func (a *app) byServer(cmd *cobra.Command, given []string, further ...string) (done bool, err error) {
	r := a.served()
	if r == nil {
		return false, nil
	}
	args := append(arguments(cmd, "by", "scan"), further...)
	if f := cmd.Flags().Lookup("by"); f != nil {
		args = append(args, "--by="+cmp.Or(f.Value.String(), account()))
	}
	args = append(append(args, "--"), given...)
	var in io.Reader
	if len(given) == 1 && given[0] == "-" {
		in = a.in
	}
	return true, r.run(cmd.Context(), a, args, in, a.out)
}

func newHoldCommand(a *app) *cobra.Command {
	var (
		release, list bool
		who           deedFlags
	)
	cmd := &cobra.Command{
		Use:   "hold {ID ... | - | --list}",
		Short: "Put articles under a legal hold, so that nothing deletes them",
		Long: `Hold keeps articles from being deleted: "wiretrace delete", "wiretrace expire" and
"wiretrace nightly" keep them and say so, until "wiretrace hold --release" ends it. Ids
can come from standard input, one a line (-). A hold covers all revisions of an article.

Holds and their ends are in the audit log, with who, when and why. Backups keep them.

` + exitHelp,
		Example: `  wiretrace hold --reason "suit 7/24" u-93f1 u-93f2
  wiretrace hold --release --reason "settled" u-93f1
  wiretrace hold --list`,
	}
	cmd.Flags().BoolVar(&release, "release", false, "end the hold of the articles")
	cmd.Flags().BoolVar(&list, "list", false, "list the articles that are held")
	who.add(cmd)
	cmd.RunE = func(cmd *cobra.Command, ids []string) error {
		if list == (len(ids) > 0) || list && (release || who.reason != "") {
			return usagef("give ids, - for standard input, or --list alone\nusage: %s", cmd.UseLine())
		}
		if done, err := a.byServer(cmd, ids); done {
			return err
		}
		if list {
			return a.listHolds(cmd)
		}
		return a.hold(ids, release, who.deed())
	}
	return cmd
}

func (a *app) hold(ids []string, release bool, d store.Deed) (err error) {
	if len(ids) == 1 && ids[0] == "-" {
		if ids, err = readIDs(a.in); err != nil {
			return fmt.Errorf("standard input: %w", err)
		}
	}
	return a.openStore(store.Options{}, func(st *store.Store) error {
		act, what, lack := st.Hold, "held", "are not in the store"
		if release {
			act, what, lack = st.Release, "released", "are not held"
		}
		n, not, err := act(ids, d)
		if err != nil {
			return fmt.Errorf("hold: %w", err)
		}
		return a.printMarked("wiretrace/hold/1", what, lack, n, not, len(ids))
	})
}

// printMarked prints how many articles were held, released or unblocked. It returns an error if this
// failed for some of them.
func (a *app) printMarked(schema, what, lack string, n int, not []string, all int) error {
	for _, id := range not {
		a.logf("not %s: %q", what, id)
	}
	switch {
	case a.json:
		if err := a.printJSON(map[string]any{"schema": schema, what: n, "missing": orEmpty(not)}); err != nil {
			return err
		}
	case !a.quiet:
		fmt.Fprintf(a.out, "%d %s\n", n, what)
	}
	if len(not) > 0 {
		return fmt.Errorf("%d of %d %s", len(not), all, lack)
	}
	return nil
}

// A heldArticle is a line of hold --list.
type heldArticle struct {
	Schema string    `json:"schema"`
	ID     string    `json:"id,omitempty"` // empty if the article is no longer in the store
	Hash   string    `json:"hash"`
	Since  time.Time `json:"since"`
	Who    string    `json:"who"`
	Why    string    `json:"why,omitempty"`
}

func (a *app) listHolds(cmd *cobra.Command) error {
	return a.readStore(func(st *store.Store) error {
		l, err := st.Audit()
		if err != nil {
			return err
		}
		state := l.State()
		ids := map[audit.Hash]string{}
		err = st.View(func(v *store.View) error {
			if len(state.Held) == 0 {
				return nil
			}
			return v.EachMeta(0, func(_ store.Doc, x *article.Article) error {
				if h := store.IDHash(x.ID); state.Held[h].Did != "" {
					ids[h] = strings.Clone(x.ID)
				}
				return cmd.Context().Err()
			})
		})
		if err != nil {
			return err
		}
		var held []heldArticle
		for h, e := range state.Held {
			held = append(held, heldArticle{"wiretrace/held/1", ids[h], h.String(), e.At, e.Who, e.Why})
		}
		slices.SortFunc(held, func(x, y heldArticle) int {
			return cmp.Or(x.Since.Compare(y.Since), strings.Compare(x.ID, y.ID), strings.Compare(x.Hash, y.Hash))
		})
		for _, h := range held {
			if a.json {
				err = a.printJSON(h)
			} else {
				_, err = fmt.Fprintln(a.out, escaped(fmt.Sprintf("%s: since %s, by %s%s", cmp.Or(h.ID, "not in the store, "+h.Hash), h.Since.Format(time.DateOnly), h.Who, because(h.Why))))
			}
			if err != nil {
				return err
			}
		}
		return nil
	})
}

// because returns ": " and the reason, or nothing.
func because(why string) string {
	if why == "" {
		return ""
	}
	return ": " + why
}

func newUnblockCommand(a *app) *cobra.Command {
	var who deedFlags
	cmd := &cobra.Command{
		Use:   "unblock {ID | ADDRESS | HASH} ...",
		Short: "Let articles in again that a deletion blocked",
		Long: `Unblock ends what "wiretrace delete --block" began: the next crawl may bring the articles
back. An article is named by its id, its address, or a hash that "wiretrace audit" shows.

` + exitHelp,
		Example: `  wiretrace unblock --reason "order lifted" u-93f1
  wiretrace unblock https://paper.example/2024/ferry`,
		Args: args(1, -1),
		RunE: func(cmd *cobra.Command, what []string) error {
			if done, err := a.byServer(cmd, what); done {
				return err
			}
			return a.openStore(store.Options{}, func(st *store.Store) error {
				n, not, err := st.Unblock(what, who.deed())
				if err != nil {
					return fmt.Errorf("unblock: %w", err)
				}
				return a.printMarked("wiretrace/unblock/1", "unblocked", "block nothing", n, not, len(what))
			})
		},
	}
	who.add(cmd)
	return cmd
}
