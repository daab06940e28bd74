package store

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
func (o Outcome) String() string { return [...]string{"stored", "known", "revised", "blocked"}[o] }

// Outcomes returns what the last Append did with each article of its block. It is valid until
// the next Append.
func (w *Writer) Outcomes() []Outcome { return w.outcomes }
