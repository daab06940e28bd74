package evaluate

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
)

const (
	// maxLine is the longest line of labels or predictions, in bytes. Records
	// have some hundred; credits and lists of clusters may be longer.
	maxLine = 4 << 20
	// maxLabels is the most bytes of labels that are read: some ten million.
	maxLabels = 1 << 30
)

// ReadLabels reads labels from r: clusters or pairs as TSV or CSV with a head
// line, or the JSON of NEWS-COPY. The name appears in errors; with [Auto] the
// format is detected from the content. Labels of pairs are understood as [Labels]
// says, or those in positive are, and all others are negative.
func ReadLabels(r io.Reader, name string, f Format, positive []string) (*Labels, error) {
	in := bufio.NewReaderSize(&limited{r, maxLabels}, 1<<16)
	skipMark(in)
	if f == Auto || f == "" {
		f = sniff(in)
	}
	switch f {
	case NewsCopy:
		return readNewsCopy(in, name)
	case PAN:
		return nil, fmt.Errorf("%w: %s: the format pan is a folder with the file pairs and XML files: name the folder", ErrLabels, name)
	}
	t, err := newTable(in, name)
	if err != nil {
		return nil, err
	}
	pair, isPair := t.pairColumns()
	id, isID := t.cols["id"]
	switch {
	case isPair && f != Clusters:
		return t.pairs(pair, positive)
	case isID && f != Pairs:
		return t.clusters(id)
	}
	return nil, t.wrongColumns(f)
}

// sniff tells JSON from tables; which table it is its head line says.
func sniff(in *bufio.Reader) Format {
	head, _ := in.Peek(512) // a short file is sniffed as far as it goes
	if head = bytes.TrimLeft(head, " \t\r\n"); len(head) > 0 && (head[0] == '[' || head[0] == '{') {
		return NewsCopy
	}
	return Auto
}

// skipMark passes over the byte order mark that spreadsheets write.
func skipMark(in *bufio.Reader) {
	if head, err := in.Peek(3); err == nil && string(head) == "\ufeff" {
		in.Discard(3) //nolint:errcheck // they were peeked at
	}
}

// A limited reader fails where io.LimitReader would end as if all were read.
type limited struct {
	r    io.Reader
	left int64
}

func (l *limited) Read(p []byte) (int, error) {
	if l.left <= 0 {
		return 0, fmt.Errorf("%w: more than %d MiB", ErrLabels, maxLabels>>20)
	}
	n, err := l.r.Read(p[:min(int64(len(p)), l.left)])
	l.left -= int64(n)
	return n, err
}

// A table reads rows with named columns.
type table struct {
	name string
	head []string
	cols map[string]int // by name in lower case
	read func() (row []string, line int, err error)
}

func newTable(in *bufio.Reader, name string) (*table, error) {
	t := &table{name: name, cols: map[string]int{}}
	lines := &lineReader{in: in, name: name, kind: ErrLabels}
	head, err := lines.next()
	if errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("%w: %s: empty; a head line with the columns is needed", ErrLabels, name)
	} else if err != nil {
		return nil, err
	}
	if bytes.ContainsRune(head, '\t') || !bytes.ContainsRune(head, ',') {
		t.head = strings.Split(string(head), "\t")
		t.read = func() ([]string, int, error) {
			line, err := lines.next()
			return strings.Split(string(line), "\t"), lines.n, err
		}
	} else {
		t.head, t.read = csvRows(string(head), in, name, lines.n)
	}
	for i, c := range t.head {
		c = strings.ToLower(strings.TrimSpace(c))
		if _, twice := t.cols[c]; twice {
			return nil, fmt.Errorf("%w: %s: two columns are called %q", ErrLabels, name, c)
		}
		t.cols[c] = i
	}
	return t, nil
}

// csvRows reads rows of CSV after the head line, which was line n.
func csvRows(head string, in io.Reader, name string, n int) ([]string, func() ([]string, int, error)) {
	split := csv.NewReader(strings.NewReader(head))
	split.LazyQuotes = true
	columns, err := split.Read()
	if err != nil {
		columns = []string{head}
	}
	rows := csv.NewReader(in)
	rows.FieldsPerRecord = -1
	return columns, func() ([]string, int, error) {
		row, err := rows.Read()
		if err != nil && !errors.Is(err, io.EOF) {
			return nil, 0, fmt.Errorf("%w: %s: after line %d: %w", ErrLabels, name, n, err)
		} else if err != nil {
			return nil, 0, err
		}
		line, _ := rows.FieldPos(0)
		return row, n + line, nil
	}
}

// pairColumns returns the two columns of ids, if the table has them.
func (t *table) pairColumns() (found [2]int, ok bool) {
	for _, names := range [][2]string{{"a", "b"}, {"id_a", "id_b"}, {"id1", "id2"}, {"source_id", "derived_id"}} {
		a, okA := t.cols[names[0]]
		b, okB := t.cols[names[1]]
		if okA && okB {
			return [2]int{a, b}, true
		}
	}
	return found, false
}

func (t *table) wrongColumns(f Format) error {
	want := "id and cluster, or for pairs a and b (or id_a, id_b; id1, id2; source_id, derived_id) and label"
	switch f {
	case Clusters:
		want = "id and cluster"
	case Pairs:
		want = "a and b (or id_a, id_b; id1, id2; source_id, derived_id) and label"
	}
	return fmt.Errorf("%w: %s: the head line has the columns %s; needed, with tabs or commas between: %s",
		ErrLabels, t.name, quoted(t.head), want)
}

// clusters reads the clusters of articles, several with ";" between, the main
// one first.
func (t *table) clusters(id int) (*Labels, error) {
	col, ok := t.cols["cluster"]
	if !ok {
		return nil, t.wrongColumns(Clusters)
	}
	l := &Labels{Format: Clusters, Clusters: map[string][]string{}}
	err := t.each(max(id, col), func(row []string, line int) error {
		name := row[id]
		clusters := strings.Split(row[col], ";")
		for i := range clusters {
			clusters[i] = strings.TrimSpace(clusters[i])
		}
		switch old, twice := l.Clusters[name]; {
		case name == "":
			return fmt.Errorf("%w: %s:%d: the id is empty", ErrLabels, t.name, line)
		case slices.Contains(clusters, ""):
			return fmt.Errorf("%w: %s:%d: the cluster of %q is empty: give an article that is nobody's copy a cluster of its own", ErrLabels, t.name, line, name)
		case twice && !slices.Equal(old, clusters):
			return fmt.Errorf("%w: %s:%d: %q has other clusters above: write them in one row with \";\" between, the main one first", ErrLabels, t.name, line, name)
		}
		l.Clusters[name] = unique(clusters)
		return nil
	})
	return l, err
}

// unique drops repetitions and keeps the order.
func unique(list []string) []string {
	out := list[:0:0]
	for _, s := range list {
		if !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	return out
}

// pairs reads pairs with labels.
func (t *table) pairs(at [2]int, positive []string) (*Labels, error) {
	col, ok := t.cols["label"]
	if !ok {
		return nil, t.wrongColumns(Pairs)
	}
	set, seen := newPairSet(), map[string]bool{}
	err := t.each(max(at[0], at[1], col), func(row []string, line int) error {
		place := fmt.Sprintf("%s:%d", t.name, line)
		same, known := meaning(row[col], positive)
		if !known {
			return fmt.Errorf("%w: %s: unknown label %q; known: %s (positive), %s (negative); name others that are positive with --positive LABEL,LABEL, then the rest is negative",
				ErrLabels, place, row[col], strings.Join(positives(), ", "), strings.Join(negatives(), ", "))
		}
		seen[strings.ToLower(strings.TrimSpace(row[col]))] = true
		return set.add(row[at[0]], row[at[1]], same, place)
	})
	if err != nil {
		return nil, err
	}
	for _, p := range positive {
		if !seen[strings.ToLower(p)] {
			return nil, fmt.Errorf("%w: %s: no pair has the label %q that --positive names", ErrLabels, t.name, p)
		}
	}
	return &Labels{Format: Pairs, Pairs: set.sorted()}, nil
}

// each calls fn for every row; rows must have the column last.
func (t *table) each(last int, fn func(row []string, line int) error) error {
	n := 0
	for ; ; n++ {
		row, line, err := t.read()
		if errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			return err
		}
		if len(row) <= last {
			return fmt.Errorf("%w: %s:%d: %d columns, the head line has %d", ErrLabels, t.name, line, len(row), len(t.head))
		}
		if err := fn(row, line); err != nil {
			return err
		}
	}
	if n == 0 {
		return fmt.Errorf("%w: %s: no row below the head line", ErrLabels, t.name)
	}
	return nil
}

// A lineReader reads lines that are not empty, without their ends.
type lineReader struct {
	in   *bufio.Reader
	name string
	kind error // what an error is one of
	n    int   // of the line that next returned, from 1
	buf  []byte
}

// next returns the next line, valid until the next call, or io.EOF.
func (l *lineReader) next() ([]byte, error) {
	for {
		l.n++
		l.buf = l.buf[:0]
		var err error
		for {
			var part []byte
			part, err = l.in.ReadSlice('\n')
			if l.buf = append(l.buf, part...); !errors.Is(err, bufio.ErrBufferFull) {
				break
			}
			if len(l.buf) > maxLine {
				return nil, fmt.Errorf("%w: %s:%d: the line is longer than %d MiB", l.kind, l.name, l.n, maxLine>>20)
			}
		}
		if err != nil && !errors.Is(err, io.EOF) {
			return nil, fmt.Errorf("%s:%d: %w", l.name, l.n, err)
		}
		if line := bytes.TrimRight(l.buf, "\r\n"); len(bytes.TrimSpace(line)) > 0 {
			return line, nil
		}
		if err != nil {
			return nil, io.EOF
		}
	}
}

// quoted lists strings for a message, at most a dozen.
func quoted(list []string) string {
	var b strings.Builder
	for i, s := range list {
		if i == 12 {
			fmt.Fprintf(&b, ", … %d more", len(list)-i)
			break
		}
		if i > 0 {
			b.WriteString(", ")
		}
		if r := []rune(s); len(r) > 60 {
			s = string(r[:60]) + "…"
		}
		fmt.Fprintf(&b, "%q", s)
	}
	return b.String()
}
