package trace

// gramWords is the length of the word grams by which texts are compared. With three words, one
// changed word makes three strange grams, and scanned or rewritten texts still have grams in
// common.
const gramWords = 3

// maxGrams bounds the number of grams that are read from one article. Live blogs of 50,000
// words contain whole wire items, and 20,000 words are enough to find a parent.
const maxGrams = 20000

// A gramTable numbers the word grams of a story, so that texts can be compared by array
// indices.
type gramTable struct {
	grams [][]int32 // by member: its grams in order
	df    []int32   // by gram: distinct texts that have it
	stamp []int32   // by gram: 1 + the last member marked with it
	same  []int32   // by member: the first member with the same grams
	wire  []int32   // by gram: number of agencies' own members that have it; nil: there are none
	texts int       // number of distinct texts
	ids   map[uint64]int32
}

// newGramTable reads the members' texts.
func newGramTable(members []*Member) *gramTable {
	t := &gramTable{grams: make([][]int32, len(members)), same: make([]int32, len(members))}
	longest := 0
	for _, m := range members {
		longest = max(longest, len(m.read().grams))
	}
	t.ids = make(map[uint64]int32, 2*longest)
	byText := map[uint64]int32{}
	for i, m := range members {
		hashes := m.read().grams
		t.grams[i] = make([]int32, len(hashes))
		whole := uint64(len(hashes))
		for k, h := range hashes {
			id, ok := t.ids[h]
			if !ok {
				id = int32(len(t.ids))
				t.ids[h] = id
			}
			t.grams[i][k] = id
			whole = mix(whole ^ h)
		}
		first, ok := byText[whole]
		if !ok || len(t.grams[i]) == 0 {
			first = int32(i)
			byText[whole] = first
		}
		t.same[i] = first
	}
	t.count(len(t.ids))
	t.countWire(members)
	return t
}

// countWire counts in how many of the agencies' own members each gram is.
func (t *gramTable) countWire(members []*Member) {
	for i, m := range members {
		if m.Feed == "" {
			continue
		}
		if t.wire == nil {
			t.wire = make([]int32, len(t.df))
		}
		for _, g := range t.grams[i] {
			if t.stamp[g] != int32(i)+1 {
				t.stamp[g] = int32(i) + 1
				t.wire[g]++
			}
		}
	}
	clear(t.stamp)
}

// count sets the document frequencies over distinct texts.
func (t *gramTable) count(n int) {
	t.df, t.stamp = make([]int32, n), make([]int32, n)
	for i := range t.grams {
		if int(t.same[i]) != i {
			continue
		}
		t.texts++
		t.mark(i)
	}
	clear(t.stamp)
}

// mark stamps the grams of a member and adds one to the frequency of each.
func (t *gramTable) mark(i int) {
	for _, g := range t.grams[i] {
		if t.stamp[g] != int32(i)+1 {
			t.stamp[g] = int32(i) + 1
			t.df[g]++
		}
	}
}

// set stamps the grams of a member, for viewOf and missing.
func (t *gramTable) set(i int) {
	for _, g := range t.grams[i] {
		t.stamp[g] = int32(i) + 1
	}
}

// A view holds how much of one text another text has, and where the rest is. All fields count
// grams.
type view struct {
	n        float64 // all
	common   float64 // that the other text has
	strange  float64 // that the other lacks and a third text has
	own      float64 // that no other text of the story has
	runs     float64 // number of runs of grams that the other lacks
	interior float64 // missing in the other, between the first and the last common gram
	tail     float64 // missing, after the last common gram
	head     float64 // missing, before the first common gram
	rare     float64 // common, weighted by how few texts have them
	only     float64 // common, and in no third text

	strangeRare float64 // strange, weighted by how few texts have them
	ownIn       float64 // own, before the last common gram
}

// viewOf compares member y with member x, for which set was called last.
func (t *gramTable) viewOf(y, x int) view {
	v := view{n: float64(len(t.grams[y]))}
	mark := int32(x) + 1
	last, in := -1, true
	for k, g := range t.grams[y] {
		if t.stamp[g] == mark {
			if last < 0 {
				v.head = float64(k)
			}
			last, in = k, true
			v.ownIn = v.own
			v.common++
			if df := t.df[g]; df <= 2 {
				v.only++
				v.rare++
			} else {
				v.rare += 2 / float64(df)
			}
			continue
		}
		if t.df[g] > 1 {
			v.strange++
			v.strangeRare += 2 / float64(t.df[g])
		} else {
			v.own++
		}
		if in {
			v.runs++
			in = false
		}
	}
	v.tail = v.n - float64(last+1)
	v.interior = max(0, v.n-v.common-v.tail-v.head)
	if last < 0 {
		v.head, v.tail, v.interior = v.n, 0, 0
	}
	return v
}

// missing compares member y with member x, for which set was called last. It returns the number
// of grams of y that x lacks and a third text has, and the number that both have.
func (t *gramTable) missing(y, x int) (strange, common int) {
	mark := int32(x) + 1
	for _, g := range t.grams[y] {
		if t.stamp[g] == mark {
			common++
		} else if t.df[g] > 1 {
			strange++
		}
	}
	return strange, common
}
