package main

import (
	"cmp"
	"errors"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/wiretrace/wiretrace/article"
)

// The defaults of nightly's settings.
const (
	defaultMinAge      = "1m"
	defaultKeepBackups = "14d"
)

// leastKeepBackups is the shortest time for which --keep-backups may keep backups.
const leastKeepBackups = time.Minute

// A nightlyConfig is the table [nightly] of the settings file. Each setting can be overridden by a flag.
type nightlyConfig struct {
	Drop        string `toml:"drop"`
	MinAge      string `toml:"min_age"`
	KeepDone    string `toml:"keep_done"`
	Expire      string `toml:"expire"`
	Out         string `toml:"out"`
	OutChanges  string `toml:"out_changes"`
	Site        string `toml:"site"`
	SiteSince   string `toml:"site_since"`
	Backups     string `toml:"backups"`
	KeepBackups string `toml:"keep_backups"`
}

// A setting is a flag of nightly and its field in nightlyConfig.
type setting struct {
	flag, usage string
	field       func(*nightlyConfig) *string
}

// nightlySettings lists the settings that are both flags and in the settings file.
func nightlySettings() []setting {
	return []setting{
		{"drop", "read what is in this `DIR`, then move it to DIR/done or DIR/failed", func(c *nightlyConfig) *string { return &c.Drop }},
		{"min-age", "leave files of the drop folder that changed more recently (default " + defaultMinAge + ")", func(c *nightlyConfig) *string { return &c.MinAge }},
		{"keep-done", "remove what was read after so long, as 30d (default: it is kept)", func(c *nightlyConfig) *string { return &c.KeepDone }},
		{"expire", "delete articles that appeared longer ago, as 365d (default: none)", func(c *nightlyConfig) *string { return &c.Expire }},
		{"out", "write the result files to `DIR`", func(c *nightlyConfig) *string { return &c.Out }},
		{"out-changes", "write the records that changed since the last run to `DIR`", func(c *nightlyConfig) *string { return &c.OutChanges }},
		{"site", "write the reports to `DIR` as linked pages", func(c *nightlyConfig) *string { return &c.Site }},
		{"site-since", "pages of stories since then: 30d, or a date; older pages are removed (default: of all)", func(c *nightlyConfig) *string { return &c.SiteSince }},
		{"backups", "write a backup to `DIR`", func(c *nightlyConfig) *string { return &c.Backups }},
		{"keep-backups", "remove older backups of DIR (default " + defaultKeepBackups + ")", func(c *nightlyConfig) *string { return &c.KeepBackups }},
	}
}

func (c *nightlyConfig) addFlags(cmd *cobra.Command) {
	for _, s := range nightlySettings() {
		cmd.Flags().StringVar(s.field(c), s.flag, "", s.usage)
	}
}

// A nightlyPlan holds the settings of one night, parsed and checked.
type nightlyPlan struct {
	nightlyConfig
	minAge, keepDone, keepBackups time.Duration
	expire, since                 int64 // seconds since 1970
}

// fill sets empty settings to their defaults.
func (c *nightlyConfig) fill() {
	c.MinAge = cmp.Or(c.MinAge, defaultMinAge)
	c.KeepBackups = cmp.Or(c.KeepBackups, defaultKeepBackups)
}

// plan merges flags, settings file and defaults, in this order of precedence.
func (c *nightlyConfig) plan(cmd *cobra.Command, file nightlyConfig, now time.Time) (p nightlyPlan, err error) {
	for _, s := range nightlySettings() {
		if cmd.Flags().Changed(s.flag) {
			*s.field(&file) = *s.field(c)
		}
	}
	p.nightlyConfig = file
	p.fill()
	for _, span := range []struct {
		flag, value string
		to          *time.Duration
	}{{"min-age", p.MinAge, &p.minAge}, {"keep-done", p.KeepDone, &p.keepDone}, {"keep-backups", p.KeepBackups, &p.keepBackups}} {
		if span.value == "" {
			continue
		}
		if *span.to, err = article.ParseSpan(span.value); err != nil {
			return p, usagef("--%s %s: %w", span.flag, span.value, err)
		}
	}
	if p.Expire != "" {
		age, err := article.ParseSpan(p.Expire)
		if err != nil {
			return p, usagef("--expire %s: %w", p.Expire, err)
		}
		p.expire = now.Add(-age).Unix()
	}
	if p.SiteSince != "" {
		if p.since, err = parseSince(p.SiteSince, now); err != nil {
			return p, usagef("--site-since %s: %w", p.SiteSince, err)
		}
	}
	err = errors.Join(p.check(now), (&dedupFlags{out: p.Out, delta: p.OutChanges}).checkFolders())
	return p, err
}

// check returns an error if a setting has no effect or would do harm.
func (p *nightlyPlan) check(now time.Time) error {
	switch {
	case p.KeepDone != "" && p.Drop == "":
		return usagef("--keep-done %s: there is no drop folder: add --drop DIR", p.KeepDone)
	case p.SiteSince != "" && p.Site == "":
		return usagef("--site-since %s: no site is written: add --site DIR", p.SiteSince)
	case p.Expire != "" && p.expire >= now.Unix():
		return usagef("--expire %s: that would delete every article", p.Expire)
	case p.keepBackups < leastKeepBackups:
		return usagef("--keep-backups %s: that would remove the new backup too; give a minute or more, as 14d", p.KeepBackups)
	}
	return nil
}

// apart returns an error if the input and output folders are inside each other: nightly would read its own
// output as input and move it.
func (p *nightlyPlan) apart(storeDir string) error {
	if p.Drop == "" {
		return nil
	}
	for _, other := range []struct{ what, dir string }{{"the store", storeDir}, {"--out", p.Out}, {"--out-changes", p.OutChanges}, {"--site", p.Site}, {"--backups", p.Backups}} {
		if other.dir != "" && (holds(p.Drop, other.dir) || holds(other.dir, p.Drop)) {
			return usagef("--drop %s and %s (%s): one is in the other; give the drop folder a place of its own", p.Drop, other.what, other.dir)
		}
	}
	return nil
}

// holds reports whether inner is the same folder as outer or inside it.
func holds(outer, inner string) bool {
	rel, err := filepath.Rel(resolved(outer), resolved(inner))
	return err == nil && rel != ".." && !strings.HasPrefix(rel, ".."+string(filepath.Separator))
}

// resolved returns the absolute path of a folder with links resolved. The last parts of the path need not
// exist.
func resolved(dir string) string {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return dir
	}
	for rest := ""; ; dir, rest = filepath.Dir(dir), filepath.Join(filepath.Base(dir), rest) {
		if real, err := filepath.EvalSymlinks(dir); err == nil {
			return filepath.Join(real, rest)
		}
		if dir == filepath.Dir(dir) {
			return filepath.Join(dir, rest)
		}
	}
}

// arguments returns the command line for the server of the store. Paths are absolute, since the server has
// another working directory.
func (p *nightlyPlan) arguments(cmd *cobra.Command) []string {
	var names []string
	for _, s := range nightlySettings() {
		names = append(names, s.flag)
	}
	args := arguments(cmd, names...)
	for _, s := range nightlySettings() {
		value := *s.field(&p.nightlyConfig)
		switch s.flag {
		case "drop", "out", "out-changes", "site", "backups":
			if value != "" {
				value = absolute(value)
			}
		}
		args = append(args, "--"+s.flag+"="+value)
	}
	return args
}
