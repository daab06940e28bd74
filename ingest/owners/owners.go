// Package owners reads which companies own which sites, from the sites' files ads.txt (the line OWNERDOMAIN)
// and trust.txt (control, controlledby).
//
// Call [Read] for each file, then [Houses] with all the results. A file does not name its own site: its path
// does, as in paper.example/ads.txt or paper.example.trust.txt.
//
// MANAGERDOMAIN of ads.txt names the seller of advertisements, and belongto of trust.txt an association.
// Neither is an owner.
package owners

import (
	"maps"
	"net/url"
	"path"
	"slices"
	"strings"

	"golang.org/x/net/publicsuffix"
)

const (
	// maxLine and maxStatements bound what is read of one file.
	maxLine       = 2000
	maxStatements = 10_000
	// maxChain bounds how many owners of owners are followed.
	maxChain = 20
)

// A Statement says that one site owns another. Both are registrable domains.
type Statement struct {
	Owner, Outlet string
	Own           bool // the outlet itself states it
}

// Is reports whether a file is named as ads.txt or trust.txt are.
func Is(name string) bool {
	base := strings.ToLower(path.Base(strings.ReplaceAll(name, `\`, "/")))
	for _, end := range [...]string{"ads.txt", "trust.txt"} {
		if before, ok := strings.CutSuffix(base, end); ok && (before == "" || strings.HasSuffix(before, ".") || strings.HasSuffix(before, "-") || strings.HasSuffix(before, "_")) {
			return true
		}
	}
	return false
}

// Site returns the site of a file by its path, or "".
func Site(name string) string {
	name = strings.ToLower(strings.ReplaceAll(name, `\`, "/"))
	base := path.Base(name)
	for _, end := range [...]string{"app-ads.txt", "ads.txt", "trust.txt"} {
		before, ok := strings.CutSuffix(base, end)
		if !ok {
			continue
		}
		if before = strings.TrimRight(before, ".-_"); before != "" {
			return domain(before)
		}
		dir := path.Dir(name)
		if path.Base(dir) == ".well-known" {
			dir = path.Dir(dir)
		}
		return domain(path.Base(dir))
	}
	return ""
}

// domain returns the registrable domain of an address or a host, or "".
func domain(s string) string {
	s = strings.ToLower(strings.TrimSpace(s))
	if !strings.Contains(s, "://") {
		s = "https://" + s
	}
	u, err := url.Parse(s)
	if err != nil {
		return ""
	}
	d, err := publicsuffix.EffectiveTLDPlusOne(u.Hostname())
	if err != nil {
		return ""
	}
	return d
}

// Read returns what a file says. name is its path.
func Read(name, text string) (list []Statement) {
	site := Site(name)
	if site == "" {
		return nil
	}
	for line := range strings.Lines(text) {
		if len(list) >= maxStatements {
			break
		}
		if len(line) > maxLine {
			continue
		}
		line, _, _ := strings.Cut(strings.TrimPrefix(line, "\ufeff"), "#")
		key, value, ok := strings.Cut(line, "=")
		if !ok {
			continue
		}
		value, _, _ = strings.Cut(value, ",") // OWNERDOMAIN may have further fields
		other := domain(value)
		if other == "" || other == site {
			continue
		}
		switch strings.ToLower(strings.TrimSpace(key)) {
		case "ownerdomain", "controlledby":
			list = append(list, Statement{Owner: other, Outlet: site, Own: true})
		case "control":
			list = append(list, Statement{Owner: site, Outlet: other})
		}
	}
	return list
}

// Houses returns the sorted outlets of each owner, including the owner's own site. An outlet's statement about
// itself has precedence over those of others. Owners of owners are followed.
func Houses(list []Statement) map[string][]string {
	list = slices.Clone(list)
	slices.SortFunc(list, func(a, b Statement) int {
		if a.Own != b.Own {
			if a.Own {
				return -1
			}
			return 1
		}
		if c := strings.Compare(a.Outlet, b.Outlet); c != 0 {
			return c
		}
		return strings.Compare(a.Owner, b.Owner)
	})
	owner := make(map[string]string)
	for _, s := range list {
		if owner[s.Outlet] == "" {
			owner[s.Outlet] = s.Owner
		}
	}
	houses := make(map[string][]string)
	for _, outlet := range slices.Sorted(maps.Keys(owner)) {
		top := root(owner, outlet)
		if top != outlet {
			houses[top] = append(houses[top], outlet)
		}
	}
	for top := range houses {
		houses[top] = append(houses[top], top)
		slices.Sort(houses[top])
	}
	return houses
}

// root follows the owners of an outlet to the last one. Of a circle it is the
// first by name.
func root(owner map[string]string, outlet string) string {
	seen := []string{outlet}
	for at := outlet; owner[at] != "" && len(seen) <= maxChain; {
		at = owner[at]
		if i := slices.Index(seen, at); i >= 0 {
			return slices.Min(seen[i:])
		}
		seen = append(seen, at)
	}
	return seen[len(seen)-1]
}
