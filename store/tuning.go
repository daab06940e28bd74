package store

import "time"

// Sizes of what is stored. They may differ from store to store: no reader
// depends on them.
const (
	// textFrame is how many bytes of text are compressed together. Reading
	// one text unpacks a frame: see BenchmarkTextFrame for what both cost.
	textFrame = 4 << 10
	// metaFrame is how many metadata records are compressed together, or
	// fewer when they reach metaBytes.
	metaFrame = 64
	metaBytes = 128 << 10
	// frameWindow is how far back the compressor looks: little beyond a frame.
	frameWindow = 64 << 10
)

// tuning are sizes that tests make small.
type tuning struct {
	textChunk   int   // bytes of a text chunk when it is written
	metaChunk   int   // bytes of a metadata chunk when it is written
	maxChunk    int   // bytes up to which small chunks are joined
	columnDocs  int   // documents of a column value
	segmentDocs int   // documents of a segment when it is written
	anchorDocs  int   // documents up to which segments of the anchor index are merged
	anchorSpill int   // postings that are sorted in memory
	anchorPart  int   // postings of a part of the anchor index
	part        int   // bytes of a piece of a generation
	vlog        int64 // bytes of a value log file
	memTable    int64 // bytes of a Badger memtable

	// patience is how long a writer waits for another of the same process.
	patience time.Duration
	// viewPatience is how long a write that needs the files alone waits for views to end.
	viewPatience time.Duration

	// fail, if not nil, is asked before every write of so many bytes.
	fail func(n int) error
}

// defaultTuning returns the sizes of the product.
//
// A value log file is the unit in which space is given back and is read once
// by the first open after a write, at about 1 ms a megabyte: 128 MiB. All
// large values stay far below it. Segments of 262,144 documents hold the
// arrays being sorted to 2 MiB a band. The database holds few keys (about 1,500
// for a million articles), so a memtable of 4 MiB is plenty. Segments of the
// anchor index are larger: a check looks hundreds of anchors up in every one, and
// each look-up costs page faults.
func defaultTuning() tuning {
	return tuning{
		textChunk: 2 << 20, metaChunk: 1 << 20, maxChunk: 4 << 20,
		columnDocs: 1 << 16, segmentDocs: 1 << 18, part: 8 << 20,
		anchorDocs: 1 << 22, anchorSpill: 4 << 20, anchorPart: 1 << 18,
		vlog: 128 << 20, memTable: 4 << 20, patience: 10 * time.Second, viewPatience: 10 * time.Second,
	}
}
