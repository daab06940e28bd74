package record

// goneText is the evidence of an article whose parent is no longer stored.
const goneText = "what it was taken from was deleted or revised since"

// Without returns c without the members for which gone returns true, and their number. Articles
// that were taken from one of them get an unseen source. Keep is [Unseen] if that member is gone.
// c is not changed. If no member is gone, Without returns c itself.
func (c *Cluster) Without(gone func(*Article) bool) (*Cluster, int) {
	at, n := make([]int, len(c.Members)), 0
	for i := range c.Members {
		at[i] = Unseen
		if !gone(&c.Members[i]) {
			at[i] = n
			n++
		}
	}
	if n == len(c.Members) {
		return c, 0
	}
	index := func(i int) int {
		if i < 0 {
			return Unseen
		}
		return at[i]
	}
	out := *c
	out.Keep, out.Origin.Member = index(c.Keep), index(c.Origin.Member)
	out.Members = make([]Article, 0, n)
	for i := range c.Members {
		if at[i] == Unseen {
			continue
		}
		m := c.Members[i]
		m.Second = index(m.Second)
		if p := index(m.Parent); p != m.Parent {
			if p == Unseen {
				m.P = min(1, m.P+m.RootP)
				m.RootP, m.Root = m.P, true
				m.Earlier, m.Of = false, 0
				m.Evidence = []Evidence{{Kind: "gone", Text: goneText}}
			}
			m.Parent = p
		}
		if m.Second == Unseen && (m.Parent == Unseen || c.Members[i].Second != Unseen) {
			m.Runner = false
		}
		out.Members = append(out.Members, m)
	}
	out.renumber()
	return &out, len(c.Members) - n
}

// renumber drops the independent reports that no member belongs to.
func (c *Cluster) renumber() {
	roots, at := make([]int, len(c.Reports)), make([]int, len(c.Reports))
	left := make([]bool, len(c.Reports))
	for i := range c.Members {
		m := &c.Members[i]
		if m.Report < 0 || m.Report >= len(left) {
			continue
		}
		left[m.Report] = true
		if m.Root {
			roots[m.Report]++
		}
	}
	var whys []string
	for k, why := range c.Reports {
		if !left[k] {
			continue
		}
		at[k] = len(whys)
		if roots[k] < 2 {
			why = ""
		}
		whys = append(whys, why)
	}
	c.Reports = whys
	for i := range c.Members {
		if m := &c.Members[i]; m.Report >= 0 && m.Report < len(at) {
			m.Report = at[m.Report]
		}
	}
}
