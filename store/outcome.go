package store

// Added counts what one Append did. Every article is one of the four.
type Added struct {
	Stored  int // new articles
	Known   int // stored already with the same text and status: nothing was done
	Revised int // stored already with another text or status: a new revision
	KeptOut int // blocked, see [Store.Remove]
}

// An Outcome says what one Append did with one article.
type Outcome uint8

// The outcomes, as [Added] counts them.
const (
	Stored Outcome = iota
	Known
	Revised
	KeptOut
)

// String returns the outcome as results of an ingest name it.
func (o Outcome) String() string { return [...]string{"stored", "known", "revised", "kept_out"}[o] }

// Outcomes returns what the last Append did with each article of its block. It is valid until
// the next Append.
func (w *Writer) Outcomes() []Outcome { return w.outcomes }
