// Package article defines the record that all other packages use: a news article at one revision, with its
// times and its furniture.
//
// Most callers read articles with package ingest and call [Article.Validate]. The package knows neither
// file formats nor storage.
package article

import (
	"slices"
	"strings"
)

// An Article is one text by one outlet at one address, at one revision. The zero value is an empty
// article, which Validate refuses.
type Article struct {
	ID     string // unique in a store; [DeriveID] makes one if the input has none
	URL    string // as published; may be empty
	Source string // the outlet: site or paper, e.g. "example.org"
	Title  string
	Byline string
	Credit string // agency credit as printed, if the input has a field for it
	Lang   string // BCP 47 tag, or empty if unknown

	Published Time // when it appeared, according to the page
	Updated   Time // when it changed, according to the page
	Fetched   Time // when it was crawled: the other times are not later

	Text      string      // as stored: valid UTF-8, LF line ends, no NUL
	Furniture []Furniture // parts of Text that belong to the page; sorted, not overlapping

	// LowConfidence marks a text that was probably extracted wrongly, such as a cookie dialog or a list of
	// links. It is stored but not compared.
	LowConfidence bool

	// Teaser marks a text that its source gives as a summary of the article. A teaser never replaces a
	// longer text of the same id.
	Teaser bool

	Revision string // the source's name of the version, often a number
	Status   Status // whether the source still offers it
	Links    []Link // addresses in it, at most [MaxLinks]
	Origin   Origin // its position in the input

	// Extra holds the input's unknown fields as one JSON object. It may be nil.
	Extra []byte
}

// A Furniture is a part of Text that belongs to the page and not to the article. Start and End are byte
// offsets in Text, half-open. Outside the program offsets are in runes, see [RuneOffsets].
type Furniture struct {
	Start, End int
	Kind       Kind
}

// Kind is the kind of a piece of furniture.
type Kind uint8

// The kinds of furniture that are recognised on a single page.
const (
	KindOther      Kind = iota // any other furniture
	KindComments               // comment form or its heading
	KindSourceLink             // "Source link" and the like
	KindRelated                // headline of another article within the body
	KindNewsletter             // subscription box
	KindShare                  // share or follow bar
	KindCaption                // picture caption or photo credit
	KindCopyright              // copyright or rights line
	KindNavigation             // breadcrumbs, previous/next, tags
	KindCookies                // consent dialog
)

var kindNames = [...]string{
	"other", "comments", "source-link", "related", "newsletter", "share",
	"caption", "copyright", "navigation", "cookies",
}

// String returns the name of the kind in records.
func (k Kind) String() string {
	if int(k) < len(kindNames) {
		return kindNames[k]
	}
	return kindNames[KindOther]
}

// ParseKind returns the kind with the given name.
func ParseKind(name string) (k Kind, ok bool) {
	i := slices.Index(kindNames[:], name)
	return Kind(max(i, 0)), i >= 0
}

// Clone returns a copy of a that shares no memory with it. Readers reuse their buffers, so an article to
// be kept must be cloned.
func (a *Article) Clone() Article {
	c := *a
	for _, s := range []*string{
		&c.ID, &c.URL, &c.Source, &c.Title, &c.Byline, &c.Credit, &c.Lang, &c.Text,
		&c.Published.Raw, &c.Published.From, &c.Updated.Raw, &c.Updated.From,
		&c.Fetched.Raw, &c.Fetched.From, &c.Revision, &c.Origin.File, &c.Origin.Record,
	} {
		*s = strings.Clone(*s)
	}
	c.Links = append([]Link(nil), a.Links...)
	for i, l := range c.Links {
		c.Links[i] = Link{Rel: strings.Clone(l.Rel), URL: strings.Clone(l.URL)}
	}
	c.Furniture = append([]Furniture(nil), a.Furniture...)
	c.Extra = append([]byte(nil), a.Extra...)
	return c
}

// Body returns Text without its furniture. This is the text that is compared.
func (a *Article) Body() string {
	if len(a.Furniture) == 0 {
		return a.Text
	}
	var b strings.Builder
	b.Grow(len(a.Text))
	at := 0
	for _, f := range a.Furniture {
		b.WriteString(a.Text[at:f.Start])
		at = f.End
	}
	b.WriteString(a.Text[at:])
	return b.String()
}

// RuneOffsets converts ascending byte offsets of text to rune offsets in place.
func RuneOffsets(text string, offsets []int) {
	runes, i := 0, 0
	for at := range text {
		for i < len(offsets) && offsets[i] <= at {
			offsets[i] = runes
			i++
		}
		runes++
	}
	for ; i < len(offsets); i++ {
		offsets[i] = runes
	}
}
