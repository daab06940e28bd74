// Package extraction measures how well programs read articles out of web pages.
//
// [ReadSets] reads pages whose text, title, date and authors are known, [Run]
// lets a program read them, [Score] compares, and [Table] prints the figures.
// A program that takes part is any command that keeps the protocol of [Run].
package extraction

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"hash/fnv"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// A Page is one page with what is known about it. A field that is empty is not
// known and not scored.
type Page struct {
	ID, Set string
	File    string // where the page is, plain or packed with gzip
	URL     string // where it was fetched

	Title   string
	Date    string // 2006-01-02
	Authors []string
	Text    string   // the whole article, one paragraph a line
	With    []string // must be in the text
	Without []string // must not
}

// goldLine is one line of gold.jsonl. The sets differ in their field names.
type goldLine struct {
	ID, File, URL, Set, Title, Text string
	Date, Published                 string
	Author, Authors                 json.RawMessage
	With, Without                   []string
}

// ReadSets returns the pages of all files named gold.jsonl in dir and below, in
// the order of their names. Each folder is a set of its own, and so is each
// value of the field "set" in it.
func ReadSets(dir string) ([]Page, error) {
	var pages []Page
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || d.Name() != "gold.jsonl" {
			return err
		}
		more, err := readGold(path)
		pages = append(pages, more...)
		return err
	})
	if err == nil && len(pages) == 0 {
		err = errors.New(dir + ": no gold.jsonl in it or below")
	}
	return pages, err
}

// readGold reads one file of gold.
func readGold(path string) (pages []Page, err error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	dir := filepath.Dir(path)
	in := bufio.NewScanner(f)
	in.Buffer(nil, 64<<20)
	for n := 1; in.Scan(); n++ {
		var g goldLine
		// Python writes NaN for a value that a table lacks.
		line := bytes.ReplaceAll(in.Bytes(), []byte(": NaN,"), []byte(": null,"))
		if err := json.Unmarshal(line, &g); err != nil {
			return nil, fmt.Errorf("%s:%d: %w", path, n, err)
		}
		set := filepath.Base(dir)
		if g.Set != "" && g.Set != "default" {
			set += "/" + g.Set
		}
		p := Page{
			ID: g.ID, Set: set, File: filepath.Join(dir, filepath.FromSlash(g.File)), URL: g.URL, Title: g.Title,
			Text: g.Text, With: g.With, Without: g.Without, Authors: g.authors(), Date: g.Date,
		}
		if p.Date == "" {
			p.Date = g.Published
		}
		p.Date = p.Date[:min(len(p.Date), len("2006-01-02"))]
		pages = append(pages, p)
	}
	return pages, in.Err()
}

// authors returns the names of a line: a list, or one string of names with
// commas between them, in brackets and quotes in some sets.
func (g *goldLine) authors() []string {
	for _, raw := range [...]json.RawMessage{g.Authors, g.Author} {
		var list []string
		if json.Unmarshal(raw, &list) == nil && len(list) > 0 {
			return list
		}
		var one string
		if json.Unmarshal(raw, &one) != nil {
			continue
		}
		for name := range strings.FieldsFuncSeq(strings.Trim(one, "[]"), func(r rune) bool { return r == ',' || r == ';' }) {
			if name = strings.Trim(name, ` '"`); name != "" {
				list = append(list, name)
			}
		}
		if len(list) > 0 {
			return list
		}
	}
	return nil
}

// Part returns the pages of one half: 0 and 1 are the halves, chosen by a hash
// of the page's name, so that one is kept for measuring what was fitted on the
// other.
func Part(pages []Page, half uint32) []Page {
	return slices.DeleteFunc(slices.Clone(pages), func(p Page) bool {
		h := fnv.New32a()
		h.Write([]byte(p.ID))
		return h.Sum32()>>8%2 != half
	})
}
