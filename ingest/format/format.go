// Package format defines the interface of readers of input files, and recognises formats by their content.
//
// A format is added in three steps. Write a type that implements [Reader], in
// a package below ingest. Add it to the list in ingest/readers.go or to that of
// its own group next to it. Take its row out of the table of formats that are
// recognised and not read (known.go), if it has one.
//
// Package ingest does the rest: it opens and unpacks files, asks the readers
// in the order of the list which of them takes a file, extracts pages on all
// cores, marks furniture, cleans strings, derives ids and validates articles.
//
// The package knows no format in detail and nothing of storage.
package format

import (
	"context"
	"io"

	"github.com/wiretrace/wiretrace/article"
)

// A Reader reads files of one format, or of a family of formats. One value
// reads all files of a run, one after the other.
type Reader interface {
	// Name returns the short name of the format, in lower case: what the
	// --format flag takes, such as "warc".
	Name() string
	// Detect reports whether the file is of this format, by its first bytes.
	// The name of the file counts only for formats that no content tells apart.
	Detect(h *Head) bool
	// Read calls yield with the items of one file, in the order of the file. It stops without an error when
	// yield returns false. An item that is damaged or not an article is also passed to yield, and reading
	// continues. An error means that the file could not be read to its end; the items before it count.
	Read(ctx context.Context, in *Input, yield func(*Item) bool) error
}

// An Input is one file for a [Reader].
type Input struct {
	// Name is the file as it was named or found, "-" for standard input.
	Name string
	// Body is the content of the file, unpacked.
	Body io.Reader
	// Raw returns the file as it is on disk, packed or not, from its first
	// byte. After a call Body must not be used.
	Raw func() io.Reader
	// At returns the content, unpacked, for reading at any place, and its size.
	// After a call Body must not be used. What At returns is good until Read
	// returns. It makes a temporary copy if the content is packed or piped.
	At func() (io.ReaderAt, int64, error)
	// Again opens the file as it is on disk once more, at an offset, also after
	// Read has returned. It is nil if that is impossible, as for a pipe.
	Again func(offset int64) (io.ReadCloser, error)
	// MaxItem is the largest item that a reader may hold in memory, in bytes.
	MaxItem int64
}

// An Item is one item of a file: an article, a page to be extracted, or something that is not an article. The
// reader reuses its memory when yield returns.
type Item struct {
	Offset int64  // where the item begins in the file, in bytes
	Line   int    // its line, from 1; 0 if lines mean nothing in the format
	Part   string // the file within the file, if it is an archive of files
	Record string // its id within the file, such as a WARC-Record-ID; may be empty

	// Article holds the fields that the format gives. What is empty is filled
	// in from Page or derived. Strings need not be clean.
	Article article.Article

	// Page is an HTML page that holds the article. Article.URL is the address
	// that it was fetched from. Fields of Article that are set win over what
	// the page says.
	Page []byte
	// Charset is the charset that the page was sent with, or empty.
	Charset string
	// Object is a JSON object with the article under the names that records
	// have. It is read as a line of JSON Lines, and Article does not count.
	Object []byte
	// Markup is the text of the article as HTML, without a page around it. It
	// counts only if Article.Text is empty.
	Markup string

	// Skip says what the item is if it is no article by its nature, and no
	// fault: "picture", "request". Such items are counted by this word.
	Skip string
	// Reject says why an item that ought to be an article is none.
	Reject string
	// Cut says of a reject that nothing behind it in the file was read: the file ends too early, or cannot be read further.
	Cut bool
	// Raw is the beginning of a rejected item, for the list of rejects.
	Raw []byte
}
