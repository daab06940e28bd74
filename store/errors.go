package store

import "errors"

// The errors of this package, for errors.Is. Returned errors add what was found and what to do.
var (
	// ErrInUse is returned by [Open] when another process has the store open. The error names its process
	// id if it is known.
	ErrInUse = errors.New("the store is in use")
	// ErrRecovering is returned by [Open] in addition to ErrInUse if the other process only recovers the
	// store after a kill, which ends soon.
	ErrRecovering = errors.New("another process recovers it")
	// ErrVersion is returned by [Open] and [Restore] for a store or backup of another version or with
	// another meaning of sketches.
	ErrVersion = errors.New("the store is of another version")
	// ErrNotFound is returned by [Open] if there is no store, and by methods of [View] for a number
	// without an article.
	ErrNotFound = errors.New("not found")
	// ErrDamaged is returned if stored data contradicts its checksum or cannot be decoded.
	ErrDamaged = errors.New("the store is damaged")
	// ErrFull is returned by every write if the disk has no room for it. The store stays as it was at the
	// last Commit.
	ErrFull = errors.New("no space left for the store")
	// ErrLimit is returned by [Open] if a process limit is too low for the store: open files, file size or
	// address space.
	ErrLimit = errors.New("a limit of this process is too low")
	// ErrExists is returned by [Restore] when the directory is not empty.
	ErrExists = errors.New("the directory is not empty")
	// ErrReadOnly is returned by every write to a store opened for reading.
	ErrReadOnly = errors.New("the store is open for reading only")
	// ErrBusy is returned by a write while another write is in progress in this process, and by operations
	// that need exclusive access to the files while views are open.
	ErrBusy = errors.New("the store is busy")
	// ErrClosed is returned after Close.
	ErrClosed = errors.New("the store is closed")
	// ErrTooLarge is returned by [Block.Seal] for an article beyond the limits
	// of the format.
	ErrTooLarge = errors.New("the article is too large to be stored")
)
