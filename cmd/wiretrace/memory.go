package main

import (
	"os"
	"runtime/debug"

	"github.com/wiretrace/wiretrace/dedup"
)

// The growth of the heap between garbage collections, in percent (as GOGC). The heap of a full run has few
// pointers, so collections are cheap: 100,000 articles took 2.1 GB at 100 %, and 1.2 GB at 25 % for 2 of
// 75 seconds more CPU.
const (
	fullGC = 25
	// traceGC is for the stage trace. It holds half as much memory and makes most garbage: at 25 % a fifth
	// of its time went into collections.
	traceGC = 80
	// checkGC is for check, which makes only 30 MB of garbage: with a million stored articles it takes 25
	// ms instead of 31.
	checkGC = 400
)

// collectAt sets GOGC, unless the user has set it. undo restores the old value.
func collectAt(percent int) (undo func()) {
	if os.Getenv("GOGC") != "" {
		return func() {}
	}
	old := debug.SetGCPercent(percent)
	return func() { debug.SetGCPercent(old) }
}

// A pacedProgress reports the progress of a full run and sets GOGC for each stage. Progress may be nil.
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
