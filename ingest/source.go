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

// A Source yields the chunks of files, folders and standard input, in the
// order they were named; folders are walked in the order of names. It is not
// safe for concurrent use.
type Source struct {
	opts    Options
	stdin   io.Reader
	name    string   // of stdin in messages, "" for "-"
	args    []string // not begun yet
	walk    walk     // the folder being read
	cur     reader   // the file being read, or nil
	file    *openFile
	stop    func() // ends cur early
	readers []format.Reader
	names   *names
	pages   described
	begun   bool
}

// A reader yields the chunks of one file. What is wrong with the file it puts
// in the chunk as a reject.
type reader interface {
	// fill adds to an empty chunk and reports whether the file is done.
	fill(c *Chunk) (done bool)
}

// Open returns the source of what paths name: files of any format that is
// read, plain or packed with gzip, zstd or bzip2, recognised by their content;
// folders, in which all files are read except hidden ones, and links are
// followed, each folder once; and "-", which is stdin. Nothing is opened before
// Next.
func Open(paths []string, stdin io.Reader, opts Options) *Source {
	return &Source{opts: opts, stdin: stdin, args: paths}
}

// Next fills c with the next piece of input, reusing c's memory: about 1 MiB
// of whole records, or one page. It returns io.EOF at the end of the input. If
// a path does not exist, the first call says so and reads nothing; all other
// trouble with a file is a reject in c, and Next goes on with the next file.
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

// Close closes the file being read. Next returns io.EOF afterwards.
func (s *Source) Close() error {
	s.begun, s.args, s.walk = true, nil, walk{}
	return s.closeFile()
}

// begin checks that everything named is there, so that a misspelt path does
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
	if err := s.opts.Check(); err != nil {
		return err
	}
	s.names, _ = newNames(s.opts.Map) // checked
	s.readers = readers(s.names)
	s.pages = s.readSitemaps()
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

// open begins to read the file at path.
func (s *Source) open(c *Chunk, path string) {
	f, err := os.Open(path)
	if err != nil {
		c.Rejects = append(c.Rejects, newReject(path, 1, nil, faultf(CauseUnreadable, "cannot be opened: %w", err)))
		return
	}
	s.start(c, path, f)
}

// start begins to read one file that is open.
func (s *Source) start(c *Chunk, name string, r io.Reader) {
	file, err := openInput(name, r, s.opts)
	if err != nil {
		c.Rejects = append(c.Rejects, newReject(name, 1, nil, faultf(CauseUnreadable, "cannot be read: %w", err)))
		if f, ok := r.(*os.File); ok && name != "-" {
			_ = f.Close() // opened for reading: nothing can be lost
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
	_ = s.closeFile() // as above
}

// errNoReader says that a file has no format that is read.
var errNoReader = errors.New("neither JSON nor HTML nor another format that is read")

// choose returns the reader that fits the content of the open file.
func (s *Source) choose(h *format.Head) (reader, error) {
	empty := len(h.Bytes) == 0 && !s.file.file.Packed()
	for _, r := range s.readers {
		if empty {
			break // the name alone decides nothing
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

// ending names the kind of a file that is passed over.
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

// closeFile ends the reading of one file.
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
			c.Rejects = append(c.Rejects, newReject(path, 1, nil, faultf(CauseUnreadable, "cannot be opened: %w", err)))
		case info.IsDir():
			w.enter(c, path)
		case info.Mode().IsRegular():
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
		c.Rejects = append(c.Rejects, newReject(dir, 1, nil, faultf(CauseUnreadable, "folder cannot be read: %w", err)))
	}
	for _, e := range slices.Backward(entries) {
		if !strings.HasPrefix(e.Name(), ".") {
			w.stack = append(w.stack, filepath.Join(dir, e.Name()))
		}
	}
}
