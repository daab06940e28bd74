package store

import "github.com/wiretrace/wiretrace/store/dbfile"

// Stats holds the counts and sizes of a store.
type Stats struct {
	Articles   int    `json:"articles"`   // live documents
	Revisions  int    `json:"revisions"`  // documents ever stored
	Deaths     uint64 `json:"deaths"`     // documents that were live and died
	Commits    uint64 `json:"commits"`    // since the store was made
	Segments   int    `json:"segments"`   // parts of the index
	Values     int    `json:"values"`     // stored values
	Generation uint64 `json:"generation"` // number of the current one, 0: none
	Anchored   int    `json:"anchored"`   // documents that the anchor index covers

	TextBytes       int64 `json:"text_bytes"`       // texts, compressed
	MetaBytes       int64 `json:"meta_bytes"`       // metadata, compressed
	IndexBytes      int64 `json:"index_bytes"`      // arrays, signatures, rows and bitmaps of dead documents
	GenerationBytes int64 `json:"generation_bytes"` // conclusions
	AnchorBytes     int64 `json:"anchor_bytes"`     // anchor index
	DiskBytes       int64 `json:"disk_bytes"`       // allocated, including space that is not freed yet
	Freeable        int64 `json:"freeable_bytes"`   // allocated, but not used by any current value
	OverheadBytes   int64 `json:"overhead_bytes"`   // allocated by other files: tables of the database, logs, settings
	Files           int   `json:"files"`            // number of value files

	Owed int `json:"owed"` // deleted articles whose bytes are still in the files

	Format  int    `json:"format"`  // version of the bytes
	Meaning string `json:"meaning"` // as given when the store was made
}

// Stats counts what is in the store.
func (s *Store) Stats() (Stats, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	if s.db == nil {
		return Stats{}, ErrClosed
	}
	s.wmu.Lock()
	defer s.wmu.Unlock()
	b, err := s.fetchCopy([]byte{keyParams})
	if err != nil {
		return Stats{}, missing(err)
	}
	p, err := decodeParams(b)
	if err != nil {
		return Stats{}, err
	}
	m := s.man.Load()
	st := Stats{
		Articles: int(m.live), Revisions: int(m.next), Deaths: m.deaths, Commits: m.commits,
		Segments: len(m.segments), Generation: m.gen.number,
		Anchored: int(m.anchors.end()), AnchorBytes: m.anchors.bytes(),
		Owed: len(s.owed), Format: p.Format, Meaning: p.Meaning,
	}
	m.keys(func([]byte) { st.Values++ })
	for c, n := range [colCount]*int64{&st.TextBytes, &st.MetaBytes, &st.IndexBytes, &st.IndexBytes} {
		for _, p := range m.cols[c] {
			*n += int64(p.bytes)
		}
	}
	st.IndexBytes += m.tombBytes()
	for i := range m.segments {
		st.IndexBytes += m.segments[i].bytes()
	}
	for i := range m.gen.blobs {
		st.GenerationBytes += m.gen.blobs[i].bytes()
	}
	for _, p := range m.blocks {
		st.GenerationBytes += int64(p.bytes)
	}
	if st.DiskBytes, err = diskBytes(s.dir, ""); err != nil {
		return st, err
	}
	values, err := diskBytes(s.dir, ".vlog")
	if err != nil {
		return st, err
	}
	st.Freeable = max(0, values-m.bytes())
	st.OverheadBytes = max(0, st.DiskBytes-st.Freeable-m.bytes()) // small values are in the tables
	logs, err := dbfile.List(s.dir)
	if err == nil {
		st.Files = len(logs.Logs)
	}
	return st, fileError(s.dir, err)
}
