package dedup

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wiretrace/wiretrace/trace"
	"github.com/wiretrace/wiretrace/trace/clock"
)

// TestLearntCodec reads what was learnt as it was written, and refuses what is cut.
func TestLearntCodec(t *testing.T) {
	in := outletFacts{clocks: &clock.Clocks{}, unlisted: []string{"Hafendienst Nord", "qnx"}, profiles: &trace.Profiles{}}
	b := in.append(nil)
	out, err := decodeOutletFacts(b)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(in.unlisted, out.unlisted); diff != "" {
		t.Errorf("agencies (-want +got):\n%s", diff)
	}
	for n := range b {
		if _, err := decodeOutletFacts(b[:n]); err == nil {
			t.Errorf("the first %d of %d bytes are read", n, len(b))
		}
	}
}
