package audit

import "slices"

// A State holds the holds and blocks that are in force.
type State struct {
	Held    map[Hash]Event // id hash -> the event that holds the article
	Blocked []Blocked      // in the order of the events
}

// A Blocked is an article that is refused by the store.
type Blocked struct {
	Mark
	By Event // the event, without its marks
}

// State returns what is held and blocked after all events.
func (l *Log) State() State {
	s := State{Held: map[Hash]Event{}}
	for i := range l.Events {
		e := l.Events[i]
		marks := e.Marks
		e.Marks = nil
		for _, m := range marks {
			switch {
			case e.Did == Hold:
				if _, held := s.Held[m.ID]; !held {
					s.Held[m.ID] = e
				}
			case e.Did == Release:
				delete(s.Held, m.ID)
			case e.Did == Unblock:
				s.unblock(m)
			case len(e.Block) > 0:
				s.Blocked = append(s.Blocked, Blocked{m, e})
			}
		}
	}
	return s
}

// unblock ends the blocks of an article.
func (s *State) unblock(m Mark) {
	kept := s.Blocked[:0]
	for _, b := range s.Blocked {
		if b.Mark != m {
			kept = append(kept, b)
		}
	}
	s.Blocked = kept
}

// A Filter decides which articles are blocked. The zero Filter blocks nothing.
type Filter struct{ ids, addresses, texts, contents map[Hash]struct{} }

// Filter returns a filter of all blocks.
func (s *State) Filter() *Filter {
	f := &Filter{map[Hash]struct{}{}, map[Hash]struct{}{}, map[Hash]struct{}{}, map[Hash]struct{}{}}
	for _, b := range s.Blocked {
		for _, x := range []struct {
			by  string
			set map[Hash]struct{}
			h   Hash
		}{{ByID, f.ids, b.ID}, {ByAddress, f.addresses, b.Address}, {ByText, f.texts, b.Text}, {ByText, f.contents, b.Content}} {
			if x.h != 0 && slices.Contains(b.By.Block, x.by) {
				x.set[x.h] = struct{}{}
			}
		}
	}
	return f
}

// Addresses reports whether any address is blocked. If not, the marks given to Blocks need no address.
func (f *Filter) Addresses() bool { return len(f.addresses) > 0 }

// Empty reports whether nothing is blocked.
func (f *Filter) Empty() bool {
	return len(f.ids)+len(f.addresses)+len(f.texts)+len(f.contents) == 0
}

// Blocks reports whether an article is blocked by one of its hashes.
func (f *Filter) Blocks(m Mark) bool {
	return in(f.ids, m.ID) || in(f.addresses, m.Address) || in(f.texts, m.Text) || in(f.contents, m.Content)
}

func in(set map[Hash]struct{}, h Hash) bool {
	_, ok := set[h]
	return ok && h != 0
}
