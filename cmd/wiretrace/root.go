package main

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"runtime"
	"runtime/debug"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/wiretrace/wiretrace/dedup"
	"github.com/wiretrace/wiretrace/store"
)

// defaultStore is the store directory if neither --store nor WIRETRACE_STORE is set.
const defaultStore = "wiretrace-store"

// What the program uses of its environment, for help and manual pages.
const (
	environmentHelp = `Environment: WIRETRACE_STORE is the store directory if --store is not given.
TMPDIR is the folder for temporary files. GOMAXPROCS and GOMEMLIMIT limit the
processors and the memory that the program uses.`

	filesHelp = `Files: ./wiretrace-store is the default store. wiretrace.toml in the store
directory has the settings; "wiretrace config --template" prints one with every
setting explained. All other files in the store directory belong to the program:
doc/format.md describes them.`
)

// An app holds the streams and the flags that all commands share.
type app struct {
	in       io.Reader
	out, err io.Writer

	storeDir   string
	configFile string
	wait       time.Duration // how long to wait for a store in use; < 0: the command's default
	json       bool
	quiet      bool
	verbose    bool

	shared *store.Store // set if a server runs the command: the store that it has open
}

func newRootCommand(a *app) *cobra.Command {
	root := &cobra.Command{
		Use:   "wiretrace",
		Short: "Find the copies of news articles",
		Long: `wiretrace tells whether a news article is a copy, and of what. It keeps articles
in a store, clusters those that are copies of one text, and checks single
articles against the store. It never uses the network.

` + environmentHelp + "\n\n" + filesHelp + "\n\n" + exitHelp,
		Example: `  wiretrace dedup --out out articles.jsonl.zst pages/
  wiretrace report --top 10
  wiretrace check page.html`,
		SilenceErrors:     true,
		SilenceUsage:      true,
		Version:           version(),
		DisableAutoGenTag: true,
		Args:              knownCommand,

		SuggestionsMinimumDistance: 2,
		RunE:                       func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	f := root.PersistentFlags()
	f.StringVarP(&a.storeDir, "store", "s", a.storeDir, "store directory (default $WIRETRACE_STORE, else ./"+defaultStore+")")
	f.StringVar(&a.configFile, "config", "", "settings in TOML (default wiretrace.toml in the store directory, if there)")
	f.DurationVar(&a.wait, "wait", -1, "how long to wait for a store in use, as 30s or 15m (default: commands that write 10s, others not)")
	f.Lookup("wait").DefValue = "0s" // else the help shows -1ns
	f.BoolVar(&a.json, "json", false, "print results as JSON")
	f.BoolVarP(&a.quiet, "quiet", "q", false, "print only results and errors: no progress, no summary")
	f.BoolVarP(&a.verbose, "verbose", "v", false, "also say which store and settings are used, and how long each stage took")
	root.MarkFlagsMutuallyExclusive("quiet", "verbose")
	root.SetFlagErrorFunc(func(_ *cobra.Command, err error) error { return usageError{err} })
	root.AddCommand(
		newIngestCommand(a), newDedupCommand(a), newCheckCommand(a), newCompareCommand(a),
		newReportCommand(a), newStatsCommand(a), newVerifyCommand(a), newRepairCommand(a), newDeleteCommand(a),
		newExpireCommand(a), newHoldCommand(a), newUnblockCommand(a), newAuditCommand(a), newFurnitureCommand(a), newExportCommand(a), newBackupCommand(a), newRestoreCommand(a), newEvaluateCommand(a),
		newNightlyCommand(a), newMigrateCommand(a), newStageCommand(a), newServeCommand(a), newMCPCommand(a), newConfigCommand(a), newVersionCommand(a),
	)
	return root
}

// version returns the version of the program, as recorded in the build.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok || info.Main.Version == "" {
		return "(unknown)"
	}
	return info.Main.Version
}

// knownCommand returns an error that suggests similar names if the command is unknown.
func knownCommand(root *cobra.Command, given []string) error {
	if len(given) == 0 {
		return nil
	}
	s := fmt.Sprintf("unknown command %q; \"wiretrace help\" lists the commands", given[0])
	if alike := root.SuggestionsFor(given[0]); len(alike) > 0 {
		s = fmt.Sprintf("unknown command %q: did you mean %s?", given[0], strings.Join(alike, " or "))
	}
	return usagef("%s", s)
}

// newVersionCommand returns the command that prints the version.
func newVersionCommand(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "version",
		Short: "Print the version of the program",
		Long:  "Version prints the version of the program, of Go and of the platform. With --json, as one object.",
		Args:  args(0, 0),
		RunE: func(*cobra.Command, []string) error {
			if a.json {
				return a.printJSON(struct {
					Version string `json:"version"`
					Go      string `json:"go"`
					OS      string `json:"os"`
					Arch    string `json:"arch"`
				}{version(), runtime.Version(), runtime.GOOS, runtime.GOARCH})
			}
			_, err := fmt.Fprintf(a.out, "wiretrace %s, %s, %s/%s\n", version(), runtime.Version(), runtime.GOOS, runtime.GOARCH)
			return err
		},
	}
}

// args checks the number of arguments; most < 0 means no limit. A wrong number is a usage error, shown
// with the command's usage line.
func args(least, most int) cobra.PositionalArgs {
	return func(cmd *cobra.Command, given []string) error {
		if len(given) >= least && (most < 0 || len(given) <= most) {
			return nil
		}
		what := "too many arguments"
		if len(given) < least {
			what = "an argument is missing"
		}
		return usagef("%s\nusage: %s", what, cmd.UseLine())
	}
}

func (a *app) storePath() string {
	return cmp.Or(a.storeDir, os.Getenv("WIRETRACE_STORE"), defaultStore)
}

// openStore opens the store, calls fn and closes the store. An error of closing is returned too.
func (a *app) openStore(opts store.Options, fn func(*store.Store) error) error {
	if a.shared != nil {
		return fn(a.shared)
	}
	opts.Meaning, opts.Earlier = dedup.Meaning, dedup.EarlierMeanings()
	opts.Logf, opts.Warnf = a.infof, a.logf
	dir := a.storePath()
	a.detailf("version %s; store %s", version(), dir)
	st, err := a.tryOpen(dir, opts)
	if errors.Is(err, store.ErrNotFound) {
		return fmt.Errorf("%w: %s (make one with \"wiretrace ingest\" or \"wiretrace dedup\", or name another with --store)", store.ErrNotFound, dir)
	}
	if err != nil {
		return err
	}
	err = fn(st)
	return errors.Join(err, st.Close())
}

// How long a command waits for a store in use without --wait. Readers give up soon: a check takes
// milliseconds and must not make a nightly job wait. If another reader is recovering the store after a
// kill, readers wait as long as writers.
const (
	writerPatience = 10 * time.Second
	readerPatience = 200 * time.Millisecond
)

// tryOpen opens the store. It tries again for a while if the store is in use.
func (a *app) tryOpen(dir string, opts store.Options) (*store.Store, error) {
	patience := a.wait
	switch {
	case patience >= 0:
	case opts.ReadOnly:
		patience = readerPatience
	default:
		patience = writerPatience
	}
	for start := time.Now(); ; {
		st, err := store.Open(dir, opts)
		if a.wait < 0 && errors.Is(err, store.ErrRecovering) {
			patience = writerPatience
		}
		if !errors.Is(err, store.ErrInUse) || time.Since(start) > patience || a.wait < 0 && a.served() != nil {
			return st, err
		}
		time.Sleep(10*time.Millisecond + rand.N(20*time.Millisecond)) // random, so that waiting processes do not try at the same moments
	}
}

// readStore opens an existing store read-only and calls fn.
func (a *app) readStore(fn func(*store.Store) error) error {
	return a.openStore(store.Options{ReadOnly: true}, fn)
}
