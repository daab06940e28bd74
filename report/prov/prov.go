// Package prov writes reports as W3C PROV: articles and the story's text are entities, outlets and
// agencies are agents, and an article copied from another is a derivation with its probability and
// evidence.
//
// [JSON] writes PROV-JSON, [JSONLD] PROV-JSONLD with its context in the file. Both are renderers and
// stream one cluster at a time. They claim no more than the records: if the order of two texts is unknown,
// they are alternates of each other, and a source that is not in the store is a separate entity.
// doc/formats.md has the mapping. The package is pure.
package prov

// A kind is a kind of statement.
type kind int

const (
	entity kind = iota
	agent
	activity
	wasDerivedFrom
	alternateOf
	wasAttributedTo
	actedOnBehalfOf
	wasAssociatedWith
	wasGeneratedBy
	specializationOf
	hadMember
	kinds // number of kinds
)

// A form is the name of a kind of statement in both serialisations.
type form struct {
	group  string    // the key in PROV-JSON
	class  string    // the @type in PROV-JSONLD
	prefix string    // prefix of the ids of statements in PROV-JSON; empty: statements have their own ids
	args   [2]string // the roles of the related things; PROV-JSON puts "prov:" before them
}

func formOf(k kind) form {
	return [kinds]form{
		entity:            {"entity", "Entity", "", [2]string{}},
		agent:             {"agent", "Agent", "", [2]string{}},
		activity:          {"activity", "Activity", "", [2]string{}},
		wasDerivedFrom:    {"wasDerivedFrom", "Derivation", "d", [2]string{"generatedEntity", "usedEntity"}},
		alternateOf:       {"alternateOf", "Alternate", "x", [2]string{"alternate1", "alternate2"}},
		wasAttributedTo:   {"wasAttributedTo", "Attribution", "t", [2]string{"entity", "agent"}},
		actedOnBehalfOf:   {"actedOnBehalfOf", "Delegation", "b", [2]string{"delegate", "responsible"}},
		wasAssociatedWith: {"wasAssociatedWith", "Association", "w", [2]string{"activity", "agent"}},
		wasGeneratedBy:    {"wasGeneratedBy", "Generation", "g", [2]string{"entity", "activity"}},
		specializationOf:  {"specializationOf", "Specialization", "s", [2]string{"specificEntity", "generalEntity"}},
		hadMember:         {"hadMember", "Membership", "m", [2]string{"collection", "entity"}},
	}[k]
}

// A statement declares a thing, which has an id, or relates two things.
type statement struct {
	kind  kind
	id    string    // of an entity, agent or activity
	args  [2]string // of a relation
	attrs []attr
}

// An attr is an attribute of a statement with its values. It has at least one value.
type attr struct {
	name   string
	values []value
}

// A value is a text, in a language or of a datatype, or the name of a thing.
type value struct {
	text     string
	datatype string // with its prefix; qualified: text names a thing; empty: a text
	lang     string
}

// qualified is the datatype of names.
const qualified = "prov:QUALIFIED_NAME"

// add appends an attribute unless it has no value.
func (s *statement) add(name string, values ...value) {
	if len(values) > 0 {
		s.attrs = append(s.attrs, attr{name, values})
	}
}
