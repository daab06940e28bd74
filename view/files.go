package view

import (
	"bufio"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/wiretrace/wiretrace/cluster"
	"github.com/wiretrace/wiretrace/generation"
	"github.com/wiretrace/wiretrace/report"
	"github.com/wiretrace/wiretrace/store"
)

// WriteResults writes the result files of the last generation to dir: articles, clusters, pairs, passages
// and copies. Each is written completely or not at all. They are sorted by id and depend only on the
// stored articles and the parameters. Up to workers files are written at the same time; 0 means one a
// core.
func WriteResults(ctx context.Context, st *store.Store, dir string, workers int) error {
	return st.View(func(v *store.View) error { return WriteAll(ctx, v, dir, workers) })
}

// WriteAll is like [WriteResults], for the generation that a view sees.
func WriteAll(ctx context.Context, v *store.View, dir string, workers int) error {
	c, err := generation.Load(v)
	if err != nil {
		return err
	}
	t, err := generation.ReadCatalog(ctx, v, c.EarlierDocs())
	if err != nil {
		return err
	}
	r := &results{Clustering: generation.NewClustering(t, c)}
	if r.traces, err = generation.LoadTraces(v, c); err != nil {
		return err
	}
	if r.numbers, err = revisionNumbers(v, c); err != nil {
		return err
	}
	return writeFiles(ctx, dir, workers, append(r.files(ctx, v), resultFile{outletsName, r.writeOutlets}))
}

const outletsName = "outlets.jsonl"

// A resultFile is a file name and the function that writes the file.
type resultFile struct {
	name  string
	write func(w *bufio.Writer) error
}

// files returns the files with records of articles and clusters, the longest first.
func (r *results) files(ctx context.Context, v *store.View) []resultFile {
	return []resultFile{
		{"passages.jsonl", func(w *bufio.Writer) error { return r.writePassages(ctx, v, w) }},
		{"copies.jsonl", r.writeCopies},
		{"articles.jsonl", func(w *bufio.Writer) error { return r.articles(ctx, w) }},
		{"pairs.jsonl", r.writePairs},
		{"clusters.jsonl", r.writeClusters},
	}
}

// writeFiles writes files, several at the same time. The write functions only read shared data.
func writeFiles(ctx context.Context, dir string, workers int, files []resultFile) error {
	if workers <= 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	errs := make([]error, len(files))
	var next atomic.Int64
	var wg sync.WaitGroup
	for range min(workers, len(files)) {
		wg.Go(func() {
			for i := int(next.Add(1)) - 1; i < len(files); i = int(next.Add(1)) - 1 {
				if errs[i] = ctx.Err(); errs[i] == nil {
					errs[i] = store.Fault(func() error { return WriteFile(filepath.Join(dir, files[i].name), files[i].write) })
				}
			}
		})
	}
	wg.Wait()
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// MissingFile returns the name of a result file that is missing in dir, or "".
func MissingFile(dir string) string {
	for _, f := range append((&results{}).files(context.Background(), nil), resultFile{name: outletsName}) {
		if _, err := os.Stat(filepath.Join(dir, f.name)); err != nil {
			return f.name
		}
	}
	return ""
}

// WriteFile writes a file under a temporary name and then renames it.
func WriteFile(path string, write func(w *bufio.Writer) error) error {
	f, err := os.Create(path + ".tmp")
	if err != nil {
		return err
	}
	w := bufio.NewWriterSize(f, 1<<18)
	err = errors.Join(write(w), w.Flush(), f.Close())
	if err != nil {
		return errors.Join(err, os.Remove(path+".tmp"))
	}
	return os.Rename(path+".tmp", path)
}

func (r *results) writeClusters(w *bufio.Writer) error {
	var line []byte
	for k := range r.Live {
		if !r.wants(r.Live[k].Members[0]) {
			continue
		}
		rec := r.record(k)
		line = append(rec.AppendJSON(line[:0]), '\n')
		if _, err := w.Write(line); err != nil {
			return err
		}
	}
	return nil
}

// record returns the record of cluster k.
func (r *results) record(k int) report.Cluster {
	c := &r.Live[k]
	rec := report.Cluster{
		ID: c.ID, Size: len(c.Members), Keep: r.Catalog.ID(r.Kept[k]),
		SimilarityMin: r.Least[k], SimilarityMean: r.Mean[k],
	}
	outlets := map[uint32]struct{}{}
	byID := slices.SortedFunc(slices.Values(c.Members), func(x, y cluster.Doc) int { return cmp.Compare(r.Catalog.Rank[x], r.Catalog.Rank[y]) })
	for _, d := range byID {
		outlets[r.Catalog.Source[d]] = struct{}{}
		rec.Members = append(rec.Members, r.Catalog.ID(d))
		if n := r.numbers[d]; n > 0 {
			rec.Revisions = append(rec.Revisions, report.MemberRevision{ID: r.Catalog.ID(d), Revision: n})
		}
	}
	rec.Outlets = len(outlets)
	if o, reports, ok := r.origin(k); ok {
		rec.SetSources(o, reports)
	}
	order := r.Catalog.ByTime(c.Members)
	if first := order[0]; r.Catalog.Known[first] {
		s := r.Catalog.Time(first)
		rec.First = &s
	}
	for _, d := range slices.Backward(order) {
		if r.Catalog.Known[d] {
			s := r.Catalog.Time(d)
			rec.Last = &s
			break
		}
	}
	return rec
}

// writePairs writes the pairs in the order of eachPair.
func (r *results) writePairs(w *bufio.Writer) error {
	var line []byte
	return r.eachPair(r.wantsPair, func(_, _ store.Doc, p report.Pair) error {
		line = append(p.AppendJSON(line[:0]), '\n')
		_, err := w.Write(line)
		return err
	})
}

// WriteRun writes run.json to dir: the counts, the parameters and the time of each stage. It is the only
// file that differs between runs over the same articles.
func WriteRun(dir string, run report.Run) error {
	return WriteFile(filepath.Join(dir, "run.json"), func(w *bufio.Writer) error {
		enc := json.NewEncoder(w)
		enc.SetIndent("", "  ")
		return enc.Encode(run)
	})
}
