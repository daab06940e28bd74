package dedup

import (
	"cmp"
	"hash/fnv"
	"slices"

	"github.com/wiretrace/wiretrace/article"
	"github.com/wiretrace/wiretrace/score"
	"github.com/wiretrace/wiretrace/shingle"
	"github.com/wiretrace/wiretrace/store"
)

// A background is the sample of a collection that [Comparer] compares pairs with, and the ids of
// its articles.
type background struct {
	*score.Background
	number map[string]int
}

// numberOf returns an article's number in the sample, or -1 if it is not in it.
func (b *background) numberOf(id string) int {
	if n, ok := b.number[id]; ok && id != "" {
		return n
	}
	return -1
}

// A pick is an article that may be sampled. The articles with the lowest keys are taken. The key
// depends on the article alone, so the order of arrival makes no difference.
type pick struct {
	key uint64
	at  uint32
}

// sample sorts picks and returns the sampled ones, identical texts only once.
func sample(picks []pick) []pick {
	slices.SortFunc(picks, func(a, b pick) int { return cmp.Or(cmp.Compare(a.key, b.key), cmp.Compare(a.at, b.at)) })
	picks = slices.CompactFunc(picks, func(a, b pick) bool { return a.key == b.key })
	return picks[:min(len(picks), score.SampleSize)]
}

// backgroundOf makes the background of n sampled articles.
func backgroundOf(n int, get func(i int) (article.Article, error), m masker) (*background, error) {
	b := &background{number: make(map[string]int, n)}
	contents := make([]score.Content, n)
	var p score.Preparer
	var sh shingle.Shingler
	var stream shingle.Stream
	for i := range n {
		a, err := get(i)
		if err != nil {
			return nil, err
		}
		sh.Stream(&stream, a.Text, mask(m, a.Source, a.Text, a.Furniture))
		p.Content(&contents[i], scoreSource(&a, &stream))
		b.number[a.ID] = i
	}
	b.Background = score.NewBackground(contents)
	return b, nil
}

// collectBackground samples articles by a hash of their texts.
func collectBackground(articles []article.Article, m masker) (*background, error) {
	picks := make([]pick, 0, len(articles))
	for i := range articles {
		h := fnv.New64a()
		h.Write([]byte(articles[i].Text))
		picks = append(picks, pick{h.Sum64(), uint32(i)})
	}
	picks = sample(picks)
	return backgroundOf(len(picks), func(i int) (article.Article, error) { return articles[picks[i].at], nil }, m)
}

// storedBackground samples the live articles of a view by the identities of their
// shingles, which are hashes.
func storedBackground(v *store.View, m func(outlet, text string) []shingle.Range) (*background, error) {
	picks := make([]pick, 0, v.LiveDocs())
	for d := range v.Docs() {
		if v.Live(d) {
			picks = append(picks, pick{v.Row(d).Content, uint32(d)})
		}
	}
	picks = sample(picks)
	return backgroundOf(len(picks), func(i int) (article.Article, error) { return v.Article(store.Doc(picks[i].at)) }, m)
}
