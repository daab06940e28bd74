package xmltree

import (
	"bytes"
	"errors"
	"io"

	"golang.org/x/net/html"

	"github.com/wiretrace/wiretrace/ingest/item"
)

// A builder reads one element with all that is in it.
type builder struct {
	r     *Reader
	root  *Node
	at    *Node // innermost open element, nil when root is closed
	depth int
	nodes int
	limit string // why no more is kept, "" while all is kept
	same  int    // open elements with the root's name, the root apart; counted from the limit on
}

// build reads the contents of n, whose start tag is the current token. Badly
// nested elements are closed by the end tag of an element around them. An
// element that is too large or too deep is read to its end and not kept.
func (r *Reader) build(n *Node) error {
	b := builder{r: r, root: n, at: n, depth: 1}
	for b.at != nil {
		if err := r.advance(); err != nil {
			return b.cut(err)
		}
		if b.limit == "" && r.offset-n.Offset > MaxElement {
			b.drop("is larger than 16 MiB")
		}
		if b.take() {
			break
		}
	}
	if b.limit != "" {
		return b.fault(b.limit)
	}
	return nil
}

// cut returns the error for an element that the end of the file cuts off.
func (b *builder) cut(err error) error {
	var fault *item.Fault
	if !errors.Is(err, io.EOF) && !errors.As(err, &fault) || errors.Is(err, io.ErrUnexpectedEOF) {
		return err
	}
	b.r.open = nil
	if fault != nil && !errors.Is(b.r.z.Err(), io.EOF) {
		return fault // a bound
	}
	fault = b.fault("is not complete: the file ends within it")
	fault.Cut = true
	return fault
}

func (b *builder) fault(what string) *item.Fault {
	return &item.Fault{Line: b.root.Line, Offset: b.root.Offset, Reason: "the element " + b.root.Name + " " + what}
}

// take adds the current token and reports whether the element ends before it.
func (b *builder) take() (ended bool) {
	r := b.r
	switch r.token {
	case html.TextToken:
		b.add(&Node{Data: r.text()})
	case html.StartTagToken:
		local := localName(r.name)
		if local == b.root.Name && r.restarts != nil && r.restarts(local) {
			r.again = true
			return true
		}
		b.enter()
	case html.SelfClosingTagToken:
		if b.limit == "" {
			b.add(r.newNode(b.at))
		}
	case html.EndTagToken:
		return b.leave(localName(r.name))
	}
	return false
}

// text returns the current text; a CDATA section is taken as it is.
func (r *Reader) text() string {
	if raw, ok := bytes.CutPrefix(r.z.Raw(), []byte("<![CDATA[")); ok {
		return string(bytes.TrimSuffix(raw, []byte("]]>")))
	}
	return string(r.z.Text())
}

// add appends a node to the open element.
func (b *builder) add(n *Node) {
	if b.limit != "" {
		return
	}
	if b.nodes++; b.nodes > maxNodes {
		b.drop("has more than 200,000 elements")
		return
	}
	b.at.Nodes = append(b.at.Nodes, n)
}

// drop gives up what was read. Only the end of the element is looked for.
func (b *builder) drop(reason string) {
	for n := b.at; n != b.root; n = n.Parent {
		if n.Name == b.root.Name {
			b.same++
		}
	}
	b.limit, b.at, b.root.Nodes = reason, b.root, nil
}

// enter opens the element of the current start tag.
func (b *builder) enter() {
	if b.limit == "" && b.depth >= maxDepth {
		b.drop("is nested deeper than 256 levels")
	}
	if b.limit != "" {
		if localName(b.r.name) == b.root.Name {
			b.same++
		}
		return
	}
	n := b.r.newNode(b.at)
	b.add(n)
	if b.limit == "" {
		b.at = n
		b.depth++
	}
}

// leave closes the innermost element of a name. If only a container around the
// element has that name, the element ends before the tag.
func (b *builder) leave(name string) (ended bool) {
	if b.same > 0 {
		if name == b.root.Name {
			b.same--
		}
		return false
	}
	depth := b.depth
	for n := b.at; ; n = n.Parent {
		if n.Name == name {
			b.depth = depth - 1
			b.at = n.Parent
			if n == b.root {
				b.at = nil
			}
			return false
		}
		if n == b.root {
			break
		}
		depth--
	}
	for _, c := range b.r.open {
		if c.Name == name {
			b.r.again = true
			return true
		}
	}
	return false
}
