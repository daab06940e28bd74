//go:build unix

// Command measure runs a command several times and prints what each run took
// and the medians: wall time, CPU time, peak resident and anonymous memory,
// bytes written, and the size of folders afterwards.
//
//	measure -runs 5 -fresh store -disk store wiretrace dedup -s store articles.jsonl
//
// Anonymous memory is what the process cannot give back under pressure; it is
// sampled from /proc every 10 ms, and "-" where there is no /proc. Written
// bytes are the kernel's count of blocks sent towards a disk.
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"text/tabwriter"
	"time"
)

// sampling is how often the memory of the command is measured.
const sampling = 10 * time.Millisecond

func main() { os.Exit(run(os.Args[1:], os.Stdout, os.Stderr)) }

// A task is what to run and what to measure.
type task struct {
	command []string
	label   string
	runs    int
	status  int
	fresh   paths
	disk    paths
}

// paths is a flag that may be given several times.
type paths []string

func (p *paths) String() string     { return strings.Join(*p, " ") }
func (p *paths) Set(s string) error { *p = append(*p, s); return nil }

// run is the whole command; it returns the exit status.
func run(args []string, stdout, stderr io.Writer) int {
	var t task
	flags := flag.NewFlagSet("measure", flag.ContinueOnError)
	flags.SetOutput(stderr)
	flags.IntVar(&t.runs, "runs", 5, "number of runs")
	flags.IntVar(&t.status, "status", 0, "exit status that counts as success, in addition to 0")
	flags.StringVar(&t.label, "label", "", "name of the figures (default the command)")
	flags.Var(&t.fresh, "fresh", "`path` to remove before each run; may be repeated")
	flags.Var(&t.disk, "disk", "`path` whose size to tell; may be repeated")
	if err := flags.Parse(args); err != nil {
		return 2
	}
	t.command = flags.Args()
	if len(t.command) == 0 || t.runs < 1 {
		fmt.Fprintln(stderr, "measure: needs a command and at least one run; see measure -h")
		return 2
	}
	if t.label == "" {
		t.label = strings.Join(t.command, " ")
	}
	if err := t.do(stdout); err != nil {
		fmt.Fprintf(stderr, "measure: %v\n", err)
		return 1
	}
	return 0
}

// do runs the command and prints the figures.
func (t *task) do(stdout io.Writer) error {
	var all []figures
	for range t.runs {
		for _, path := range t.fresh {
			if err := os.RemoveAll(path); err != nil {
				return err
			}
		}
		f, err := t.once()
		if err != nil {
			return err
		}
		all = append(all, f)
	}
	w := tabwriter.NewWriter(stdout, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintf(w, "%s\twall s\tuser s\tsys s\trss MB\tanon MB\twritten MB\tdisk MB\t\n", t.label)
	for i, f := range all {
		f.row(w, fmt.Sprintf("run %d", i+1))
	}
	median(all).row(w, "median")
	return w.Flush()
}

// figures of one run. Times are in seconds, all else in bytes; a negative
// number is not known.
type figures struct {
	wall, user, sys          float64
	rss, anon, written, disk float64
}

func (f figures) row(w io.Writer, name string) {
	fmt.Fprint(w, name)
	for _, s := range []float64{f.wall, f.user, f.sys} {
		fmt.Fprintf(w, "\t%.3f", s)
	}
	for _, b := range []float64{f.rss, f.anon, f.written, f.disk} {
		if b < 0 {
			fmt.Fprint(w, "\t-")
			continue
		}
		fmt.Fprintf(w, "\t%.1f", b/1e6)
	}
	fmt.Fprint(w, "\t\n")
}

// median takes each figure's median for itself.
func median(all []figures) figures {
	mid := func(get func(figures) float64) float64 {
		values := make([]float64, len(all))
		for i, f := range all {
			values[i] = get(f)
		}
		slices.Sort(values)
		return (values[(len(values)-1)/2] + values[len(values)/2]) / 2
	}
	return figures{
		wall:    mid(func(f figures) float64 { return f.wall }),
		user:    mid(func(f figures) float64 { return f.user }),
		sys:     mid(func(f figures) float64 { return f.sys }),
		rss:     mid(func(f figures) float64 { return f.rss }),
		anon:    mid(func(f figures) float64 { return f.anon }),
		written: mid(func(f figures) float64 { return f.written }),
		disk:    mid(func(f figures) float64 { return f.disk }),
	}
}

// once runs the command. Its output is dropped, its messages are passed on.
func (t *task) once() (figures, error) {
	cmd := exec.Command(t.command[0], t.command[1:]...)
	cmd.Stderr = os.Stderr
	begin := time.Now()
	if err := cmd.Start(); err != nil {
		return figures{}, err
	}
	done := make(chan struct{})
	anon := make(chan float64)
	go func() { anon <- peakAnonymous(cmd.Process.Pid, done) }()
	err := cmd.Wait()
	f := figures{wall: time.Since(begin).Seconds()}
	close(done)
	f.anon = <-anon
	if err != nil && cmd.ProcessState.ExitCode() != t.status {
		return figures{}, fmt.Errorf("%s: %w", strings.Join(t.command, " "), err)
	}
	f.user = cmd.ProcessState.UserTime().Seconds()
	f.sys = cmd.ProcessState.SystemTime().Seconds()
	usage, ok := cmd.ProcessState.SysUsage().(*syscall.Rusage)
	if !ok {
		return figures{}, errors.New("this system does not tell what a process used")
	}
	f.rss = float64(usage.Maxrss)
	if runtime.GOOS != "darwin" { // which alone counts in bytes
		f.rss *= 1024
	}
	f.written = float64(usage.Oublock) * 512
	for _, path := range t.disk {
		size, err := diskSize(path)
		if err != nil {
			return figures{}, err
		}
		f.disk += size
	}
	return f, nil
}

// peakAnonymous samples a process until done is closed and returns the most
// anonymous memory it had, in bytes, or -1 if that could not be read.
func peakAnonymous(pid int, done <-chan struct{}) float64 {
	tick := time.NewTicker(sampling)
	defer tick.Stop()
	peak := -1.0
	for {
		peak = max(peak, anonymous(pid))
		select {
		case <-done:
			return peak
		case <-tick.C:
		}
	}
}

// anonymous returns RssAnon of a process in bytes, or -1.
func anonymous(pid int) float64 {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return -1
	}
	_, rest, found := strings.Cut(string(status), "\nRssAnon:")
	var kib float64
	if _, err := fmt.Sscan(rest, &kib); !found || err != nil {
		return -1
	}
	return kib * 1024
}

// diskSize returns what the files under path take on disk, in bytes. Blocks
// are counted, not lengths: stores map files far larger than their content.
func diskSize(path string) (float64, error) {
	total := 0.0
	err := filepath.WalkDir(path, func(_ string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		info, err := entry.Info()
		if err != nil {
			return err
		}
		if stat, ok := info.Sys().(*syscall.Stat_t); ok {
			total += float64(stat.Blocks) * 512
		} else {
			total += float64(info.Size())
		}
		return nil
	})
	return total, err
}
