package align

// A block is a maximal run of equal characters on one diagonal.
type block struct {
	a, b, n int32
	score   int32 // of the best chain that ends here, in tenths of a character
	prev    int32 // the block before in that chain, or -1
	used    bool
}

// findBlocks collects the blocks around shared seeds, sorted by their place in a. It skips a
// seed inside the last block on its diagonal.
func (al *Aligner) findBlocks(a, b *Text) {
	al.blocks = al.blocks[:0]
	if a.gram != b.gram {
		return
	}
	// Ordinary pairs read each character about once; texts that repeat
	// themselves could at each seed.
	al.work = 8 * (a.Len() + b.Len())
	x, y := a.Stream.Symbols, b.Stream.Symbols
	for _, s := range a.seeds {
		j, ok := b.find(s.hash)
		if !ok {
			continue
		}
		i := int(s.pos)
		if al.covered(i, j) {
			continue
		}
		al.addBlock(x, y, i, j, a.gram)
	}
}

// covered reports whether one of the last blocks holds the seed at (i, j).
func (al *Aligner) covered(i, j int) bool {
	for k := len(al.blocks) - 1; k >= 0 && k >= len(al.blocks)-4; k-- {
		bl := &al.blocks[k]
		if j-i == int(bl.b-bl.a) && i >= int(bl.a) && i < int(bl.a+bl.n) {
			return true
		}
	}
	return false
}

// addBlock extends the seed at (i, j) both ways and keeps the block in order.
func (al *Aligner) addBlock(x, y []uint16, i, j, gram int) {
	left, right := 0, 0
	if al.work > 0 {
		left = commonSuffix(x[:i], y[:j])
		right = commonPrefix(x[i:], y[j:])
		al.work -= left + right
	} else if commonPrefix(x[i:i+gram], y[j:j+gram]) == gram {
		right = gram
	}
	if right < gram { // only the hashes are equal
		return
	}
	bl := block{a: int32(i - left), b: int32(j - left), n: int32(left + right), prev: -1}
	// Extension to the left can reach before blocks found earlier.
	k := len(al.blocks)
	al.blocks = append(al.blocks, bl)
	for ; k > 0 && before(bl, al.blocks[k-1]); k-- {
		al.blocks[k] = al.blocks[k-1]
	}
	al.blocks[k] = bl
}

// before orders blocks by their place in a, then in b.
func before(x, y block) bool {
	if x.a != y.a {
		return x.a < y.a
	}
	return x.b < y.b
}

// commonPrefix returns how many first characters are equal, four at a time.
func commonPrefix(x, y []uint16) int {
	n := min(len(x), len(y))
	i := 0
	for ; i+4 <= n; i += 4 {
		if [4]uint16(x[i:]) != [4]uint16(y[i:]) {
			break
		}
	}
	for i < n && x[i] == y[i] {
		i++
	}
	return i
}

// commonSuffix returns how many last characters are equal.
func commonSuffix(x, y []uint16) int {
	n := min(len(x), len(y))
	x, y = x[len(x)-n:], y[len(y)-n:]
	i := n
	for ; i >= 4; i -= 4 {
		if [4]uint16(x[i-4:]) != [4]uint16(y[i-4:]) {
			break
		}
	}
	for i > 0 && x[i-1] == y[i-1] {
		i--
	}
	return n - i
}
