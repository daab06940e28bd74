// Package credit finds the sources that an article credits with its text: agencies,
// press-release services, syndicates and republishers. They are named in the dateline,
// the byline, at the head or the tail, in a copyright line or in the page's metadata.
//
// Most callers load the registry once and use it for every article:
//
//	r, err := credit.Load()
//	credits := r.Find(nil, &a)
//
// A name alone is not a credit: "Reuters reported" and "told AFP" are citations, and
// "AP" also means Andhra Pradesh. The form around the name decides; doc/credits.md
// lists the forms and the columns of the registry.
//
// The package does not know who copied from whom, and has no access to storage.
package credit

// A Credit is an agency named by an article, and how.
type Credit struct {
	// Agency is its name in the registry. It is "" for an original publisher that is
	// not in the registry; Text then has the name as printed.
	Agency string
	Role   Role
	Place  Place
	Field  Field
	// Start and End are the place of the name in the field, in runes,
	// half-open: the field's runes [Start, End) are Text.
	Start, End int
	Text       string
	// Weight is how strong a sign the form is that the text comes from the agency, from 0
	// to 1. The weights were chosen by reading examples, not fitted.
	Weight float64
}

// A Role is what an article has from an agency.
type Role string

// The roles.
const (
	RoleCredit      Role = "credit"      // its text
	RoleVia         Role = "via"         // text that it distributes for others: a syndicate or a release service
	RoleRepublished Role = "republished" // its text, which was first published elsewhere
	RoleUnnamed     Role = "unnamed"     // text of agencies that the article does not name: "staff and wires"
	RolePhoto       Role = "photo"       // only a picture
	RoleCitation    Role = "citation"    // a statement: "told AFP", "laut dpa"
)

// A Place is where in an article an agency is named.
type Place string

// The places.
const (
	PlaceDateline   Place = "dateline"
	PlaceByline     Place = "byline"
	PlaceHead       Place = "head"
	PlaceTail       Place = "tail"
	PlaceCopyright  Place = "copyright"
	PlaceStructured Place = "structured" // the credit field, the canonical address
	PlaceBody       Place = "body"       // elsewhere in the text
)

// A Field is the part of an article that offsets are in.
type Field string

// The fields.
const (
	FieldText      Field = "text"
	FieldByline    Field = "byline"
	FieldCredit    Field = "credit"
	FieldCanonical Field = "canonical" // the address on another host that the page names as its original
)

// What is examined, so that hostile input costs no more than a long article.
// The windows are those in which the rules were tried: a credit stands in the
// first or the last lines, or it is none.
const (
	maxHead    = 48 << 10 // bytes of the beginning that are read
	maxTail    = 16 << 10 // bytes of the end
	maxField   = 2 << 10  // bytes of a byline or credit field
	window     = 400      // runes from either end in which a credit is searched
	maxCredits = 256      // of one article
	maxFuzzy   = 48       // comparisons of a bracket with all names, in one article
	maxWords   = 12       // of a name or phrase
	minFuzzy   = 5        // letters of a name that one may be misread of
)

// The weights of the forms.
const (
	weightField     = .97
	weightDateline  = .97
	weightPhrase    = .95
	weightClosing   = .95
	weightLine      = .9
	weightLead      = .9
	weightContrib   = .85
	weightCopyright = .85
	weightBracket   = .6
	weightCitation  = .1
	weightPhoto     = .03
	weightFuzzy     = .9 // times the form's, for a name with a letter misread
	// weightSteps is the precision of weights: what is stored of them is all there is.
	weightSteps = 10000
)
