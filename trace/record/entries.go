package record

import "github.com/cespare/xxhash/v2"

// Mark returns a hash of what is encoded: entries with the same mark say the same.
func (e Entry) Mark() uint64 { return xxhash.Sum64(e.data) }

// Cluster returns the cluster that is encoded.
func (e Entry) Cluster() (*Cluster, error) { return DecodeCluster(e.data) }

// Article returns the article in no cluster that is encoded.
func (e Entry) Article() (*Article, error) { return DecodeArticle(e.data) }

// Entries calls cluster with every cluster and its id, in the order of ids, then single with every
// article outside of clusters and its number, all as they are encoded. The members of a cluster's
// entry are not known, see [Entry.Of]. It stops at the first error and returns it.
func (b *Reader) Entries(cluster func(id string, e Entry), single func(d Doc, e Entry)) error {
	return b.encoded(func(e int, data []byte) error {
		entry := Entry{data: data}
		head := cursor{b: data}
		if e < b.clusters {
			entry.id = head.str()
			cluster(entry.id, entry)
		} else {
			d := Doc(head.number(1 << 32))
			entry.docs = []Doc{d}
			single(d, entry)
		}
		if head.bad {
			return ErrCodec
		}
		return nil
	})
}
