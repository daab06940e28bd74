// Command mkpress writes the fictional press into a folder, testdata/press of
// this repository unless another is named.
package main

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/wiretrace/wiretrace/internal/press"
)

func main() {
	dir := "testdata/press"
	if len(os.Args) > 1 {
		dir = os.Args[1]
	}
	if err := write(dir); err != nil {
		fmt.Fprintln(os.Stderr, "mkpress:", err)
		os.Exit(1)
	}
}

func write(dir string) error {
	files, err := press.Make()
	if err != nil {
		return err
	}
	for name, data := range files {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
			return err
		}
		if err := os.WriteFile(path, data, 0o666); err != nil {
			return err
		}
	}
	return nil
}
