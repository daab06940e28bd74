package generation

import (
	"cmp"
	"encoding/binary"
	"errors"
	"slices"

	"github.com/wiretrace/wiretrace/store"
)

// Earlier reports whether d is an earlier revision that counts.
func (c *Conclusions) Earlier(d store.Doc) bool {
	_, ok := c.revision(d)
	return ok
}

// Member returns the revision of d's article that is the member of d's cluster. For a current revision
// this is d itself.
func (c *Conclusions) Member(d store.Doc) store.Doc {
	if i, ok := c.revision(d); ok {
		return c.Revisions[i].Of
	}
	return d
}

func (c *Conclusions) revision(d store.Doc) (int, bool) {
	return slices.BinarySearchFunc(c.Revisions, d, func(r Revision, d store.Doc) int { return cmp.Compare(r.Doc, d) })
}

// EarlierDocs returns the numbers of the earlier revisions that count.
func (c *Conclusions) EarlierDocs() []store.Doc {
	out := make([]store.Doc, len(c.Revisions))
	for i := range c.Revisions {
		out[i] = c.Revisions[i].Doc
	}
	return out
}

// EarlierOf returns, for each member, the earlier revisions that belong to a cluster because of it,
// without the member itself.
func (c *Conclusions) EarlierOf() map[store.Doc][]store.Doc {
	out := map[store.Doc][]store.Doc{}
	for _, r := range c.Revisions {
		if r.Doc != r.Of {
			out[r.Of] = append(out[r.Of], r.Doc)
		}
	}
	return out
}

// appendRevisions encodes the revisions: their numbers, then the number of each one's member.
func appendRevisions(b []byte, list []Revision) []byte {
	docs := make([]store.Doc, len(list))
	for i := range list {
		docs[i] = list[i].Doc
	}
	b = append(b, encodeDocs(docs)...)
	for i := range list {
		b = binary.AppendUvarint(b, uint64(list[i].Of))
	}
	return b
}

var errRevisions = errors.New("list of earlier revisions cut short")

func decodeRevisions(b []byte) (list []Revision, rest []byte, err error) {
	docs, b, err := decodeDocs(b)
	if err != nil {
		return nil, nil, err
	}
	for _, d := range docs {
		of, k := binary.Uvarint(b)
		if k <= 0 || of > 1<<32-1 {
			return nil, nil, errRevisions
		}
		b = b[k:]
		list = append(list, Revision{d, store.Doc(of)})
	}
	return list, b, nil
}
