package changes

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"

	"github.com/wiretrace/wiretrace/article"
	"github.com/wiretrace/wiretrace/store"
	"github.com/wiretrace/wiretrace/view"
)

// ErrIDs is returned for a list of ids that cannot be read.
var ErrIDs = errors.New("the list of ids cannot be read: remove the folder of changes; the next run writes all records")

// writeIDs replaces the list of the ids of all articles: a line with the mark of the state, then for each
// article a line with its document number and its id. It records the ids of those that are no longer
// stored. If t is nil, it makes the list anew.
func (f *Files) writeIDs(n *names, after *State, t *Touched) error {
	return view.WriteFile(f.path(idsName), func(w *bufio.Writer) error {
		if _, err := w.WriteString(markOf(after) + "\n"); err != nil {
			return err
		}
		if t == nil {
			return n.v.EachMeta(0, func(d store.Doc, a *article.Article) error { return writeID(w, d, a.ID) })
		}
		file, err := os.Open(f.path(idsName))
		if err != nil {
			return err
		}
		return errors.Join(n.copyIDs(w, file, t), file.Close())
	})
}

func writeID(w *bufio.Writer, d store.Doc, id string) error {
	var buf [128]byte
	line := append(strconv.AppendUint(buf[:0], uint64(d), 10), '\t')
	_, err := w.Write(append(strconv.AppendQuote(line, id), '\n'))
	return err
}

// copyIDs copies the ids of articles that are still stored, and adds those of new ones.
func (n *names) copyIDs(w *bufio.Writer, from io.Reader, t *Touched) error {
	r := bufio.NewReaderSize(from, 1<<16)
	if _, err := r.ReadSlice('\n'); err != nil {
		return fmt.Errorf("%w: %w", ErrIDs, err)
	}
	listed := make([]bool, n.v.Docs())
	for {
		line, err := r.ReadBytes('\n')
		if errors.Is(err, io.EOF) && len(line) == 0 {
			break
		}
		if err != nil {
			return fmt.Errorf("%w: %w", ErrIDs, err)
		}
		d, quoted, err := parseID(line)
		if err != nil {
			return err
		}
		if n.v.Live(d) {
			listed[d] = true
			if _, err := w.Write(line); err != nil {
				return err
			}
			continue
		}
		if n.known[d], err = strconv.Unquote(quoted); err != nil {
			return fmt.Errorf("%w: %q", ErrIDs, line)
		}
	}
	for _, d := range t.Docs {
		if listed[d] || !n.v.Live(d) {
			continue
		}
		id, err := n.of(d)
		if err != nil {
			return err
		}
		if err := writeID(w, d, id); err != nil {
			return err
		}
	}
	return nil
}

// parseID parses a line of the list. The id stays quoted.
func parseID(line []byte) (d store.Doc, quoted string, err error) {
	number, rest, ok := bytes.Cut(line, []byte{'\t'})
	x, err := strconv.ParseUint(string(number), 10, 32)
	if !ok || err != nil {
		return 0, "", fmt.Errorf("%w: %q", ErrIDs, line)
	}
	return store.Doc(x), strings.TrimSuffix(string(rest), "\n"), nil
}
