package furniture

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "rewrite the quality goldens")

// TestQualityFooter holds how much furniture is found by the length of the
// longest line of it. A footer that is longer than the paragraphs makes all
// articles of its outlet look like prints of one text, and hides the rest.
func TestQualityFooter(t *testing.T) {
	var out strings.Builder
	fmt.Fprintln(&out, "40 articles of an outlet with paragraphs of 20 to 30 words, two lines of furniture of which one is a footer: lines masked of 80")
	for _, n := range []int{8, 15, 25, 28, 35, 80, 120} {
		r := rand.New(rand.NewPCG(1, 1))
		items := site(r, "courier.example", 40, "Read also: the harbour", words(r, n))
		c := count(items)
		masked := 0
		for _, x := range items {
			masked += len(c.Mask(nil, x.outlet, x.text, nil))
		}
		fmt.Fprintf(&out, "footer of %3d words: %d\n", n, masked)
	}
	path := filepath.Join("..", "..", "testdata", "quality", "footer.txt")
	if *update {
		if err := os.WriteFile(path, []byte(out.String()), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatalf("%v (make it with -update)", err)
	}
	if diff := cmp.Diff(string(want), out.String()); diff != "" {
		t.Errorf("%s (-want +got):\n%s", path, diff)
	}
}
