package trace

import (
	"encoding/binary"
	"errors"
	"maps"
	"slices"
)

// ErrHabits is returned by [DecodeHabits] for bytes that [Habits.Encode] did not write.
var ErrHabits = errors.New("outlets' habits are damaged or of another version: run \"wiretrace dedup\"")

// maxTally bounds what is counted of an outlet: a hundred million articles.
const maxTally = 100_000_000 * unit

// Encode appends what was learnt, by the outlets' names: their uvarint number; of each the
// uvarint length of its name, the name, and its counts as uvarints, in the order of
// their fields.
func (h *Habits) Encode(dst []byte) []byte {
	dst = binary.AppendUvarint(dst, uint64(len(h.of)))
	for _, name := range slices.Sorted(maps.Keys(h.of)) {
		dst = append(binary.AppendUvarint(dst, uint64(len(name))), name...)
		for _, n := range h.of[name].counts() {
			dst = binary.AppendUvarint(dst, uint64(*n))
		}
	}
	return dst
}

// counts returns the counts of a tally in their order.
func (t *tally) counts() []*int64 {
	return []*int64{
		&t.articles, &t.roots, &t.copies, &t.second, &t.credited, &t.titled, &t.novel, &t.cut, &t.taken, &t.expected,
	}
}

// DecodeHabits reads what [Habits.Encode] appended, which must be all of b. The result
// shares no memory with it.
func DecodeHabits(b []byte) (*Habits, error) {
	n, k := binary.Uvarint(b)
	if k <= 0 || n > uint64(len(b)) {
		return nil, ErrHabits
	}
	b = b[k:]
	h := &Habits{of: map[string]*tally{}}
	for range n {
		size, k := binary.Uvarint(b)
		if k <= 0 || size > uint64(len(b)-k) {
			return nil, ErrHabits
		}
		name, t := string(b[k:k+int(size)]), &tally{}
		b = b[k+int(size):]
		for _, count := range t.counts() {
			x, k := binary.Uvarint(b)
			if k <= 0 || x > maxTally {
				return nil, ErrHabits
			}
			*count, b = int64(x), b[k:]
		}
		if h.of[name] != nil {
			return nil, ErrHabits
		}
		h.of[name] = t
		h.all.add(t, 1)
	}
	if len(b) > 0 {
		return nil, ErrHabits
	}
	return h, nil
}
