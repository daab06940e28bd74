package generation

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"github.com/wiretrace/wiretrace/cluster"
	"github.com/wiretrace/wiretrace/cluster/furniture"
	"github.com/wiretrace/wiretrace/score"
	"github.com/wiretrace/wiretrace/store"
	"github.com/wiretrace/wiretrace/trace/record"
)

// Parameters holds what conclusions depend on, except the articles. When they change, the next run
// computes everything again.
type Parameters struct {
	Near          bool    `json:"near"`
	WindowMinutes int64   `json:"window_minutes"`
	MinJaccard    float64 `json:"min_jaccard"`
	Link          float64 `json:"link"`
	Model         string  `json:"model"`
	Reuse         string  `json:"reuse,omitempty"` // version of the model of reuse; empty: not used
	Meaning       string  `json:"meaning"`
	Calibration   string  `json:"calibration,omitempty"` // version of the user's calibration; empty: none
	Newsroom      string  `json:"newsroom,omitempty"`    // digest of the user's settings for agencies and outlets
	Trace         string  `json:"trace,omitempty"`       // version of tracing; empty: not traced
	Revisions     bool    `json:"revisions,omitempty"`   // earlier revisions were also compared
}

// Bands returns the parameters on which the search by bands depends. A run with the same values can reuse
// its pairs.
func (p Parameters) Bands() Parameters {
	p.Near, p.Link, p.Model, p.Reuse, p.Calibration, p.Revisions = false, 0, "", "", "", false
	return p.Clusterwise()
}

// Clusterwise returns the parameters on which clusters depend: all except the settings for agencies and
// outlets and the version of tracing.
func (p Parameters) Clusterwise() Parameters {
	p.Newsroom, p.Trace = "", ""
	return p
}

// Conclusions holds the results of one dedup run, as its generation stores them. The zero value means that
// there was no run.
type Conclusions struct {
	Number     uint64 // of the generation; 0: none
	Parameters Parameters
	Horizon    store.Doc         // articles below it were linked
	Dead       []store.Doc       // articles below the horizon that were not live
	Pairs      []cluster.Pair    // pairs of representatives of identical texts
	Scored     []cluster.Scored  // aligned pairs, by the first articles of their texts; empty after a run with --near
	Lines      *furniture.Lines  // lines that an outlet repeats in many articles
	Recurring  *score.Recurring  // runs of words that occur on several days; nil: not counted by this version
	Clusters   []cluster.Cluster // of at least two articles
	// Calibration is the correction of the odds, or nil.
	Calibration *cluster.Calibration
	Newsroom    Newsroom         // the user's settings for agencies and outlets
	Also        []Membership     // further clusters of articles, sorted
	Pages       []Page           // articles whose page is not an article, sorted by number
	Revisions   []Revision       // earlier revisions that count, sorted by number
	Changes     []cluster.Change // merges and splits since the generation before
	Epoch       Epoch            // when furniture, recurring runs and the rarity of anchors were learnt
	// encoded replaces Clusters in the result of [LoadOutline].
	encoded cluster.EncodedClusters
	index   *index // of Clusters; nil: search Clusters, see [LoadIndexed]
}

// An Epoch is one state of what is learnt over a whole collection. The zero value means none: a run with
// --near learns nothing.
type Epoch struct {
	Number   int       `json:"number"`   // from 1 on
	Articles int       `json:"articles"` // number of live articles that it was learnt from
	Horizon  store.Doc `json:"horizon"`  // it was learnt from articles below this number
	// Shift is the correction of the log-odds of pairs that fits the collection. An epoch of an earlier
	// version has none until its next run; then Fitted is not set.
	Shift  float64 `json:"shift"`
	Fitted bool    `json:"fitted"`
}

// growth sets when a new epoch is due: when a store has grown by one part in growth.
const growth = 4

// Left returns how many further articles make a new epoch due. end is the number of the next article of
// the store. The epoch is due if the result is 0 or less.
func (e Epoch) Left(end store.Doc) int {
	if e.Number == 0 {
		return 0
	}
	return max(1, (e.Articles+growth-1)/growth) - int(end-e.Horizon)
}

// A Membership is a further cluster of an article that was merged from two stories.
type Membership struct {
	Doc     store.Doc
	Cluster string
}

// A Revision is an earlier revision of an article that was compared, or that is nearly identical to one
// that was.
type Revision struct {
	Doc store.Doc
	// Of is the revision of the same article that is the member of Doc's cluster. It is Doc itself if Doc
	// is the member or belongs to no cluster.
	Of store.Doc
}

// A PageKind is the content of a page that is not an article.
type PageKind string

const (
	// PageNotice is a text that an outlet prints under many headlines: a paywall, a consent
	// dialog, an error, a placeholder.
	PageNotice PageKind = "notice"
	// PageSeveral is a page that prints several stories: a front, a roundup, a newsletter.
	PageSeveral PageKind = "several"
)

// A Page is a stored page that is not an article. It is in no cluster.
type Page struct {
	Doc  store.Doc
	Kind PageKind
}

// Count returns the number of pairs in a run's results.
func (c *Conclusions) Count() int {
	if c.Parameters.Near {
		return len(Linkable(c.Pairs))
	}
	return len(c.Scored)
}

// Load returns the conclusions of the generation that a view sees.
func Load(v *store.View) (*Conclusions, error) {
	g, err := v.Conclusions()
	return load(&g, err, false)
}

// Decode decodes the conclusions in a generation.
func Decode(g *store.Generation) (*Conclusions, error) { return load(g, nil, false) }

// LoadClusters is like Load, but without pairs.
func LoadClusters(v *store.View) (*Conclusions, error) {
	g, err := v.Outline()
	return load(&g, err, false)
}

// LoadOutline returns the conclusions for a check: without pairs, and with clusters that are decoded only
// when needed. For a million articles it takes 14 ms.
func LoadOutline(v *store.View) (*Conclusions, error) {
	g, err := v.Outline()
	return load(&g, err, true)
}

// ErrConclusions is returned if conclusions cannot be read. No article is lost: the next run computes the
// conclusions again.
var ErrConclusions = fmt.Errorf("%w: what the last run concluded cannot be read", store.ErrDamaged)

// Unreadable reports whether err means that conclusions or traces cannot be decoded.
func Unreadable(err error) bool {
	for _, kind := range []error{ErrConclusions, cluster.ErrCodec, furniture.ErrCodec, record.ErrCodec} {
		if errors.Is(err, kind) {
			return true
		}
	}
	return false
}

func load(g *store.Generation, err error, outline bool) (*Conclusions, error) {
	if errors.Is(err, store.ErrDamaged) {
		return nil, fmt.Errorf("%w: %w", ErrConclusions, err)
	}
	if err != nil {
		return nil, fmt.Errorf("conclusions: %w", err)
	}
	c := &Conclusions{Number: g.Number, Horizon: g.Horizon}
	if g.Number == 0 {
		return c, nil
	}
	if err := c.decode(g, outline); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrConclusions, err)
	}
	return c, nil
}

func (c *Conclusions) decode(g *store.Generation, outline bool) error {
	var head struct {
		Parameters Parameters       `json:"parameters"`
		Changes    []cluster.Change `json:"changes"`
		Also       []Membership     `json:"also"`
		Pages      []Page           `json:"pages"`

		Calibration *cluster.Calibration `json:"calibration"`
		Newsroom    Newsroom             `json:"newsroom"`
		Epoch       Epoch                `json:"epoch"`
	}
	if err := json.Unmarshal(g.Params, &head); err != nil {
		return err
	}
	c.Parameters, c.Changes = head.Parameters, head.Changes
	dead, rest, err := decodeDocs(g.Clusters)
	if err != nil {
		return err
	}
	c.Dead = dead
	if c.Parameters.Revisions {
		if c.Revisions, rest, err = decodeRevisions(rest); err != nil {
			return err
		}
	}
	if !c.Parameters.Near {
		c.Also, c.Pages, c.Calibration, c.Newsroom = head.Also, head.Pages, head.Calibration, head.Newsroom
		c.Epoch = head.Epoch
		if c.Lines, rest, err = furniture.DecodeLines(rest); err != nil {
			return err
		}
		if c.Parameters.Reuse != "" {
			if c.Recurring, rest, err = score.DecodeRecurring(rest); err != nil {
				return err
			}
			if c.Parameters.Reuse != score.Version() {
				c.Recurring = nil // another version may have other hashes of words
			}
		}
	}
	if outline {
		c.encoded = rest
		return nil
	}
	if c.Clusters, err = cluster.DecodeClusters(rest); err != nil || len(g.Pairs) == 0 {
		return err
	}
	if c.Parameters.Near {
		c.Pairs, err = cluster.DecodePairs(g.Pairs)
		return err
	}
	return c.decodePairs(g.Pairs)
}

// decodePairs decodes both lists of pairs. The length of the first precedes it.
func (c *Conclusions) decodePairs(b []byte) (err error) {
	n, k := binary.Uvarint(b)
	if k <= 0 || n > uint64(len(b)-k) {
		return cluster.ErrCodec
	}
	b = b[k:]
	if c.Pairs, err = cluster.DecodePairs(b[:n]); err != nil {
		return err
	}
	c.Scored, err = cluster.DecodeScored(b[n:])
	return err
}

// Encode returns the conclusions, without traces, as a generation. See doc/format.md.
func (c *Conclusions) Encode() (store.Generation, error) {
	values := map[string]any{"parameters": c.Parameters, "changes": c.Changes}
	pairs, docs := cluster.EncodePairs(c.Pairs), encodeDocs(c.Dead)
	if c.Parameters.Revisions {
		docs = appendRevisions(docs, c.Revisions)
	}
	if !c.Parameters.Near {
		values["also"], values["pages"] = c.Also, c.Pages
		values["calibration"], values["newsroom"] = c.Calibration, c.Newsroom
		values["epoch"] = c.Epoch
		pairs = append(binary.AppendUvarint(nil, uint64(len(pairs))), pairs...)
		pairs = append(pairs, cluster.EncodeScored(c.Scored)...)
		docs = c.Lines.Encode(docs)
		if c.Parameters.Reuse != "" {
			docs = c.Recurring.Encode(docs)
		}
	}
	head, err := json.Marshal(values)
	if err != nil {
		return store.Generation{}, err
	}
	return store.Generation{
		Params: head, Horizon: c.Horizon, Pairs: pairs,
		Clusters: append(docs, cluster.EncodeClusters(c.Clusters)...),
	}, nil
}

// ClustersOf returns the cluster ids of those given articles that are in a cluster.
func (c *Conclusions) ClustersOf(docs []store.Doc) (map[store.Doc]string, error) {
	if c.encoded != nil {
		return c.encoded.Of(docs)
	}
	if c.index != nil {
		return c.index.clustersOf(c.Clusters, docs), nil
	}
	out := map[store.Doc]string{}
	for i := range c.Clusters {
		k := &c.Clusters[i]
		for _, d := range docs {
			if _, ok := slices.BinarySearch(k.Members, d); ok {
				out[d] = k.ID
			}
		}
	}
	return out, nil
}

// Members returns the articles of a cluster.
func (c *Conclusions) Members(id string) ([]store.Doc, error) {
	if c.encoded != nil {
		return c.encoded.Members(id)
	}
	if c.index != nil {
		if k, ok := c.index.at[id]; ok {
			return c.Clusters[k].Members, nil
		}
		return nil, nil
	}
	for i := range c.Clusters {
		if c.Clusters[i].ID == id {
			return c.Clusters[i].Members, nil
		}
	}
	return nil, nil
}

// encodeDocs encodes ascending document numbers as a count and differences.
func encodeDocs(docs []store.Doc) []byte {
	b := binary.AppendUvarint(nil, uint64(len(docs)))
	last := store.Doc(0)
	for _, d := range docs {
		b = binary.AppendUvarint(b, uint64(d-last))
		last = d
	}
	return b
}

var errDocs = errors.New("list of dead articles cut short")

func decodeDocs(b []byte) (docs []store.Doc, rest []byte, err error) {
	n, k := binary.Uvarint(b)
	if k <= 0 || n > uint64(len(b)) {
		return nil, nil, errDocs
	}
	b = b[k:]
	last := uint64(0)
	for range n {
		d, k := binary.Uvarint(b)
		if k <= 0 || last+d > 1<<32-1 || d > 1<<32-1 {
			return nil, nil, errDocs
		}
		b = b[k:]
		last += d
		docs = append(docs, store.Doc(last))
	}
	return docs, b, nil
}

// Linkable returns the pairs that reach MinJaccard. The others are only kept so that they need not be
// counted again.
func Linkable(pairs []cluster.Pair) []cluster.Pair {
	out := make([]cluster.Pair, 0, len(pairs))
	for _, p := range pairs {
		if p.Jaccard() >= cluster.MinJaccard {
			out = append(out, p)
		}
	}
	return out
}

// Reach returns how many members of a cluster are still stored, and the number of their outlets. It
// returns 0 if the cluster does not exist.
func (c *Conclusions) Reach(v *store.View, id string) (members, outlets int, err error) {
	docs, err := c.Members(id)
	if err != nil {
		return 0, 0, fmt.Errorf("%w: %w", ErrConclusions, err)
	}
	seen := map[string]struct{}{}
	for _, d := range docs {
		if !v.Live(d) && !c.Earlier(d) {
			continue
		}
		a, err := v.Meta(d)
		if errors.Is(err, store.ErrNotFound) {
			continue // deleted with its article
		}
		if err != nil {
			return 0, 0, err
		}
		members++
		seen[string([]byte(a.Source))] = struct{}{}
	}
	return members, len(seen), nil
}
