package ingest

import (
	"bufio"
	"cmp"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/wiretrace/wiretrace/ingest/charset"
	"github.com/wiretrace/wiretrace/ingest/format"
)

// A Source returns the chunks of files, folders and standard input, in the order in which they were named.
// Files of folders are sorted by name. It is not safe for concurrent use.
type Source struct {
	opts    Options
	stdin   io.Reader
	name    string   // name of standard input in messages, "" for "-"
	args    []string // inputs that are still to be read
	walk    walk     // the current folder
	cur     reader   // reads the current file; nil: none
	file    *openFile
	stop    func() // stops cur early
	readers []format.Reader
	names   *names
	pages   described
	begun   bool
}

// A reader returns the chunks of one file. It puts errors of the file into the chunk as rejects.
type reader interface {
	// fill adds data to an empty chunk and reports whether the file is finished.
	fill(c *Chunk) (done bool)
}

// Open returns a source of the inputs in paths. A path is a file of a known format, plain or packed with
// gzip, zstd or bzip2, which is recognised by content; a folder, in which all files except hidden ones are
// read and links are followed, each folder once; or "-", which is stdin. Nothing is opened before Next.
func Open(paths []string, stdin io.Reader, opts Options) *Source {
	return &Source{opts: opts, stdin: stdin, args: paths}
}

// Next fills c with the next piece of input and reuses its memory. A piece is about 1 MiB of whole
// records, or one page. At the end it returns io.EOF. If a path does not exist, the first call returns an
// error and reads nothing. Any other error of a file becomes a reject in c, and Next continues with the
// next file.
func (s *Source) Next(c *Chunk) error {
	c.reset()
	if !s.begun {
		if err := s.begin(); err != nil {
			return err
		}
	}
	c.maxLine, c.names = s.opts.maxLine(), s.names
	c.pages = s.pages
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

// Close closes the current file. After it, Next returns io.EOF.
func (s *Source) Close() error {
	s.begun, s.args, s.walk = true, nil, walk{}
	return s.closeFile()
}

// begin checks that all paths exist, so that a misspelt path is reported at once.
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
	if err := s.opts.Check(); err != nil {
		return err
	}
	s.names, _ = newNames(s.opts.Map) // checked before
	s.readers = readers(s.names)
	s.pages = s.readSitemaps()
	s.begun = true
	return nil
}

// advance opens the next file or folder. It returns io.EOF if there is none.
func (s *Source) advance(c *Chunk) error {
	if path, ok := s.walk.next(c); ok {
		s.open(c, path)
		return nil
	}
	if s.walk.root != "" && s.walk.files == 0 {
		c.Rejects = append(c.Rejects, newReject(s.walk.root, 1, nil,
			faultf(CauseFormat, "the folder holds no file of a format that is read")))
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

// open opens the file at path and starts reading it.
func (s *Source) open(c *Chunk, path string) {
	f, err := os.Open(path)
	if err != nil {
		c.Rejects = append(c.Rejects, newReject(path, 1, nil, faultf(CauseUnreadable, "cannot be opened: %w", err)))
		return
	}
	s.start(c, path, f)
}

// start starts reading an open file.
func (s *Source) start(c *Chunk, name string, r io.Reader) {
	file, err := openInput(name, r, s.opts)
	if err != nil {
		c.Rejects = append(c.Rejects, newReject(name, 1, nil, faultf(CauseUnreadable, "cannot be read: %w", err)))
		if f, ok := r.(*os.File); ok && name != "-" {
			_ = f.Close() // only read: no data can be lost
		}
		return
	}
	s.file = file
	head := file.head()
	head.Found = s.walk.root != ""
	cur, err := s.choose(head)
	if err == nil {
		s.walk.files++
		s.cur = cur
		return
	}
	if s.walk.root != "" && causeOf(err) == CauseFormat {
		c.skip(ending(name), true)
	} else {
		c.Rejects = append(c.Rejects, newReject(name, 1, head.Bytes[:min(len(head.Bytes), 256)], err))
	}
	_ = s.closeFile() // only read: no data can be lost
}

// errNoReader is returned for a file in no known format.
var errNoReader = errors.New("neither JSON nor HTML nor another format that is read")

// choose returns a reader for the content of the open file.
func (s *Source) choose(h *format.Head) (reader, error) {
	empty := len(h.Bytes) == 0 && !s.file.file.Packed()
	for _, r := range s.readers {
		if empty {
			break // the name alone does not decide
		}
		if s.opts.Format == r.Name() || s.opts.Format == "" && r.Detect(h) {
			items := readItems(r, s.file.input(s.opts))
			s.stop = items.stop
			return items, nil
		}
	}
	kind := formatKinds()[s.opts.Format]
	if kind == contentUnknown {
		if err := refusal(h); err != nil {
			return nil, err
		}
		kind = sniffKind(h)
	}
	in := s.file.file.Body()
	if h.Wide && h.Object != nil { // JSON in UTF-16 or UTF-32
		in = bufio.NewReader(charset.NewReader(in))
	}
	switch kind {
	case contentPage:
		return &pageReader{in: in, file: h.Name}, nil
	case contentDocument:
		return &documentReader{in: in, file: h.Name, max: int(s.opts.maxLine()), line: 1}, nil
	case contentLines:
		return &lineReader{in: in, file: h.Name, max: int(s.opts.maxLine()), line: 1}, nil
	}
	return nil, fault{CauseFormat, errNoReader}
}

// ending returns the ending by which a skipped file is counted.
func ending(name string) string {
	base := strings.ToLower(filepath.Base(name))
	ext := filepath.Ext(base)
	if ext == ".gz" || ext == ".zst" || ext == ".bz2" {
		ext = filepath.Ext(strings.TrimSuffix(base, ext)) + ext
	}
	if ext == "" || len(ext) > 20 {
		return "without ending"
	}
	return ext
}

// closeFile closes the current file.
func (s *Source) closeFile() error {
	s.cur = nil
	if s.stop != nil {
		s.stop()
		s.stop = nil
	}
	if s.file == nil {
		return nil
	}
	err := s.file.close()
	s.file = nil
	return err
}

// A walk visits the files of one folder. It has a stack of paths, the next one on top, with the names of
// one folder for each level.
type walk struct {
	root  string
	stack []string
	seen  map[string]bool // visited folders, without links
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
			c.Rejects = append(c.Rejects, newReject(path, 1, nil, faultf(CauseUnreadable, "cannot be opened: %w", err)))
		case info.IsDir():
			w.enter(c, path)
		case info.Mode().IsRegular():
			return path, true
		}
	}
	return "", false
}

// enter pushes the entries of a folder onto the stack, unless it was visited before: links may form
// cycles.
func (w *walk) enter(c *Chunk, dir string) {
	real, err := filepath.EvalSymlinks(dir)
	if err == nil && w.seen[real] {
		return
	}
	w.seen[real] = true
	entries, err := os.ReadDir(dir)
	if err != nil {
		c.Rejects = append(c.Rejects, newReject(dir, 1, nil, faultf(CauseUnreadable, "folder cannot be read: %w", err)))
	}
	for _, e := range slices.Backward(entries) {
		if !strings.HasPrefix(e.Name(), ".") {
			w.stack = append(w.stack, filepath.Join(dir, e.Name()))
		}
	}
}
