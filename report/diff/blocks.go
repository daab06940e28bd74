package diff

// A writer turns steps into blocks.
type writer struct {
	c    *comparer
	out  *Result
	open Block
}

// steps writes a sequence of steps, paragraph by paragraph.
func (w *writer) steps(list []step) {
	for i := range list {
		s := &list[i]
		if w.moved(s) {
			continue
		}
		w.add(s)
		if ends(list, i, w.open.has(Same)) {
			w.close(0)
		}
	}
	w.close(0)
}

// ends reports whether a paragraph ends after step i. If a line ends only in the new text, the text cut
// there still belongs to the paragraph. So does text that replaces a cut line end, after words in both
// texts.
func ends(list []step, i int, kept bool) bool {
	s := &list[i]
	next := i + 1
	switch s.kind {
	case Same:
		if !s.now.breaks {
			return s.old.breaks && cutLine(list[next:])
		}
		for next < len(list) && list[next].kind == Cut && !s.old.breaks {
			if list[next].old.breaks {
				return false
			}
			next++
		}
		return true
	case Added:
		return s.now.breaks
	default:
		replaced := next < len(list) && list[next].kind == Added
		return s.old.breaks && (!kept || !replaced)
	}
}

// cutLine reports whether steps begin with a whole line that was cut. The last line has no line end.
func cutLine(list []step) bool {
	for i := range list {
		if list[i].kind != Cut {
			return false
		}
		if list[i].old.breaks {
			return true
		}
	}
	return len(list) > 0
}

// moved writes a note for a run that was moved. It returns false if s is no such run.
func (w *writer) moved(s *step) bool {
	switch {
	case s.now != nil && s.now.move > 0:
		w.close(0)
		m := w.c.moves[s.now.move-1]
		for _, inner := range w.c.steps(w.c.now[m.now.from:m.now.to], w.c.old[m.old.from:m.old.to]) {
			w.add(&inner)
		}
		w.close(s.now.move)
		return true
	case s.old != nil && s.old.move > 0:
		w.close(0)
		m := w.c.moves[s.old.move-1]
		list := w.c.old[m.old.from:m.old.to]
		w.out.Blocks = append(w.out.Blocks, Block{
			Kind: MovedAway, Move: s.old.move, Words: words(list), Old: Span{list[0].at.Start, list[len(list)-1].at.End},
		})
		return true
	}
	return false
}

func words(list []token) int {
	n := 0
	for i := range list {
		if list[i].word {
			n++
		}
	}
	return n
}

// add adds a token to the open block.
func (w *writer) add(s *step) {
	b := &w.open
	op := Op{Kind: s.kind}
	counts := false
	if s.now != nil {
		op.New, counts = s.now.at, s.now.word
	}
	if s.old != nil {
		op.Old, counts = s.old.at, counts || s.old.word
	}
	if counts {
		b.Words++
		b.words[s.kind]++
		w.count(s.kind)
	}
	b.put(op)
}

// put appends an op, or makes the last one longer.
func (b *Block) put(op Op) {
	if n := len(b.Ops); n > 0 && b.Ops[n-1].takes(op) {
		b.Ops[n-1].New, b.Ops[n-1].Old = join(b.Ops[n-1].New, op.New), join(b.Ops[n-1].Old, op.Old)
	} else {
		b.Ops = append(b.Ops, op)
	}
	b.New, b.Old = join(b.New, op.New), join(b.Old, op.Old)
}

func (w *writer) count(k Kind) {
	switch k {
	case Same:
		w.out.Same++
	case Added:
		w.out.Added++
	default:
		w.out.Cut++
	}
}

// takes reports whether next continues o in each text that it has.
func (o *Op) takes(next Op) bool {
	return o.Kind == next.Kind && (next.New.Len() == 0 || o.New.End == next.New.Start) && (next.Old.Len() == 0 || o.Old.End == next.Old.Start)
}

func join(a, b Span) Span {
	switch {
	case a.Len() == 0:
		return b
	case b.Len() == 0:
		return a
	}
	return Span{min(a.Start, b.Start), max(a.End, b.End)}
}

func (b *Block) has(k Kind) bool {
	for i := range b.Ops {
		if b.Ops[i].Kind == k {
			return true
		}
	}
	return false
}

// close ends the open block. move is not 0 if it was moved.
func (w *writer) close(move int) {
	b := w.open
	w.open = Block{}
	if len(b.Ops) == 0 {
		return
	}
	b.Move = move
	if cut, added := b.parted(); move == 0 && len(cut.Ops)*len(added.Ops) > 0 {
		w.out.Blocks = append(w.out.Blocks, cut, added)
		return
	}
	switch {
	case move > 0:
		b.Kind = MovedHere
		w.out.Moved += b.Words
	case len(b.Ops) > 1:
		b.Kind = Edited
		if same := b.Ops[0].Kind; !b.differs(same) {
			b.Kind = same
		}
	default:
		b.Kind = b.Ops[0].Kind
	}
	w.out.Blocks = append(w.out.Blocks, b)
}

// parted splits a block that shares only marks with the other text into what was cut and what was added.
// Both are empty if it shares words.
func (b *Block) parted() (cut, added Block) {
	if b.words[Same] > 0 || b.words[Cut]+b.words[Added] == 0 {
		return Block{}, Block{}
	}
	cut, added = Block{Kind: Cut, Words: b.words[Cut]}, Block{Kind: Added, Words: b.words[Added]}
	for _, op := range b.Ops {
		if op.Kind != Added {
			cut.put(Op{Kind: Cut, Old: op.Old})
		}
		if op.Kind != Cut {
			added.put(Op{Kind: Added, New: op.New})
		}
	}
	return cut, added
}

// differs reports whether b has an Op of another kind than k.
func (b *Block) differs(k Kind) bool {
	for i := range b.Ops {
		if b.Ops[i].Kind != k {
			return true
		}
	}
	return false
}
