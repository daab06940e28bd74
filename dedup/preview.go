package dedup

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/wiretrace/wiretrace/article"
	"github.com/wiretrace/wiretrace/ingest"
)

// Preview reads src to its end like [Ingest], but stores nothing. It returns the counts and at
// most samples articles, the first ones. Stored, Known and Revised are 0, because it reads no
// store.
func Preview(ctx context.Context, src *ingest.Source, samples int, o Options) (Added, []article.Article, error) {
	p := &pipeline{opts: o, source: src, added: Added{Causes: map[ingest.Cause]int64{}}}
	var (
		pc    parcel
		dec   ingest.Decoder
		first []article.Article
	)
	o.stage("read", 0)
	for {
		if err := ctx.Err(); err != nil {
			return p.added, first, err
		}
		err := src.Next(&pc.chunk)
		if errors.Is(err, io.EOF) {
			p.added.Fields.Add(dec.Fields())
			return p.added, first, nil
		}
		if err != nil {
			return p.added, first, fmt.Errorf("read: %w", err)
		}
		pc.begin()
		if err := dec.Decode(&pc.chunk, func(a *article.Article) error {
			pc.count(a)
			if len(first) < samples {
				first = append(first, a.Clone())
			}
			return nil
		}, pc.reject); err != nil {
			return p.added, first, err
		}
		if err := p.finish(&pc); err != nil {
			return p.added, first, err
		}
		o.add(pc.read)
	}
}
