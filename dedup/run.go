package dedup

// A Timing is how long a stage took.
type Timing struct {
	Stage   string
	Seconds float64
}

// A Run is what one dedup job did, for its summary and for run.json.
type Run struct {
	Version string // of the program
	Added   Added
	Linked  Linked
	Timings []Timing
}
