package dedup

// WithNearIdentical returns o with the least number of texts of a near-identical group.
func WithNearIdentical(o Options, texts int) Options {
	o.groupSize = texts
	return o
}

// WithAllAfresh returns o for a run that makes all evidence of the epoch again.
func WithAllAfresh(o Options) Options {
	o.afresh = true
	return o
}
