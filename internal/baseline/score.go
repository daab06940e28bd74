package baseline

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/wiretrace/wiretrace/evaluate"
)

// A Row is a line of the table: a method and its scores from package evaluate.
type Row struct {
	Method     string
	PairF1     float64 // of pairs with p >= .5
	RecallAt99 float64 // of pairs, at precision .99
	ARI        float64 // of clusters; an article in several counts for its main cluster
	Exact      float64 // share of clusters of two or more that were found exactly
	ECE        float64 // calibration error of the pairs returned
}

// Score judges a result by labels.
func Score(name string, labels *evaluate.Labels, r Result) (Row, error) {
	p, err := predictions(r)
	if err != nil {
		return Row{}, err
	}
	return ScorePredictions(name, labels, p)
}

// ScorePredictions scores the result of any program, such as the files of dedup. Pairs that it does not
// list have p = 0.
func ScorePredictions(name string, labels *evaluate.Labels, p *evaluate.Predictions) (Row, error) {
	report, err := evaluate.Evaluate(labels, p, evaluate.Options{})
	if err != nil {
		return Row{}, fmt.Errorf("%s: %w", name, err)
	}
	row := Row{Method: name}
	if c := report.Clusters; c != nil {
		row.ARI, row.Exact = float64(c.ARI.Value), float64(c.Exact)
	}
	if s := report.Pairs; s != nil {
		row.PairF1, row.RecallAt99, row.ECE = float64(s.F1.Value), float64(s.RecallAt99), float64(s.ECE)
	}
	return row, nil
}

// ReadResults reads articles.jsonl and pairs.jsonl of a folder of result files. open opens one of them.
func ReadResults(open func(name string) (io.ReadCloser, error)) (*evaluate.Predictions, error) {
	p := &evaluate.Predictions{OneOfIdentical: true}
	for _, part := range []struct {
		name string
		read func(io.Reader, string) error
	}{{"articles.jsonl", p.ReadArticles}, {"pairs.jsonl", p.ReadPairs}} {
		f, err := open(part.name)
		if err != nil {
			return nil, err
		}
		if err := errors.Join(part.read(f, part.name), f.Close()); err != nil {
			return nil, err
		}
	}
	return p, nil
}

// predictions writes a result as the records that package evaluate reads.
func predictions(r Result) (*evaluate.Predictions, error) {
	var articles, pairs bytes.Buffer
	enc := json.NewEncoder(&articles)
	for id, c := range r.Clusters {
		if err := enc.Encode(map[string]string{"id": id, "cluster": c}); err != nil {
			return nil, err
		}
	}
	enc = json.NewEncoder(&pairs)
	for _, x := range r.Pairs {
		if err := enc.Encode(map[string]any{"a": x.A, "b": x.B, "p": x.P}); err != nil {
			return nil, err
		}
	}
	p := &evaluate.Predictions{}
	return p, errors.Join(p.ReadArticles(&articles, "clusters"), p.ReadPairs(&pairs, "pairs"))
}

// Table renders rows in columns.
func Table(rows []Row) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%-31s %8s %8s %8s %8s %8s\n", "method", "pairs F1", "R@P99", "ARI", "exact", "ECE")
	for _, r := range rows {
		fmt.Fprintf(&b, "%-31s %8.3f %8.3f %8.3f %8.3f %8.3f\n", r.Method, r.PairF1, r.RecallAt99, r.ARI, r.Exact, r.ECE)
	}
	return b.String()
}
