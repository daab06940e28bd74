package ingest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"iter"

	"github.com/wiretrace/wiretrace/article"
)

// Read returns all articles of the inputs that paths name (see [Open]), in order. The caller may keep
// them. For a record that is not an article, it yields a zero article and a [Reject] as error (errors.As),
// and continues. Any other error ends the sequence.
func Read(ctx context.Context, paths []string, stdin io.Reader, opts Options) iter.Seq2[article.Article, error] {
	return func(yield func(article.Article, error) bool) {
		src := Open(paths, stdin, opts)
		err := each(ctx, src, yield)
		if err = errors.Join(err, src.Close()); err != nil && !errors.Is(err, errStopped) {
			yield(article.Article{}, err)
		}
	}
}

// errStopped means that the consumer wants no more articles.
var errStopped = errors.New("stopped")

// each passes the articles and rejects of src to yield.
func each(ctx context.Context, src *Source, yield func(article.Article, error) bool) error {
	var (
		c   Chunk
		dec Decoder
	)
	stopped := false
	reject := func(r Reject) {
		stopped = stopped || !yield(article.Article{}, r)
	}
	keep := func(a *article.Article) error {
		if stopped || !yield(a.Clone(), nil) {
			return errStopped
		}
		return nil
	}
	for !stopped {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := src.Next(&c); err != nil {
			if errors.Is(err, io.EOF) {
				return nil
			}
			return err
		}
		for _, r := range c.Rejects {
			reject(r)
		}
		if err := dec.Decode(&c, keep, reject); err != nil {
			return err
		}
	}
	return errStopped
}

// ErrCount is returned by [ReadOne] if data does not have exactly one article.
var ErrCount = errors.New("want one article")

// ReadOne returns the only article in data: an HTML page or a JSON object, recognised by content, plain or
// packed. name is used in messages; if it ends in .html, data is a page. If the record is not an article,
// the error is a [Reject].
func ReadOne(name string, data []byte, opts Options) (article.Article, error) {
	src := Open([]string{"-"}, bytes.NewReader(data), opts)
	src.name = name
	var (
		found article.Article
		wrong error
		n     int
	)
	err := each(context.Background(), src, func(a article.Article, err error) bool {
		if err != nil {
			wrong = err
			return false
		}
		found = a
		n++
		return n < 2
	})
	if errors.Is(err, errStopped) {
		err = nil
	}
	err = errors.Join(err, src.Close())
	switch {
	case err != nil:
	case wrong != nil:
		err = wrong
	case n == 0:
		err = fmt.Errorf("%s: %w, found none", name, ErrCount)
	case n > 1:
		err = fmt.Errorf("%s: %w, found several", name, ErrCount)
	}
	if err != nil {
		return article.Article{}, err
	}
	return found, nil
}

// ReadPage returns the article of one HTML page. url is the address from which it was fetched, or "". The
// error says why the page has no article.
func ReadPage(page []byte, url string) (article.Article, error) {
	var d Decoder
	if err := d.decodePage(page, url); err != nil {
		return article.Article{}, err
	}
	return d.art, nil
}
