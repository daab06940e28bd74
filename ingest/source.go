package ingest

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// A Source yields the chunks of files, folders and standard input, in the
// order they were named; folders are walked in the order of names. It is not
// safe for concurrent use and starts no goroutine.
type Source struct {
	opts    Options
	stdin   io.Reader
	name    string   // of stdin in messages, "" for "-"
	args    []string // not begun yet
	walk    walk     // the folder being read
	cur     reader   // the file being read, or nil
	closers []func() error
	begun   bool
}

// A reader yields the chunks of one file. What is wrong with the file it puts
// in the chunk as a reject.
type reader interface {
	// fill adds to an empty chunk and reports whether the file is done.
	fill(c *Chunk) (done bool)
}

// Open returns the source of what paths name: files of JSON Lines, of JSON (an
// array of records, or records over several lines) or HTML pages, each plain
// or packed with gzip or zstd, told by their content; folders, in which files
// by the names *.jsonl *.ndjson *.json *.html *.htm *.xhtml (and .gz, .zst
// after it) are read, hidden ones are not, and links are followed, each folder
// once; and "-", which is stdin. Nothing is opened before Next.
func Open(paths []string, stdin io.Reader, opts Options) *Source {
	return &Source{opts: opts, stdin: stdin, args: paths}
}

// Next fills c with the next piece of input, reusing c's memory: about 1 MiB
// of whole lines, or one page. It returns io.EOF at the end of the input. If a
// path does not exist, the first call says so and reads nothing; all other
// trouble with a file is a reject in c, and Next goes on with the next file.
func (s *Source) Next(c *Chunk) error {
	c.reset()
	c.maxLine = s.opts.maxLine()
	if !s.begun {
		if err := s.begin(); err != nil {
			return err
		}
	}
	for c.empty() {
		if s.cur == nil {
			if err := s.advance(c); err != nil {
				return err
			}
			continue
		}
		if s.cur.fill(c) {
			if err := s.closeFile(); err != nil {
				return err
			}
		}
	}
	return nil
}

// Close closes the file being read. Next returns io.EOF afterwards.
func (s *Source) Close() error {
	s.begun, s.args, s.walk = true, nil, walk{}
	return s.closeFile()
}

// begin looks whether everything named is there, so that a misspelt path does
// not show after an hour.
func (s *Source) begin() error {
	for _, path := range s.args {
		if path == "-" {
			if s.stdin == nil {
				return errors.New("input: no standard input to read \"-\" from")
			}
			continue
		}
		if _, err := os.Stat(path); errors.Is(err, os.ErrNotExist) {
			return fmt.Errorf("input: %w", err)
		}
	}
	s.begun = true
	return nil
}

// advance opens the next file or folder, or returns io.EOF.
func (s *Source) advance(c *Chunk) error {
	if path, ok := s.walk.next(c); ok {
		s.open(c, path)
		return nil
	}
	if s.walk.root != "" && s.walk.files == 0 {
		c.Rejects = append(c.Rejects, newReject(s.walk.root, 1, nil,
			"folder holds no file that is read: *.jsonl *.ndjson *.json *.html *.htm *.xhtml, also with .gz or .zst"))
	}
	s.walk = walk{}
	if len(s.args) == 0 {
		if c.empty() {
			return io.EOF
		}
		return nil
	}
	path := s.args[0]
	s.args = s.args[1:]
	if path == "-" {
		s.start(c, cmp.Or(s.name, path), s.stdin)
		return nil
	}
	if info, err := os.Stat(path); err == nil && info.IsDir() {
		s.walk = newWalk(path)
		return nil
	}
	s.open(c, path)
	return nil
}

// open begins to read the file at path.
func (s *Source) open(c *Chunk, path string) {
	f, err := os.Open(path)
	if err != nil {
		c.Rejects = append(c.Rejects, newReject(path, 1, nil, "cannot be read: "+err.Error()))
		return
	}
	s.closers = append(s.closers, f.Close)
	s.start(c, path, f)
}

// start begins to read one file that is open.
func (s *Source) start(c *Chunk, name string, r io.Reader) {
	u, err := unpack(r, s.opts.maxFile())
	if err != nil {
		c.Rejects = append(c.Rejects, newReject(name, 1, nil, "cannot be read: "+err.Error()))
		// What cannot be read needs no closing that could fail.
		_ = s.closeFile()
		return
	}
	s.closers = append(s.closers, func() error { u.close(); return nil })
	s.cur = sniff(name, u, int(s.opts.maxLine()))
}

// closeFile ends the reading of one file.
func (s *Source) closeFile() error {
	var errs []error
	for _, v := range slices.Backward(s.closers) {
		errs = append(errs, v())
	}
	s.cur, s.closers = nil, s.closers[:0]
	return errors.Join(errs...)
}

// A walk is the way through one folder: a stack of what is still to come, the
// next on top. It holds one folder's names at a time and level.
type walk struct {
	root  string
	stack []string
	seen  map[string]bool // folders entered, links resolved
	files int
}

func newWalk(root string) walk {
	return walk{root: root, stack: []string{root}, seen: map[string]bool{}}
}

// next returns the next file of the folder.
func (w *walk) next(c *Chunk) (string, bool) {
	for len(w.stack) > 0 {
		path := w.stack[len(w.stack)-1]
		w.stack = w.stack[:len(w.stack)-1]
		info, err := os.Stat(path)
		switch {
		case err != nil:
			c.Rejects = append(c.Rejects, newReject(path, 1, nil, "cannot be read: "+err.Error()))
		case info.IsDir():
			w.enter(c, path)
		case info.Mode().IsRegular() && readable(path):
			w.files++
			return path, true
		}
	}
	return "", false
}

// enter puts the entries of a folder on the stack, unless it was entered
// before: links may lead in circles.
func (w *walk) enter(c *Chunk, dir string) {
	real, err := filepath.EvalSymlinks(dir)
	if err == nil && w.seen[real] {
		return
	}
	w.seen[real] = true
	entries, err := os.ReadDir(dir)
	if err != nil {
		c.Rejects = append(c.Rejects, newReject(dir, 1, nil, "folder cannot be read: "+err.Error()))
	}
	for _, e := range slices.Backward(entries) {

		link := e.Type()&os.ModeSymlink != 0
		if strings.HasPrefix(e.Name(), ".") || !e.IsDir() && !link && !readable(e.Name()) {
			continue
		}
		w.stack = append(w.stack, filepath.Join(dir, e.Name()))
	}
}

// readable reports whether a file of a folder is read, by its name.
func readable(path string) bool {
	switch format(path) {
	case ".jsonl", ".ndjson", ".json", ".html", ".htm", ".xhtml":
		return true
	}
	return false
}

// format returns the extension of a file in lower case, without .gz and .zst.
func format(path string) string {
	p := strings.ToLower(filepath.Base(path))
	p = strings.TrimSuffix(strings.TrimSuffix(p, ".gz"), ".zst")
	return filepath.Ext(p)
}
