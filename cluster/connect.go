package cluster

// A Connection finds connected components of texts, which are identified by keys. It holds the
// texts but not the pairs: about 60 bytes a text with keys of 12 bytes.
type Connection[K comparable] struct{ f forest[K] }

// Join adds the pair a, b.
func (c *Connection[K]) Join(a, b K) {
	if c.f.place == nil {
		c.f.place = map[K]int32{}
	}
	i := c.f.index(a) // a first, so that numbers do not depend on the order of evaluation
	c.f.union(i, c.f.index(b))
}

// Each calls fn with each text and the first text of its component, in the order of compare.
func (c *Connection[K]) Each(compare func(a, b K) int, fn func(text, first K) error) error {
	least := make([]int32, len(c.f.docs)) // by root: index of its first text + 1
	for i := range c.f.docs {
		root := c.f.find(int32(i))
		if l := least[root]; l == 0 || compare(c.f.docs[i], c.f.docs[l-1]) < 0 {
			least[root] = int32(i) + 1
		}
	}
	for i, k := range c.f.docs {
		if err := fn(k, c.f.docs[least[c.f.find(int32(i))]-1]); err != nil {
			return err
		}
	}
	return nil
}
