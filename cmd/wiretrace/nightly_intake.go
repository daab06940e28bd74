package main

import (
	"errors"
	"fmt"
	"path/filepath"
	"sort"
	"strings"
	"time"

	"github.com/wiretrace/wiretrace/dropfolder"
	"github.com/wiretrace/wiretrace/ingest"
)

// An intake records what was read from each entry of a drop folder.
type intake struct {
	entries []dropfolder.Entry
	index   map[string]int     // path -> index of the entry
	read    []int64            // articles and other known items in each entry
	faults  []map[string]int64 // reasons for rejected records, with their counts
	broken  []bool             // entries that could not be read to their end
}

// A failedInput is an entry that was moved to failed/.
type failedInput struct {
	Name   string `json:"name"`
	Reason string `json:"reason"`
}

func newIntake(entries []dropfolder.Entry) *intake {
	in := &intake{entries: entries, index: map[string]int{}, read: make([]int64, len(entries)), faults: make([]map[string]int64, len(entries)), broken: make([]bool, len(entries))}
	for i, e := range entries {
		in.index[filepath.Clean(e.Path)], in.faults[i] = i, map[string]int64{}
	}
	return in
}

// paths returns the paths to read.
func (in *intake) paths() (paths []string) {
	for i := range in.entries {
		if in.entries[i].Refused == nil {
			paths = append(paths, in.entries[i].Path)
		}
	}
	return paths
}

// entry returns the index of the entry that is the file or contains it, or -1.
func (in *intake) entry(file string) int {
	for path := filepath.Clean(file); ; path = filepath.Dir(path) {
		if i, ok := in.index[path]; ok {
			return i
		}
		if path == filepath.Dir(path) {
			return -1
		}
	}
}

func (in *intake) took(file string, n int64) {
	if i := in.entry(file); i >= 0 {
		in.read[i] += n
	}
}

// maxFaults is the most reasons that are kept for one entry.
const maxFaults = 20

func (in *intake) reject(r ingest.Reject) error {
	i := in.entry(r.File)
	if i < 0 {
		return nil
	}
	in.broken[i] = in.broken[i] || r.Cause.Incomplete()
	what := string(r.Cause)
	if r.Cause.Incomplete() {
		what = escaped(r.Error())
	}
	if _, known := in.faults[i][what]; known || len(in.faults[i]) < maxFaults {
		in.faults[i][what]++
	}
	return nil
}

// settle moves the entries to done/ or failed/. done is the number moved to done/. An entry that cannot be
// moved stays: the next night reads it again, and its articles are recognised as stored.
func (in *intake) settle(folder *dropfolder.Folder, now time.Time) (done int, failed []failedInput, err error) {
	for i, e := range in.entries {
		reason := in.reason(i)
		if reason == "" {
			path, moved := folder.Done(e, now)
			if path != "" {
				done++
			}
			err = errors.Join(err, moved)
			continue
		}
		head := fmt.Sprintf("%s: %s\n", now.UTC().Format(time.RFC3339), e.Name)
		if _, moved := folder.Fail(e, head+reason); moved != nil {
			err = errors.Join(err, moved)
			continue
		}
		failed = append(failed, failedInput{Name: e.Name, Reason: strings.ReplaceAll(reason, "\n", "; ")})
	}
	return done, failed, err
}

// reason returns why an entry failed, or "" if it did not.
func (in *intake) reason(i int) string {
	switch {
	case in.entries[i].Refused != nil:
		return in.entries[i].Refused.Error()
	case in.read[i] > 0 && !in.broken[i]:
		return ""
	}
	lines := []string{"no article was found in it"}
	if in.read[i] > 0 {
		lines[0] = "it could not be read to its end; what could be read is stored"
	}
	for what, n := range in.faults[i] {
		if n > 1 {
			what = fmt.Sprintf("%s (%s)", what, grouped(n))
		}
		lines = append(lines, what)
	}
	sort.Strings(lines[1:])
	return strings.Join(lines, "\n")
}
