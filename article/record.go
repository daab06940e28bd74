package article

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// Status says whether the source still offers an article for publication.
type Status uint8

// The statuses. An article is usable unless its source says otherwise.
const (
	StatusUsable    Status = iota // may be published
	StatusWithheld                // must not be published yet: an embargo, a legal hold
	StatusCancelled               // withdrawn: must not be published any more
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

// Blocked reports whether the text of the article must not be shown: it is withheld or cancelled.
func (s Status) Blocked() bool { return s == StatusWithheld || s == StatusCancelled }

// ParseStatus parses a status in records and agency formats: the names above, "canceled", "killed",
// "withdrawn", "retracted", "embargoed", "correction", with or without IPTC's prefix "stat:". ok is false
// for other words.
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

// shortNotice is a size in bytes, about 60 words of a European language. If the source does not offer an
// article any more and its text is shorter, the text is treated as a notice of that. The value was chosen,
// not measured.
const shortNotice = 400

// Comparable reports whether the text may be compared with other texts: it was extracted correctly, and it
// is neither a teaser nor a notice that the article was withdrawn.
func (a *Article) Comparable() bool {
	return !a.LowConfidence && !a.Teaser && (!a.Status.Blocked() || len(a.Text) >= shortNotice)
}

// Embargo withholds an article whose source wrote that it must not be published before raw, and reports
// whether it did. The embargo is over if the article was fetched after that time. If the fetch time is
// unknown, its version or first publication counts instead. The machine's clock is not used. If raw is not
// a date, there is no embargo, except if its year is later than ParseTime accepts: that means "until
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

// farYear reports whether a date in ISO 8601 has a year after 2060.
func farYear(raw string) bool {
	year, rest, ok := strings.Cut(strings.TrimSpace(raw), "-")
	return ok && len(year) == 4 && year >= "2061" && year <= "9999" && rest != ""
}

// A Link is an address in an article, with its relation to the article.
type Link struct {
	Rel string // a Rel constant, or the input's own word
	URL string // absolute
}

// The known relations. Others are kept as they are in the input.
const (
	RelCanonical    = "canonical"          // the page's canonical address, if it is not Article.URL
	RelAMP          = "amp"                // the AMP form of the page
	RelSyndication  = "syndication-source" // the text was syndicated from this address
	RelOriginal     = "original-source"    // the first report of the story
	RelBasedOn      = "isBasedOn"          // schema.org: the work that this one is based on
	RelVia          = "via"                // Atom: where the information came from
	RelSource       = "source"             // RSS: the feed that the item came from
	RelSameAs       = "sameAs"             // schema.org: another address of the same work
	RelPublisher    = "sourceOrganization" // schema.org: the organisation it was written for
	RelViewed       = "viewed-at"          // the archive, cache or proxy from which the page was read
	RelDerivedFrom  = "derivedFrom"        // NewsML-G2: the item from which this one was made
	RelAssociation  = "association"        // ninjs, NewsML-G2: another item of the same package
	RelSupersededBy = "supersededBy"       // the item that replaces this one
)

// An Origin is the position of a record in the input.
type Origin struct {
	File   string // name of the file; "" if the origin is unknown
	Offset int64  // byte offset of the record in the file, as stored (compressed)
	Record string // the container's own id of the record, such as WARC-Record-ID
}

// Limits of the fields above. [Article.AddLink] does not exceed them; [Article.Validate] refuses articles
// that do.
const (
	MaxLinks    = 64
	MaxLinkURL  = 4096 // bytes
	MaxLinkRel  = 64   // bytes
	MaxRevision = 128  // bytes
	MaxOrigin   = 4096 // bytes of File, and of Record
)

// The errors of Validate for these fields.
var (
	ErrLinks    = errors.New("links out of bounds")
	ErrRevision = errors.New("revision too long")
	ErrOrigin   = errors.New("origin out of bounds")
	ErrStatus   = errors.New("unknown status")
)

// AddLink appends a link and reports whether it did. It ignores an address that is empty, too long or
// already there, and links beyond [MaxLinks].
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

// Link returns the first address with a relation, or "".
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
