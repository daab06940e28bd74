package dedup

import (
	"context"
	"errors"
	"fmt"

	"github.com/wiretrace/wiretrace/shingle"
	"github.com/wiretrace/wiretrace/store"
)

// anchorBatch is the number of articles that all workers together read before their anchors are
// written. It takes about 10 MB.
const anchorBatch = 8192

// indexAnchors adds the articles that the store's index of anchors lacks, so that a check finds
// them. The anchors are of the extracted text with its furniture, because furniture lines change
// as articles are added. A check masks the furniture of its own article instead.
func indexAnchors(ctx context.Context, st *store.Store, o *Options) error {
	var from, to store.Doc
	if err := st.View(func(v *store.View) error {
		from, to = v.Anchored(shingle.AnchorVersion), v.Docs()
		return nil
	}); err != nil || from >= to {
		return err
	}
	o.stage("index", int64(to-from))
	w, err := st.AnchorWriter(shingle.AnchorVersion)
	if err != nil {
		return err
	}
	defer w.Abort()
	if from = max(from, w.Next()); from >= to {
		return nil // another run has added them in the meantime
	}
	for at := from; at < to; {
		batch := make([][]shingle.Anchor, min(anchorBatch, to-at))
		err := st.View(func(v *store.View) error {
			f := &full{ctx: ctx, view: v, opts: o}
			return f.each(len(batch), func(v *store.View, i, n int) error { return anchorsOf(ctx, v, batch[i:n], at+store.Doc(i)) })
		})
		if err != nil {
			return err
		}
		for i, as := range batch {
			if as == nil {
				continue
			}
			if err := w.Add(at+store.Doc(i), as); err != nil {
				return fmt.Errorf("anchors of article %d: %w", at+store.Doc(i), err)
			}
		}
		at += store.Doc(len(batch))
		o.add(int64(len(batch)))
	}
	return w.Commit(to)
}

// anchorsOf fills dst with the anchors of the articles from the given one on. They are nil for
// articles that were deleted or have no usable text. Earlier revisions have anchors too.
func anchorsOf(ctx context.Context, v *store.View, dst [][]shingle.Anchor, from store.Doc) error {
	var sh shingle.Shingler
	var stream shingle.Stream
	for i := range dst {
		d := from + store.Doc(i)
		if err := ctx.Err(); err != nil {
			return err
		}
		if v.Row(d).Shingles == 0 {
			continue
		}
		text, marks, err := v.Body(d)
		if errors.Is(err, store.ErrNotFound) && !v.Live(d) {
			continue
		}
		if err != nil {
			return fmt.Errorf("article %d: %w", d, err)
		}
		sh.Stream(&stream, text, mask(nil, "", text, marks))
		dst[i] = shingle.Anchors(nil, &stream)
	}
	return nil
}
