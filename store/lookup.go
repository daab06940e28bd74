package store

import "slices"

// Lookup returns the current revision of the article with the given id.
func (v *View) Lookup(id string) (Doc, bool) {
	return v.lookup(idHash(id), func(other string) bool { return other == id })
}

// hasHash reports whether the id of an article has a hash.
func (v *View) hasHash(hash uint64) bool {
	_, ok := v.lookup(hash, func(id string) bool { return idHash(id) == hash })
	return ok
}

// lookup returns the current revision of the article whose id has this hash and satisfies is.
func (v *View) lookup(hash uint64, is func(id string) bool) (Doc, bool) {
	h := fold(hash)
	for seg := range slices.Backward(v.im.m.segments) {
		e, err := v.im.band(seg, bandID)
		if err != nil {
			v.fail(err)
			return 0, false
		}
		for i := e.find(h); i < e.len() && e.hash(i) == h; i++ {
			d := e.doc(i)
			if !v.Live(d) {
				continue
			}
			rec, err := v.r.record(v.im, d)
			if err != nil {
				v.fail(err)
				return 0, false
			}
			if is(rec.article.ID) {
				return d, true
			}
		}
	}
	return 0, false
}

// Band appends the live documents with hash h in a band, in ascending order, and those given to
// [View.Include]. band is 0 to minhash.Bands-1, [BandPrefix] or [BandContent].
func (v *View) Band(dst []Doc, band int, h uint32) []Doc {
	if band < 0 || band >= bandID {
		return dst
	}
	for seg := range v.im.m.segments {
		e, err := v.im.band(seg, band)
		if err != nil {
			v.fail(err)
			return dst
		}
		for i := e.find(h); i < e.len() && e.hash(i) == h; i++ {
			if d := e.doc(i); v.found(d) {
				dst = append(dst, d)
			}
		}
	}
	return dst
}

// EachRun calls fn for every hash of a band that at least two live documents have, in ascending order,
// with these documents in ascending order. docs is valid until fn returns. EachRun stops when fn returns
// false. It merges the segments' arrays as it reads them.
func (v *View) EachRun(band int, fn func(hash uint32, docs []Doc) bool) {
	if band < 0 || band >= bandID {
		return
	}
	heads := make([]head, 0, len(v.im.m.segments))
	for seg := range v.im.m.segments {
		e, err := v.im.band(seg, band)
		if err != nil {
			v.fail(err)
			return
		}
		if e.len() > 0 {
			heads = append(heads, head{e: e, hash: e.hash(0)})
		}
	}
	var docs []Doc
	for len(heads) > 0 {
		h := heads[0].hash
		for i := range heads[1:] {
			h = min(h, heads[i+1].hash)
		}
		docs = docs[:0]
		for i := 0; i < len(heads); i++ {
			docs = heads[i].run(docs, h, v)
			if heads[i].at == heads[i].e.len() {
				heads = append(heads[:i], heads[i+1:]...)
				i--
			}
		}
		if len(docs) >= 2 && !fn(h, docs) {
			return
		}
	}
}

// A head is a position in one segment's array.
type head struct {
	e    entries
	at   int
	hash uint32 // of the current entry
}

// run appends the live documents with hash h if the head is at this hash, and moves past them.
func (d *head) run(docs []Doc, h uint32, v *View) []Doc {
	for d.hash == h {
		if doc := d.e.doc(d.at); v.Live(doc) {
			docs = append(docs, doc)
		}
		d.at++
		if d.at == d.e.len() {
			break
		}
		d.hash = d.e.hash(d.at)
	}
	return docs
}
