package main

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/wiretrace/wiretrace/dedup"
	"github.com/wiretrace/wiretrace/ingest"
	"github.com/wiretrace/wiretrace/store"
)

const inputHelp = inputForms + `
what could be read of it is stored.`

// inputForms is the help on inputs, without what happens if one is cut.
const inputForms = `Inputs are files, folders, or "-" for standard input. Formats are recognised by
content, plain or packed with gzip, zstd or bzip2: JSON Lines, JSON and HTML
pages; web archives (WARC, ARC, WACZ); feeds (RSS, Atom, JSON Feed, WordPress
exports); agency formats (NewsML, NITF, ninjs, ANPA 1312, IPTC 7901); Parquet;
sitemaps, which only describe pages. CSV, TSV, text and Markdown are recognised
by the name of the file.

A record or row has id, url, source, title, byline, credit, published, updated,
fetched, lang and text (or html, a whole page); further fields are kept. Common
other names for these fields are recognised, and the job prints those it used.
--map, or [fields] in the settings, sets the names of your input.

Records that are no usable article never stop a job: they are counted by kind,
and --rejects lists them. Files of a folder in an unknown format are counted.
If an input cannot be read to its end, the exit status is 1;`

// inputFlags are the flags of all commands that read articles.
type inputFlags struct {
	rejects string
	strict  bool
	format  string
	fields  []string
}

func (f *inputFlags) addFlags(cmd *cobra.Command) {
	cmd.Flags().StringVar(&f.rejects, "rejects", "", "write rejected records to `FILE` as JSON Lines")
	cmd.Flags().BoolVar(&f.strict, "strict", false, "stop at the first rejected record, and at a file that is not read")
	cmd.Flags().StringVar(&f.format, "format", "", "read every file as `FORMAT`: "+strings.Join(ingest.Formats(), ", "))
	completesWith(cmd, "format", ingest.Formats()...)
	cmd.Flags().StringSliceVar(&f.fields, "map", nil, "take fields from other names, as in `text=body,source=domain`")
}

// options returns how to read the input, from the flags and the settings.
func (f *inputFlags) options(c config) (ingest.Options, error) {
	opts := ingest.Options{Format: f.format, Map: map[string]string{}}
	maps.Copy(opts.Map, c.Fields)
	for _, pair := range f.fields {
		field, name, ok := strings.Cut(pair, "=")
		if !ok || name == "" {
			return opts, usagef("--map %s: give FIELD=NAME, as in text=body", pair)
		}
		opts.Map[field] = name
	}
	if err := opts.Check(); err != nil {
		return opts, usageError{err}
	}
	return opts, nil
}

// shownInputs is how many unreadable inputs are named on standard error.
const shownInputs = 5

// errIncomplete is returned if some input could not be read to its end.
var errIncomplete = errors.New("not all input could be read")

// incomplete returns an error if some input is missing or cut, else nil.
func incomplete(added *dedup.Added) error {
	n := added.Incomplete()
	if n == 0 {
		return nil
	}
	return fmt.Errorf("%w: %s; what could be read is stored", errIncomplete, counted(n, "input is missing or cut", "inputs are missing or cut"))
}

// ingest reads articles into the store, shows progress, and writes the file of rejects.
func (a *app) ingest(cmd *cobra.Command, st *store.Store, conf config, paths []string, f *inputFlags, opts dedup.Options) (dedup.Added, error) {
	reading, err := f.options(conf)
	if err != nil {
		return dedup.Added{}, err
	}
	rw, err := newRejectWriter(f.rejects)
	if err != nil {
		return dedup.Added{}, err
	}
	also := opts.Reject
	opts.Reject = func(r ingest.Reject) error {
		a.showReject(&r, rw)
		if also != nil {
			if err := also(r); err != nil {
				return err
			}
		}
		return rw.write(r)
	}
	progress, end := a.newProgress()
	opts.Progress = progress
	src := ingest.Open(paths, a.in, reading)
	added, err := dedup.Ingest(cmd.Context(), st, src, opts)
	end()
	if err = errors.Join(err, rw.close(), src.Close()); err != nil {
		return added, err
	}
	a.sumUp(&added, f.rejects)
	return added, nil
}

// showReject prints the first rejected record, unless --quiet is given. Inputs that cannot be read are
// printed in any case.
func (a *app) showReject(r *ingest.Reject, rw *rejectWriter) {
	switch {
	case r.Cause.Incomplete():
		if rw.inputs++; rw.inputs <= shownInputs {
			a.logf("%s", escaped(r.Error()))
		}
	case rw.n == rw.inputs:
		a.infof("rejected: %s", escaped(r.Error()))
	}
}

// sumUp prints what the input contained other than articles, and which fields its articles lack.
func (a *app) sumUp(added *dedup.Added, rejects string) {
	if added.Rejected > 0 {
		where := "add --rejects FILE to list them"
		if rejects != "" {
			where = "listed in " + rejects
		}
		var kinds []string
		for _, cause := range slices.Sorted(maps.Keys(added.Causes)) {
			kinds = append(kinds, fmt.Sprintf("%s (%s)", cause, grouped(added.Causes[cause])))
		}
		a.infof("%s rejected: %s; %s", counted(added.Rejected, "record", "records"), strings.Join(kinds, ", "), where)
	}
	if n, kinds := skipped(added.Skips, true); n > 0 {
		a.infof("%s of no format that is read: %s", counted(n, "file is", "files are"), kinds)
	}
	if n, kinds := skipped(added.Skips, false); n > 0 {
		a.infof("%s no article and passed over: %s", counted(n, "item is", "items are"), kinds)
	}
	if line := fieldsTaken(&added.Fields); line != "" {
		a.infof("%s", line)
	}
	if lack := lacking(added); lack != "" {
		a.infof("%s", lack)
	}
}

// shownFields is how many names of fields are listed.
const shownFields = 12

// fieldsTaken returns a line on which names of the input were taken for fields and which are unknown. It
// is empty if all names are the standard ones.
func fieldsTaken(c *ingest.FieldCounts) string {
	if !c.Guessed() && len(c.Unknown) == 0 {
		return ""
	}
	line := "fields taken: " + cmp.Or(strings.Join(slices.Sorted(maps.Keys(c.Taken)), ", "), "none")
	if len(c.Unknown) == 0 {
		return escaped(line)
	}
	names := slices.SortedFunc(maps.Keys(c.Unknown), func(x, y string) int {
		return cmp.Or(cmp.Compare(c.Unknown[y], c.Unknown[x]), strings.Compare(x, y))
	})
	var list []string
	for _, name := range names[:min(len(names), shownFields)] {
		list = append(list, fmt.Sprintf("%s (%s)", name, grouped(c.Unknown[name])))
	}
	if more := len(names) - shownFields; more > 0 {
		list = append(list, counted(int64(more), "other", "others"))
	}
	return escaped(line + "; not understood, and kept: " + strings.Join(list, ", "))
}

// lacking returns a line on how many articles have no outlet or no date. It is empty if none.
func lacking(added *dedup.Added) string {
	var parts []string
	for _, l := range []struct {
		n    int64
		what string
	}{{added.NoSource, "no outlet"}, {added.NoDate, "no date"}} {
		switch {
		case l.n == 0:
		case len(parts) > 0:
			parts = append(parts, grouped(l.n)+" "+l.what)
		case l.n == 1:
			parts = append(parts, fmt.Sprintf("1 of %s has %s", counted(added.Read, "article", "articles"), l.what))
		default:
			parts = append(parts, fmt.Sprintf("%s of %s have %s", grouped(l.n), counted(added.Read, "article", "articles"), l.what))
		}
	}
	return strings.Join(parts, ", ")
}

// skipped returns the number of skipped files or items, and how many of each kind.
func skipped(skips []ingest.Skip, files bool) (n int64, kinds string) {
	var list []string
	for _, s := range slices.SortedFunc(slices.Values(skips), func(x, y ingest.Skip) int { return strings.Compare(x.What, y.What) }) {
		if s.File == files {
			n += s.N
			list = append(list, grouped(s.N)+" "+s.What)
		}
	}
	return n, strings.Join(list, ", ")
}

// counted returns n with one as the noun if n is 1, else with many.
func counted(n int64, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return grouped(n) + " " + many
}

// grouped returns n with commas between thousands.
func grouped(n int64) string {
	s := fmt.Sprint(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}
