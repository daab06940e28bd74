package main

import (
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"runtime"
)

// socketName is the name of the socket in the store directory through which commands reach a server.
const socketName = "serve.sock"

// longestSocket is the longest path of a socket, in bytes, that every system accepts.
const longestSocket = 100

// A localListener listens on the socket of a store.
type localListener struct {
	net.Listener
	path string
}

// listenLocal makes the socket of a store. Only the owner can open it: it is made in a private folder and
// moved to its place when its permissions are set. A socket that a killed process left is replaced; this
// is safe since the caller holds the store.
func listenLocal(dir string) (*localListener, error) {
	tmp, err := os.MkdirTemp(dir, ".serve-")
	if err != nil {
		return nil, fmt.Errorf("socket: %w", err)
	}
	defer func() { _ = os.Remove(tmp) }()
	var l *net.UnixListener
	err = atShortPath(tmp, func(short string) error {
		var err error
		l, err = net.ListenUnix("unix", &net.UnixAddr{Net: "unix", Name: filepath.Join(short, "s")})
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("socket: %w", err)
	}
	l.SetUnlinkOnClose(false)
	made, path := filepath.Join(tmp, "s"), filepath.Join(dir, socketName)
	err = os.Chmod(made, 0o600)
	if err == nil {
		err = os.Rename(made, path)
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("socket: %w", err), l.Close(), os.Remove(made))
	}
	return &localListener{l, path}, nil
}

// remove removes the socket file.
func (l *localListener) remove() { _ = os.Remove(l.path) }

// atShortPath calls fn with a path of the folder dir that is short enough for a socket in it.
func atShortPath(dir string, fn func(short string) error) error {
	if len(dir)+1+len(socketName) <= longestSocket || runtime.GOOS != "linux" {
		return fn(dir)
	}
	f, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer f.Close()
	return fn(fmt.Sprintf("/proc/self/fd/%d", f.Fd()))
}

// dialLocal connects to the server of a store. It fails if none runs, or if the socket belongs to another
// user than this process's user or the administrator.
func dialLocal(dir string) (net.Conn, error) {
	info, err := os.Lstat(filepath.Join(dir, socketName))
	if err != nil {
		return nil, err
	}
	if info.Mode()&os.ModeSocket == 0 || !trusted(info) {
		return nil, fmt.Errorf("%s is no socket of ours", filepath.Join(dir, socketName))
	}
	var conn net.Conn
	err = atShortPath(dir, func(short string) error {
		conn, err = net.Dial("unix", filepath.Join(short, socketName))
		return err
	})
	return conn, err
}
