package record

import (
	"encoding/binary"
	"math"

	"github.com/wiretrace/wiretrace/trace/clock"
	"github.com/wiretrace/wiretrace/trace/credit"
)

// AppendCluster appends the stored form of c, which doc/format.md describes. Shares
// are rounded to four decimal places.
func AppendCluster(b []byte, c *Cluster) []byte {
	b = appendString(b, c.ID)
	b = appendInt(b, c.Keep)
	b = appendShare(appendShare(b, c.Least), c.Mean)
	b = appendShare(appendInt(b, c.Origin.Member+1), c.Origin.P)
	b = appendShare(appendString(b, c.Origin.Agency), c.Origin.AgencyP)
	b = appendStrings(b, c.Reports)
	b = appendInt(b, len(c.Changes))
	for i := range c.Changes {
		x := &c.Changes[i]
		b = appendStrings(appendString(b, x.Kind), x.Others)
		b = appendString(appendInt(appendInt(b, x.Before), x.After), x.Reason)
	}
	b = appendInt(b, len(c.Members))
	var a []byte
	for i := range c.Members {
		a = AppendArticle(a[:0], &c.Members[i], c.ID)
		b = append(appendInt(b, len(a)), a...)
	}
	return b
}

// The flags of an article.
const (
	flagRunner = 1 << iota
	flagRoot
	flagFeed
	flagClock
	flagPrecise
	flagBounded
	flagEarlier
	flagOld
	flagsKnown = 1<<iota - 1
)

// AppendArticle appends the stored form of an article. cluster is the id of its cluster, or
// empty if it is in no cluster.
func AppendArticle(b []byte, a *Article, cluster string) []byte {
	b = binary.AppendUvarint(b, uint64(a.Doc))
	b = append(b, a.flags())
	b = appendShare(b, a.Similarity)
	b = appendShare(appendInt(b, a.Parent+1), a.P)
	if a.Earlier {
		b = binary.AppendUvarint(b, uint64(a.Of))
	}
	b = appendShare(b, a.RootP)
	if a.Runner {
		b = appendShare(appendInt(b, a.Second+1), a.SecondP)
	}
	b = appendInt(appendInt(b, a.Text), a.Report+1)
	b = appendInt(b, len(a.Evidence))
	for _, e := range a.Evidence {
		b = binary.AppendVarint(appendString(appendString(b, e.Kind), e.Text), weight(e.Weight))
	}
	b = appendShare(appendString(b, a.Agency), a.AgencyP)
	b = appendInt(b, len(a.Others))
	for _, o := range a.Others {
		b = appendShare(appendString(b, o.Agency), o.P)
	}
	b = appendInt(b, len(a.Credits))
	for i := range a.Credits {
		b = appendCredit(b, &a.Credits[i])
	}
	b = append(appendShare(appendInt(b, a.Words), a.Copied), byte(a.Class))
	b = appendStrings(b, a.Also)
	b = appendPassages(b, a.Passages, cluster)
	return a.appendClock(appendStrings(b, a.Odd))
}

func (a *Article) flags() (f byte) {
	for _, x := range []struct {
		set  bool
		flag byte
	}{
		{a.Runner, flagRunner},
		{a.Root, flagRoot},
		{a.Feed, flagFeed},
		{a.Earlier, flagEarlier},
		{a.Old, flagOld},
		{a.Clock.Known, flagClock},
		{a.Clock.Known && a.Clock.Precise, flagPrecise},
		{a.Clock.Known && a.Clock.Earliest > clock.Unbounded, flagBounded},
	} {
		if x.set {
			f |= x.flag
		}
	}
	return f
}

func appendCredit(b []byte, c *credit.Credit) []byte {
	for _, s := range []string{c.Agency, string(c.Role), string(c.Place), string(c.Field), c.Text} {
		b = appendString(b, s)
	}
	b = appendInt(appendInt(b, c.Start), c.End-c.Start)
	return appendShare(b, c.Weight)
}

// The owner of a passage is in the low bits of its first byte. The flags are in the high bits:
// placed, and elsewhere if its cluster is not the article's own.
const (
	ownerMask     = 3
	flagPlaced    = 4
	flagElsewhere = 8
)

func appendPassages(b []byte, list []Passage, cluster string) []byte {
	b = appendInt(b, len(list))
	at := 0
	for i := range list {
		p := &list[i]
		kind := byte(p.Owner)
		if p.Placed {
			kind |= flagPlaced
		}
		if p.Owner == OwnerCluster && p.Cluster != cluster {
			kind |= flagElsewhere
		}
		b = binary.AppendVarint(append(b, kind), int64(p.Start-at))
		b = appendInt(appendInt(b, p.End-p.Start), p.Words)
		at = p.End
		if kind&flagElsewhere != 0 {
			b = appendString(b, p.Cluster)
		}
		if p.Owner == OwnerFurniture {
			b = appendString(b, p.Kind)
		}
		if p.Placed {
			b = appendInt(binary.AppendUvarint(b, uint64(p.From)), p.FromStart)
			b = appendInt(b, p.FromEnd-p.FromStart)
		}
	}
	return b
}

func (a *Article) appendClock(b []byte) []byte {
	r := &a.Clock
	if !r.Known {
		return b
	}
	b = binary.AppendVarint(b, r.Best)
	if r.Earliest > clock.Unbounded {
		b = binary.AppendVarint(b, r.Best-r.Earliest)
	}
	b = binary.AppendVarint(b, r.Latest-r.Best)
	return binary.AppendUvarint(binary.AppendVarint(b, int64(r.Corrected)), uint64(r.Flags))
}

// DecodeCluster reads what [AppendCluster] wrote. The result shares no memory with b.
func DecodeCluster(b []byte) (*Cluster, error) {
	c := cursor{b: b}
	out := &Cluster{ID: c.str()}
	keep := c.uvarint()
	out.Least, out.Mean = c.share(), c.share()
	origin := c.uvarint()
	out.Origin = Origin{P: c.share(), Agency: c.str(), AgencyP: c.share()}
	out.Reports = c.strs()
	for range c.count(5) {
		out.Changes = append(out.Changes, Change{
			Kind: c.str(), Others: c.strs(), Before: c.number(math.MaxInt32), After: c.number(math.MaxInt32), Reason: c.str(),
		})
	}
	n := c.count(minArticle)
	if keep >= uint64(n) || origin > uint64(n) {
		return nil, ErrCodec
	}
	out.Keep, out.Origin.Member = int(keep), int(origin)-1
	out.Members = make([]Article, n)
	for i := range out.Members {
		if err := decodeArticle(&out.Members[i], c.bytes(), out.ID, n, len(out.Reports)); err != nil {
			return nil, err
		}
	}
	if c.bad || len(c.b) > 0 || !out.acyclic() {
		return nil, ErrCodec
	}
	return out, nil
}

// minArticle is the length of the shortest article.
const minArticle = 19

// acyclic reports whether the parents of every member lead to an unseen source.
func (c *Cluster) acyclic() bool {
	const open, done = 1, 2
	state := make([]uint8, len(c.Members))
	var way []int
	for i := range c.Members {
		way = way[:0]
		v := i
		for v != Unseen && state[v] == 0 {
			state[v] = open
			way = append(way, v)
			v = c.Members[v].Parent
		}
		if v != Unseen && state[v] == open {
			return false
		}
		for _, u := range way {
			state[u] = done
		}
	}
	return true
}

// DecodeArticle reads an article that is in no cluster, as [AppendArticle] wrote it.
// The result shares no memory with b.
func DecodeArticle(b []byte) (*Article, error) {
	a := &Article{}
	if err := decodeArticle(a, b, "", 0, 0); err != nil {
		return nil, err
	}
	return a, nil
}

// decodeArticle reads an article of a cluster with these numbers of members and reports. Both
// are 0 for an article in no cluster.
func decodeArticle(a *Article, b []byte, cluster string, members, reports int) error {
	c := cursor{b: b}
	a.Doc = Doc(c.number(math.MaxUint32))
	flags := c.byte()
	a.Runner, a.Root, a.Feed = flags&flagRunner != 0, flags&flagRoot != 0, flags&flagFeed != 0
	a.Earlier, a.Old = flags&flagEarlier != 0, flags&flagOld != 0
	a.Similarity = c.share()
	a.Parent, a.P = c.number(members+1)-1, c.share()
	if a.Earlier {
		a.Of = Doc(c.number(math.MaxUint32))
	}
	a.RootP = c.share()
	a.Second = Unseen
	if a.Runner {
		a.Second, a.SecondP = c.number(members+1)-1, c.share()
	}
	a.Text, a.Report = c.number(members+1), c.number(reports+1)-1
	for range c.count(3) {
		a.Evidence = append(a.Evidence, Evidence{Kind: c.str(), Text: c.str(), Weight: c.weight()})
	}
	a.Agency, a.AgencyP = c.str(), c.share()
	for range c.count(2) {
		a.Others = append(a.Others, AgencyP{c.str(), c.share()})
	}
	for range c.count(8) {
		a.Credits = append(a.Credits, c.credit())
	}
	a.Words, a.Copied, a.Class = c.number(math.MaxInt32), c.share(), Class(c.byte())
	a.Also = c.strs()
	a.Passages = c.passages(cluster)
	a.Odd = c.strs()
	a.Clock = c.clock(flags)
	if c.bad || len(c.b) > 0 || flags&^flagsKnown != 0 || a.Class > ClassWhole || a.Earlier && a.Parent == Unseen || members > 0 && a.Report < 0 {
		return ErrCodec
	}
	return nil
}

func (c *cursor) credit() credit.Credit {
	x := credit.Credit{
		Agency: c.str(), Role: credit.Role(c.str()), Place: credit.Place(c.str()), Field: credit.Field(c.str()), Text: c.str(),
	}
	x.Start = c.number(math.MaxInt32)
	x.End = x.Start + c.number(math.MaxInt32-x.Start)
	x.Weight = c.share()
	return x
}

func (c *cursor) passages(cluster string) []Passage {
	var out []Passage
	at := 0
	for range c.count(4) {
		kind := c.byte()
		start := int64(at) + c.instant()
		p := Passage{Owner: Owner(kind & ownerMask), Placed: kind&flagPlaced != 0}
		known := byte(ownerMask | flagPlaced | flagElsewhere)
		elsewhere := kind&flagElsewhere != 0
		if start < 0 || start >= math.MaxInt32 || kind&^known != 0 || p.Owner > OwnerFurniture || elsewhere && p.Owner != OwnerCluster {
			c.fail()
			return nil
		}
		p.Start = int(start)
		p.End = p.Start + c.number(math.MaxInt32-p.Start)
		p.Words = c.number(math.MaxInt32)
		at = p.End
		if p.Owner == OwnerCluster {
			p.Cluster = cluster
		}
		if elsewhere {
			p.Cluster = c.str()
		}
		if p.Owner == OwnerFurniture {
			p.Kind = c.str()
		}
		if p.Placed {
			p.From, p.FromStart = Doc(c.number(math.MaxUint32)), c.number(math.MaxInt32)
			p.FromEnd = p.FromStart + c.number(math.MaxInt32-p.FromStart)
		}
		out = append(out, p)
	}
	return out
}

func (c *cursor) clock(flags byte) clock.Reading {
	if flags&flagClock == 0 {
		return clock.Reading{}
	}
	r := clock.Reading{Known: true, Precise: flags&flagPrecise != 0, Earliest: clock.Unbounded, Best: c.instant()}
	if flags&flagBounded != 0 {
		if r.Earliest = r.Best - c.instant(); r.Earliest <= clock.Unbounded {
			c.fail()
		}
	}
	r.Latest = r.Best + c.instant()
	r.Corrected, r.Flags = int(c.instant()), clock.Flags(c.number(math.MaxUint16))
	if !r.Flags.Known() {
		c.fail()
	}
	return r
}
