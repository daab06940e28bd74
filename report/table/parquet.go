package table

import (
	"fmt"
	"io"

	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/compress/zstd"
)

// rowGroup is how many rows are held until they are written: 20,000 articles take about 10 MB.
const rowGroup = 20_000

// batch is how many rows are passed to the library at once.
const batch = 256

// A parquetSink writes one table as Parquet with zstd.
type parquetSink[T any] struct {
	w    *parquet.GenericWriter[T]
	rows []T
}

func newParquet[T any](out io.Writer) sink[T] {
	return &parquetSink[T]{w: parquet.NewGenericWriter[T](out,
		parquet.Compression(&zstd.Codec{}),
		parquet.MaxRowsPerRowGroup(rowGroup),
		parquet.CreatedBy("wiretrace", "", ""),
	)}
}

func (s *parquetSink[T]) put(row *T) error {
	s.rows = append(s.rows, *row)
	if len(s.rows) < batch {
		return nil
	}
	return s.flush()
}

func (s *parquetSink[T]) flush() error {
	_, err := s.w.Write(s.rows)
	clear(s.rows)
	s.rows = s.rows[:0]
	if err != nil {
		return fmt.Errorf("parquet: %w", err)
	}
	return nil
}

// end writes the footer, which completes the file.
func (s *parquetSink[T]) end() error {
	if err := s.flush(); err != nil {
		return err
	}
	if err := s.w.Close(); err != nil {
		return fmt.Errorf("parquet: %w", err)
	}
	return nil
}
