package article

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// Status says whether the source still offers an article for publication.
type Status uint8

// The statuses. An article whose source says nothing is usable.
const (
	StatusUsable    Status = iota // may be published
	StatusWithheld                // must not be published yet: an embargo, a legal hold
	StatusCancelled               // withdrawn, killed: must not be published any more
	StatusCorrected               // usable, and corrects an earlier version
)

var statusNames = [...]string{"usable", "withheld", "cancelled", "corrected"}

// String returns the name of the status in records.
func (s Status) String() string {
	if int(s) < len(statusNames) {
		return statusNames[s]
	}
	return statusNames[StatusUsable]
}

// Blocked reports whether the article must not be shown as a text: it is
// withheld or cancelled.
func (s Status) Blocked() bool { return s == StatusWithheld || s == StatusCancelled }

// ParseStatus reads a status as records and agency formats write it: the names
// above, "canceled", "killed", "withdrawn", "retracted", "embargoed",
// "correction", with or without IPTC's prefix "stat:". ok is false for any
// other word.
func ParseStatus(s string) (status Status, ok bool) {
	s = strings.ToLower(strings.TrimSpace(s))
	switch strings.TrimPrefix(s, "stat:") {
	case "usable":
		return StatusUsable, true
	case "withheld", "embargoed":
		return StatusWithheld, true
	case "cancelled", "canceled", "killed", "withdrawn", "retracted":
		return StatusCancelled, true
	case "corrected", "correction":
		return StatusCorrected, true
	}
	return StatusUsable, false
}

// shortNotice is the size in bytes below which the text of an article that its source does not
// offer is taken for a notice of that: some 60 words of a European language. It was chosen, not measured.
const shortNotice = 400

// Comparable reports whether the text may be compared with other texts: it was extracted rightly,
// it is no teaser, and no notice that its source has withdrawn the article.
func (a *Article) Comparable() bool {
	return !a.LowConfidence && !a.Teaser && (!a.Status.Blocked() || len(a.Text) >= shortNotice)
}

// Embargo withholds an article whose source wrote that it must not be published
// before raw, and reports whether it did. The embargo is over if the article was
// fetched after it or, if that is not known, if its version or first publication
// is not earlier: the clock of the machine has no part in it. What is no date is
// no embargo, except for a year that ParseTime takes for too far away: "until
// further notice".
func (a *Article) Embargo(raw string) bool {
	until := ParseTime(raw, "field")
	own := a.Fetched
	for _, t := range []Time{a.Updated, a.Published} {
		if !own.Known() {
			own = t
		}
	}
	switch {
	case !until.Known() && !farYear(raw), a.Status.Blocked():
		return false
	case until.Known() && own.Known() && own.Unix >= until.Unix:
		return false
	}
	a.Status = StatusWithheld
	return true
}

// farYear reports whether a date in ISO 8601 has a year from 2061 on.
func farYear(raw string) bool {
	year, rest, ok := strings.Cut(strings.TrimSpace(raw), "-")
	return ok && len(year) == 4 && year >= "2061" && year <= "9999" && rest != ""
}

// A Link is an address that an article names, with what the address is to it.
type Link struct {
	Rel string // one of the Rel constants, or the input's own word
	URL string // absolute
}

// The relations that the program knows. Other words are kept as they are.
const (
	RelCanonical    = "canonical"          // the page's address of record, if that is not Article.URL
	RelAMP          = "amp"                // the AMP form of the page
	RelSyndication  = "syndication-source" // the text was syndicated from there
	RelOriginal     = "original-source"    // who reported it first
	RelBasedOn      = "isBasedOn"          // schema.org: the work that this one is based on
	RelVia          = "via"                // Atom: where the information came from
	RelSource       = "source"             // RSS: the feed that the item came from
	RelSameAs       = "sameAs"             // schema.org: another address of the same work
	RelPublisher    = "sourceOrganization" // schema.org: the organisation it was written for
	RelViewed       = "viewed-at"          // the archive, cache or proxy that the page was read from
	RelDerivedFrom  = "derivedFrom"        // NewsML-G2: the item that this one was made from
	RelAssociation  = "association"        // ninjs, NewsML-G2: another item of the same package
	RelSupersededBy = "supersededBy"       // the item that replaces this one
)

// An Origin says where in the input a record was read.
type Origin struct {
	File   string // as it was named; "" if the origin is not kept
	Offset int64  // byte offset of the record in the file, as stored (compressed)
	Record string // the container's own id of the record, such as WARC-Record-ID
}

// Bounds of the fields above. Readers use [Article.AddLink], which keeps to
// them; [Article.Validate] refuses what exceeds them.
const (
	MaxLinks    = 64
	MaxLinkURL  = 4096 // bytes
	MaxLinkRel  = 64   // bytes
	MaxRevision = 128  // bytes
	MaxOrigin   = 4096 // bytes of File, and of Record
)

// The reasons why Validate refuses these fields.
var (
	ErrLinks    = errors.New("links out of bounds")
	ErrRevision = errors.New("revision too long")
	ErrOrigin   = errors.New("origin out of bounds")
	ErrStatus   = errors.New("unknown status")
)

// AddLink appends a link and reports whether it did. An empty or overlong
// address, a link that is there already, and a link beyond [MaxLinks] are left
// out.
func (a *Article) AddLink(rel, url string) bool {
	l := Link{Rel: strings.TrimSpace(rel), URL: strings.TrimSpace(url)}
	if !l.valid() || len(a.Links) >= MaxLinks {
		return false
	}
	if slices.Contains(a.Links, l) {
		return false
	}
	a.Links = append(a.Links, l)
	return true
}

// Link returns the first address with the given relation, or "".
func (a *Article) Link(rel string) string {
	for _, l := range a.Links {
		if l.Rel == rel {
			return l.URL
		}
	}
	return ""
}

func (l Link) valid() bool {
	return l.Rel != "" && l.URL != "" && len(l.Rel) <= MaxLinkRel && len(l.URL) <= MaxLinkURL
}

// validRecord checks the fields of this file.
func (a *Article) validRecord() error {
	if len(a.Revision) > MaxRevision {
		return fmt.Errorf("%w: %d bytes, at most %d are accepted", ErrRevision, len(a.Revision), MaxRevision)
	}
	if int(a.Status) >= len(statusNames) {
		return fmt.Errorf("%w: %d", ErrStatus, a.Status)
	}
	if len(a.Links) > MaxLinks {
		return fmt.Errorf("%w: %d links, at most %d are accepted", ErrLinks, len(a.Links), MaxLinks)
	}
	for _, l := range a.Links {
		if !l.valid() {
			return fmt.Errorf("%w: relation %.80q with an address of %d bytes", ErrLinks, l.Rel, len(l.URL))
		}
	}
	o := &a.Origin
	if len(o.File) > MaxOrigin || len(o.Record) > MaxOrigin || o.Offset < 0 {
		return fmt.Errorf("%w: file name of %d bytes, record id of %d, offset %d", ErrOrigin, len(o.File), len(o.Record), o.Offset)
	}
	return nil
}
