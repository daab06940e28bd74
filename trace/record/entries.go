package record

// Entries calls cluster with every cluster and its id, in the order of ids, then single with every
// article outside of clusters and its number, all as they are encoded. The members of a cluster's
// entry are not known, see [Entry.Of]. It stops at the first error and returns it.
func (b *Reader) Entries(cluster func(id string, e Entry), single func(d Doc, e Entry)) error {
	for k := range b.firsts {
		data, err := b.unpack(1 + b.pages + k)
		if err != nil {
			return err
		}
		c := cursor{b: data}
		e := b.firsts[k]
		for ; len(c.b) > 0; e++ {
			entry := Entry{data: c.bytes()}
			head := cursor{b: entry.data}
			if e < b.clusters {
				entry.id = head.str()
				cluster(entry.id, entry)
			} else {
				d := Doc(head.number(1 << 32))
				entry.docs = []Doc{d}
				single(d, entry)
			}
			c.bad = c.bad || head.bad
		}
		next := b.clusters + b.singles
		if k+1 < len(b.firsts) {
			next = b.firsts[k+1]
		}
		if c.bad || e != next {
			return ErrCodec
		}
	}
	return nil
}
