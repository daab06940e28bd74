package xmltree

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"golang.org/x/net/html"

	"github.com/wiretrace/wiretrace/ingest/item"
)

const (
	// MaxElement is the largest element that is read as a whole, in bytes of
	// the file. The largest item of 292 feeds and 105 agency files had 70 KB.
	MaxElement = 16 << 20
	// maxDepth is how deep elements may nest. Agency items nest to 12, HTML
	// inside of them to 30.
	maxDepth = 256
	// maxNodes bounds the memory of one element: a node takes 200 bytes where
	// the file may spend 4.
	maxNodes = 200_000
	// maxAttrs is how many attributes of one element are kept.
	maxAttrs = 64
)

// A Reader reads the elements of one file. It is not safe for concurrent use.
type Reader struct {
	z         *html.Tokenizer
	container func(n *Node) bool
	restarts  func(name string) bool
	open      []*Node // containers that are open
	rootSpace string
	offset    int64 // of the next token
	line      int
	start     int64 // of the current token
	startLine int
	again     bool // the current token must be handled once more
	token     html.TokenType
	name      string
	attrs     []Attr
	done      bool
}

// NewReader returns a Reader of UTF-8 text. container reports for an element,
// whose children are not read yet, whether its children are returned one by
// one; it is asked for the root and for the children of containers. restarts
// (nil: none) reports whether an element with that name never contains another
// one of its name: if it seems to, its end was forgotten.
func NewReader(r io.Reader, container func(*Node) bool, restarts func(name string) bool) *Reader {
	z := html.NewTokenizer(&attributeLimit{r: r, most: maxTagAttrs})
	z.AllowCDATA(true)
	z.SetMaxBuf(MaxElement)
	return &Reader{z: z, container: container, restarts: restarts, line: 1}
}

// Next returns the next element: a container without its children, or any
// other child of a container with all that is in it. Parent leads to the
// containers around it. The error is io.EOF at the end, an [item.Fault] for a
// part of the file that is not readable, after which Next goes on, or else an
// error of the file itself.
func (r *Reader) Next() (*Node, error) {
	for {
		if err := r.advance(); err != nil {
			return nil, err
		}
		switch r.token {
		case html.EndTagToken:
			r.closeContainer(r.name)
		case html.StartTagToken, html.SelfClosingTagToken:
			n := r.newNode(r.top())
			if r.container(n) {
				if r.token == html.StartTagToken {
					if len(r.open) >= maxDepth {
						r.done, r.open = true, nil
						return nil, r.last("elements are nested deeper than 256 levels: the rest of the file is not read")
					}
					r.open = append(r.open, n)
				}
				return n, nil
			}
			if r.token == html.SelfClosingTagToken {
				return n, nil
			}
			if err := r.build(n); err != nil {
				return nil, err
			}
			return n, nil
		}
	}
}

// top returns the innermost container, or nil.
func (r *Reader) top() *Node {
	if len(r.open) == 0 {
		return nil
	}
	return r.open[len(r.open)-1]
}

// newNode returns the element that the current start tag begins.
func (r *Reader) newNode(parent *Node) *Node {
	n := &Node{Attrs: r.attrs, Parent: parent, Line: r.startLine, Offset: r.start}
	if parent != nil {
		n.scope = parent.scope
	}
	n.scope = n.scope.declare(n.Attrs)
	r.resolve(n, r.name)
	return n
}

// advance reads the next token, or keeps the one that must be handled again.
func (r *Reader) advance() error {
	if r.again {
		r.again = false
		return nil
	}
	if r.done {
		return io.EOF
	}
	r.token = r.z.Next()
	raw := r.z.Raw()
	r.start, r.startLine = r.offset, r.line
	r.offset += int64(len(raw))
	r.line += bytes.Count(raw, []byte{'\n'})
	switch r.token {
	case html.ErrorToken:
		r.done = true
		return r.ending(r.z.Err())
	case html.StartTagToken, html.SelfClosingTagToken, html.EndTagToken:
		r.readTag()
		r.z.NextIsNotRawText()
	}
	return nil
}

// ending returns what the end of the file means.
func (r *Reader) ending(err error) error {
	switch {
	case errors.Is(err, html.ErrBufferExceeded):
		return r.last(fmt.Sprintf("a text or tag is larger than %d bytes: the rest of the file is not read", MaxElement))
	case !errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF):
		return err
	case len(r.open) > 0:
		return r.last("the file ends within the element " + r.open[len(r.open)-1].Name)
	}
	return io.EOF
}

// readTag takes the name and attributes of the current tag.
func (r *Reader) readTag() {
	name, more := r.z.TagName()
	r.name, r.attrs = string(name), nil
	for more {
		var k, v []byte
		k, v, more = r.z.TagAttr()
		if len(r.attrs) < maxAttrs {
			r.attrs = append(r.attrs, Attr{string(k), string(v)})
		}
	}
}

// closeContainer closes the innermost container of that name and all inside of
// it, if there is one.
func (r *Reader) closeContainer(written string) {
	local := localName(written)
	for i, open := range slices.Backward(r.open) {
		if open.Name == local {
			r.open = r.open[:i]
			return
		}
	}
}

func localName(written string) string {
	if _, local, ok := strings.Cut(written, ":"); ok && local != "" {
		return local
	}
	return written
}

// last returns a fault at the current token, behind which nothing is read.
func (r *Reader) last(reason string) error {
	return &item.Fault{Line: r.startLine, Offset: r.start, Reason: reason, Cut: true}
}
