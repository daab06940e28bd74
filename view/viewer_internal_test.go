package view

import "testing"

// TestNearestOnce sees that the nearest member is looked for once: the alignments are most of the
// work of a page.
func TestNearestOnce(t *testing.T) {
	w := &viewer{near: map[int]int{3: 1}}
	if got, err := w.nearest(3); got != 1 || err != nil {
		t.Errorf("nearest(3) = %d, %v, want 1 from before", got, err)
	}
}
