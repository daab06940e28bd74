package store

// Added counts the articles of Append by outcome.
type Added struct {
	Stored  int // new articles
	Known   int // already stored with the same text and status: nothing changed
	Revised int // already stored with another text or status: a new revision
	KeptOut int // blocked, see [Store.Remove]
}

// An Outcome is what Append did with one article.
type Outcome uint8

// The outcomes. [Added] counts them.
const (
	Stored Outcome = iota
	Known
	Revised
	KeptOut
)

// String returns the outcome's name in the results of an ingest.
func (o Outcome) String() string { return [...]string{"stored", "known", "revised", "kept_out"}[o] }

// Outcomes returns what the last Append did with each article of its block. It is valid until
// the next Append.
func (w *Writer) Outcomes() []Outcome { return w.outcomes }
