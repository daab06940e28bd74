package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/BurntSushi/toml"

	"github.com/wiretrace/wiretrace/generation"
	"github.com/wiretrace/wiretrace/trace/credit"
)

// maxEntries is the most entries of each list of a settings file.
const maxEntries = 10_000

// An agencyConfig is an agency that the program does not know, or further names and hosts of a known one.
type agencyConfig struct {
	Name    string   `toml:"name"`
	Title   string   `toml:"title"`
	Aliases []string `toml:"aliases"`
	Domains []string `toml:"domains"`
}

// A feedConfig marks an outlet as an agency's own feed.
type feedConfig struct {
	Source string `toml:"source"`
	Agency string `toml:"agency"`
}

// An ownerConfig lists the outlets of one owner.
type ownerConfig struct {
	Name    string   `toml:"name"`
	Sources []string `toml:"sources"`
}

// singleTable returns an error if data has "[agency]" where "[[agency]]" is meant, else nil. The decoder's
// own error for this mistake speaks of Go types.
func singleTable(data []byte) error {
	var tables map[string]any
	if _, err := toml.Decode(string(data), &tables); err != nil {
		return nil //nolint:nilerr // the caller returns the decoder's own error
	}
	for _, name := range []string{"agency", "feed", "owner"} {
		if _, ok := tables[name].(map[string]any); ok {
			return fmt.Errorf("[%s]: there may be several: write [[%s]]", name, name)
		}
	}
	return nil
}

// checkNewsroom checks the lists of the settings and returns them.
func (c *config) checkNewsroom() (n generation.Newsroom, err error) {
	for name, count := range map[string]int{"agency": len(c.Agencies), "feed": len(c.Feeds), "owner": len(c.Owners)} {
		if count > maxEntries {
			return n, fmt.Errorf("[[%s]]: %d entries: leave out all but %d", name, count, maxEntries)
		}
	}
	if n.Owners, err = c.owners(); err != nil {
		return n, err
	}
	if len(c.Agencies) == 0 && len(c.Feeds) == 0 {
		return n, nil
	}
	if n.Agencies, err = c.agencies(); err != nil {
		return n, err
	}
	registry, err := credit.Load()
	if err != nil {
		return n, err
	}
	if registry, err = registry.With(n.Agencies); err != nil {
		return n, fmt.Errorf("[[agency]]: %w", err)
	}
	n.Feeds, err = c.feeds(registry)
	return n, err
}

func (c *config) agencies() ([]credit.Agency, error) {
	var out []credit.Agency
	for i, a := range c.Agencies {
		if strings.TrimSpace(a.Name) == "" {
			return nil, fmt.Errorf("[[agency]] %d has no name: give the one that credits have", i+1)
		}
		out = append(out, credit.Agency{
			Name: strings.TrimSpace(a.Name), Title: strings.TrimSpace(a.Title),
			Aliases: trimmed(a.Aliases), Domains: trimmed(a.Domains),
		})
	}
	return out, nil
}

// feeds returns the agency of each outlet that is an agency's feed. Agencies have their name in the
// registry, even if the settings use another of their names.
func (c *config) feeds(r *credit.Registry) (map[string]string, error) {
	names := agencyNames(r)
	feeds := make(map[string]string, len(c.Feeds))
	for i, f := range c.Feeds {
		source, err := outlet(f.Source)
		if err != nil {
			return nil, fmt.Errorf("[[feed]] %d: source: %w", i+1, err)
		}
		agency, known := names[strings.TrimSpace(f.Agency)]
		if !known {
			return nil, fmt.Errorf("[[feed]] %d (%s): agency %q is not known: spell it as credits do, or add an [[agency]] of that name",
				i+1, source, f.Agency)
		}
		if other, twice := feeds[source]; twice {
			return nil, fmt.Errorf("[[feed]] %d: %s is the feed of %s already: leave one of the two out", i+1, source, other)
		}
		feeds[source] = agency
	}
	return feeds, nil
}

// agencyNames maps all names of agencies to the agency's name in the registry. If a name is the main name
// of one agency and a further name of another, it means the first.
func agencyNames(r *credit.Registry) map[string]string {
	names := make(map[string]string)
	all := r.Agencies()
	for _, a := range all {
		names[a.Name] = a.Name
	}
	for _, a := range all { // agencies of the settings come before built-in ones
		for _, other := range append(a.Aliases, a.Title) {
			if _, taken := names[other]; !taken && other != "" {
				names[other] = a.Name
			}
		}
	}
	return names
}

// owners returns the owner of each outlet.
func (c *config) owners() (map[string]string, error) {
	owners := make(map[string]string)
	houses := make(map[string]bool)
	for i, o := range c.Owners {
		name := strings.TrimSpace(o.Name)
		switch {
		case name == "":
			return nil, fmt.Errorf("[[owner]] %d has no name: give the house's", i+1)
		case houses[name]:
			return nil, fmt.Errorf("[[owner]] %d: %s is there twice: put all its sources into one entry", i+1, name)
		case len(o.Sources) == 0:
			return nil, fmt.Errorf("[[owner]] %d (%s) has no sources: list the house's outlets", i+1, name)
		}
		houses[name] = true
		for _, s := range o.Sources {
			source, err := outlet(s)
			if err != nil {
				return nil, fmt.Errorf("[[owner]] %d (%s): sources: %w", i+1, name, err)
			}
			if other, twice := owners[source]; twice {
				return nil, fmt.Errorf("[[owner]] %d (%s): %s is a source of %s already: name it once", i+1, name, source, other)
			}
			owners[source] = name
		}
	}
	return owners, nil
}

// outlet returns a source as ingest stores it: without space around it, otherwise unchanged. Letter case
// and "www." are kept.
func outlet(source string) (string, error) {
	s := strings.TrimSpace(source)
	switch {
	case s == "":
		return "", fmt.Errorf("%q names no outlet: give one as articles have it, as in paper.example", source)
	case strings.Contains(s, "://"):
		return "", fmt.Errorf("%q is an address: give the outlet as articles have it, as in paper.example", s)
	}
	return s, nil
}

// trimmed returns the strings without space around them.
func trimmed(list []string) []string {
	out := slices.Clone(list)
	for i := range out {
		out[i] = strings.TrimSpace(out[i])
	}
	return out
}
