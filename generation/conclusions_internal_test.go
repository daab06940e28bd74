package generation

import (
	"testing"

	"github.com/wiretrace/wiretrace/cluster/furniture"
	"github.com/wiretrace/wiretrace/score"
)

// TestRecurringOfAnotherVersion: runs of words that another version of the model of reuse counted are
// not known, since it may hash words in another way.
func TestRecurringOfAnotherVersion(t *testing.T) {
	for _, version := range []string{score.Version(), "another"} {
		c := Conclusions{Parameters: Parameters{Reuse: version}, Lines: &furniture.Lines{}, Recurring: score.NewBuilder(1).Build()}
		g, err := c.Encode()
		if err != nil {
			t.Fatal(err)
		}
		g.Number = 1
		got, err := load(&g, nil, false)
		if err != nil {
			t.Fatal(err)
		}
		if known := got.Recurring != nil; known != (version == score.Version()) {
			t.Errorf("version %s: known %v", version, known)
		}
	}
}
