// Package stage holds the steps of a run as functions of groups of records, so that it can be
// spread over many machines: all of a near-duplicate run, and of a run with alignment the alignments.
//
// A stage reads records, lines of four columns, that are sorted by key, and writes records for later
// stages. What lies between, sorting and moving records, is the work of another program: sort(1)
// on one machine, Apache Spark on many. [Filter] runs one stage over one sorted sequence of records. All
// records with one key must be in one sequence; how many sequences there are, and where each is read,
// does not matter. The result files have the same bytes as those of "dedup" for the same
// articles.
//
// Each record is addressed to a stage, see [Plan.Address]: the address has the version of the format and a
// fingerprint of all parameters, so that records of other runs are refused. doc/format.md describes
// the lines.
package stage

import (
	"bufio"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/wiretrace/wiretrace/cluster"
	"github.com/wiretrace/wiretrace/dedup"
	"github.com/wiretrace/wiretrace/generation"
	"github.com/wiretrace/wiretrace/minhash"
)

// Version is the version of the records.
const Version = 1

// ErrOther is returned for records of another version or of a run with other parameters.
var ErrOther = errors.New("records of another run")

// The stages that read records, in the order in which they run.
const (
	Settle  = "settle"  // by article: its current revision, sketched
	Texts   = "texts"   // by text: its bands
	Meet    = "meet"    // by band: candidates
	Attach  = "attach"  // by text: its shingles to the bands of its candidates
	Weigh   = "weigh"   // by band: what pairs have in common
	Connect = "connect" // all pairs: connected texts
	Gather  = "gather"  // by text: its articles and pairs to those it is connected with
	Cluster = "cluster" // by connected texts: clusters and results
)

// The stages of a run with alignment. Align is a filter. Before and after it one process works on a store.
const (
	Search   = "search"   // articles: the pairs to align, in blocks
	Align    = "align"    // by block: the evidence of its pairs
	Conclude = "conclude" // all evidence: conclusions and result files
)

// The result files that records are addressed to.
const (
	Articles = "articles"
	Clusters = "clusters"
	Pairs    = "pairs"
	Passages = "passages"
	Rejects  = "rejects"
)

// Names returns the filters of a near run, in their order.
func Names() []string {
	return []string{Settle, Texts, Meet, Attach, Weigh, Connect, Gather, Cluster}
}

// Results returns the result files that records are addressed to.
func Results() []string { return []string{Articles, Clusters, Pairs, Passages, Rejects} }

// A Plan is a run: its parameters. It is read-only and safe for concurrent use.
type Plan struct {
	parameters generation.Parameters
	search     cluster.Options
	print      string
	epoch      *Epoch // for Align
}

// NewPlan returns a run that links articles at most window apart in time; 0: no limit. program is the
// version of the program: another one may find something else.
func NewPlan(window time.Duration, program string) (*Plan, error) {
	p := &Plan{}
	p.parameters, p.search = dedup.NearParameters(window)
	err := p.fingerprint(program)
	return p, err
}

// NewFullPlan returns a run with alignment. program is the version of the program.
func NewFullPlan(o *dedup.Options, program string) (*Plan, error) {
	p := &Plan{parameters: dedup.RunParameters(o)}
	err := p.fingerprint(program)
	return p, err
}

func (p *Plan) fingerprint(program string) error {
	data, err := json.Marshal(p.parameters)
	if err != nil {
		return err
	}
	data = fmt.Appendf(data, " %s %d %d %d", program, cluster.DefaultHot, minhash.Version, minhash.Bands)
	sum := sha256.Sum256(data)
	p.print = hex.EncodeToString(sum[:4])
	return nil
}

// Address returns the first column of records for a stage or result file: its name, the version of the
// records and the fingerprint of the parameters, with points between.
func (p *Plan) Address(to string) string { return to + p.tag() }

func (p *Plan) tag() string { return "." + strconv.Itoa(Version) + "." + p.print }

// wrongAddress says why a line is not for the stage with the given address.
func wrongAddress(line, address []byte) error {
	column, _, _ := bytes.Cut(line, []byte{'\t'})
	got, want := strings.Split(string(column), "."), strings.Split(strings.TrimSuffix(string(address), "\t"), ".")
	switch {
	case len(got) != 3 || len(column) > 64:
		return fmt.Errorf("no record: it begins with %.40q, not with an address such as %s", line, strings.Join(want, "."))
	case got[1] != want[1]:
		return fmt.Errorf("%w: their version is %s, that of this program %s; run all stages with one version of the program", ErrOther, got[1], want[1])
	case got[2] != want[2]:
		return fmt.Errorf("%w: their parameters are %s, here %s; run all stages with the same settings and the same version of the program",
			ErrOther, got[2], want[2])
	}
	return fmt.Errorf("it is for %s, not for %s", got[0], want[0])
}

// Emit takes a record that a stage writes. It keeps nothing of it.
type Emit func(Record) error

// A group is one key and its records; a record is valid until the next one.
type group func(p *Plan, key []byte, records iter.Seq[Record], emit Emit) error

func stages() map[string]group {
	return map[string]group{
		Settle: settle(), Texts: texts, Meet: meet(), Attach: attach, Weigh: weigh, Connect: connect, Gather: gather, Cluster: clusters,
		Align: alignBlock(),
	}
}

// Filter runs a stage over the records of in and writes those for later stages to out.
// The records of in are all for this stage, and sorted by key and order.
func (p *Plan) Filter(ctx context.Context, name string, in io.Reader, out io.Writer) error {
	run, ok := stages()[name]
	if !ok {
		return fmt.Errorf("no stage is called %q: there are %s", name, strings.Join(Names(), ", "))
	}
	w, emit := p.emitter(out)
	r := newReader(in, p.Address(name))
	rec, err := r.next()
	var key []byte
	for err == nil {
		if err := ctx.Err(); err != nil {
			return err
		}
		key = append(key[:0], rec.Key...)
		records := func(yield func(Record) bool) {
			for err == nil && bytes.Equal(rec.Key, key) {
				if !yield(rec) {
					return
				}
				rec, err = r.next()
			}
		}
		failed := run(p, key, records, emit)
		for range records { // what the stage did not read
			continue
		}
		if failed != nil && (err == nil || errors.Is(err, io.EOF)) { // else the group was cut short
			return fmt.Errorf("%s: key %.80q: %w", name, key, failed)
		}
	}
	if !errors.Is(err, io.EOF) {
		return fmt.Errorf("%s: %w", name, err)
	}
	return w.Flush()
}

func (p *Plan) emitter(out io.Writer) (*bufio.Writer, Emit) {
	w := &writer{out: bufio.NewWriterSize(out, 1<<16), tag: p.tag()}
	return w.out, w.write
}

// Collect calls fn with the records of in, which are those for result files in the order of
// address, key and order.
func (p *Plan) Collect(ctx context.Context, in io.Reader, fn func(Record) error) error {
	r := &results{plan: p, in: newReader(in, p.Address(Articles))}
	for n := 0; ; n++ {
		if n%1024 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		rec, err := r.next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if err := fn(rec); err != nil {
			return err
		}
	}
}

// A sequence of results has one reader, whose address changes from file to file.
type results struct {
	plan *Plan
	in   *reader
	file string
}

func (r *results) next() (Record, error) {
	line, err := r.in.read()
	if err != nil {
		return Record{}, err
	}
	name, _, _ := bytes.Cut(line, []byte{'.'})
	if file := string(name); file != r.file && slices.Contains(Results(), file) {
		if file < r.file {
			return Record{}, fmt.Errorf("%w: line %d: records for %s after those for %s: sort the lines by their bytes, as LC_ALL=C sort does",
				ErrLine, r.in.line, file, r.file)
		}
		r.file = file
		r.in.address, r.in.last = []byte(r.plan.Address(file)+"\t"), nil
		r.in.once = file != Rejects // lines of split input have no numbers of their own
	}
	rec, err := r.in.parse(line)
	if err != nil {
		return rec, fmt.Errorf("%w: line %d: %w", ErrLine, r.in.line, err)
	}
	rec.To = r.file
	return rec, nil
}
