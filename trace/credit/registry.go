package credit

import (
	_ "embed"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"
)

//go:embed agencies.tsv
var agencyTable string

//go:embed cues.tsv
var cueTable string

// ErrAgency is wrapped by the errors of [Registry.With]: the user's description of an agency
// cannot be used.
var ErrAgency = errors.New("agency")

// An Agency is an organisation that supplies text to outlets.
type Agency struct {
	Name    string   // unique; the name that credits use
	Title   string   // full name, for people; may be empty
	Country string   // two letters, with "/" between several; may be empty
	Kind    Kind     // agency if empty
	Aliases []string // other names
	Domains []string // its own hosts, without "www."
	Papers  []string // hosts of newspapers and stations that run it, and print other agencies' text too

	strict  []string // names that count only in the forms of a credit, with their spelling
	phrases []string // phrases that are credits of it
	user    bool
}

// A Kind is what an agency does.
type Kind string

// The kinds.
const (
	KindAgency      Kind = "agency"
	KindSpecialist  Kind = "specialist"  // for one subject: sport, church, stocks
	KindHistoric    Kind = "historic"    // of old newspapers
	KindSyndicate   Kind = "syndicate"   // distributes texts of others
	KindBroadcaster Kind = "broadcaster" // supplies text and has a channel of its own
	KindRelease     Kind = "release"     // distributes press releases
	KindRepublisher Kind = "republisher" // a newsroom whose articles others may reprint
	KindGeneric     Kind = "generic"     // agencies that are not named
	KindLearnt      Kind = "learnt"      // not in the list, but learnt from credits, see [Learner]
)

// A Registry holds agencies and their names. It is read-only and safe for concurrent use.
type Registry struct {
	agencies []Agency // the user's first, then in the order of the file
	byName   map[string]int32
	domains  map[string]int32
	papers   map[string]int32
	lex      *lexicon
	scratch  sync.Pool // of *finder
}

// Load returns the registry with the agencies of the embedded list.
func Load() (*Registry, error) {
	agencies, err := readAgencies(agencyTable)
	if err != nil {
		return nil, err
	}
	return build(agencies)
}

// Titles returns the full names of the agencies of the embedded list, by Name.
func Titles() map[string]string {
	out := map[string]string{}
	agencies, err := readAgencies(agencyTable)
	if err != nil { // a test makes sure that this does not happen
		return out
	}
	for _, a := range agencies {
		out[a.Name] = a.Title
	}
	return out
}

// LoadWith is [Load] followed by [Registry.With], but compiles the names only once.
func LoadWith(user []Agency) (*Registry, error) {
	agencies, err := readAgencies(agencyTable)
	if err != nil {
		return nil, err
	}
	return (&Registry{agencies: agencies}).With(user)
}

// Learn returns a registry with further agencies, whose names a [Learner] found. Names that r
// has already are left out. r does not change.
func (r *Registry) Learn(names []string) (*Registry, error) {
	if len(names) == 0 {
		return r, nil
	}
	agencies := slices.Clone(r.agencies)
	for _, name := range names {
		if _, known := r.byName[name]; known || checkName(name) != nil {
			continue
		}
		a := Agency{Name: name, Kind: KindLearnt}
		if short(name) {
			a.strict = []string{name}
		} else {
			a.Aliases = []string{name}
		}
		agencies = append(agencies, a)
	}
	return build(agencies)
}

// With returns a registry with the user's agencies added; r does not change. Name, Title,
// Aliases and Domains of each are used. If r has an agency of that name already, it gets the
// further names, and the user's Name replaces its own. An alias that two agencies have goes to
// the user's agency. The error for a description that cannot be used wraps [ErrAgency].
func (r *Registry) With(user []Agency) (*Registry, error) {
	agencies := slices.Clone(r.agencies)
	var mine []Agency
	claimed := make(claims)
	for i, u := range user {
		a, err := checkUser(u)
		if err != nil {
			return nil, fmt.Errorf("%w %d: %w", ErrAgency, i+1, err)
		}
		if what, of := claimed.clash(a); what != "" {
			return nil, fmt.Errorf("%w %d (%s): %s is also given for %s: give it to one of them", ErrAgency, i+1, a.Name, what, of)
		}
		agencies, a = adopt(agencies, a)
		claimed.add(a)
		mine = append(mine, a)
	}
	return build(append(mine, agencies...))
}

// Agency returns the agency of that name.
func (r *Registry) Agency(name string) (Agency, bool) {
	i, ok := r.byName[name]
	if !ok {
		return Agency{}, false
	}
	return r.agencies[i].public(), true
}

// Agencies returns all agencies, the user's first.
func (r *Registry) Agencies() []Agency {
	out := make([]Agency, len(r.agencies))
	for i := range r.agencies {
		out[i] = r.agencies[i].public()
	}
	return out
}

// ByHost returns the name of the agency whose own site has this host. An article there that
// credits nobody else is the agency's own.
func (r *Registry) ByHost(host string) (name string, ok bool) {
	return r.atHost(r.domains, host)
}

// ByPaper returns the name of the agency that the newspaper or station at host runs. It is only
// a weak sign that an article is the agency's.
func (r *Registry) ByPaper(host string) (name string, ok bool) {
	return r.atHost(r.papers, host)
}

func (r *Registry) atHost(hosts map[string]int32, host string) (name string, ok bool) {
	host = strings.TrimSuffix(strings.ToLower(host), ".")
	for host != "" {
		if i, found := hosts[host]; found {
			return r.agencies[i].Name, true
		}
		_, host, _ = strings.Cut(host, ".")
	}
	return "", false
}

// public returns a copy whose Aliases are all names.
func (a Agency) public() Agency {
	a.Aliases = slices.Concat(a.Aliases, a.strict)
	a.Domains, a.Papers = slices.Clone(a.Domains), slices.Clone(a.Papers)
	a.strict, a.phrases = nil, nil
	return a
}

// build compiles the tables of a registry.
func build(agencies []Agency) (*Registry, error) {
	r := &Registry{
		agencies: agencies, lex: newLexicon(),
		byName: make(map[string]int32, len(agencies)), domains: make(map[string]int32, len(agencies)), papers: map[string]int32{},
	}
	for i := range agencies {
		if err := r.enter(int32(i)); err != nil {
			return nil, fmt.Errorf("agency %s: %w", agencies[i].Name, err)
		}
	}
	if err := r.lex.readCues(cueTable); err != nil {
		return nil, err
	}
	r.scratch.New = func() any { return new(finder) }
	return r, nil
}

func (r *Registry) enter(i int32) error {
	a := &r.agencies[i]
	if _, twice := r.byName[a.Name]; twice {
		return errors.New("named twice")
	}
	r.byName[a.Name] = i
	enterHosts(r.domains, a.Domains, i)
	enterHosts(r.papers, a.Papers, i)
	for _, name := range a.Aliases {
		if err := r.lex.addName(name, entry{kind: kindName, agency: i, user: a.user}); err != nil {
			return err
		}
	}
	for _, name := range a.strict {
		e := entry{kind: kindStrict, agency: i, user: a.user, forms: []string{spelling(name)}}
		if err := r.lex.addName(name, e); err != nil {
			return err
		}
	}
	for _, phrase := range a.phrases {
		if err := r.lex.addPhrase(phrase, i); err != nil {
			return err
		}
	}
	return nil
}

func enterHosts(known map[string]int32, hosts []string, i int32) {
	for _, d := range hosts {
		if _, taken := known[d]; !taken {
			known[d] = i
		}
	}
}

// readAgencies reads the registry's file; doc/credits.md describes its columns.
func readAgencies(table string) ([]Agency, error) {
	const columns = 10
	var out []Agency
	for n, line := range strings.Split(strings.TrimSuffix(table, "\n"), "\n") {
		f := strings.Split(line, "\t")
		if len(f) != columns {
			return nil, fmt.Errorf("agencies, line %d: %d columns instead of %d", n+1, len(f), columns)
		}
		if n == 0 {
			continue // names of the columns
		}
		out = append(out, Agency{
			Name: f[0], Title: f[1], Country: f[2], Kind: Kind(f[3]), Domains: list(f[4]),
			Papers: list(f[5]), Aliases: list(f[6]), strict: list(f[7]), phrases: list(f[8]),
		})
	}
	return out, nil
}

func list(cell string) []string {
	if cell == "" {
		return nil
	}
	return strings.Split(cell, ";")
}

// The limits of a user's description of an agency.
const (
	maxName    = 120 // bytes
	maxAliases = 200
)

// checkUser checks a user's agency and returns it in the form of the registry.
func checkUser(u Agency) (Agency, error) {
	a := Agency{Name: strings.TrimSpace(u.Name), Title: strings.TrimSpace(u.Title), Kind: KindAgency, user: true}
	if a.Name == "" {
		return a, errors.New("has no name")
	}
	if len(u.Aliases) > maxAliases || len(u.Domains) > maxAliases {
		return a, fmt.Errorf("%s has more than %d aliases or domains", a.Name, maxAliases)
	}
	names := []string{a.Name}
	for _, alias := range u.Aliases {
		names = append(names, strings.TrimSpace(alias))
	}
	for _, name := range names {
		if err := checkName(name); err != nil {
			return a, fmt.Errorf("%s: %w", a.Name, err)
		}
		if short(name) {
			a.strict = append(a.strict, name)
		} else {
			a.Aliases = append(a.Aliases, name)
		}
	}
	for _, d := range u.Domains {
		host := strings.TrimPrefix(strings.ToLower(strings.TrimSpace(d)), "www.")
		if host == "" || !strings.Contains(host, ".") || strings.ContainsAny(host, "/: \t\n@") {
			return a, fmt.Errorf("%s: domain %q: give a host alone, as in news.example", a.Name, d)
		}
		a.Domains = append(a.Domains, host)
	}
	return a, nil
}

func checkName(name string) error {
	switch n := words(name); {
	case !utf8.ValidString(name):
		return fmt.Errorf("alias %q is no valid UTF-8", name)
	case len(name) > maxName:
		return fmt.Errorf("alias %.20q… has more than %d bytes", name, maxName)
	case len(n) == 0:
		return fmt.Errorf("alias %q has no letter or digit", name)
	case len(n) > maxWords:
		return fmt.Errorf("alias %q has more than %d words", name, maxWords)
	case len(n) == 1 && utf8.RuneCountInString(n[0]) < 2:
		return fmt.Errorf("alias %q has one letter: it would be found everywhere", name)
	}
	return nil
}

// short reports whether a name is so short that it probably has other meanings too.
func short(name string) bool {
	w := words(name)
	return len(w) == 1 && utf8.RuneCountInString(w[0]) <= 4
}

// claims has, by name or domain, the user's agency that has it.
type claims map[string]string

// claim returns the key of a name. Names with the same words have the same key.
func claim(name string) string { return strings.Join(words(name), " ") }

func (c claims) add(a Agency) {
	for _, name := range slices.Concat(a.Aliases, a.strict) {
		c[claim(name)] = a.Name
	}
	for _, d := range a.Domains {
		c["//"+d] = a.Name // no word has a slash
	}
}

// clash returns a name or domain of a that another agency has too, and that agency's name. It
// returns "" if there is none.
func (c claims) clash(a Agency) (what, of string) {
	for _, name := range slices.Concat(a.Aliases, a.strict) {
		if of, taken := c[claim(name)]; taken {
			return fmt.Sprintf("%q", name), of
		}
	}
	for _, d := range a.Domains {
		if of, taken := c["//"+d]; taken {
			return fmt.Sprintf("domain %q", d), of
		}
	}
	return "", ""
}

// adopt removes the agency with the name of the user's agency from known, and returns it with
// the user's description added.
func adopt(known []Agency, u Agency) (rest []Agency, a Agency) {
	i := slices.IndexFunc(known, func(k Agency) bool {
		names := slices.Concat([]string{k.Name}, k.Aliases, k.strict)
		return slices.Contains(names, u.Name) || k.Title == u.Name
	})
	if i < 0 {
		return known, u
	}
	k := known[i]
	u.Kind, u.Country, u.phrases = k.Kind, k.Country, k.phrases
	if u.Title == "" {
		u.Title = k.Title
	}
	u.Aliases = slices.Concat(u.Aliases, k.Aliases)
	u.strict = slices.Concat(u.strict, k.strict)
	u.Domains, u.Papers = slices.Concat(u.Domains, k.Domains), k.Papers
	return slices.Delete(known, i, i+1), u
}
