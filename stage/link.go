package stage

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"strconv"

	"github.com/wiretrace/wiretrace/cluster"
	"github.com/wiretrace/wiretrace/minhash"
)

// ErrLost is returned where a stage misses records that belong to those that it has.
var ErrLost = errors.New("records are missing: a stage before did not finish, or not all of its output was read")

// attach gives the shingles of a text to each pair that it is in.
func attach(_ *Plan, key []byte, records iter.Seq[Record], emit Emit) error {
	id, err := parseText(key)
	if err != nil {
		return err
	}
	var set, last []byte
	for rec := range records {
		if rec.Order[0] == '0' {
			if set == nil { // articles with one text all bring it
				set = bytes.Clone(rec.Value)
			}
			continue
		}
		if set == nil {
			return fmt.Errorf("shingles of text %s: %w", key, ErrLost)
		}
		if bytes.Equal(rec.Order, last) {
			continue // a pair that met in several bands
		}
		last = append(last[:0], rec.Order...)
		other, err := parseText(rec.Order[1:])
		if err != nil {
			return err
		}
		pair, side := join(key, other.column()), []byte("0")
		if bytes.Compare(id[:], other[:]) > 0 {
			pair, side = join(other.column(), key), []byte("1")
		}
		if err := emit(Record{To: Weigh, Key: pair, Order: side, Value: set}); err != nil {
			return err
		}
	}
	return nil
}

// weigh counts what the two texts of a pair have in common. A pair that is no link is dropped.
func weigh(_ *Plan, key []byte, records iter.Seq[Record], emit Emit) error {
	a, b, err := parsePair(key)
	if err != nil {
		return err
	}
	var sets [2][]uint64
	for rec := range records {
		side, id := 0, a
		if rec.Order[0] == '1' {
			side, id = 1, b
		}
		if sets[side], err = parseSet(rec.Value, id); err != nil {
			return err
		}
	}
	if sets[0] == nil || sets[1] == nil {
		return fmt.Errorf("a side of pair %s: %w", key, ErrLost)
	}
	common := minhash.Intersection(sets[0], sets[1])
	p := cluster.Pair{Common: uint32(common), SizeA: a.shingles(), SizeB: b.shingles()}
	if p.Jaccard() < cluster.MinJaccard {
		return nil
	}
	if err := emit(Record{To: Connect, Key: []byte("0"), Order: a.column(), Value: b.column()}); err != nil {
		return err
	}
	return emit(Record{To: Gather, Key: a.column(), Order: join([]byte("1"), b.column()), Value: strconv.AppendInt(nil, int64(common), 10)})
}

func parsePair(column []byte) (a, b textID, err error) {
	if len(column) != 2*textDigits {
		return a, b, errEncoding
	}
	if a, err = parseText(column[:textDigits]); err != nil {
		return a, b, err
	}
	b, err = parseText(column[textDigits:])
	return a, b, err
}

// connect finds which texts hang together. It reads all pairs that are links as one group.
func connect(_ *Plan, _ []byte, records iter.Seq[Record], emit Emit) error {
	var c cluster.Connection[textID]
	for rec := range records {
		a, err := parseText(rec.Order)
		if err != nil {
			return err
		}
		b, err := parseText(rec.Value)
		if err != nil {
			return err
		}
		c.Join(a, b)
	}
	return c.Each(func(a, b textID) int { return bytes.Compare(a[:], b[:]) }, func(text, first textID) error {
		return emit(Record{To: Gather, Key: text.column(), Order: []byte("0"), Value: first.column()})
	})
}

// gather sends the articles and pairs of a text to the texts that it is connected with.
func gather(_ *Plan, key []byte, records iter.Seq[Record], emit Emit) error {
	if _, err := parseText(key); err != nil {
		return err
	}
	story, linked, members := bytes.Clone(key), false, 0
	for rec := range records {
		switch rec.Order[0] {
		case '0':
			if _, err := parseText(rec.Value); err != nil {
				return err
			}
			story, linked = append(story[:0], rec.Value...), true
			continue
		case '1':
			if !linked {
				return fmt.Errorf("what text %s is connected with: %w", key, ErrLost)
			}
			if err := emit(Record{To: Cluster, Key: story, Order: join([]byte("1"), key, rec.Order[1:]), Value: rec.Value}); err != nil {
				return err
			}
			continue
		}
		members++
		if err := emit(Record{To: Cluster, Key: story, Order: join([]byte("0"), rec.Order[1:]), Value: rec.Value}); err != nil {
			return err
		}
	}
	if members == 0 {
		return fmt.Errorf("articles of text %s: %w", key, ErrLost)
	}
	return nil
}

// clusters finds the clusters of connected texts and writes their results.
func clusters(p *Plan, _ []byte, records iter.Seq[Record], emit Emit) error {
	s := &story{texts: map[textID]cluster.Doc{}}
	for rec := range records {
		if rec.Order[0] == '1' {
			if err := s.addPair(rec); err != nil {
				return err
			}
			continue
		}
		var m member
		if err := json.Unmarshal(rec.Value, &m); err != nil {
			return err
		}
		if err := s.addMember(&m); err != nil {
			return err
		}
	}
	return s.write(p, emit)
}
