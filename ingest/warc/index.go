package warc

import (
	"context"

	"github.com/cespare/xxhash/v2"

	"github.com/wiretrace/wiretrace/ingest/format"
)

// maxSeen bounds how many pages are remembered: 1 million pages take 60 MB, a
// crawl file of 1 GB has about 30,000.
const maxSeen = 1 << 20

// An index remembers where the pages of the input are, by the digest of what
// they hold.
type index struct {
	files []opener
	pages map[uint64]place
}

// A place is where a page is, with the hash of its address.
type place struct {
	offset int64
	uri    uint64
	file   int32
}

func newIndex() *index { return &index{pages: map[uint64]place{}} }

// add returns the number of a new file, which again opens at an offset.
func (x *index) add(again opener) int {
	x.files = append(x.files, again)
	return len(x.files) - 1
}

// page remembers a page, and reports whether the same address was seen with
// the same content before.
func (x *index) page(digest string, file int, offset int64, uri string) bool {
	if digest == "" {
		return false
	}
	key, address := xxhash.Sum64String(digest), xxhash.Sum64String(uri)
	if p, ok := x.pages[key]; ok {
		return p.uri == address
	}
	if len(x.pages) < maxSeen {
		x.pages[key] = place{offset: offset, uri: address, file: int32(file)}
	}
	return false
}

// revisit makes the item of a record that says that an address had the same
// content as a page before. A page of the same input at the same address is
// stored already. At another address it is read again: it is another article.
func (f *file) revisit(h *header, it *format.Item) {
	const unresolved = "revisit of a page that is not in the input"
	p, ok := f.seen.pages[xxhash.Sum64String(h.digest)]
	switch {
	case h.digest == "" || !ok:
		it.Skip = unresolved
	case p.uri == xxhash.Sum64String(h.uri):
		it.Skip = "revisit of a page in the input"
	case !f.again(p, it):
		it.Skip = unresolved
	}
}

// again reads the page at a place for the address of it.
func (f *file) again(p place, it *format.Item) bool {
	open := f.seen.files[p.file]
	if open == nil {
		return false
	}
	raw, err := open(p.offset)
	if err != nil {
		return false
	}
	defer func() { _ = raw.Close() }() // it was only read
	found := false
	alone := &file{seen: newIndex(), maxItem: f.maxItem}
	alone.seen.add(nil)
	alone.yield = func(first *format.Item) bool {
		if len(first.Page) > 0 {
			found = true
			it.Page = append([]byte(nil), first.Page...)
			it.Charset = first.Charset
		}
		return false
	}
	err = readFile(context.Background(), raw, alone)
	return found && err == nil
}
