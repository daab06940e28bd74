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
// their fields; then the uvarint number of agencies that it credits, and of each the uvarint
// length of its name, the name, and how many articles credit it.
func (h *Habits) Encode(dst []byte) []byte {
	dst = binary.AppendUvarint(dst, uint64(len(h.of)))
	for _, name := range slices.Sorted(maps.Keys(h.of)) {
		dst = append(binary.AppendUvarint(dst, uint64(len(name))), name...)
		t := h.of[name]
		for _, n := range t.counts() {
			dst = binary.AppendUvarint(dst, uint64(*n))
		}
		dst = binary.AppendUvarint(dst, uint64(len(t.by)))
		for _, agency := range slices.Sorted(maps.Keys(t.by)) {
			dst = append(binary.AppendUvarint(dst, uint64(len(agency))), agency...)
			dst = binary.AppendUvarint(dst, uint64(t.by[agency]))
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
	d := habitDecoder{b: b}
	n := d.uvarint(uint64(len(b)))
	h := &Habits{of: map[string]*tally{}}
	for range n {
		name, t := d.name(), &tally{}
		for _, count := range t.counts() {
			*count = int64(d.uvarint(maxTally))
		}
		for range d.uvarint(uint64(len(d.b))) {
			agency := d.name()
			count := int64(d.uvarint(maxTally))
			if d.failed || count == 0 || t.by[agency] != 0 {
				return nil, ErrHabits
			}
			t.credit(agency, count)
		}
		if d.failed || h.of[name] != nil {
			return nil, ErrHabits
		}
		h.of[name] = t
		h.all.add(t, 1)
	}
	if d.failed || len(d.b) > 0 {
		return nil, ErrHabits
	}
	return h, nil
}

// A habitDecoder reads from b until something fails.
type habitDecoder struct {
	b      []byte
	failed bool
}

// uvarint reads a number that is at most most.
func (d *habitDecoder) uvarint(most uint64) uint64 {
	x, k := binary.Uvarint(d.b)
	if d.failed || k <= 0 || x > most {
		d.failed = true
		return 0
	}
	d.b = d.b[k:]
	return x
}

func (d *habitDecoder) name() string {
	n := d.uvarint(uint64(len(d.b)))
	if d.failed || n > uint64(len(d.b)) {
		d.failed = true
		return ""
	}
	name := string(d.b[:n])
	d.b = d.b[n:]
	return name
}
