package table

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"

	"github.com/wiretrace/wiretrace/ingest/format"
)

// maxBack bounds how much of a table is read again behind quotes that are not
// closed, in bytes.
const maxBack = 256 << 20

// errLongRecord is returned for a row that is never closed.
var errLongRecord = errors.New("a row is too large: a quote may be missing")

// A rowReader passes a table to [csv.Reader] row by row, so that it knows where each row begins. It finds
// rows with an unclosed quote, which would swallow the rows after them. Such a row becomes a reject.
//
// A quote counts as unclosed if a line with as many columns as the table follows in the row, and then only
// such lines, up to a quote that opens a cell or to the end of the file. In texts whose quotes are not
// doubled, quotes are next to words, and no line has the columns of the table.
type rowReader struct {
	in      *bufio.Reader
	comma   byte
	max     int64 // longest row
	columns int   // of the table, 0 until they are known
	line    int   // where the row that was given last begins
	offset  int64

	buf   []byte // what was read and not given
	row   int    // how much of buf is the row being given
	next  place  // of buf[0]
	back  int64
	fault []*format.Item // rows whose quote is not closed
}

// A place is a place in the file.
type place struct {
	line   int
	offset int64
}

// drop forgets the first n bytes of buf.
func (r *rowReader) drop(n int) {
	r.next.line += bytes.Count(r.buf[:n], []byte{'\n'})
	r.next.offset += int64(n)
	r.buf = r.buf[:copy(r.buf, r.buf[n:])]
}

// Read implements [io.Reader]. It never gives bytes of two rows at once.
func (r *rowReader) Read(p []byte) (int, error) {
	for r.row == 0 {
		if err := r.scan(); err != nil {
			return 0, err
		}
		r.line, r.offset = r.next.line, r.next.offset
		if len(withoutEnd(r.buf[:r.row])) == 0 { // csv.Reader passes over it
			r.drop(r.row)
			r.row = 0
		}
	}
	n := copy(p, r.buf[:r.row])
	r.drop(n)
	r.row -= n
	return n, nil
}

// padding is what may follow the last quote of a file that has no line end there: also Ctrl-Z, with which
// old programs end a file.
const padding = " \t\r\x00\x1a"

// scan finds the end of the row that begins with buf.
func (r *rowReader) scan() error {
	end, quoted, whole := 0, false, 0 // whole: where lines with all columns begin
	for {
		line, err := r.lineAt(end)
		if err != nil && !errors.Is(err, io.EOF) {
			return err
		}
		if len(line) == 0 { // the end of the file
			if quoted && whole > 0 {
				return r.unclosed(whole, end)
			}
			if quoted && r.buf[end-1] != '\n' {
				r.cut(end)
				return nil
			}
			if r.row = end; end == 0 {
				return io.EOF
			}
			return nil
		}
		within := quoted
		n, open := r.cells(line)
		switch {
		case !open && n == r.columns, open && n > 1 && n <= r.columns && r.opens(line):
			if within && whole == 0 {
				whole = end
			}
		default:
			whole = 0
		}
		if within && whole > 0 && r.opens(line) {
			return r.unclosed(whole, end)
		}
		quoted = r.quoted(line, within)
		if quoted && errors.Is(err, io.EOF) {
			if kept := bytes.TrimRight(line, padding); !r.quoted(kept, within) {
				line, quoted = kept, false
				r.buf = r.buf[:end+len(kept)]
			}
		}
		end += len(line)
		switch {
		case !quoted && n > maxCells:
			return r.tooMany(n, end)
		case !quoted:
			r.row = end
			return nil
		case int64(end) > r.max && whole > 0:
			return r.unclosed(whole, end)
		case int64(end) > r.max:
			return errLongRecord
		}
	}
}

// tooMany rejects a row of n cells, which ends at a place of buf.
func (r *rowReader) tooMany(n, end int) error {
	if r.columns == 0 {
		return fmt.Errorf("the first line has %d columns: at most %d are read", n, maxColumns)
	}
	r.fault = append(r.fault, &format.Item{
		Line: r.next.line, Offset: r.next.offset, Raw: bytes.Clone(r.buf[:min(end, sniffSize)]),
		Reject: fmt.Sprintf("the row has %d columns, the first line names %d", n, r.columns),
	})
	cut := r.buf[end-1] != '\n'
	r.drop(end)
	if cut {
		return r.dropLine()
	}
	return nil
}

// dropLine forgets the rest of a line that is longer than a row may be.
func (r *rowReader) dropLine() error {
	for {
		b, err := r.in.ReadSlice('\n')
		r.next.offset += int64(len(b))
		switch {
		case err == nil:
			r.next.line++
			return nil
		case errors.Is(err, io.EOF):
			return nil
		case !errors.Is(err, bufio.ErrBufferFull):
			return err
		}
	}
}

// unclosed rejects what lies before the place where a row begins within a row
// whose quote is not closed.
func (r *rowReader) unclosed(at, end int) error {
	if r.back += int64(end - at); r.back > maxBack {
		return errLongRecord
	}
	r.fault = append(r.fault, &format.Item{
		Line: r.next.line, Offset: r.next.offset, Raw: bytes.Clone(r.buf[:at]),
		Reject: fmt.Sprintf("a quote of the row is not closed: reading goes on at line %d", r.next.line+bytes.Count(r.buf[:at], []byte{'\n'})),
	})
	r.drop(at)
	return nil
}

// cut rejects the last row of the file, which ends within a quote.
func (r *rowReader) cut(end int) {
	r.fault = append(r.fault, &format.Item{
		Line: r.next.line, Offset: r.next.offset, Raw: bytes.Clone(r.buf[:min(end, sniffSize)]),
		Reject: "the file ends within a quote of the row", Cut: true,
	})
	r.drop(end)
}

// withoutEnd returns a line without its end.
func withoutEnd(line []byte) []byte {
	return bytes.TrimSuffix(bytes.TrimSuffix(line, []byte{'\n'}), []byte{'\r'})
}

// lineAt returns the line of buf that begins at a place, with its end. At the
// end of the file it is empty. A line is cut where the row is too long.
func (r *rowReader) lineAt(at int) ([]byte, error) {
	for {
		if i := bytes.IndexByte(r.buf[at:], '\n'); i >= 0 {
			return r.buf[at : at+i+1], nil
		}
		if int64(len(r.buf)) > r.max {
			return r.buf[at:], nil
		}
		b, err := r.in.ReadSlice('\n')
		r.buf = append(r.buf, b...)
		if err != nil && !errors.Is(err, bufio.ErrBufferFull) {
			return r.buf[at:], err
		}
	}
}

// quoted reports whether a cell in quotes goes on behind a line. within says
// that one goes on from the line before. It reads quotes as [csv.Reader] does
// with LazyQuotes.
func (r *rowReader) quoted(line []byte, within bool) bool {
	line = withoutEnd(line)
	for {
		if !within {
			if len(line) == 0 || line[0] != '"' {
				i := bytes.IndexByte(line, r.comma)
				if i < 0 {
					return false
				}
				line = line[i+1:]
				continue
			}
			line = line[1:]
		}
		if !r.closes(&line) {
			return true
		}
		if len(line) == 0 {
			return false
		}
		line, within = line[1:], false // the comma
	}
}

// closes goes behind the quote that closes a cell and reports whether there is
// one in the line.
func (r *rowReader) closes(line *[]byte) bool {
	for {
		i := bytes.IndexByte(*line, '"')
		if i < 0 {
			return false
		}
		switch *line = (*line)[i+1:]; {
		case len(*line) == 0 || (*line)[0] == r.comma:
			return true
		case (*line)[0] == '"':
			*line = (*line)[1:]
		}
	}
}

// opens reports whether a cell that begins in the line is in quotes: its first
// quote comes first in the line or behind a comma, and text follows.
func (r *rowReader) opens(line []byte) bool {
	line = withoutEnd(line)
	i := bytes.IndexByte(line, '"')
	return i >= 0 && i+1 < len(line) && (i == 0 || line[i-1] == r.comma) && line[i+1] != r.comma && line[i+1] != '"'
}

// cells counts the cells of a line that is read as the first of a row. open
// reports whether the last one goes on behind the line.
func (r *rowReader) cells(line []byte) (n int, open bool) {
	line = withoutEnd(line)
	for n = 1; ; n++ {
		if len(line) > 0 && line[0] == '"' {
			if line = line[1:]; !r.closes(&line) {
				return n, true
			}
			if len(line) == 0 {
				return n, false
			}
			line = line[1:]
			continue
		}
		i := bytes.IndexByte(line, r.comma)
		if i < 0 {
			return n, false
		}
		line = line[i+1:]
	}
}
