// Command decode reads files of JSON Lines with encoding/json and does nothing
// with them: the yardstick that the speed of whole jobs is given against.
//
//	decode corpus.jsonl
package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
)

// A record has the members that a line of a generated corpus has.
type record struct {
	ID        string `json:"id"`
	URL       string `json:"url"`
	Source    string `json:"source"`
	Title     string `json:"title"`
	Published string `json:"published"`
	Fetched   string `json:"fetched"`
	Text      string `json:"text"`
}

func main() {
	for _, name := range os.Args[1:] {
		n, size, err := decode(name)
		if err != nil {
			fmt.Fprintf(os.Stderr, "decode: %s: %v\n", name, err)
			os.Exit(1)
		}
		fmt.Printf("%d records, %d bytes of text\n", n, size)
	}
}

// decode reads a file and returns the number of records and their texts' size.
func decode(name string) (n, size int, err error) {
	f, err := os.Open(name)
	if err != nil {
		return 0, 0, err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	r := bufio.NewReaderSize(f, 1<<20)
	for {
		line, err := r.ReadSlice('\n')
		if errors.Is(err, io.EOF) {
			return n, size, nil
		}
		if err != nil {
			return n, size, err
		}
		var rec record
		if err := json.Unmarshal(line, &rec); err != nil {
			return n, size, fmt.Errorf("line %d: %w", n+1, err)
		}
		n++
		size += len(rec.Text)
	}
}
