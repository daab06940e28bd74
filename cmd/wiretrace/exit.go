package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/wiretrace/wiretrace/generation"
	"github.com/wiretrace/wiretrace/store"
	"github.com/wiretrace/wiretrace/store/dbfile"
	"github.com/wiretrace/wiretrace/view"
)

// The exit statuses. Every command uses the same ones.
const (
	exitDone    = 0 // done; for check also: no copy found
	exitFailed  = 1
	exitUsage   = 2
	exitCopy    = 3 // check found a copy
	exitInUse   = 4 // another process holds the store
	exitDamaged = 5 // the store is damaged or of another version
	exitUnknown = 6 // check found no article to compare
)

const exitHelp = `Exit status: 0 done, 1 failed, 2 wrong usage, 3 check found a copy,
4 the store is in use, 5 the store is damaged or of another version,
6 check can't tell, since there is no article in the page.`

// damageHint tells the user what to do about a damaged store.
const damageHint = `"wiretrace verify" lists what is damaged, "wiretrace repair" makes a new store of everything that can be read,
"wiretrace restore" makes one from a backup`

// dropHint tells the user what to do if conclusions cannot be read.
const dropHint = `"wiretrace dedup" drops these conclusions and makes them anew; no article is lost`

// errCopyFound makes check exit with its own status. It is not a failure and prints nothing.
var errCopyFound = errors.New("copy found")

// errCantTell makes check exit with its own status. It prints nothing.
var errCantTell = errors.New("no article to compare")

// errProblems makes verify exit after it has printed what it found.
var errProblems = errors.New("the store is damaged")

// A usageError is a mistake in the command line.
type usageError struct{ err error }

func (e usageError) Error() string { return e.err.Error() }
func (e usageError) Unwrap() error { return e.err }

func usagef(format string, args ...any) error {
	return usageError{fmt.Errorf(format, args...)}
}

// exit prints err as the user should read it and returns the exit status.
func (a *app) exit(err error) int {
	var usage usageError
	var status statusError
	switch {
	case err == nil:
		return exitDone
	case errors.As(err, &status): // the server has printed the error
		return int(status)
	case errors.Is(err, errCopyFound):
		return exitCopy
	case errors.Is(err, errCantTell):
		return exitUnknown
	case errors.Is(err, context.Canceled):
		for _, other := range uninterrupted(err) {
			a.logf("%s", strings.TrimPrefix(other.Error(), "wiretrace: "))
		}
		a.logf("interrupted: what was done is stored, the next run goes on from there")
		return exitFailed
	}
	a.logf("%s", strings.TrimPrefix(err.Error(), "wiretrace: "))
	damaged := errors.Is(err, store.ErrDamaged) || errors.Is(err, dbfile.ErrDamaged) || errors.Is(err, errProblems) || generation.Unreadable(err)
	switch {
	case errors.Is(err, view.ErrNotLinked):
		a.logf(`run "wiretrace dedup" to compare what is new`)
	case errors.Is(err, view.ErrDeleted):
		a.logf(`"wiretrace audit" lists what was deleted, by whom and why`)
	case errors.Is(err, view.ErrUnknown):
		a.logf(`it was never stored here; "wiretrace stats" says what the store holds`)
	case generation.Unreadable(err):
		a.logf("%s", dropHint)
	case damaged:
		a.logf("%s", damageHint)
	case errors.Is(err, store.ErrInUse) && a.served() != nil:
		a.logf(`"wiretrace serve" holds it: %s go through that process; stop it for this command`, throughServer())
	case errors.Is(err, store.ErrInUse):
		a.logf("add --wait 10m to wait up to ten minutes for it")
	}
	switch {
	case errors.As(err, &usage):
		return exitUsage
	case errors.Is(err, store.ErrInUse):
		return exitInUse
	case damaged, errors.Is(err, store.ErrVersion):
		return exitDamaged
	}
	return exitFailed
}

// uninterrupted returns the errors joined in err that were not caused by the interruption.
func uninterrupted(err error) (others []error) {
	if !errors.Is(err, context.Canceled) {
		return []error{err}
	}
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		list := joined.Unwrap()
		if err.Error() != errors.Join(list...).Error() {
			return nil // an error that explains the interruption itself
		}
		for _, e := range list {
			others = append(others, uninterrupted(e)...)
		}
		return others
	}
	if inner := errors.Unwrap(err); inner != nil {
		return uninterrupted(inner)
	}
	return nil
}

// logf writes one line to standard error. The line is escaped, since file names and ids may hold anything.
func (a *app) logf(format string, args ...any) {
	lines := strings.Split(fmt.Sprintf(format, args...), "\n")
	for i := range lines {
		lines[i] = escaped(lines[i])
	}
	fmt.Fprintf(a.err, "wiretrace: %s\n", strings.Join(lines, "\n"))
}

// detailf is like logf, but prints only with --verbose.
func (a *app) detailf(format string, args ...any) {
	if a.verbose {
		a.logf(format, args...)
	}
}

// infof is like logf, but prints nothing with --quiet.
func (a *app) infof(format string, args ...any) {
	if !a.quiet {
		a.logf(format, args...)
	}
}
