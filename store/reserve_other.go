//go:build !linux

package store

// A reservation does nothing on systems without fallocate.
type reservation struct{}

func (s *Store) reserve(int) error { return nil }
