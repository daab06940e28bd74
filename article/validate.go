package article

import (
	"errors"
	"fmt"
	"strings"
	"unicode"
)

// MaxID is the most bytes of an id. Ids are keys of the store. URLs, URNs and GUIDs are much shorter.
const MaxID = 1000

// The errors of Validate.
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

// Validate returns an error if a cannot be stored. A text must have a letter or a digit; one word is
// enough. Validate does not check UTF-8: readers replace invalid bytes.
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
