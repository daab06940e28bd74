// Command mknewsroom writes a simulated press and the truth about it into a
// folder, the same for the same flags; see package newsroom.
//
//	mknewsroom -profile web -seed 1 -stories 300 build/web
package main

import (
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/wiretrace/wiretrace/internal/newsroom"
)

func main() { os.Exit(run(os.Args[1:], os.Stderr)) }

// run is the whole command; it returns the exit status.
func run(args []string, stderr io.Writer) int {
	flags := flag.NewFlagSet("mknewsroom", flag.ContinueOnError)
	flags.SetOutput(stderr)
	o := newsroom.Options{}
	flags.StringVar(&o.Profile, "profile", "web", strings.Join(newsroom.Profiles(), ", "))
	flags.Uint64Var(&o.Seed, "seed", 1, "the same seed gives the same articles")
	flags.IntVar(&o.Stories, "stories", 300, "number of events; each makes some nine articles")
	if err := flags.Parse(args); err != nil {
		return 2
	}
	if flags.NArg() != 1 || o.Stories < 1 {
		fmt.Fprintln(stderr, "mknewsroom: name one folder, and at least one story; see mknewsroom -h")
		return 2
	}
	if err := write(o, flags.Arg(0)); err != nil {
		fmt.Fprintf(stderr, "mknewsroom: %v\n", err)
		return 1
	}
	return 0
}

func write(o newsroom.Options, dir string) error {
	items, err := newsroom.Make(o)
	if err != nil {
		return err
	}
	files, err := newsroom.Files(items)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return err
	}
	for name, data := range files {
		if err := os.WriteFile(filepath.Join(dir, name), data, 0o666); err != nil {
			return err
		}
	}
	return nil
}
