package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/BurntSushi/toml"
	"github.com/spf13/cobra"
)

// configName is the settings file looked for in the store directory.
const configName = "wiretrace.toml"

// A config holds what a settings file may set: the names are those of the flags.
type config struct {
	Link struct {
		Window      string `toml:"window"`
		Workers     int    `toml:"workers"`
		Calibration string `toml:"calibration"`
	} `toml:"link"`
}

// loadConfig reads --config, or the store's own settings file if there is one.
// Unknown keys are errors: a misspelt setting must not pass for a set one.
func (a *app) loadConfig() (config, error) {
	var c config
	path := a.configFile
	if path == "" {
		path = filepath.Join(a.storePath(), configName)
		if _, err := os.Stat(path); errors.Is(err, os.ErrNotExist) {
			return c, nil
		}
	}
	meta, err := toml.DecodeFile(path, &c)
	if err != nil {
		return c, usagef("settings %s: %w", path, err)
	}
	if unknown := meta.Undecoded(); len(unknown) > 0 {
		names := make([]string, len(unknown))
		for i, k := range unknown {
			names[i] = k.String()
		}
		return c, usagef("settings %s: unknown: %s (known: link.window, link.workers, link.calibration)", path, strings.Join(names, ", "))
	}
	return c, nil
}

// linkFlags are the settings of linking, by flag and by settings file.
type linkFlags struct {
	window  string
	workers int
}

func (l *linkFlags) addFlags(cmd *cobra.Command) {
	cmd.Flags().StringVar(&l.window, "window", "30d", "link articles at most so far apart in time, as 36h or 30d; 0: no limit")
	cmd.Flags().IntVar(&l.workers, "workers", 0, "goroutines that work at a time (default one a core)")
}

// merge takes the settings file's values where no flag was given.
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
	window, err = parseSpan(l.window)
	if err != nil {
		return 0, usagef("--window %s: %w", l.window, err)
	}
	return window, nil
}

// parseSpan reads a length of time: what time.ParseDuration takes, and whole
// days as in "30d".
func parseSpan(s string) (time.Duration, error) {
	var d time.Duration
	if days, ok := strings.CutSuffix(s, "d"); ok {
		var n int
		if _, err := fmt.Sscanf(days+"\n", "%d\n", &n); err != nil || n > 36500 {
			return 0, fmt.Errorf("not a number of days, as in 30d")
		}
		d = time.Duration(n) * 24 * time.Hour
	} else {
		var err error
		if d, err = time.ParseDuration(s); err != nil {
			return 0, fmt.Errorf("not a length of time, as in 36h or 30d")
		}
	}
	if d < 0 {
		return 0, fmt.Errorf("a length of time can't be negative")
	}
	return d, nil
}
