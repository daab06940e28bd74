package changes

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"github.com/wiretrace/wiretrace/report"
	"github.com/wiretrace/wiretrace/store"
)

// Name is the name of the file with the changes of the last run, in the store's directory.
const Name = "changes.jsonl"

// ErrUnreadable is returned by Decode for bytes that Encode did not write.
var ErrUnreadable = errors.New("the list of changes cannot be read; the next run that concludes anything writes it anew")

const schema = "wiretrace/store-changes/1"

// A head is the first line.
type head struct {
	Schema   string `json:"schema"`
	Before   uint64 `json:"before"`
	After    uint64 `json:"after"`
	Clusters int    `json:"clusters"`
}

// Encode writes the delta as JSON Lines.
func (d *Delta) Encode(w io.Writer) error {
	b := bufio.NewWriter(w)
	enc := json.NewEncoder(b)
	err := enc.Encode(head{schema, d.Before, d.After, len(d.Clusters)})
	for i := range d.Clusters {
		if err != nil {
			return err
		}
		err = enc.Encode(&d.Clusters[i])
	}
	if err != nil {
		return err
	}
	return b.Flush()
}

// Decode reads the bytes that Encode writes.
func Decode(b []byte) (*Delta, error) {
	dec := json.NewDecoder(bytes.NewReader(b))
	var h head
	if err := dec.Decode(&h); err != nil || h.Schema != schema {
		return nil, fmt.Errorf("%w: its first line is not of %s", ErrUnreadable, schema)
	}
	d := &Delta{Before: h.Before, After: h.After}
	for dec.More() {
		var c Cluster
		if err := dec.Decode(&c); err != nil {
			return nil, fmt.Errorf("%w: %w", ErrUnreadable, err)
		}
		if rank(c.Kind) < 0 || c.ID == "" {
			return nil, fmt.Errorf("%w: a change of kind %q", ErrUnreadable, c.Kind)
		}
		d.Clusters = append(d.Clusters, c)
	}
	if len(d.Clusters) != h.Clusters {
		return nil, fmt.Errorf("%w: it has %d changes of %d", ErrUnreadable, len(d.Clusters), h.Clusters)
	}
	return d, nil
}

// Report returns the delta with the ids and titles of the articles that are in the store. top limits the
// changes; 0 means all.
func (d *Delta) Report(v *store.View, top int) (*report.Changes, error) {
	out := &report.Changes{Schema: report.SchemaChanges, Before: d.Before, After: d.After, Counts: map[string]int{}, Clusters: []report.ClusterChange{}}
	for i := range d.Clusters {
		c := &d.Clusters[i]
		out.Counts[c.Kind]++
		if top > 0 && i >= top {
			continue
		}
		x := report.ClusterChange{
			Change: report.Change{Kind: c.Kind, ID: c.ID, Others: append([]string{}, c.Others...), Before: c.Before, After: c.After, Reason: c.Reason},
			More:   c.More, Added: []report.ChangedArticle{}, Gone: []report.ChangedArticle{}, Traced: []report.TracedAnew{},
		}
		var err error
		add := func(to *[]report.ChangedArticle, docs []store.Doc) {
			for _, doc := range docs {
				if err == nil {
					var a report.ChangedArticle
					a, err = named(v, doc)
					*to = append(*to, a)
				}
			}
		}
		add(&x.Added, c.Added)
		add(&x.Gone, c.Gone)
		for _, s := range c.Traced {
			if err != nil {
				break
			}
			var a report.TracedAnew
			a, err = traced(v, &s)
			x.Traced = append(x.Traced, a)
		}
		if err != nil {
			return nil, err
		}
		out.Clusters = append(out.Clusters, x)
	}
	return out, nil
}

// named returns the id and the title of an article. A deleted one has no id.
func named(v *store.View, d store.Doc) (report.ChangedArticle, error) {
	if d >= v.Docs() {
		return report.ChangedArticle{}, nil
	}
	a, err := v.Meta(d)
	if errors.Is(err, store.ErrNotFound) {
		return report.ChangedArticle{}, nil
	}
	return report.ChangedArticle{ID: a.ID, Source: a.Source, Title: a.Title}, err
}

func traced(v *store.View, s *Source) (out report.TracedAnew, err error) {
	article, err := named(v, s.Doc)
	if err != nil {
		return out, err
	}
	out = report.TracedAnew{Article: article.ID, Outlet: article.Source, Why: s.Reason}
	for _, p := range []struct {
		doc    int32
		id     **string
		unseen *bool
	}{{s.From, &out.From, &out.FromUnseen}, {s.To, &out.To, &out.ToUnseen}} {
		if p.doc < 0 {
			*p.unseen = true
			continue
		}
		source, err := named(v, store.Doc(p.doc))
		if err != nil {
			return out, err
		}
		if source.ID != "" {
			*p.id = &source.ID
		}
	}
	return out, nil
}
