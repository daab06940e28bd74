package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/wiretrace/wiretrace/article"
	"github.com/wiretrace/wiretrace/store"
	"github.com/wiretrace/wiretrace/store/audit"
)

// A deletion holds the flags of delete or expire.
type deletion struct {
	before  string // --before: delete articles that appeared earlier; empty: delete the named ones
	dryRun  bool
	block   string
	who     deedFlags
	proof   bool
	scan    []string
	expired bool
}

const deletedHelp = `Nothing of the articles is left in the files when the command ends with status 0. With
status 1 and a message the articles are deleted, but their bytes could not be removed
yet: the next command that writes does it, and so does delete of the same ids.
The file NAME.deleted next to the store keeps hashes of their ids, so that "wiretrace
restore" leaves them out when it reads an earlier backup.
Clusters change with the next "wiretrace dedup"; until then reports leave deleted
articles out. Articles under a legal hold stay ("wiretrace hold"). Each deletion is in
the audit log with who, when and why, and without text ("wiretrace audit").

`

func newDeleteCommand(a *app) *cobra.Command {
	var d deletion
	cmd := &cobra.Command{
		Use:   "delete {ID ... | - | --before TIME}",
		Short: "Delete articles from the store",
		Long: `Delete removes articles with their texts, all their revisions and their sketches: those
with the given ids, or with the ids on standard input, one a line (-), or all that
appeared before a time (--before). An article that has no time of its own counts by the
time when it was fetched; one with neither is kept.

With --block a later crawl does not bring them back: what has the id, the canonical
address or the text of a deleted article is kept out and counted. --block=id,address lets
the same text in at other addresses. "wiretrace unblock" lets it in again.

With --proof it then searches for the text, title, byline, id and address of the
articles in every byte of the store's files, with all that is compressed unpacked, and says
what is left. --scan looks in further files and folders, such as backups and pages. Where
there is nothing to search for, such as for ids that are not in the store, nothing is deleted.
Articles under a legal hold are kept, and are not looked for.

` + deletedHelp + exitHelp,
		Example: `  wiretrace delete p008 p009
  wiretrace delete --block --proof --reason "order 12/24 of the court" u-93f1
  wiretrace delete - < take-down.txt
  wiretrace delete --before 2024-01-01 --dry-run`,
		ValidArgsFunction: a.completeArticle,
		RunE:              func(cmd *cobra.Command, ids []string) error { return a.runDelete(cmd, ids, &d) },
	}
	cmd.Flags().StringVar(&d.before, "before", "", "delete all articles that appeared before this `TIME`: a date as 2024-05-01, or a length of time ago as 90d")
	cmd.Flags().BoolVar(&d.dryRun, "dry-run", false, "only say what would be deleted")
	cmd.Flags().StringVar(&d.block, "block", "", "refuse the articles from now on, by what is `LISTED` of id, address, text")
	cmd.Flags().Lookup("block").NoOptDefVal = "id,address,text"
	cmd.Flags().BoolVar(&d.proof, "proof", false, "search the store's files for remains of the articles, and print the result")
	cmd.Flags().StringSliceVar(&d.scan, "scan", nil, "with --proof, search this `PATH` too")
	d.who.add(cmd)
	return cmd
}

func newExpireCommand(a *app) *cobra.Command {
	var d deletion
	cmd := &cobra.Command{
		Use:   "expire --older-than DURATION",
		Short: "Delete articles that are older than a length of time",
		Long: `Expire removes all articles that appeared longer ago than a length of time, for a nightly
job. It is "wiretrace delete --before DURATION". An article that has no time of its own
counts by the time when it was fetched; one with neither is kept.

` + deletedHelp + exitHelp,
		Example: `  wiretrace expire --older-than 90d`,
		Args:    args(0, 0),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if d.before == "" {
				return usagef("give --older-than DURATION, as 90d")
			}
			if _, err := article.ParseSpan(d.before); err != nil {
				return usagef("--older-than %s: %w", d.before, err)
			}
			d.expired = true
			return a.runDelete(cmd, nil, &d)
		},
	}
	cmd.Flags().StringVar(&d.before, "older-than", "", "the length of time, as 90d or 36h")
	cmd.Flags().BoolVar(&d.dryRun, "dry-run", false, "only say what would be deleted")
	d.who.add(cmd)
	return cmd
}

func (a *app) runDelete(cmd *cobra.Command, ids []string, d *deletion) error {
	if (len(ids) > 0) == (d.before != "") {
		return usagef("give ids, - for standard input, or --before TIME\nusage: %s", cmd.UseLine())
	}
	how, err := d.removal()
	if err != nil {
		return err
	}
	var scan []string
	for _, path := range d.scan {
		scan = append(scan, "--scan="+absolute(path))
	}
	if done, err := a.byServer(cmd, ids, scan...); done {
		return err
	}
	var before int64
	if d.before != "" {
		if before, err = parseSince(d.before, time.Now()); err != nil {
			return usagef("--before %s: %w", d.before, err)
		}
	}
	if len(ids) == 1 && ids[0] == "-" {
		if ids, err = readIDs(a.in); err != nil {
			return fmt.Errorf("standard input: %w", err)
		}
	}
	open := store.Options{ReadOnly: d.dryRun}
	return a.openStore(open, func(st *store.Store) error {
		chosen := ids
		if d.before != "" {
			if chosen, err = appearedBefore(cmd.Context(), st, before); err != nil {
				return err
			}
		}
		if d.dryRun {
			return a.wouldDelete(st, chosen, d)
		}
		return a.deleteIDs(cmd, st, chosen, d, how)
	})
}

// removal checks the flags and returns the options of the deletion.
func (d *deletion) removal() (store.Removal, error) {
	how := store.Removal{Deed: d.who.deed(), Expired: d.expired}
	if d.block != "" {
		how.Block = strings.Split(d.block, ",")
	}
	for _, by := range how.Block {
		if by != audit.ByID && by != audit.ByAddress && by != audit.ByText {
			return how, usagef("--block %s: give some of id, address, text", d.block)
		}
	}
	switch {
	case d.dryRun && (d.proof || d.block != ""):
		return how, usagef("--dry-run deletes nothing: leave out --block and --proof")
	case len(d.scan) > 0 && !d.proof:
		return how, usagef("--scan belongs to --proof: add that")
	case d.proof && d.before != "":
		return how, usagef("--proof is for articles that are named: it keeps all their text in memory")
	}
	return how, nil
}

// maxIDs is how many bytes of ids are read from standard input at most: room for a million ids of the
// length that ingest derives.
const maxIDs = 64 << 20

// readIDs reads ids, one a line; empty lines are passed over.
func readIDs(r io.Reader) ([]string, error) {
	var ids []string
	limited := &io.LimitedReader{R: r, N: maxIDs + 1}
	lines := bufio.NewScanner(limited)
	for lines.Scan() {
		if id := strings.TrimSpace(lines.Text()); id != "" {
			ids = append(ids, id)
		}
	}
	if lines.Err() == nil && limited.N == 0 {
		return nil, fmt.Errorf("more than %d MB of ids: delete them in several goes", maxIDs>>20)
	}
	return ids, lines.Err()
}

// appearedBefore returns the ids of the articles that certainly appeared before a time, in seconds since
// 1970.
func appearedBefore(ctx context.Context, st *store.Store, before int64) ([]string, error) {
	var ids []string
	err := st.View(func(v *store.View) error {
		return v.EachMeta(0, func(d store.Doc, x *article.Article) error {
			if d%4096 == 0 && ctx.Err() != nil {
				return ctx.Err()
			}
			if clock := x.Clock(); clock.Known() && clock.Latest() < before {
				ids = append(ids, strings.Clone(x.ID))
			}
			return nil
		})
	})
	return ids, err
}

// wouldDelete prints what deleteIDs would do. It returns the same error.
func (a *app) wouldDelete(st *store.Store, ids []string, d *deletion) error {
	would, err := st.WouldRemove(ids)
	if err != nil {
		return fmt.Errorf("delete: %w", err)
	}
	a.sayUntouched(&would)
	if a.json {
		rec := newDeleteRecord(&would, nil)
		rec.Deleted, rec.Would = 0, &would.Deleted
		err = a.printJSON(rec)
	} else {
		_, err = fmt.Fprintf(a.out, "%d would be deleted\n", would.Deleted)
	}
	return errors.Join(err, d.untouched(&would, len(ids)))
}

// deleteIDs deletes articles and prints what was done.
func (a *app) deleteIDs(cmd *cobra.Command, st *store.Store, ids []string, d *deletion, how store.Removal) error {
	var prove func() (*store.Proof, error)
	if d.proof && len(ids) > 0 {
		search, err := d.search(st, ids)
		if err != nil {
			return fmt.Errorf("proof: %w; nothing was deleted: leave out --proof to delete without one", err)
		}
		if search != nil {
			prove = func() (*store.Proof, error) { return search.Run(cmd.Context(), d.scan) }
		}
	}
	done, err := st.Remove(ids, how)
	if err != nil && !errors.Is(err, store.ErrOwed) {
		return fmt.Errorf("delete: %w", err)
	}
	a.sayUntouched(&done)
	return errors.Join(a.finish(newDeleteRecord(&done, how.Block), err, prove), d.untouched(&done, len(ids)))
}

// search prepares the search for --proof. This must be done before the deletion, which removes the texts
// to search for. It returns nil if all articles are under a legal hold, since nothing is deleted then.
func (d *deletion) search(st *store.Store, ids []string) (*store.Search, error) {
	for _, path := range d.scan {
		if _, err := os.Stat(path); err != nil {
			return nil, fmt.Errorf("--scan: %w", err)
		}
	}
	would, err := st.WouldRemove(ids)
	if err != nil {
		return nil, err
	}
	if ids = without(ids, would.Held); len(ids) == 0 {
		return nil, nil
	}
	return st.NewSearch(ids)
}

// without returns the ids that are not in other.
func without(ids, other []string) []string {
	left := map[string]bool{}
	for _, id := range other {
		left[id] = true
	}
	return slices.DeleteFunc(slices.Clone(ids), func(id string) bool { return left[id] })
}

// finish runs the proof of a deletion and prints the result. owed is not nil if bytes of the articles are
// still to be removed. All errors are joined, and the result is printed in any case.
func (a *app) finish(rec *deleteRecord, owed error, prove func() (*store.Proof, error)) error {
	var unproven error
	if owed != nil {
		rec.Owed = true
		owed = fmt.Errorf("delete: %w; the next command that writes removes them, also \"wiretrace delete\" of the same ids", owed)
	}
	if prove != nil {
		if rec.Proof, unproven = prove(); unproven != nil {
			rec.Proof, unproven = nil, fmt.Errorf("proof: %w", unproven)
		}
	}
	err := errors.Join(owed, a.printDeleted(rec), unproven)
	if err == nil && rec.Proof != nil && len(rec.Proof.Left) > 0 {
		return errLeft
	}
	return err
}

// sayUntouched prints which articles were not deleted.
func (a *app) sayUntouched(done *store.Removed) {
	for _, id := range done.Missing {
		a.logf("not in the store: %q", id)
	}
	for _, id := range done.Held {
		a.infof("under a legal hold, and kept: %q", id)
	}
}

// untouched returns an error if some of the named articles were not deleted.
func (d *deletion) untouched(done *store.Removed, named int) error {
	switch {
	case len(done.Missing) > 0:
		return fmt.Errorf("%d of %d ids are not in the store", len(done.Missing), named)
	case len(done.Held) > 0 && d.before == "":
		return fmt.Errorf("%d of %d articles are under a legal hold; \"wiretrace hold --release\" ends it", len(done.Held), named)
	}
	return nil
}

// errLeft is returned if --proof found remains.
var errLeft = errors.New("the proof found something that is left")

// A deleteRecord is the JSON result of a deletion or of a dry run.
type deleteRecord struct {
	Schema  string       `json:"schema"`
	Deleted int          `json:"deleted"`
	Would   *int         `json:"would_delete,omitempty"` // only in a dry run
	Missing []string     `json:"missing"`
	Held    []string     `json:"held"`
	Owed    bool         `json:"owed"`
	Blocked []string     `json:"blocked_by"`
	Proof   *store.Proof `json:"proof,omitempty"`
}

func newDeleteRecord(done *store.Removed, block []string) *deleteRecord {
	return &deleteRecord{
		Schema: "wiretrace/delete/1", Deleted: done.Deleted, Missing: orEmpty(done.Missing), Held: orEmpty(done.Held), Blocked: orEmpty(block),
	}
}

func (a *app) printDeleted(r *deleteRecord) error {
	if a.json {
		return a.printJSON(r)
	}
	if a.quiet {
		return a.printLeft(r.Proof)
	}
	what := ""
	if len(r.Blocked) > 0 {
		what = "; a re-crawl is kept out by " + strings.Join(r.Blocked, ", ")
	}
	if _, err := fmt.Fprintf(a.out, "%d deleted%s\n", r.Deleted, what); err != nil || r.Proof == nil {
		return err
	}
	return a.printProof(r.Proof)
}

// printLeft prints the files in which something is left. It is a result: --quiet does not suppress it.
func (a *app) printLeft(p *store.Proof) error {
	if p == nil {
		return nil
	}
	for _, l := range p.Left {
		if _, err := fmt.Fprintf(a.out, "left: %s in %s\n", counted(int64(l.Parts), "part", "parts"), escaped(l.File)); err != nil {
			return err
		}
	}
	return nil
}

// printProof prints what was searched and what is left.
func (a *app) printProof(p *store.Proof) error {
	if err := a.printLeft(p); err != nil {
		return err
	}
	for _, e := range p.Elsewhere {
		fmt.Fprintf(a.out, "also in another article: %s, %d%% of it\n", escaped(e.ID), e.Percent)
	}
	if p.Short > 0 {
		fmt.Fprintf(a.out, "%s too short to be looked for\n", counted(int64(p.Short), "field is", "fields are"))
	}
	verdict := "nothing of it is left"
	if len(p.Left) > 0 {
		verdict = "something is left"
	}
	_, err := fmt.Fprintf(a.out, "proof: %s; %s with %s looked at, %s unpacked\n", verdict,
		counted(int64(p.Files), "file", "files"), size(p.Bytes), counted(int64(p.Frames), "compressed part", "compressed parts"))
	return err
}

// orEmpty makes a nil list an empty one, for JSON.
func orEmpty(s []string) []string {
	if s == nil {
		return []string{}
	}
	return s
}
