package main

import (
	"os"
	"runtime/debug"

	"github.com/wiretrace/wiretrace/dedup"
)

// How many percent the heap may grow between collections. That of a full run
// holds few pointers: when 100,000 articles took 2.1 GB at the usual 100, they
// took 1.2 at 25, and two seconds of CPU more of 75.
const (
	fullGC = 25
	// traceGC is for the stage of it that holds half as much and makes most garbage:
	// at 25 a fifth of its time went into collections.
	traceGC = 80
	// checkGC is for the check of one article, which ends before its garbage is of any
	// account, 30 MB: 25 ms instead of 31, with a million articles stored.
	checkGC = 400
)

// collectAt sets how far the heap grows between collections, unless GOGC does, and returns
// what undoes it.
func collectAt(percent int) (undo func()) {
	if os.Getenv("GOGC") != "" {
		return func() {}
	}
	old := debug.SetGCPercent(percent)
	return func() { debug.SetGCPercent(old) }
}

// A pacedProgress is the progress of a full run, which collects garbage at the pace of
// each stage. Progress may be nil.
type pacedProgress struct{ dedup.Progress }

func (p pacedProgress) Stage(name string, total int64) {
	if name == "trace" {
		collectAt(traceGC)
	} else {
		collectAt(fullGC)
	}
	if p.Progress != nil {
		p.Progress.Stage(name, total)
	}
}

func (p pacedProgress) Add(n int64) {
	if p.Progress != nil {
		p.Progress.Add(n)
	}
}
