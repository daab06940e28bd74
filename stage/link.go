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

// attach gives the shingles of a text to the bands in which its pairs are weighed: of each pair the first
// that both met in. So a text that is in many pairs goes to a band once, not to each pair.
func attach(_ *Plan, key []byte, records iter.Seq[Record], emit Emit) error {
	if _, err := parseText(key); err != nil {
		return err
	}
	var set, last []byte
	given := map[string]bool{} // bands, with the part that the text has there
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
		if len(rec.Order) != 1+textDigits+bandDigits {
			return errEncoding
		}
		other, band := rec.Order[1:1+textDigits], rec.Order[1+textDigits:]
		if bytes.Equal(other, last) {
			continue // both met in an earlier band, too
		}
		last = append(last[:0], other...)
		held := rec.Value[0] == 'h'
		order := join([]byte("1"), key, []byte("0"))
		if held {
			order = join([]byte("0"), key)
		}
		if part := string(rec.Value[:1]) + string(band); !given[part] {
			given[part] = true
			if err := emit(Record{To: Weigh, Key: band, Order: order, Value: set}); err != nil {
				return err
			}
		}
		if held {
			continue
		}
		if err := emit(Record{To: Weigh, Key: band, Order: join([]byte("1"), key, []byte("1"), other), Value: []byte("-")}); err != nil {
			return err
		}
	}
	return nil
}

// weigh counts what the two texts of a pair have in common. A pair that is no link is dropped. It holds the
// shingles of texts that were held when the pairs met, and those of one other text.
func weigh(_ *Plan, band []byte, records iter.Seq[Record], emit Emit) error {
	held := map[textID][]uint64{}
	var own textID
	var set []uint64
	for rec := range records {
		switch {
		case rec.Order[0] == '0':
			id, err := parseText(rec.Order[1:])
			if err != nil {
				return err
			}
			if held[id], err = parseSet(rec.Value, id); err != nil {
				return err
			}
			continue
		case len(rec.Order) < 2+textDigits:
			return errEncoding
		}
		id, err := parseText(rec.Order[1 : 1+textDigits])
		if err != nil {
			return err
		}
		if rec.Order[1+textDigits] == '0' {
			own = id
			if set, err = parseSet(rec.Value, id); err != nil {
				return err
			}
			continue
		}
		other, err := parseText(rec.Order[2+textDigits:])
		if err != nil {
			return err
		}
		if id != own || set == nil || held[other] == nil {
			return fmt.Errorf("shingles of a pair in band %s: %w", band, ErrLost)
		}
		if err := emitPair(own, other, minhash.Intersection(set, held[other]), emit); err != nil {
			return err
		}
	}
	return nil
}

// emitPair writes a pair with its shingles in common, if it is a link.
func emitPair(a, b textID, common int, emit Emit) error {
	p := cluster.Pair{Common: uint32(common), SizeA: a.shingles(), SizeB: b.shingles()}
	if p.Jaccard() < cluster.MinJaccard {
		return nil
	}
	if bytes.Compare(a[:], b[:]) > 0 {
		a, b = b, a
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
