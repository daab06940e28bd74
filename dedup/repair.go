package dedup

import (
	"context"
	"fmt"

	"github.com/wiretrace/wiretrace/article"
	"github.com/wiretrace/wiretrace/store"
)

// repairBlock is the number of articles that are appended at a time.
const repairBlock = 512

// Repair adds every whole article of a damaged store to st, a new one, with a sketch made anew. The order of
// arrival, and so the current revision of each, stays.
func Repair(ctx context.Context, from *store.Salvage, st *store.Store, o Options) (Added, error) {
	w, err := st.NewWriter()
	if err != nil {
		return Added{}, fmt.Errorf("repair: %w", err)
	}
	var (
		added Added
		sk    sketcher
		s     store.Sketch
	)
	b := store.NewBlock()
	flush := func() error {
		if err := b.Seal(); err != nil {
			return err
		}
		got, err := w.Append(b)
		b.Reset()
		added.Stored += int64(got.Stored)
		added.Known += int64(got.Known)
		added.Revised += int64(got.Revised)
		return err
	}
	o.stage("repair", 0)
	err = from.Each(func(a *article.Article) error {
		sk.observation(&s, a)
		b.Add(a, &s)
		added.Read++
		o.add(1)
		if b.Len() < repairBlock {
			return nil
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		return flush()
	})
	if err == nil {
		err = flush()
	}
	if err == nil {
		err = w.Commit()
	}
	if err != nil {
		w.Abort()
		return added, fmt.Errorf("repair: %w", err)
	}
	return added, nil
}
