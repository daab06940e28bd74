package credit_test

import (
	"testing"

	"github.com/wiretrace/wiretrace/trace/credit"
)

func load(tb testing.TB) *credit.Registry {
	tb.Helper()
	r, err := credit.Load()
	if err != nil {
		tb.Fatal(err)
	}
	return r
}
