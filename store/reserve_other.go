//go:build !linux

package store

// A reservation does nothing where there is no fallocate.
type reservation struct{}

func (s *Store) reserve(int) error { return nil }
