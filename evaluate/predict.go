package evaluate

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
)

// ErrPredictions is returned for predictions that cannot be read.
var ErrPredictions = errors.New("predictions")

// An Article holds an article's predicted data.
type Article struct {
	Source  string // its outlet
	Cluster string // "": no cluster
	Also    []string
}

// Predictions are the conclusions to be evaluated, as in dedup's result files. Read them with the methods.
// The zero value is empty. They are not safe for concurrent use.
type Predictions struct {
	// From describes where they come from, for people.
	From string
	// Model is the version of the model of the probabilities, if known.
	Model string
	// OneOfIdentical is set for dedup's pairs.jsonl: there, identical texts are one text, named by the
	// article with the smallest id.
	OneOfIdentical bool

	articles  map[string]Article
	clustered bool // clusters were read
	paired    bool // pairs were read
	aligned   bool // passages were read
	ids       []string
	index     map[string]int32
	pairs     []pair
	passages  []Passage
	stories   bool    // judge p_same, if it is given
	settled   []pair  // see settle
	up        []int32 // links between identical texts
}

// A pair is a predicted pair; A and B are indices of ids with A <= B.
type pair struct {
	a, b           int32
	words          int32
	detailed       bool    // the following fields are known
	p              float64 // probability that one has reporting of the other
	same           float64 // probability that both are one story's text; equal to p if only p is given
	jaccard        float64
	inB, inA       float64 // containment of a in b, of b in a
	kind           string
	identicalTexts bool
}

// An articleLine is a line of articles.jsonl, or {"id","cluster"}.
type articleLine struct {
	ID      string          `json:"id"`
	Source  string          `json:"source"`
	Cluster json.RawMessage `json:"cluster"`
	Also    []string        `json:"also"`
	Members json.RawMessage `json:"members"` // set if clusters.jsonl was given by mistake
}

// ReadArticles reads articles with their clusters: articles.jsonl, or lines with only id and cluster. A
// cluster of null means none.
func (p *Predictions) ReadArticles(r io.Reader, name string) error {
	p.clustered = true
	if p.articles == nil {
		p.articles = map[string]Article{}
	}
	return eachLine(r, name, func(line []byte) error {
		var a articleLine
		if err := json.Unmarshal(line, &a); err != nil {
			return err
		}
		if a.ID == "" {
			return errors.New(`no "id"`)
		}
		if a.Cluster == nil && a.Members != nil {
			return errors.New("this is a record of clusters: give articles.jsonl, or the folder with --results")
		}
		if a.Cluster == nil {
			return errors.New(`no "cluster"; null says that the article is in none`)
		}
		cluster, err := clusterName(a.Cluster)
		if err != nil {
			return err
		}
		if old, twice := p.articles[a.ID]; twice && old.Cluster != cluster {
			return fmt.Errorf("%q has the cluster %q above; further clusters belong in \"also\"", a.ID, old.Cluster)
		}
		p.articles[a.ID] = Article{Source: a.Source, Cluster: cluster, Also: a.Also}
		return nil
	})
}

// clusterName accepts strings and numbers as names, and null for none.
func clusterName(raw json.RawMessage) (string, error) {
	var v any
	dec := json.NewDecoder(strings.NewReader(string(raw)))
	dec.UseNumber()
	if err := dec.Decode(&v); err != nil {
		return "", err
	}
	if v == nil {
		return "", nil
	}
	s, ok := idOf(v)
	if !ok {
		return "", errors.New(`"cluster" is a name that is not empty, or null`)
	}
	return s, nil
}

// A pairLine is a line of pairs.jsonl, or {"a","b","p"}.
type pairLine struct {
	A            string   `json:"a"`
	B            string   `json:"b"`
	P            *float64 `json:"p"`
	PSame        *float64 `json:"p_same"`
	Jaccard      *float64 `json:"jaccard"`
	ContainmentA float64  `json:"containment_a"`
	ContainmentB float64  `json:"containment_b"`
	MatchedWords int32    `json:"matched_words"`
	Kind         string   `json:"kind"`
}

// ReadPairs reads pairs with their probabilities: pairs.jsonl, or lines with a, b, p and optionally
// p_same. If a pair is given twice, the higher probability counts. A pair of an article with itself is
// ignored.
func (p *Predictions) ReadPairs(r io.Reader, name string) error {
	p.paired, p.settled = true, nil
	kinds := map[string]string{} // share one string for each kind
	return eachLine(r, name, func(line []byte) error {
		var l pairLine
		if err := json.Unmarshal(line, &l); err != nil {
			return err
		}
		if l.A == "" || l.B == "" || l.P == nil {
			return errors.New(`"a", "b" and "p" are needed`)
		}
		if !(*l.P >= 0 && *l.P <= 1) {
			return fmt.Errorf("p is %v: a probability is from 0 to 1", *l.P)
		}
		if l.PSame == nil {
			l.PSame = l.P
		}
		if !(*l.PSame >= 0 && *l.PSame <= 1) {
			return fmt.Errorf("p_same is %v: a probability is from 0 to 1", *l.PSame)
		}
		if l.A == l.B {
			return nil
		}
		kind, ok := kinds[l.Kind]
		if !ok {
			kind = strings.Clone(l.Kind)
			kinds[kind] = kind
		}
		q := pair{a: p.intern(l.A), b: p.intern(l.B), p: *l.P, same: *l.PSame, words: l.MatchedWords, inB: l.ContainmentA, inA: l.ContainmentB, kind: kind}
		if l.Jaccard != nil {
			q.detailed, q.jaccard = true, *l.Jaccard
			q.identicalTexts = q.jaccard == 1 && q.inA == 1 && q.inB == 1
		}
		p.pairs = append(p.pairs, q.ordered())
		return nil
	})
}

// ordered returns the pair with the smaller index first.
func (q pair) ordered() pair {
	if q.a > q.b {
		q.a, q.b, q.inA, q.inB = q.b, q.a, q.inB, q.inA
	}
	return q
}

// A passageLine is a line of passages.jsonl.
type passageLine struct {
	ID    string `json:"id"`
	Start int    `json:"start"`
	End   int    `json:"end"`
	From  *struct {
		ID    string `json:"id"`
		Start int    `json:"start"`
		End   int    `json:"end"`
	} `json:"from"`
}

// ReadPassages reads passages.jsonl. It skips lines that name no other article, such as furniture.
func (p *Predictions) ReadPassages(r io.Reader, name string) error {
	return eachLine(r, name, func(line []byte) error {
		var l passageLine
		if err := json.Unmarshal(line, &l); err != nil {
			return err
		}
		if l.From == nil {
			return nil
		}
		if l.ID == "" || l.From.ID == "" || l.Start < 0 || l.End < l.Start || l.From.Start < 0 || l.From.End < l.From.Start {
			return errors.New("a passage needs two ids, and 0 <= start <= end in both")
		}
		p.aligned = true
		p.passages = append(p.passages, Passage{l.ID, l.Start, l.End, l.From.ID, l.From.Start, l.From.End})
		return nil
	})
}

// eachLine calls fn for each line of JSON that is not empty.
func eachLine(r io.Reader, name string, fn func(line []byte) error) error {
	lines := &lineReader{in: bufio.NewReaderSize(r, 1<<16), name: name, kind: ErrPredictions}
	for {
		line, err := lines.next()
		if errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return err
		}
		if err := fn(line); err != nil {
			return fmt.Errorf("%w: %s:%d: %w", ErrPredictions, name, lines.n, err)
		}
	}
}

func (p *Predictions) intern(id string) int32 {
	if p.index == nil {
		p.index = map[string]int32{}
	}
	i, ok := p.index[id]
	if !ok {
		i = int32(len(p.ids))
		p.ids = append(p.ids, id)
		p.index[id] = i
	}
	return i
}

// has reports whether the predictions name an article anywhere.
func (p *Predictions) has(id string) bool {
	if _, ok := p.articles[id]; ok {
		return true
	}
	_, ok := p.index[id]
	return ok
}

// known returns all ids that the predictions name, sorted.
func (p *Predictions) known() []string {
	all := slices.Clone(p.ids)
	for id := range p.articles {
		if _, ok := p.index[id]; !ok {
			all = append(all, id)
		}
	}
	slices.Sort(all)
	return all
}

// judge says which probability is judged: p_same, that both are one story's text, or p.
func (p *Predictions) judge(stories bool) {
	if p.stories != stories {
		p.stories, p.settled = stories, nil
	}
}

// settle sorts the pairs, keeps the highest p of each, and makes identical
// texts one where the predictions do: then settled holds one pair between two
// groups, and one with a == b for a group of several.
func (p *Predictions) settle() {
	if p.settled != nil {
		return
	}
	p.up = make([]int32, len(p.ids))
	for i := range p.up {
		p.up[i] = int32(i)
	}
	if p.OneOfIdentical {
		for i := range p.pairs {
			if p.pairs[i].identicalTexts {
				joinRoots(p.up, p.pairs[i].a, p.pairs[i].b)
			}
		}
	}
	list := make([]pair, len(p.pairs))
	for i, q := range p.pairs {
		q.a, q.b = rootOf(p.up, q.a), rootOf(p.up, q.b)
		if p.stories {
			q.p = q.same
		}
		list[i] = q.ordered()
	}
	slices.SortStableFunc(list, func(x, y pair) int {
		switch {
		case x.a != y.a:
			return int(x.a) - int(y.a)
		case x.b != y.b:
			return int(x.b) - int(y.b)
		case x.p > y.p:
			return -1
		case x.p < y.p:
			return 1
		}
		return 0
	})
	p.settled = slices.CompactFunc(list, func(x, y pair) bool { return x.a == y.a && x.b == y.b })
}

// find returns what the predictions say of two articles. Containments are
// those of a and b as they were given.
func (p *Predictions) find(a, b string) (pair, bool) {
	p.settle()
	x, okX := p.index[a]
	y, okY := p.index[b]
	if !okX || !okY {
		return pair{}, false
	}
	x, y = rootOf(p.up, x), rootOf(p.up, y)
	swap := x > y
	if swap {
		x, y = y, x
	}
	i, ok := slices.BinarySearchFunc(p.settled, [2]int32{x, y}, func(q pair, key [2]int32) int {
		if q.a != key[0] {
			return int(q.a) - int(key[0])
		}
		return int(q.b) - int(key[1])
	})
	if !ok {
		return pair{}, false
	}
	q := p.settled[i]
	if swap {
		q.inA, q.inB = q.inB, q.inA
	}
	return q, true
}
