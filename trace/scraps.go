package trace

// scraps returns, by member and other outlet, the number of word grams of that outlet's
// furniture that the member has. Grams in the furniture of several outlets do not count. A
// scraped copy often contains furniture of the page that it was taken from.
func scraps(members []*Member) []map[string]float64 {
	owner := map[uint64]string{} // by gram: the outlet whose furniture has it, "" if several have
	var r readers
	for _, m := range members {
		for _, s := range m.Skip {
			for _, g := range r.read(m.Text[s.Start:s.End], nil).grams {
				if o, ok := owner[g]; ok && o != m.Outlet {
					owner[g] = ""
				} else {
					owner[g] = m.Outlet
				}
			}
		}
	}
	out := make([]map[string]float64, len(members))
	if len(owner) == 0 {
		return out
	}
	for v, m := range members {
		all := m.read()
		if len(m.Skip) > 0 {
			all = r.read(m.Text, nil)
		}
		for _, g := range all.grams {
			if o := owner[g]; o != "" && o != m.Outlet {
				if out[v] == nil {
					out[v] = map[string]float64{}
				}
				out[v][o]++
			}
		}
	}
	return out
}
