package trace

import (
	"encoding/binary"
	"errors"
	"maps"
	"slices"
)

// ErrProfiles is returned by [DecodeProfiles] for bytes that [Profiles.Encode] did not write.
var ErrProfiles = errors.New("outlets' profiles are damaged or of another version: run \"wiretrace dedup\"")

// maxCount bounds each count of an outlet: a hundred million articles.
const maxCount = 100_000_000 * unit

// Encode appends the counts, sorted by the outlets' names. All numbers are uvarints:
//
//	number of outlets; for each outlet:
//	  length of its name, name
//	  counts, in the order of the fields of outletCounts
//	  number of agencies that it credits; for each agency:
//	    length of its name, name, number of articles that credit it
func (h *Profiles) Encode(dst []byte) []byte {
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

// counts returns pointers to the counts in the order of the encoding.
func (t *outletCounts) counts() []*int64 {
	return []*int64{
		&t.articles, &t.roots, &t.copies, &t.second, &t.credited, &t.titled, &t.novel, &t.cut, &t.taken, &t.expected,
	}
}

// DecodeProfiles reads what [Profiles.Encode] appended. It returns [ErrProfiles] if b has
// anything else before or after. The result shares no memory with b.
func DecodeProfiles(b []byte) (*Profiles, error) {
	d := profileDecoder{b: b}
	n := d.uvarint(uint64(len(b)))
	h := &Profiles{of: map[string]*outletCounts{}}
	for range n {
		name, t := d.name(), &outletCounts{}
		for _, count := range t.counts() {
			*count = int64(d.uvarint(maxCount))
		}
		for range d.uvarint(uint64(len(d.b))) {
			agency := d.name()
			count := int64(d.uvarint(maxCount))
			if d.failed || count == 0 || t.by[agency] != 0 {
				return nil, ErrProfiles
			}
			t.credit(agency, count)
		}
		if d.failed || h.of[name] != nil {
			return nil, ErrProfiles
		}
		h.of[name] = t
		h.all.add(t, 1)
	}
	if d.failed || len(d.b) > 0 {
		return nil, ErrProfiles
	}
	return h, nil
}

// A profileDecoder reads from b until something fails.
type profileDecoder struct {
	b      []byte
	failed bool
}

// uvarint reads a number. A number above most is an error.
func (d *profileDecoder) uvarint(most uint64) uint64 {
	x, k := binary.Uvarint(d.b)
	if d.failed || k <= 0 || x > most {
		d.failed = true
		return 0
	}
	d.b = d.b[k:]
	return x
}

func (d *profileDecoder) name() string {
	n := d.uvarint(uint64(len(d.b)))
	if d.failed || n > uint64(len(d.b)) {
		d.failed = true
		return ""
	}
	name := string(d.b[:n])
	d.b = d.b[n:]
	return name
}
