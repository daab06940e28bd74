package store

import "errors"

// Errors of this package, for errors.Is. The errors returned say more: what
// was found, and what to do next.
var (
	// ErrInUse is returned by [Open] when another process holds the store. The
	// error names its process id where that can be found out.
	ErrInUse = errors.New("the store is in use")
	// ErrRecovering is returned by [Open] along with ErrInUse when the other process does not write: it opens the store after
	// a kill, which ends soon.
	ErrRecovering = errors.New("another process recovers it")
	// ErrVersion is returned by [Open] and [Restore] for a store or a backup
	// made by another version or under another meaning.
	ErrVersion = errors.New("the store is of another version")
	// ErrNotFound is returned by [Open] where there is no store, and by the
	// methods of [View] for a number that no article has.
	ErrNotFound = errors.New("not found")
	// ErrDamaged is returned wherever stored data contradicts its checksum or
	// cannot be decoded.
	ErrDamaged = errors.New("the store is damaged")
	// ErrFull is returned by every write when the disk has no room for it. The
	// store is as it was at the last Commit.
	ErrFull = errors.New("no space left for the store")
	// ErrLimit is returned by [Open] when a limit of the process, on open files, the size of a file or its
	// addresses, is too low for the store.
	ErrLimit = errors.New("a limit of this process is too low")
	// ErrExists is returned by [Restore] when the directory is not empty.
	ErrExists = errors.New("the directory is not empty")
	// ErrReadOnly is returned by every write to a store opened for reading.
	ErrReadOnly = errors.New("the store is open for reading only")
	// ErrBusy is returned by writes while another is under way in this process, and by what needs the
	// files alone while views are open.
	ErrBusy = errors.New("the store is busy")
	// ErrClosed is returned after Close.
	ErrClosed = errors.New("the store is closed")
	// ErrTooLarge is returned by [Block.Seal] for an article beyond the limits
	// of the format.
	ErrTooLarge = errors.New("the article is too large to be stored")
)
