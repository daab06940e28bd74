package evaluate

import (
	"bufio"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"
)

// A Passage is a run of text, in characters and half-open, that an article has from another one. In labels
// it is a case, in predictions a detection.
type Passage struct {
	ID         string // the article: with PAN, the suspicious document
	Start, End int
	From       string // the source
	FromStart  int
	FromEnd    int
}

// A PANReader reads a text alignment corpus of PAN (2012 and later): the file "pairs" with a suspicious
// and a source document on each line, and the XML files, which mark positive pairs with a feature
// "plagiarism". It is not safe for concurrent use.
type PANReader struct {
	pairs    *pairSet
	given    [][2]string // suspicious, source
	positive map[[2]string]bool
	cases    map[Passage]bool
	order    []Passage
}

// NewPANReader returns an empty reader.
func NewPANReader() *PANReader {
	return &PANReader{pairs: newPairSet(), positive: map[[2]string]bool{}, cases: map[Passage]bool{}}
}

// Pairs reads the file "pairs".
func (p *PANReader) Pairs(r io.Reader, name string) error {
	lines := &lineReader{in: bufio.NewReader(&limited{r, maxLabels}), name: name, kind: ErrLabels}
	for {
		line, err := lines.next()
		if errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return err
		}
		col := strings.Fields(string(line))
		if len(col) != 2 {
			return fmt.Errorf("%w: %s:%d: a suspicious and a source document with a space between are needed", ErrLabels, name, lines.n)
		}
		p.given = append(p.given, [2]string{col[0], col[1]})
	}
}

// panDocument is the content of an XML file of the corpus.
type panDocument struct {
	Reference string       `xml:"reference,attr"`
	Features  []panFeature `xml:"feature"`
}

// panFeature is a labelled passage. Without a source it is ignored, because it is not about a pair.
type panFeature struct {
	Name         string `xml:"name,attr"`
	ThisOffset   string `xml:"this_offset,attr"`
	ThisLength   string `xml:"this_length,attr"`
	Source       string `xml:"source_reference,attr"`
	SourceOffset string `xml:"source_offset,attr"`
	SourceLength string `xml:"source_length,attr"`
}

// XML reads one XML file of the corpus.
func (p *PANReader) XML(r io.Reader, name string) error {
	var doc panDocument
	dec := xml.NewDecoder(&limited{r, maxLabels})
	if err := dec.Decode(&doc); err != nil {
		return fmt.Errorf("%w: %s: %w", ErrLabels, name, err)
	}
	if doc.Reference == "" {
		return fmt.Errorf("%w: %s: <document reference=\"…\"> is needed", ErrLabels, name)
	}
	for i := range doc.Features {
		f := &doc.Features[i]
		if f.Name != "plagiarism" || f.Source == "" {
			continue
		}
		c, err := f.passage(doc.Reference)
		if err != nil {
			return fmt.Errorf("%w: %s: feature %d: %w", ErrLabels, name, i+1, err)
		}
		p.positive[[2]string{c.ID, c.From}] = true
		if !p.cases[c] {
			p.cases[c] = true
			p.order = append(p.order, c)
		}
	}
	return nil
}

func (f *panFeature) passage(reference string) (Passage, error) {
	var n [4]int
	for i, s := range []string{f.ThisOffset, f.ThisLength, f.SourceOffset, f.SourceLength} {
		v, err := strconv.Atoi(strings.TrimSpace(s))
		if err != nil || v < 0 || v > math.MaxInt32 {
			return Passage{}, fmt.Errorf("this_offset, this_length, source_offset and source_length are numbers from 0, one is %q", s)
		}
		n[i] = v
	}
	return Passage{ID: reference, Start: n[0], End: n[0] + n[1], From: f.Source, FromStart: n[2], FromEnd: n[2] + n[3]}, nil
}

// Labels returns the labels read. Every labelled passage must belong to a given pair.
func (p *PANReader) Labels() (*Labels, error) {
	if len(p.given) == 0 {
		return nil, fmt.Errorf("%w: the file \"pairs\" names no pair", ErrLabels)
	}
	listed := map[[2]string]bool{}
	for i, g := range p.given {
		listed[g] = true
		if err := p.pairs.add(g[0], g[1], p.positive[g], fmt.Sprintf("pairs:%d", i+1)); err != nil {
			return nil, err
		}
	}
	l := &Labels{Format: PAN, Pairs: p.pairs.sorted()}
	outside := 0
	for _, c := range p.order {
		if !listed[[2]string{c.ID, c.From}] {
			outside++
			continue
		}
		l.Cases = append(l.Cases, c)
	}
	if outside > 0 {
		l.Notes = append(l.Notes, fmt.Sprintf("%d labelled passages are of pairs that the file \"pairs\" does not name: left out", outside))
	}
	return l, nil
}
