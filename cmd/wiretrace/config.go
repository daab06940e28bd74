package main

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/BurntSushi/toml"
	"github.com/spf13/cobra"

	"github.com/wiretrace/wiretrace/article"
	"github.com/wiretrace/wiretrace/generation"
	"github.com/wiretrace/wiretrace/ingest"
	"github.com/wiretrace/wiretrace/store/disk"
)

// configName is the name of the settings file in the store directory.
const configName = "wiretrace.toml"

// maxConfig is the most bytes of a settings file. A larger file is refused: it was most likely given by
// mistake.
const maxConfig = 1 << 20

// A config is the content of a settings file. [link] has the names of flags. The lists say what the user
// knows about agencies and outlets.
type config struct {
	Link struct {
		Window      string `toml:"window"`
		Workers     int    `toml:"workers"`
		Calibration string `toml:"calibration"`
	} `toml:"link"`
	Nightly  nightlyConfig  `toml:"nightly"`
	Agencies []agencyConfig `toml:"agency"`
	Feeds    []feedConfig   `toml:"feed"`
	Owners   []ownerConfig  `toml:"owner"`
	// OwnerFiles names files that say which company owns which outlets: ads.txt and trust.txt.
	OwnerFiles struct {
		Files []string `toml:"files"`
	} `toml:"owners"`
	// Fields maps fields of articles to their names in the input.
	Fields map[string]string `toml:"fields"`

	newsroom generation.Newsroom // made from the lists above by checkNewsroom
}

// loadConfig reads --config, or the store's own settings file if there is one.
func (a *app) loadConfig() (config, error) {
	path := a.configFile
	if path == "" {
		path = filepath.Join(a.storePath(), configName)
		if _, err := os.Lstat(path); errors.Is(err, os.ErrNotExist) {
			return config{}, nil
		}
		// Reading a pipe with this name could wait for ever. A pipe that --config names is read.
		if err := disk.Regular(path); err != nil {
			return config{}, usagef("settings: %w", err)
		}
	}
	a.detailf("settings %s", path)
	data, err := readConfig(path)
	if err != nil {
		return config{}, usagef("settings: %w", err)
	}
	c, err := parseConfig(data)
	if err == nil {
		err = c.addOwners(filepath.Dir(path))
	}
	if err != nil {
		return config{}, usagef("settings %s: %w", path, err)
	}
	return c, nil
}

// readConfig reads a settings file. It fails, without reading all, if the file is larger than maxConfig.
func readConfig(path string) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, maxConfig+1))
	if err == nil && len(data) > maxConfig {
		err = fmt.Errorf("%s has more than %d bytes: name a settings file, or leave out what it need not say", path, maxConfig)
	}
	return data, err
}

// parseConfig reads settings in TOML. An unknown key is an error, so that a misspelt setting is not
// ignored.
func parseConfig(data []byte) (c config, err error) {
	meta, err := toml.Decode(string(data), &c)
	if err != nil {
		return c, cmp.Or(singleTable(data), err)
	}
	if unknown := meta.Undecoded(); len(unknown) > 0 {
		names := make([]string, len(unknown))
		for i, k := range unknown {
			names[i] = k.String()
		}
		slices.Sort(names)
		names = slices.Compact(names) // the entries of a list repeat their keys
		more := ""
		if len(names) > 10 {
			names, more = names[:10], " and others"
		}
		return c, fmt.Errorf("unknown: %s%s (known: %s)", strings.Join(names, ", "), more, strings.Join(configKeys(), ", "))
	}
	c.newsroom, err = c.checkNewsroom()
	return c, err
}

// configKeys returns the keys that a settings file may have.
func configKeys() []string {
	var keys []string
	for table := range reflect.TypeFor[config]().Fields() {
		name, t := table.Tag.Get("toml"), table.Type
		if name == "" {
			continue
		}
		switch t.Kind() {
		case reflect.Slice:
			t = t.Elem()
		case reflect.Map:
			for _, field := range ingest.MapFields() {
				keys = append(keys, name+"."+field)
			}
			continue
		}
		for field := range t.Fields() {
			keys = append(keys, name+"."+field.Tag.Get("toml"))
		}
	}
	return keys
}

// defaultWindow is [dedup.DefaultWindow] as a value of the flag --window.
const defaultWindow = "60d"

// linkFlags are the flags that linking shares with the settings file.
type linkFlags struct {
	window  string
	workers int
}

func (l *linkFlags) addFlags(cmd *cobra.Command) {
	l.addWindow(cmd)
	cmd.Flags().IntVar(&l.workers, "workers", 0, "goroutines that work at a time (default one a core)")
}

func (l *linkFlags) addWindow(cmd *cobra.Command) {
	cmd.Flags().StringVar(&l.window, "window", defaultWindow, "link articles at most so far apart in time, as 36h or 30d; 0: no limit")
}

// merge sets the flags that were not given from the settings file, and returns the window.
func (l *linkFlags) merge(cmd *cobra.Command, c config) (window time.Duration, err error) {
	if c.Link.Window != "" && !cmd.Flags().Changed("window") {
		l.window = c.Link.Window
	}
	if c.Link.Workers != 0 && !cmd.Flags().Changed("workers") {
		l.workers = c.Link.Workers
	}
	if l.workers < 0 || l.workers > 1024 {
		return 0, usagef("--workers %d: give a number from 1 to 1024, or 0 for one a core", l.workers)
	}
	window, err = article.ParseSpan(l.window)
	if err != nil {
		return 0, usagef("--window %s: %w", l.window, err)
	}
	return window, nil
}
