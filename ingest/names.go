package ingest

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// aliases are the names that other programs use for the fields, the most specific first. Letter case,
// hyphens and spaces in a name do not count. They include the names of news-please, newspaper4k, fundus,
// trafilatura, Media Cloud, Event Registry, GDELT, RealNews and extracts of Common Crawl.
func aliases() map[field]string {
	return map[field]string{
		fieldID:        "guid _id uuid article_id doc_id docid document_id stories_id story_id",
		fieldURL:       "article_url permalink link web_url page_url uri",
		fieldSource:    "source_domain domain hostname source_hostname outlet newspaper publication media_name source_name site_name sitename site",
		fieldTitle:     "article_title heading title_page",
		fieldByline:    "writer author_name journalist creator dc_creator",
		fieldCredit:    "creditline credit_line agency",
		fieldLang:      "language language_code lang_code",
		fieldPublished: "date_publish publish_date published_at published_date publishing_date date_published datepublished publication_date pub_date pubdate datetimepub datetime",
		fieldUpdated:   "date_modify modified_date date_modified datemodified updated_at last_modified modified lastmod",
		fieldFetched:   "date_download warc_date fetched_at crawled_at crawl_date scraped_at collect_date indexed_date retrieved seendate",
		fieldText: "maintext main_text full_text fulltext article_text story_text body_text text_content content_text articlebody article_body " +
			"plaintext plain_text clean_text raw_text article",
		fieldHTML: "content_html body_html html_content raw_html page_html",
	}
}

// fieldNames are the fields to which a name can be mapped.
func fieldNames() map[string]field {
	return map[string]field{
		"id": fieldID, "url": fieldURL, "source": fieldSource, "title": fieldTitle, "byline": fieldByline, "credit": fieldCredit,
		"lang": fieldLang, "published": fieldPublished, "updated": fieldUpdated, "fetched": fieldFetched, "text": fieldText, "html": fieldHTML,
	}
}

// MapFields lists the fields to which names of an input can be mapped.
func MapFields() []string { return slices.Sorted(maps.Keys(fieldNames())) }

// names maps names in records to fields, in addition to keyOf. It is not changed after it is made.
type names struct {
	keys   map[string]key
	fields []field // of the keys from numKeys on
	mapped int     // number of keys that the user mapped: they take precedence
}

// newNames returns the aliases and, before them, the user's mapping of fields to names.
func newNames(mapping map[string]string) (*names, error) {
	n := &names{keys: map[string]key{}}
	known := fieldNames()
	for _, name := range slices.Sorted(maps.Keys(mapping)) {
		f, ok := known[name]
		if !ok {
			return nil, fmt.Errorf("no field %q (fields: %s)", name, strings.Join(MapFields(), ", "))
		}
		if _, dup := n.keys[mapping[name]]; dup {
			return nil, fmt.Errorf("%q is mapped to two fields", mapping[name])
		}
		n.keys[mapping[name]] = n.next(f)
	}
	n.mapped = len(n.fields)
	all := aliases()
	for f := range numFields {
		for name := range strings.FieldsSeq(all[f]) {
			if _, taken := n.keys[name]; !taken {
				n.keys[name] = n.next(f)
			}
		}
	}
	return n, nil
}

func (n *names) next(f field) key {
	n.fields = append(n.fields, f)
	return numKeys + key(len(n.fields)-1)
}

// field returns the field of a key.
func (n *names) field(k key) field {
	if k < numKeys {
		return keyFields[k]
	}
	return n.fields[k-numKeys]
}

// rank orders the names of one field: the smallest is used.
func (n *names) rank(k key) int {
	if k >= numKeys && int(k-numKeys) < n.mapped {
		return int(k) - 1000
	}
	return int(k)
}

// isText reports whether a name is used for the text or for a page.
func (n *names) isText(name string) bool {
	r := record{names: n}
	k := r.keyOf(name)
	return k != keyUnknown && (n.field(k) == fieldText || n.field(k) == fieldHTML)
}

// keyOf returns the key of a name of a record.
func (r *record) keyOf(name string) key {
	if r.names == nil {
		return keyOf(name)
	}
	if r.names.mapped > 0 {
		if k, ok := r.names.keys[name]; ok && int(k-numKeys) < r.names.mapped {
			return k
		}
	}
	if k := keyOf(name); k != keyUnknown {
		return k
	}
	if k, ok := r.names.keys[name]; ok {
		return k
	}
	folded := foldName(name)
	if folded == name {
		return keyUnknown
	}
	return cmp.Or(keyOf(folded), r.names.keys[folded])
}

// foldName returns a name in lower case, with "_" for hyphens and blanks.
func foldName(name string) string {
	if len(name) > 64 || strings.IndexFunc(name, func(c rune) bool { return c < '0' || c > 'z' || c >= 'A' && c <= 'Z' }) < 0 {
		return name
	}
	return strings.Map(func(c rune) rune {
		if c == '-' || c == ' ' {
			return '_'
		}
		return c
	}, strings.ToLower(strings.TrimSpace(name)))
}

// maxCounted is how many unknown names are counted.
const maxCounted = 1000

// FieldCounts counts how often names of records were used for a field, as "text=maintext" or "text", and
// how often names were unknown.
type FieldCounts struct {
	Taken   map[string]int64
	Unknown map[string]int64
}

// Add adds other counts to c.
func (c *FieldCounts) Add(other *FieldCounts) {
	if c.Taken == nil {
		c.Taken, c.Unknown = map[string]int64{}, map[string]int64{}
	}
	for name, n := range other.Taken {
		c.Taken[name] += n
	}
	for name, n := range other.Unknown {
		c.Unknown[name] += n
	}
}

// Guessed reports whether a field was read from another name than its own.
func (c *FieldCounts) Guessed() bool {
	for name := range c.Taken {
		if strings.Contains(name, "=") {
			return true
		}
	}
	return false
}

// A fieldCounter counts names without allocating memory for each record.
type fieldCounter struct {
	taken   [256]int64
	named   [256]string
	unknown map[string]*int64
}

func (c *fieldCounter) count(r *record) {
	for i := range r.members {
		m := &r.members[i]
		switch {
		case m.key == keyUnknown && isEmbargo(m.name): // it has no field of its own
		case m.key == keyUnknown:
			c.countUnknown(m.name)
		case m.kind == valueText && r.chosen[r.names.field(m.key)] == m.key:
			if c.taken[m.key]++; c.taken[m.key] == 1 {
				c.named[m.key] = strings.Clone(m.name)
			}
		}
	}
}

func (c *fieldCounter) countUnknown(name string) {
	if n, ok := c.unknown[name]; ok {
		*n++
		return
	}
	if len(c.unknown) < maxCounted && len(name) <= 200 {
		if c.unknown == nil {
			c.unknown = map[string]*int64{}
		}
		n := int64(1)
		c.unknown[strings.Clone(name)] = &n
	}
}

// counts returns what was counted so far.
func (c *fieldCounter) counts(n *names) *FieldCounts {
	out := &FieldCounts{Taken: map[string]int64{}, Unknown: map[string]int64{}}
	own := map[field]string{}
	for name, f := range fieldNames() {
		own[f] = name
	}
	for k, count := range c.taken {
		if count == 0 {
			continue
		}
		label := c.named[k]
		if field, ok := own[n.field(key(k))]; ok && field != label {
			label = field + "=" + label
		}
		out.Taken[label] += count
	}
	for name, count := range c.unknown {
		out.Unknown[name] = *count
	}
	return out
}
