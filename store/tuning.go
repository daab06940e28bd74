package store

import "time"

// Sizes of stored values. They may differ between stores: readers do not depend on them.
const (
	// textFrame is how many bytes of text are compressed together. To read one text, a whole frame is
	// decompressed: BenchmarkTextFrame measures both costs.
	textFrame = 4 << 10
	// metaFrame is how many metadata records are compressed together. A frame also ends at metaBytes
	// bytes.
	metaFrame = 64
	metaBytes = 128 << 10
	// frameWindow is how far back the compressor searches for matches, in bytes. It is little more than a
	// frame.
	frameWindow = 64 << 10
)

// tuning holds the sizes that tests make small.
type tuning struct {
	textChunk   int   // bytes of a text chunk when it is written
	metaChunk   int   // bytes of a metadata chunk when it is written
	maxChunk    int   // bytes up to which small chunks are joined
	columnDocs  int   // documents of a column value
	segmentDocs int   // documents of a segment when it is written
	anchorDocs  int   // documents up to which segments of the anchor index are merged
	anchorSpill int   // postings that are sorted in memory
	anchorPart  int   // postings in a part of the anchor index
	part        int   // bytes of a piece of a generation
	vlog        int64 // bytes of a value log file
	memTable    int64 // bytes of a Badger memtable

	// patience is how long a writer waits for another writer of the same process.
	patience time.Duration
	// viewPatience is how long a write that needs exclusive access waits for views to end.
	viewPatience time.Duration

	// fail, if not nil, is called before every write of n bytes. Its error is returned.
	fail func(n int) error
}

// defaultTuning returns the sizes used outside tests.
//
// A value log file is 128 MiB. Space is freed by whole files, and the first open after a write reads one,
// at about 1 ms a megabyte. All large values are far below this size. Segments of 262,144 documents limit
// the arrays that are sorted to 2 MiB a band. The database has few keys (about 1,500 for a million
// articles), so a memtable of 4 MiB is enough. Segments of the anchor index are larger, because a check
// looks up hundreds of anchors in every segment, and each lookup costs page faults.
func defaultTuning() tuning {
	return tuning{
		textChunk: 2 << 20, metaChunk: 1 << 20, maxChunk: 4 << 20,
		columnDocs: 1 << 16, segmentDocs: 1 << 18, part: 8 << 20,
		anchorDocs: 1 << 22, anchorSpill: 4 << 20, anchorPart: 1 << 18,
		vlog: 128 << 20, memTable: 4 << 20, patience: 10 * time.Second, viewPatience: 10 * time.Second,
	}
}
