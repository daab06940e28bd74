package trace

import "github.com/wiretrace/wiretrace/shingle"

// scraps counts what a scraped copy carries along of the page that it was taken
// from: by member, how many word grams of the furniture of each other outlet it has
// that are in no third one's.
func scraps(members []*Member) []map[string]float64 {
	owner := map[uint64]string{} // by gram: the outlet whose furniture has it, "" if several have
	var sh shingle.Shingler
	var stream shingle.Stream
	var grams []uint64
	for _, m := range members {
		for _, r := range m.Skip {
			sh.Stream(&stream, m.Text[r.Start:r.End], nil)
			grams = gramHashes(grams[:0], &stream)
			for _, g := range grams {
				if o, ok := owner[g]; ok && o != m.Outlet {
					owner[g] = ""
				} else {
					owner[g] = m.Outlet
				}
			}
		}
	}
	out := make([]map[string]float64, len(members))
	for v, m := range members {
		sh.Stream(&stream, m.Text, nil)
		grams = gramHashes(grams[:0], &stream)
		for _, g := range grams {
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
