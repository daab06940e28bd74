package article

import (
	"errors"
	"fmt"
	"strings"
	"unicode"
)

// MaxID is the longest id that is accepted, in bytes. Ids are keys of the
// store, and none of the conventions read (URLs, URNs, GUIDs) comes near it.
const MaxID = 1000

// The reasons why Validate refuses an article.
var (
	// ErrNoText: the text is missing or has neither letter nor digit.
	ErrNoText = errors.New("no text")
	// ErrNoID: the id is empty.
	ErrNoID = errors.New("no id")
	// ErrLongID: the id has more than [MaxID] bytes.
	ErrLongID = errors.New("id too long")
	// ErrFurniture: the furniture is not sorted, overlaps or lies outside of the text.
	ErrFurniture = errors.New("furniture out of place")
)

// Validate reports why a cannot be stored, or nil. A text of one word is an
// article; one without any letter or digit is none. Validate does not look for
// invalid UTF-8: readers replace it.
func (a *Article) Validate() error {
	if strings.IndexFunc(a.Text, isText) < 0 {
		return ErrNoText
	}
	switch {
	case a.ID == "":
		return ErrNoID
	case len(a.ID) > MaxID:
		return fmt.Errorf("%w: %d bytes, at most %d are accepted", ErrLongID, len(a.ID), MaxID)
	}
	if err := a.validRecord(); err != nil {
		return err
	}
	at := 0
	for _, f := range a.Furniture {
		if f.Start < at || f.End < f.Start || f.End > len(a.Text) {
			return fmt.Errorf("%w: [%d, %d) in a text of %d bytes", ErrFurniture, f.Start, f.End, len(a.Text))
		}
		at = f.End
	}
	return nil
}

func isText(c rune) bool { return unicode.IsLetter(c) || unicode.IsNumber(c) }
