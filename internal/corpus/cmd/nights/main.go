//go:build unix

// Command nights runs a series of nights of generated articles, with articles deleted when they are some days old, and
// prints what each night took: CPU time, peak resident memory and the size of the store afterwards. It can draw them.
//
//	nights -nights 60 -articles 300 -days 20 -svg nights.svg bin/wiretrace
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"syscall"
	"time"

	"github.com/wiretrace/wiretrace/internal/corpus"
)

func main() { os.Exit(run(os.Args[1:], os.Stdout, os.Stderr, time.Now())) }

// A series is what is run.
type series struct {
	binary                 string
	nights, articles, days int
	dir                    string // of the store and what is read
	now                    time.Time
	stderr                 io.Writer
}

// A figure is what a night took.
type figure struct {
	cpu       float64 // seconds
	rss, disk float64 // bytes
}

// run is the whole command; it returns the exit status.
func run(args []string, stdout, stderr io.Writer, now time.Time) int {
	flags := flag.NewFlagSet("nights", flag.ContinueOnError)
	flags.SetOutput(stderr)
	s := series{now: now, stderr: stderr}
	flags.IntVar(&s.nights, "nights", 60, "number of nights")
	flags.IntVar(&s.articles, "articles", 300, "new articles of a night")
	flags.IntVar(&s.days, "days", 20, "days after which articles are deleted")
	seed := flags.Uint64("seed", 1, "seed; the same seed gives the same articles")
	flags.StringVar(&s.dir, "dir", "", "new `folder` for the store")
	svg := flags.String("svg", "", "draw the series to `file`")
	if err := flags.Parse(args); err != nil {
		return 2
	}
	if flags.NArg() != 1 || s.nights < 1 || s.articles < 1 || s.days < 1 || s.dir == "" {
		fmt.Fprintln(stderr, "nights: needs a program, a folder, and numbers from 1 on; see nights -h")
		return 2
	}
	s.binary = flags.Arg(0)
	list, err := s.run(*seed, stdout)
	if err == nil && *svg != "" {
		err = os.WriteFile(*svg, draw(list, s.days), 0o666)
	}
	if err != nil {
		fmt.Fprintf(stderr, "nights: %v\n", err)
		return 1
	}
	return 0
}

// run does the nights.
func (s *series) run(seed uint64, stdout io.Writer) (list []figure, err error) {
	drop := filepath.Join(s.dir, "drop")
	if err := os.Mkdir(s.dir, 0o777); err != nil {
		return nil, err
	}
	if err := os.Mkdir(drop, 0o777); err != nil {
		return nil, err
	}
	next, stop := iter.Pull(corpus.Articles(seed, s.nights*s.articles))
	defer stop()
	fmt.Fprintln(stdout, "night\tcpu_s\trss_mb\tdisk_mb")
	for n := range s.nights {
		day := s.now.AddDate(0, 0, n-s.nights).UTC()
		if err := s.write(filepath.Join(drop, "night.jsonl"), next, day); err != nil {
			return list, err
		}
		f, err := s.night(n, drop)
		if err != nil {
			return list, fmt.Errorf("night %d: %w", n+1, err)
		}
		list = append(list, f)
		fmt.Fprintf(stdout, "%d\t%.2f\t%.0f\t%.1f\n", n+1, f.cpu, f.rss/1e6, f.disk/1e6)
		if err := os.RemoveAll(filepath.Join(drop, "done")); err != nil {
			return list, err
		}
	}
	return list, nil
}

// write writes the articles of a night, which appear within a day.
func (s *series) write(path string, next func() (corpus.Doc, bool), day time.Time) error {
	var lines []byte
	for i := range s.articles {
		d, ok := next()
		if !ok {
			break
		}
		at := day.Add(time.Duration(i) * 24 * time.Hour / time.Duration(s.articles))
		d.Published, d.Fetched = at.Format(time.RFC3339), at.Add(time.Minute).Format(time.RFC3339)
		lines = corpus.AppendLine(lines, &d)
	}
	return os.WriteFile(path, lines, 0o666)
}

// night runs a night as on its day: what is too old then is as much older now.
func (s *series) night(n int, drop string) (f figure, err error) {
	age := s.days + s.nights - n - 1
	store := filepath.Join(s.dir, "store")
	cmd := exec.Command(s.binary, "nightly", "-q", "--store", store, "--drop", drop, "--min-age", "0s", "--expire", fmt.Sprintf("%dd", age))
	cmd.Stderr = s.stderr
	if err := cmd.Run(); err != nil {
		return f, err
	}
	f.cpu = (cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()).Seconds()
	usage, ok := cmd.ProcessState.SysUsage().(*syscall.Rusage)
	if !ok {
		return f, errors.New("this system does not tell what a process used")
	}
	f.rss = float64(usage.Maxrss)
	if runtime.GOOS != "darwin" { // which alone counts in bytes
		f.rss *= 1024
	}
	err = filepath.WalkDir(store, func(_ string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		info, err := e.Info()
		if err != nil {
			return err
		}
		if stat, ok := info.Sys().(*syscall.Stat_t); ok {
			f.disk += float64(stat.Blocks) * 512
		}
		return nil
	})
	return f, err
}
