package main

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/wiretrace/wiretrace/ingest/owners"
)

// maxOwnerFiles bounds the files that say who owns what.
const maxOwnerFiles = 20_000

// addOwners adds what the files of [owners] say to the owners that the settings
// name. dir is the folder of the settings file, which relative paths start from.
// The settings themselves win.
func (c *config) addOwners(dir string) error {
	var said []owners.Statement
	n := 0
	for _, path := range c.OwnerFiles.Files {
		if !filepath.IsAbs(path) {
			path = filepath.Join(dir, path)
		}
		before := n
		err := filepath.WalkDir(path, func(file string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || !owners.Is(file) {
				return err
			}
			if n++; n > maxOwnerFiles {
				return fmt.Errorf("%s: more than %d files", path, maxOwnerFiles)
			}
			if owners.Site(file) == "" {
				return fmt.Errorf("%s: nothing says which site the file is of: name it paper.example.ads.txt, or put it into a folder paper.example", file)
			}
			data, err := readConfig(file)
			if err != nil {
				return err
			}
			said = append(said, owners.Read(file, string(data))...)
			return nil
		})
		if errors.Is(err, os.ErrNotExist) {
			return fmt.Errorf("[owners] files: %s is not there", path)
		}
		if err != nil {
			return fmt.Errorf("[owners] files: %w", err)
		}
		if n == before {
			return fmt.Errorf("[owners] files: %s has no ads.txt or trust.txt; links to folders are not followed", path)
		}
	}
	if len(said) == 0 {
		return nil
	}
	c.mergeOwners(owners.Houses(said))
	var err error
	c.newsroom, err = c.checkNewsroom()
	return err
}

// mergeOwners adds houses to the owners of the settings. An outlet that the
// settings give to an owner stays there. A house whose site they give to an
// owner is that owner's.
func (c *config) mergeOwners(houses map[string][]string) {
	owned := make(map[string]int) // entry of each source
	named := make(map[string]int) // entry of each name
	for i, o := range c.Owners {
		named[o.Name] = i
		for _, s := range o.Sources {
			owned[strings.TrimSpace(s)] = i
		}
	}
	for _, house := range slices.Sorted(maps.Keys(houses)) {
		at, ok := owned[house]
		if !ok {
			at, ok = named[house]
		}
		for _, outlet := range houses[house] {
			if _, taken := owned[outlet]; taken {
				continue
			}
			if !ok {
				at, ok = len(c.Owners), true
				c.Owners = append(c.Owners, ownerConfig{Name: house})
			}
			c.Owners[at].Sources = append(c.Owners[at].Sources, outlet)
			owned[outlet] = at
		}
	}
}
