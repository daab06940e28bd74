package record

import "github.com/cespare/xxhash/v2"

// Mark returns a hash of the encoded record. Entries with the same mark are equal.
func (e Entry) Mark() uint64 { return xxhash.Sum64(e.data) }

// Cluster decodes the entry of a cluster.
func (e Entry) Cluster() (*Cluster, error) { return DecodeCluster(e.data) }

// Article decodes the entry of an article in no cluster.
func (e Entry) Article() (*Article, error) { return DecodeArticle(e.data) }

// Entries calls cluster with every cluster and its id, in the order of ids, then single with every
// article outside of clusters and its number. Records stay encoded. The entry of a cluster has no
// members; [Entry.Of] sets them. Entries stops at the first error and returns it.
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
