package score

// A Kind names what a pair shares.
type Kind uint8

// The kinds of pair, from least to most.
const (
	KindQuote     Kind = iota // a phrase, a figure or a short quotation
	KindStatement             // speech or writing that both articles quote
	KindTemplate              // a form that is filled in anew on other days
	KindPassage               // reporting: a part of a text, or one text retold
	KindSame                  // the same text, whole or cut
	numKinds
)

// String returns the name of the kind in results.
func (k Kind) String() string {
	if k >= numKinds {
		k = KindQuote
	}
	return [numKinds]string{"quote", "statement", "template", "passage", "same"}[k]
}

// Reporting reports whether the pair shares reporting.
func (k Kind) Reporting() bool { return k >= KindPassage }

// Valid reports whether k is a kind.
func (k Kind) Valid() bool { return k < numKinds }

// Bounds of the kinds: the share of the shorter text from which on a pair is the same text,
// the number of words from which on it is more than a quotation, and the share of these words
// that speech or recurring runs must have to name the kind. Features of forms must be as high.
const (
	sameShare    = .25
	passageWords = 40
	kindShare    = .5
)

// Kind returns what the pair shares, given its log-odds.
func (e *Evidence) Kind(z float64) Kind {
	switch {
	case z >= 0 && e.Matched >= sameShare*e.Shorter:
		return KindSame
	case z >= 0:
		return KindPassage
	case e.Recurring >= kindShare*e.Matched && e.Matched >= passageWords/2:
		return KindTemplate
	case e.Speech >= kindShare*e.Matched && e.Matched >= passageWords/2:
		return KindStatement
	case max(e.Features[fFigures], e.Features[fSubject]) >= kindShare && e.Matched >= passageWords/2:
		return KindTemplate
	}
	return KindQuote
}
