package main

import (
	"cmp"
	_ "embed" // the template of settings
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/BurntSushi/toml"
	"github.com/spf13/cobra"
)

//go:embed config_template.toml
var configTemplate string

func newConfigCommand(a *app) *cobra.Command {
	var template bool
	cmd := &cobra.Command{
		Use:   "config",
		Short: "Print the settings that are in force",
		Long: `Config prints the settings that are in force, as TOML, and where they come from: the
file of --config, else wiretrace.toml in the store directory. A file with an unknown or
misspelt setting is refused, with the list of those that are known.

With --template it prints a settings file with every setting, each with a comment, to
begin one with.

` + exitHelp,
		Example: `  wiretrace config
  wiretrace config --template > wiretrace-store/wiretrace.toml`,
		Args: args(0, 0),
		RunE: func(*cobra.Command, []string) error {
			if template {
				_, err := fmt.Fprint(a.out, configTemplate)
				return err
			}
			return a.printConfig()
		},
	}
	cmd.Flags().BoolVar(&template, "template", false, "print a commented settings file")
	return cmd
}

// printConfig prints the settings in force as TOML.
func (a *app) printConfig() error {
	c, err := a.loadConfig()
	if err != nil {
		return err
	}
	c.Link.Window = cmp.Or(c.Link.Window, defaultWindow)
	c.Nightly.fill()
	if a.json {
		return a.printJSON(c)
	}
	path := a.configFile
	if path == "" {
		path = filepath.Join(a.storePath(), configName)
		if _, err := os.Stat(path); errors.Is(err, os.ErrNotExist) {
			path = "none; defaults are used"
		}
	}
	if _, err := fmt.Fprintf(a.out, "# store: %s\n# settings: %s\n", escaped(a.storePath()), escaped(path)); err != nil {
		return err
	}
	return toml.NewEncoder(a.out).Encode(c)
}
