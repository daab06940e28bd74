package main

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/wiretrace/wiretrace/store"
	"github.com/wiretrace/wiretrace/store/audit"
)

func newAuditCommand(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "audit [ID | ADDRESS | HASH]",
		Short: "Print who deleted, blocked and held what, when and why",
		Long: `Audit prints the audit log of the store: each deletion, expiry, block and legal hold with
who did it, when and why. The log holds hashes of ids, addresses and texts, and nothing
else of the articles. With an id, an address or a hash it prints what was done to that
article, also long after the article is gone.

Each entry has a checksum of itself and of the one before; "wiretrace verify" finds a
changed or missing one.

` + exitHelp,
		Example: `  wiretrace audit
  wiretrace audit u-93f1
  wiretrace audit --json | jq -r '.who'`,
		Args: args(0, 1),
		RunE: func(cmd *cobra.Command, what []string) error {
			if done, err := a.byServer(cmd, what); done {
				return err
			}
			return a.readStore(func(st *store.Store) error {
				l, err := st.Audit()
				if err != nil {
					return err
				}
				for i := range l.Events {
					if len(what) > 0 && !concerns(&l.Events[i], what[0]) {
						continue
					}
					if err := a.printEvent(&l.Events[i]); err != nil {
						return err
					}
				}
				return nil
			})
		},
	}
}

// concerns reports whether an event is about the article with this id, address or hash.
func concerns(e *audit.Event, what string) bool {
	hashes := []audit.Hash{store.IDHash(what), store.AddressHash(what), 0}
	_ = hashes[2].UnmarshalText([]byte(what)) // fails if what is an id or an address, as it mostly is
	return slices.ContainsFunc(e.Marks, func(m audit.Mark) bool {
		return slices.ContainsFunc([]audit.Hash{m.ID, m.Address, m.Text, m.Content}, func(h audit.Hash) bool {
			return h != 0 && slices.Contains(hashes, h)
		})
	})
}

// shownMarks is how many articles of an event are printed as text.
const shownMarks = 10

func (a *app) printEvent(e *audit.Event) error {
	if a.json {
		return a.printJSON(struct {
			Schema string `json:"schema"`
			audit.Event
		}{"wiretrace/audit/1", *e})
	}
	var ids []string // an article may have a mark for each revision
	for _, m := range e.Marks {
		if id := m.ID.String(); !slices.Contains(ids[max(0, len(ids)-1):], id) {
			ids = append(ids, id)
		}
	}
	n := int64(e.Count + len(ids))
	line := fmt.Sprintf("%s %s: %s of %s", e.At.Format(time.RFC3339), e.Who, e.Did, counted(n, "article", "articles"))
	if len(e.Block) > 0 {
		line += ", blocked by " + strings.Join(e.Block, ", ")
	}
	lines := []string{escaped(line + because(e.Why))}
	for _, id := range ids[:min(len(ids), shownMarks)] {
		lines = append(lines, "  "+id)
	}
	if more := len(ids) - shownMarks; more > 0 {
		lines = append(lines, fmt.Sprintf("  and %s more; --json lists them", grouped(int64(more))))
	}
	_, err := fmt.Fprintln(a.out, strings.Join(lines, "\n"))
	return err
}
