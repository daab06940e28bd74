package dedup

// WithCrowd returns o with the least number of texts of a near-identical group.
func WithCrowd(o Options, texts int) Options {
	o.groupSize = texts
	return o
}
