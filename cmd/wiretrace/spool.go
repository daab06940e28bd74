package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
)

// spoolLimit is how many bytes of a report are kept in memory. Larger reports go to a temporary file.
const spoolLimit = 16 << 20

// A spool holds a report until the store is closed. Otherwise a pager that waits for its user would keep
// the store open.
type spool struct {
	held bytes.Buffer
	file *os.File
}

func (s *spool) Write(b []byte) (int, error) {
	if s.file == nil && s.held.Len()+len(b) <= spoolLimit {
		return s.held.Write(b)
	}
	if s.file == nil {
		f, err := os.CreateTemp("", "wiretrace-*.tmp")
		if err != nil {
			return 0, fmt.Errorf("report: %w", err)
		}
		s.file = f
		_ = os.Remove(f.Name()) // if the system cannot remove an open file, close removes it
		if _, err := s.held.WriteTo(f); err != nil {
			return 0, fmt.Errorf("report: %w", err)
		}
	}
	return s.file.Write(b)
}

// sendTo writes everything to w and closes the spool.
func (s *spool) sendTo(w io.Writer) error {
	if s.file == nil {
		_, err := s.held.WriteTo(w)
		return err
	}
	_, err := s.file.Seek(0, io.SeekStart)
	if err == nil {
		_, err = io.Copy(w, s.file)
	}
	return errors.Join(err, s.close())
}

func (s *spool) close() error {
	if s.file == nil {
		return nil
	}
	err := s.file.Close()
	if rm := os.Remove(s.file.Name()); rm != nil && !errors.Is(rm, os.ErrNotExist) {
		err = errors.Join(err, rm)
	}
	return err
}
