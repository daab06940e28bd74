package align

// bitParallel computes edit distances by bits of a column (Myers 1999, in the
// form of Hyyrö 2003 for several words): a gap of 200 characters takes four
// words a character instead of 200 cells.
type bitParallel struct {
	peq   [256][maxWords]uint64 // by low byte of the symbol; a clash is looked up in rest
	used  []uint8
	syms  [256]uint16
	rest  map[uint16]*[maxWords]uint64
	vp    [maxWords]uint64
	vn    [maxWords]uint64
	zeros [maxWords]uint64
}

const maxWords = (maxGap + 63) / 64

// distance returns the edit distance of x and y, each of at most maxGap
// symbols: insertions, deletions and substitutions cost 1.
func (l *bitParallel) distance(x, y []uint16) int {
	if len(x) < len(y) {
		x, y = y, x
	}
	m := len(y) // the pattern
	if m == 0 {
		return len(x)
	}
	words := (m + 63) / 64
	l.fill(y)
	for w := range words {
		l.vp[w], l.vn[w] = ^uint64(0), 0
	}
	score := m
	last := uint64(1) << ((m - 1) & 63)
	for _, c := range x {
		eq := l.row(c)
		hpIn, hnIn := uint64(1), uint64(0)
		for w := range words {
			pv, mv := l.vp[w], l.vn[w]
			e := eq[w]
			xv := e | mv
			e |= hnIn
			xh := (((e & pv) + pv) ^ pv) | e
			ph := mv | ^(xh | pv)
			mh := pv & xh
			if w == words-1 {
				if ph&last != 0 {
					score++
				} else if mh&last != 0 {
					score--
				}
			}
			hpOut, hnOut := ph>>63, mh>>63
			ph = ph<<1 | hpIn
			mh = mh<<1 | hnIn
			l.vp[w] = mh | ^(xv | ph)
			l.vn[w] = ph & xv
			hpIn, hnIn = hpOut, hnOut
		}
	}
	l.clear()
	return score
}

// fill notes the places of each symbol of the pattern.
func (l *bitParallel) fill(y []uint16) {
	for i, c := range y {
		k := uint8(c)
		row := &l.peq[k]
		switch l.syms[k] {
		case c:
		case 0:
			l.syms[k] = c
			l.used = append(l.used, k)
		default: // another symbol with the same low byte
			if l.rest == nil {
				l.rest = map[uint16]*[maxWords]uint64{}
			}
			r, ok := l.rest[c]
			if !ok {
				r = new([maxWords]uint64)
				l.rest[c] = r
			}
			row = r
		}
		row[i>>6] |= 1 << (i & 63)
	}
}

func (l *bitParallel) row(c uint16) *[maxWords]uint64 {
	if l.syms[uint8(c)] == c {
		return &l.peq[uint8(c)]
	}
	if r, ok := l.rest[c]; ok {
		return r
	}
	return &l.zeros
}

func (l *bitParallel) clear() {
	for _, k := range l.used {
		l.peq[k], l.syms[k] = [maxWords]uint64{}, 0
	}
	l.used = l.used[:0]
	clear(l.rest)
}
