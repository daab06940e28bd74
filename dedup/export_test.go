package dedup

// WithCrowd returns o with the number of texts that make a crowd.
func WithCrowd(o Options, texts int) Options {
	o.crowd = texts
	return o
}
