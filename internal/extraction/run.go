package extraction

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"time"

	"github.com/klauspost/compress/gzip"
)

// A Job asks a program for one page.
type Job struct {
	ID   string `json:"id"`
	File string `json:"file"`
	URL  string `json:"url"`
}

// A Result is what a program made of one page.
type Result struct {
	ID     string `json:"id"`
	Title  string `json:"title"`
	Text   string `json:"text"`
	Date   string `json:"date"` // the day as the page has it: 2006-01-02
	Author string `json:"author"`
	Low    bool   `json:"low,omitempty"` // the program itself doubts the text
}

// Run starts a command, gives it one [Job] a line on standard input and reads
// one [Result] a line from its standard output, in any order. It returns the
// results by page and the CPU time of the command.
func Run(ctx context.Context, command string, pages []Page) (map[string]Result, time.Duration, error) {
	fields := strings.Fields(command)
	if len(fields) == 0 {
		return nil, 0, fmt.Errorf("no command is given")
	}
	var in, out bytes.Buffer
	enc := json.NewEncoder(&in)
	for i, p := range pages {
		if err := enc.Encode(Job{ID: jobID(i), File: p.File, URL: p.URL}); err != nil {
			return nil, 0, err
		}
	}
	cmd := exec.CommandContext(ctx, fields[0], fields[1:]...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = &in, &out, os.Stderr
	if err := cmd.Run(); err != nil {
		return nil, 0, fmt.Errorf("%s: %w", command, err)
	}
	results := make(map[string]Result, len(pages))
	dec := json.NewDecoder(&out)
	for {
		var r Result
		if err := dec.Decode(&r); err == io.EOF {
			break
		} else if err != nil {
			return nil, 0, fmt.Errorf("%s: result %d: %w", command, len(results)+1, err)
		}
		results[r.ID] = r
	}
	return results, cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime(), nil
}

// jobID names a page in a run: names of pages may repeat between sets.
func jobID(i int) string { return fmt.Sprintf("p%d", i) }

// Serve is the other side of [Run]: it reads jobs from in, lets read make a
// result of each page, and writes the results to out.
func Serve(in io.Reader, out io.Writer, read func(page []byte, url string) Result) error {
	dec, w := json.NewDecoder(in), bufio.NewWriter(out)
	enc := json.NewEncoder(w)
	for {
		var j Job
		if err := dec.Decode(&j); err == io.EOF {
			return w.Flush()
		} else if err != nil {
			return err
		}
		page, err := readPage(j.File)
		if err != nil {
			return err
		}
		r := read(page, j.URL)
		r.ID = j.ID
		if err := enc.Encode(r); err != nil {
			return err
		}
	}
}

// readPage reads a file, unpacked.
func readPage(name string) ([]byte, error) {
	data, err := os.ReadFile(name)
	if err != nil || !strings.HasSuffix(name, ".gz") {
		return data, err
	}
	z, err := gzip.NewReader(bytes.NewReader(data))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return io.ReadAll(z)
}
