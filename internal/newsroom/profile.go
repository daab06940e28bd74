package newsroom

import (
	_ "embed"
	"fmt"
	"strconv"
	"strings"
)

//go:embed profiles.tsv
var profilesTSV string

// Profiles returns the names of the profiles: a present-day crawl, digitised
// newsprint, and both.
func Profiles() []string { return []string{"web", "ocr", "mixed"} }

// A profile is a column of profiles.tsv, where every share has its reason:
// published figures as far as there are any, otherwise "assumption".
type profile map[string]float64

func loadProfile(name string) (profile, error) {
	lines := strings.Split(strings.TrimSpace(profilesTSV), "\n")
	col := -1
	for i, head := range strings.Split(lines[0], "\t") {
		if head == name && i > 0 && head != "from" {
			col = i
		}
	}
	if col < 0 {
		return nil, fmt.Errorf("no profile %q; there are %s", name, strings.Join(Profiles(), ", "))
	}
	p := profile{}
	for _, line := range lines[1:] {
		fields := strings.Split(line, "\t")
		x, err := strconv.ParseFloat(fields[col], 64)
		if err != nil {
			return nil, fmt.Errorf("profiles.tsv: %s: %w", fields[0], err)
		}
		p[fields[0]] = x
	}
	return p, nil
}

// of returns a parameter. A misspelt name would be a share of 0 and change the
// simulation silently: TestParameters looks for them.
func (p profile) of(name string) float64 { return p[name] }
