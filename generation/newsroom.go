package generation

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"

	"github.com/wiretrace/wiretrace/trace/credit"
)

// A Newsroom holds the user's settings for agencies and outlets. Outlets are spelt like Article.Source.
// The zero value has no settings.
type Newsroom struct {
	Agencies []credit.Agency   // as [credit.Registry.With] takes them
	Feeds    map[string]string // outlet -> the agency whose own feed it is, by its name in the registry
	Owners   map[string]string // outlet -> its owner
}

// Digest returns a short hash of the settings, or "" if there are none. Order and repetition do not change
// it, so that sorting a settings file does not make the next run compute everything again.
func (n Newsroom) Digest() string {
	if len(n.Agencies) == 0 && len(n.Feeds) == 0 && len(n.Owners) == 0 {
		return ""
	}
	agencies := make([]string, len(n.Agencies))
	for i, a := range n.Agencies {
		agencies[i] = fmt.Sprintf("%q %q %q %q", a.Name, a.Title, sorted(a.Aliases), sorted(a.Domains))
	}
	// Quotes separate the values, and package fmt sorts map keys.
	sum := sha256.Sum256(fmt.Appendf(nil, "%q %q %q", sorted(agencies), n.Feeds, n.Owners))
	return hex.EncodeToString(sum[:8])
}

// sorted returns the distinct strings in order.
func sorted(list []string) []string {
	return slices.Compact(slices.Sorted(slices.Values(list)))
}
