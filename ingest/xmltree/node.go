// Package xmltree reads XML that may be badly formed, one element at a time.
//
// [NewReader] gives a [Reader], whose Next returns the elements that a format
// is made of (the items of a feed) as complete trees. Memory is bounded by the
// largest such element. Nothing is ever fetched, and no entity is expanded but
// the character references of HTML: a document type declaration has no effect.
//
// Names are in lower case, because the files of some agencies do not agree on
// the case. The package knows no format and no character encoding: its input is
// UTF-8.
package xmltree

import (
	"html"
	"strings"
)

// A Node is an element or, if Name is empty, a text.
type Node struct {
	Name   string // local name in lower case
	Space  string // short name of the namespace; "" for that of the root
	Attrs  []Attr
	Nodes  []*Node
	Data   string // of a text
	Parent *Node

	Line   int   // line on which it starts, from 1
	Offset int64 // offset of its start, in bytes

	scope *scope
}

// An Attr is one attribute. Its name keeps the prefix as it was written:
// "xml:lang".
type Attr struct{ Name, Value string }

// Is reports whether n is an element of the root's namespace with that name.
func (n *Node) Is(name string) bool { return n.Name == name && n.Space == "" }

// Attr returns the value of the first attribute that n has of the names given,
// trimmed.
func (n *Node) Attr(names ...string) string {
	if n == nil {
		return ""
	}
	for _, name := range names {
		for _, a := range n.Attrs {
			if a.Name == name {
				return strings.TrimSpace(a.Value)
			}
		}
	}
	return ""
}

// Inherited returns the nearest value of an attribute on n and the elements
// around it.
func (n *Node) Inherited(name string) string {
	for ; n != nil; n = n.Parent {
		if v := n.Attr(name); v != "" {
			return v
		}
	}
	return ""
}

// Child returns the first child element with a name of any namespace, or nil.
func (n *Node) Child(name string) *Node {
	if n == nil {
		return nil
	}
	for _, c := range n.Nodes {
		if c.Name == name {
			return c
		}
	}
	return nil
}

// Path returns the element that is reached from n by first children of these
// names, or nil.
func (n *Node) Path(names ...string) *Node {
	for _, name := range names {
		n = n.Child(name)
	}
	return n
}

// Find returns the first element below n with that name, in document order, or
// nil.
func (n *Node) Find(name string) *Node {
	if n == nil {
		return nil
	}
	for _, c := range n.Nodes {
		if c.Name == name {
			return c
		}
		if found := c.Find(name); found != nil {
			return found
		}
	}
	return nil
}

// FindAll returns all elements below n with that name, in document order,
// without those inside of another one.
func (n *Node) FindAll(name string) []*Node {
	if n == nil {
		return nil
	}
	var found []*Node
	for _, c := range n.Nodes {
		if c.Name == name {
			found = append(found, c)
		} else {
			found = append(found, c.FindAll(name)...)
		}
	}
	return found
}

// Text returns the text below n, its white space squeezed.
func (n *Node) Text() string { return strings.Join(strings.Fields(n.Raw()), " ") }

// Raw returns the text below n as it was written.
func (n *Node) Raw() string {
	if n == nil {
		return ""
	}
	var b strings.Builder
	n.addText(&b)
	return b.String()
}

func (n *Node) addText(b *strings.Builder) {
	b.WriteString(n.Data)
	for _, c := range n.Nodes {
		c.addText(b)
	}
}

// HasElements reports whether n has a child that is an element.
func (n *Node) HasElements() bool {
	if n == nil {
		return false
	}
	for _, c := range n.Nodes {
		if c.Name != "" {
			return true
		}
	}
	return false
}

// HTML returns what is inside of n as HTML. rename gives an element's name in
// HTML, and "" to leave out the element with all its contents; nil keeps all
// names.
func (n *Node) HTML(rename func(*Node) string) string {
	if n == nil {
		return ""
	}
	var b strings.Builder
	for _, c := range n.Nodes {
		c.addHTML(&b, rename)
	}
	return b.String()
}

func (n *Node) addHTML(b *strings.Builder, rename func(*Node) string) {
	if n.Name == "" {
		b.WriteString(html.EscapeString(n.Data))
		return
	}
	name := n.Name
	if rename != nil {
		if name = rename(n); name == "" {
			return
		}
	}
	b.WriteString("<" + name)
	for _, a := range n.Attrs {
		if strings.IndexFunc(a.Name, notAttrName) < 0 {
			b.WriteString(" " + a.Name + `="` + html.EscapeString(a.Value) + `"`)
		}
	}
	b.WriteByte('>')
	if isVoid(name) {
		return
	}
	for _, c := range n.Nodes {
		c.addHTML(b, rename)
	}
	b.WriteString("</" + name + ">")
}

// notAttrName reports whether c is no part of an HTML attribute's plain name.
func notAttrName(c rune) bool { return (c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '-' }

// isVoid reports whether an HTML element never has contents.
func isVoid(name string) bool {
	switch name {
	case "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr":
		return true
	}
	return false
}
