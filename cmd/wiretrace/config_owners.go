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
	"github.com/wiretrace/wiretrace/store/disk"
)

// maxOwnerFiles is the most files that [owners] may name.
const maxOwnerFiles = 20_000

// addOwners adds the owners that the files of [owners] name. dir is the folder of the settings file:
// relative paths start there. If a file and the settings contradict each other, the settings count.
func (c *config) addOwners(dir string) error {
	var statements []owners.Statement
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
			if err := disk.Regular(file); err != nil {
				return err
			}
			data, err := readConfig(file)
			if err != nil {
				return err
			}
			statements = append(statements, owners.Read(file, string(data))...)
			return nil
		})
		if _, gone := os.Lstat(path); errors.Is(gone, os.ErrNotExist) {
			return fmt.Errorf("[owners] files: %s is not there", path)
		}
		if err != nil {
			return fmt.Errorf("[owners] files: %w", err)
		}
		if n == before {
			return fmt.Errorf("[owners] files: %s has no ads.txt or trust.txt; links to folders are not followed", path)
		}
	}
	if len(statements) == 0 {
		return nil
	}
	c.mergeOwners(owners.Houses(statements))
	var err error
	c.newsroom, err = c.checkNewsroom()
	return err
}

// mergeOwners adds owners, with their outlets, to those of the settings. An outlet keeps the owner that
// the settings give it. If the settings give the site of an owner to another owner, the two are one owner.
func (c *config) mergeOwners(houses map[string][]string) {
	owned := make(map[string]int) // source -> index of its entry
	named := make(map[string]int) // name -> index of its entry
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
