package dedup

import (
	"encoding/json"
	"errors"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wiretrace/wiretrace/cluster"
	"github.com/wiretrace/wiretrace/generation"
	"github.com/wiretrace/wiretrace/ingest"
	"github.com/wiretrace/wiretrace/store"
)

// ofOneArticle returns revisions of which all are of one article, and all but the last compared.
func ofOneArticle(history ...store.Doc) *revisions {
	last := len(history) - 1
	r := &revisions{
		histories: [][]store.Doc{history}, compared: history[:last], standIn: map[store.Doc]store.Doc{},
		history: map[store.Doc]int{}, place: map[store.Doc]int{}, members: map[store.Doc]store.Doc{},
	}
	for i, d := range history {
		r.history[d], r.place[d] = 0, i
	}
	return r
}

// Revisions that are the whole of a part are in no cluster.
func TestRevisionsAloneAreFoldedAway(t *testing.T) {
	r := ofOneArticle(1, 2, 5)
	if parts := r.fold([][]cluster.Doc{{1, 2}}); len(parts) != 0 {
		t.Errorf("parts %v", parts)
	}
	if len(r.members) != 0 {
		t.Errorf("members %v of no cluster", r.members)
	}
	want := []generation.Revision{{Doc: 1, Of: 1}, {Doc: 2, Of: 2}}
	if diff := cmp.Diff(want, r.list()); diff != "" {
		t.Error("-want +got", diff)
	}
}

// A live blog has hundreds of revisions: those that count are the latest.
func TestListedRevisionsAreBounded(t *testing.T) {
	r := ofOneArticle(2, 400)
	r.histories[0] = nil
	for d := range store.Doc(401) {
		r.histories[0] = append(r.histories[0], d)
		if d != 2 && d != 400 {
			r.standIn[d] = 400
		}
	}
	r.fold([][]cluster.Doc{{2, 400, 500}})
	var docs []store.Doc
	for _, x := range r.list() {
		docs = append(docs, x.Doc)
	}
	if diff := cmp.Diff([]store.Doc{2, 393, 394, 395, 396, 397, 398, 399}, docs); diff != "" {
		t.Error("-want +got", diff)
	}
}

// A folded revision is of its member's cluster.
func TestClusterOfFoldedRevision(t *testing.T) {
	f := &full{history: ofOneArticle(1, 2)}
	clusters := []cluster.Cluster{{ID: "c", Members: f.history.fold([][]cluster.Doc{{1, 2, 3}})[0]}}
	if diff := cmp.Diff(map[store.Doc]string{1: "c", 2: "c", 3: "c"}, f.clusterIDs(clusters)); diff != "" {
		t.Error("-want +got", diff)
	}
}

// A pair with a folded revision of a member is a pair within the cluster, also where another article
// prints that very revision.
func TestFoldedRevisionIsNotElsewhere(t *testing.T) {
	for _, more := range []string{" So it is.", ""} {
		r := revisedAndCopied(t, more)
		if len(r.Live) != 1 || len(r.Conclusions.Revisions) != 1 || r.Conclusions.Member(0) != 1 || r.Kept[0] != 1 {
			t.Fatalf("clusters %v, revisions %v, kept %v: the test tests nothing", r.Live, r.Conclusions.Revisions, r.Kept)
		}
		if r.Copied[2] < .9 {
			t.Errorf("with %q the copy has %v of another article, want nearly all", more, r.Copied[2])
		}
		if r.Similarity[2] < .1 || r.Similarity[2] >= 1 {
			t.Errorf("with %q the copy is to %v like the article to keep", more, r.Similarity[2])
		}
		x := &tracing{r: r}
		if x.findElsewhere(); len(x.elsewhere) > 0 {
			t.Errorf("with %q sources elsewhere: %v", more, slices.Collect(maps.Keys(x.elsewhere)))
		}
	}
}

// revisedAndCopied returns the clustering of an article of two revisions and a copy of the first one
// with more words.
func revisedAndCopied(t *testing.T, more string) (r *generation.Clustering) {
	t.Helper()
	const kept = "The ferry to Norhaven will stop on Sundays from October, the council of Skarvik decided on Monday by nine votes to four. The line carried 212 passengers on an average Sunday, a third of what it needs to pay for its crew, harbour master Odd Brekke told the meeting. A night bus through the tunnel is to replace it. "
	const early = "Fishermen on the island had asked for a smaller boat instead. They say that the last bus leaves before the evening catch is sold."
	const late = "The company that runs the boats will hear of the decision in writing, and may appeal to the province until the end of the month."
	st, err := store.Open(t.TempDir(), store.Options{Create: true, Meaning: Meaning})
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := st.Close(); err != nil {
			t.Error(err)
		}
	}()
	var lines []string
	for _, x := range [][5]string{{"w", "wire", kept + early, "08", "08"}, {"w", "wire", kept + late, "08", "12"}, {"copy", "coast", kept + early + more, "09", "09"}} {
		line, _ := json.Marshal(map[string]string{"id": x[0], "source": x[1] + ".example", "text": x[2], "published": "2026-03-01T" + x[3] + ":00:00Z", "updated": "2026-03-01T" + x[4] + ":00:00Z"})
		lines = append(lines, string(line))
	}
	src := ingest.Open([]string{"-"}, strings.NewReader(strings.Join(lines, "\n")), ingest.Options{})
	_, err = Ingest(t.Context(), st, src, Options{})
	_, linked := Link(t.Context(), st, Options{})
	if err := errors.Join(err, src.Close(), linked); err != nil {
		t.Fatal(err)
	}
	err = st.View(func(v *store.View) error {
		c, err := generation.Load(v)
		if err != nil {
			return err
		}
		catalog, err := generation.ReadCatalog(t.Context(), v, c.EarlierDocs())
		if err != nil {
			return err
		}
		r = generation.NewClustering(catalog, c)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return r
}
