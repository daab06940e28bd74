package newsroom

import (
	"os"
	"path/filepath"
	"regexp"
	"testing"
)

// TestParameters: what the package asks a profile for is in profiles.tsv, and all of that is
// asked for.
func TestParameters(t *testing.T) {
	p, err := loadProfile("web")
	if err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	asked := map[string]bool{}
	call := regexp.MustCompile(`\.(?:of|yes|times)\("(\w+)"`)
	for _, name := range files {
		src, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range call.FindAllStringSubmatch(string(src), -1) {
			asked[m[1]] = true
			if _, ok := p[m[1]]; !ok {
				t.Errorf("%s asks for %q, which profiles.tsv has not", name, m[1])
			}
		}
	}
	for name := range p {
		if !asked[name] {
			t.Errorf("nothing asks for %q", name)
		}
	}
}
