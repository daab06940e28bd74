package evaluate

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
)

// readNewsCopy reads what the evaluation scripts of NEWS-COPY read
// (github.com/dell-research-harvard/NEWS-COPY, utils.py):
//
//   - a list of edges, [["id", "id"], …], the gt_edges of evaluate and
//     cluster_eval; an edge may have more elements, as those of ngrams.py;
//   - an object of clusters, {"0": ["id", "id"], …}, as clusters_from_edges
//     returns and edges_from_clusters takes;
//   - an object {"id": cluster, …} with a string or number for each.
//
// As there, connected articles are one cluster, and every article that no edge
// names is a cluster of one.
func readNewsCopy(in io.Reader, name string) (*Labels, error) {
	r := &newsCopy{name: name, dec: json.NewDecoder(in), sets: newForest(), clusters: map[string][]string{}}
	r.dec.UseNumber()
	tok, err := r.dec.Token()
	if err != nil {
		return nil, r.wrong(err)
	}
	switch tok {
	case json.Delim('['):
		err = r.edges()
	case json.Delim('{'):
		err = r.object()
	default:
		err = r.wrong(errors.New("neither a list of edges nor an object"))
	}
	if err != nil {
		return nil, err
	}
	if _, err := r.dec.Token(); err != nil { // the closing bracket
		return nil, r.wrong(err)
	}
	if _, err := r.dec.Token(); !errors.Is(err, io.EOF) {
		return nil, r.wrong(errors.New("more than one value: one list or object is needed"))
	}
	return r.labels()
}

// newsCopy is what is read so far: edges, or clusters.
type newsCopy struct {
	name     string
	dec      *json.Decoder
	sets     *forest
	edge     map[[2]string]bool // distinct edges; nil: none were given
	clusters map[string][]string
}

func (r *newsCopy) wrong(err error) error {
	if errors.Is(err, io.EOF) {
		err = io.ErrUnexpectedEOF
	}
	return fmt.Errorf("%w: %s: byte %d: %w; expected [[\"id\",\"id\"],…], {\"cluster\":[\"id\",…],…} or {\"id\":\"cluster\",…}",
		ErrLabels, r.name, r.dec.InputOffset(), err)
}

func (r *newsCopy) edges() error {
	r.edge = map[[2]string]bool{}
	for r.dec.More() {
		var edge []any
		if err := r.dec.Decode(&edge); err != nil {
			return r.wrong(err)
		}
		if len(edge) < 2 {
			return r.wrong(errors.New("an edge has two ids"))
		}
		a, okA := idOf(edge[0])
		b, okB := idOf(edge[1])
		if !okA || !okB {
			return r.wrong(errors.New("the ids of an edge are strings or numbers"))
		}
		if a == b {
			continue // an article is its own copy: says nothing
		}
		l := newLabel(a, b, true)
		r.edge[[2]string{l.A, l.B}] = true
		r.sets.join(a, b)
	}
	return nil
}

func (r *newsCopy) object() error {
	for r.dec.More() {
		tok, err := r.dec.Token()
		if err != nil {
			return r.wrong(err)
		}
		key, ok := tok.(string)
		if !ok || key == "" {
			return r.wrong(errors.New("an empty name"))
		}
		var value any
		if err := r.dec.Decode(&value); err != nil {
			return r.wrong(err)
		}
		if err := r.entry(key, value); err != nil {
			return err
		}
	}
	return nil
}

// entry takes one member of an object: a cluster of an article, or the
// articles of a cluster.
func (r *newsCopy) entry(key string, value any) error {
	if cluster, ok := idOf(value); ok {
		r.put(key, cluster)
		return nil
	}
	list, ok := value.([]any)
	if !ok {
		return r.wrong(fmt.Errorf("%q has neither a cluster nor a list of ids: is this the file of articles?", key))
	}
	for _, v := range list {
		id, ok := idOf(v)
		if !ok {
			return r.wrong(fmt.Errorf("cluster %q: an id is a string or a number", key))
		}
		r.put(id, key)
	}
	return nil
}

func (r *newsCopy) put(id, cluster string) {
	if !slices.Contains(r.clusters[id], cluster) {
		r.clusters[id] = append(r.clusters[id], cluster)
	}
}

// idOf returns what v names, if it is an id that is not empty.
func idOf(v any) (string, bool) {
	switch v := v.(type) {
	case string:
		return v, v != ""
	case json.Number:
		return v.String(), true
	}
	return "", false
}

func (r *newsCopy) labels() (*Labels, error) {
	l := &Labels{Format: NewsCopy, Clusters: r.clusters, Rest: true}
	if r.edge != nil {
		closed := 0
		for _, ids := range r.sets.groups() {
			closed += len(ids) * (len(ids) - 1) / 2
			first := slices.MinFunc(ids, strings.Compare)
			for _, id := range ids {
				l.Clusters[id] = []string{first}
			}
		}
		if more := closed - len(r.edge); more > 0 {
			l.Notes = append(l.Notes, fmt.Sprintf("%d edges given; %d more pairs follow from them, since connected articles are one cluster", len(r.edge), more))
		}
	}
	if len(l.Clusters) == 0 {
		return nil, fmt.Errorf("%w: %s: no edge and no cluster in it", ErrLabels, r.name)
	}
	return l, nil
}

// A forest finds what is connected. It is not safe for concurrent use.
type forest struct {
	at    map[string]int32
	names []string
	up    []int32
}

func newForest() *forest { return &forest{at: map[string]int32{}} }

func (f *forest) node(s string) int32 {
	i, ok := f.at[s]
	if !ok {
		i = int32(len(f.names))
		f.at[s], f.names, f.up = i, append(f.names, s), append(f.up, i)
	}
	return i
}

func (f *forest) join(a, b string) {
	x, y := f.node(a), f.node(b)
	joinRoots(f.up, x, y)
}

// groups returns what is connected, in the order of their first mention.
func (f *forest) groups() [][]string {
	at := map[int32]int{}
	var out [][]string
	for i, s := range f.names {
		r := rootOf(f.up, int32(i))
		k, ok := at[r]
		if !ok {
			k = len(out)
			at[r] = k
			out = append(out, nil)
		}
		out[k] = append(out[k], s)
	}
	return out
}

// rootOf returns the root of i in a forest of links, in which a root links to itself. It shortens the path to
// the root.
func rootOf(up []int32, i int32) int32 {
	for up[i] != i {
		up[i] = up[up[i]]
		i = up[i]
	}
	return i
}

// joinRoots joins the trees of a and b under the smaller root.
func joinRoots(up []int32, a, b int32) {
	a, b = rootOf(up, a), rootOf(up, b)
	if a > b {
		a, b = b, a
	}
	up[b] = a
}
