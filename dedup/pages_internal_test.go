package dedup

import (
	"slices"
	"testing"

	"github.com/wiretrace/wiretrace/item"
)

// TestItemsHaveOneSum: sums of odds do not hang on the order in which a map gives them.
func TestItemsHaveOneSum(t *testing.T) {
	f := &full{}
	f.pages.cut = map[int32]item.Page{0: {Items: []item.Item{{End: 1}, {Start: 1, End: 2}}}}
	f.pages.hits = map[uint64]itemHit{pairOf(0, 1): {z: 1e30}, pairOf(0, 2): {z: -1e30}, pairOf(0, 3): {z: 1000}}
	for range 50 {
		if got := f.withItems([]int32{0, 1, 1, 1}); !slices.Equal(got, []pageStory{{0, 1}}) {
			t.Fatalf("the page has text of %v", got)
		}
	}
}
