package store

import (
	"fmt"
)

// A Generation holds the conclusions of one run over the stored articles. The
// store knows only how new they are; the payloads are the caller's.
type Generation struct {
	Number   uint64 // given out by SwapGeneration from 1 on; 0: there is none
	Horizon  Doc    // the run knew the documents below it
	Deaths   uint64 // View.Deaths at the time of the run
	Made     string // by which program, for people
	Params   []byte // payloads
	Pairs    []byte
	Clusters []byte
}

// Generation returns the current generation, the zero Generation if there is
// none.
func (s *Store) Generation() (Generation, error) { return s.generation(true) }

// Outline returns the current generation without its pairs, by far the largest
// payload: what a look-up needs.
func (s *Store) Outline() (Generation, error) { return s.generation(false) }

func (s *Store) generation(pairs bool) (Generation, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	if s.db == nil {
		return Generation{}, ErrClosed
	}
	r := &s.man.gen
	g := Generation{Number: r.number, Horizon: r.horizon, Deaths: r.deaths, Made: r.made}
	for i, p := range []*[]byte{&g.Params, &g.Pairs, &g.Clusters} {
		if p == &g.Pairs && !pairs {
			continue
		}
		var err error
		if *p, err = s.readBlob(&r.blobs[i]); err != nil {
			return Generation{}, fmt.Errorf("generation %d: %w", r.number, err)
		}
	}
	return g, nil
}

// readBlob joins the pieces of a payload, each checked against its checksum.
func (s *Store) readBlob(b *blob) ([]byte, error) {
	var out []byte
	for _, id := range b.ids {
		key := valueKey(keyPart, id)
		v, err := s.fetch(key)
		if err != nil {
			return nil, missing(err)
		}
		if v, err = checkSum(v, key); err != nil {
			return nil, err
		}
		if out == nil && b.size <= uint64(len(b.ids))*uint64(s.tune.part) {
			out = make([]byte, 0, b.size)
		}
		out = append(out, v...)
	}
	if uint64(len(out)) != b.size {
		return nil, fmt.Errorf("%w: a payload of %d bytes, not %d", ErrDamaged, len(out), b.size)
	}
	return out, nil
}

// SwapGeneration makes g the current generation: its payloads are written
// whole, then one transaction replaces the old generation, whose payloads are
// removed. Number is given out by the store.
func (s *Store) SwapGeneration(g Generation) error {
	if err := s.writable(); err != nil {
		return err
	}
	m := s.man.clone()
	if g.Horizon > m.next {
		return fmt.Errorf("swap the generation: its horizon is %d, the store ends at %d", g.Horizon, m.next)
	}
	r := generationRecord{number: m.gen.number + 1, horizon: g.Horizon, deaths: g.Deaths, made: g.Made}
	for i, payload := range [][]byte{g.Params, g.Pairs, g.Clusters} {
		b := &r.blobs[i]
		b.size = uint64(len(payload))
		var buf []byte
		for len(payload) > 0 {
			n := min(len(payload), s.tune.part)
			buf = append(buf[:0], payload[:n]...)
			id := m.newID()
			if err := s.put(valueKey(keyPart, id), buf); err != nil {
				return fmt.Errorf("generation %d: %w", r.number, err)
			}
			b.ids = append(b.ids, id)
			payload = payload[n:]
		}
	}
	m.gen = r
	if err := s.commit(m, nil); err != nil {
		return fmt.Errorf("generation %d: %w", r.number, err)
	}
	return nil
}
