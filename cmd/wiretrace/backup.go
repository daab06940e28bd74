package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/wiretrace/wiretrace/store"
)

func newBackupCommand(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "backup FILE|-",
		Short: "Write the whole store to one file",
		Long: `Backup writes articles, sketches and conclusions to one file with checksums,
from which "wiretrace restore" makes the same store again. The file gets its name
only when it is complete. With - the backup goes to standard output: commands that
write wait until all of it is read, so use a file if the connection is slow.

` + exitHelp,
		Example: `  wiretrace backup store-2024-05-01.wtb`,
		Args:    args(1, 1),
		RunE: func(cmd *cobra.Command, arg []string) error {
			if arg[0] != "-" {
				if err := a.backupTo(cmd.Context(), arg[0]); err != nil {
					return err
				}
				a.infof("backup written to %s", arg[0])
				return nil
			}
			return a.readStore(func(st *store.Store) error {
				w := bufio.NewWriterSize(a.out, 1<<20)
				return errors.Join(st.Backup(stoppable(cmd.Context(), w)), w.Flush())
			})
		},
	}
}

// backupTo writes a backup of the store to a file.
func (a *app) backupTo(ctx context.Context, path string) error {
	file := path
	if resolved, err := filepath.EvalSymlinks(path); err == nil {
		file = resolved // write to the target of the link and keep the link
	}
	folder, err := os.Stat(filepath.Dir(file))
	st, err2 := os.Stat(a.storePath())
	if err == nil && err2 == nil && os.SameFile(folder, st) {
		return usagef("%s lies in the store itself: name a file elsewhere", path)
	}
	return a.readStore(func(st *store.Store) error {
		if err := writeWhole(path, func(w io.Writer) error { return st.Backup(stoppable(ctx, w)) }); err != nil {
			return fmt.Errorf("backup: %w", err)
		}
		return nil
	})
}

func newRestoreCommand(a *app) *cobra.Command {
	var o store.RestoreOptions
	cmd := &cobra.Command{
		Use:   "restore FILE|-",
		Short: "Make a store from a backup",
		Long: `Restore makes the store directory from a backup file. It never writes into a
store that is there already, and leaves nothing behind when the file is damaged.

Articles that were deleted after the backup was made are left out, unless they were
stored again later. "wiretrace delete" and "wiretrace expire" list them in a file next to
the store, NAME.deleted, as hashes of their ids. Restore reads the list of the directory
that it makes or, if there is none, the lists in the same folder that belong to the
backup's own store, and the list that --deleted names. Keep the list where you keep the
backups.

` + exitHelp,
		Example: `  wiretrace restore --store new-store store-2024-05-01.wtb
  wiretrace restore --deleted lists/wiretrace-store.deleted store-2024-05-01.wtb`,
		Args: args(1, 1),
		RunE: func(cmd *cobra.Command, arg []string) error { return a.restore(cmd, arg[0], &o) },
	}
	cmd.Flags().BoolVar(&o.WithDeleted, "with-deleted", false, "restore also what was deleted after the backup was made")
	cmd.Flags().StringSliceVar(&o.Deleted, "deleted", nil, "leave out what this `FILE` lists as deleted, too")
	return cmd
}

func (a *app) restore(cmd *cobra.Command, from string, o *store.RestoreOptions) error {
	in := a.in
	if from != "-" {
		f, err := os.Open(from)
		if err != nil {
			return fmt.Errorf("restore: %w", err)
		}
		defer f.Close()
		in = f
	}
	o.Warnf = a.logf
	n, err := store.Restore(a.storePath(), bufio.NewReaderSize(interruptible(cmd.Context(), in), 1<<20), *o)
	if err != nil {
		return err
	}
	if n > 0 {
		a.logf("left out: %s deleted after the backup was made; --with-deleted restores such articles too",
			counted(int64(n), "article", "articles"))
	}
	a.infof("restored to %s", a.storePath())
	return nil
}

// writeWhole writes the file at a path that the user gave, in one step (see replaceFile). A link stays a
// link: its target is replaced. A pipe or a device, such as /dev/stdout, is written to directly.
func writeWhole(path string, write func(w io.Writer) error) error {
	if fi, err := os.Stat(path); err == nil && !fi.Mode().IsRegular() && !fi.IsDir() {
		return writeTo(path, write)
	}
	if resolved, err := filepath.EvalSymlinks(path); err == nil {
		path = resolved
	}
	return replaceFile(path, write)
}

// replaceFile writes a temporary file in the same directory and renames it to path. So path never holds
// half a file. The file gets the permissions that the umask of the user gives new files.
func replaceFile(path string, write func(w io.Writer) error) (err error) {
	f, err := createTemporary(path)
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.Remove(f.Name()))
		}
	}()
	w := bufio.NewWriterSize(f, 1<<20)
	if err = errors.Join(write(w), w.Flush(), f.Sync(), f.Close()); err != nil {
		return err
	}
	return os.Rename(f.Name(), path)
}

// writeTo writes to a pipe or a device.
func writeTo(path string, write func(w io.Writer) error) error {
	f, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	w := bufio.NewWriterSize(f, 1<<20)
	return errors.Join(write(w), w.Flush(), f.Close())
}
